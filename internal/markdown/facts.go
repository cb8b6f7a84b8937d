package markdown

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"docgen/internal/source"
)

// Facts returns the facts of the document. The first call gathers them.
func (d *Document) Facts() *Facts {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.facts == nil {
		w := &walker{src: d.Text.Bytes, whole: d.Text, doc: d, facts: &Facts{}, anchor: -1}
		w.blocks(d.root)
		if d.kramdown != nil {
			d.kramdown.addTo(w.facts)
		}
		d.facts = w.facts
	}
	return d.facts
}

// HTMLFacts returns the facts of a page of HTML: its tags, and the links,
// images and anchors among them. Where text was cut out, at offsets that rise, no tag is
// read across.
func HTMLFacts(t source.Text, cuts ...int) *Facts {
	w := &walker{src: t.Bytes, whole: t, facts: &Facts{}, anchor: -1}
	start := 0
	for _, end := range append(cuts, len(t.Bytes)) {
		w.html(t.Bytes, start, end)
		start = end
	}
	return w.facts
}

// walker gathers the facts in the order of the text.
//
// The tree of goldmark has the places of text, but not always those of the
// constructs around it. The walker gets these by reading on from the last
// place it knows by the grammar of the construct, never by looking for a text.
type walker struct {
	src   []byte
	whole source.Text
	doc   *Document
	facts *Facts
	plain bytes.Buffer

	// end is where the block that was read last ends, marker where the last
	// list marker does.
	end, marker int
	// fenceBody is where the body of the last fence ends.
	fenceBody int
	unread    int // index of the next fence of the document that is text

	// pos is where the inline Markdown that was read last ends, line the line
	// of lines that it stands on.
	pos   int
	lines *text.Segments
	line  int
	cell  *Cell // the cell that is being read

	anchor  int // index of the <a href> that is open, or -1
	caption bytes.Buffer
}

func (w *walker) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		w.block(n)
	}
}

func (w *walker) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		w.inlineBlock("heading", n)
	case *ast.Paragraph:
		w.inlineBlock("paragraph", n)
	case *ast.TextBlock:
		w.inlineBlock("item", n)
	case *element:
		w.html(w.src, n.opened.Start, n.opened.End)
		if n.Lines().Len() > 0 {
			w.inlineBlock("span", n)
		} else {
			w.blocks(n)
		}
		w.html(w.src, n.closed.Start, n.closed.End)
		w.end = max(w.end, n.closed.End)
	case *ast.HTMLBlock:
		segments := htmlLines(n)
		b, start, end := joined(w.src, segments)
		w.html(b, start, end)
		w.end = max(w.end, end)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		w.fence(n)
	case *ast.List:
		w.list(n)
	case *east.Table:
		w.table(n)
	case *east.DefinitionTerm:
		w.inlineBlock("item", n)
	case *hiddenBlock:
		w.hiddenBlock(n)
	case *ast.LinkReferenceDefinition, *ast.ThematicBreak, *contents, *mathBlock, *noteList:
	default:
		w.blocks(n)
	}
}

// htmlLines returns all lines of an HTML block.
func htmlLines(n *ast.HTMLBlock) []text.Segment {
	lines := n.Lines().Sliced(0, n.Lines().Len())
	if n.HasClosure() {
		lines = append(lines[:len(lines):len(lines)], n.ClosureLine)
	}
	return lines
}

// inlineBlock reads a block of inline Markdown.
func (w *walker) inlineBlock(kind string, n ast.Node) {
	lines := n.Lines()
	if lines.Len() == 0 {
		return
	}
	for len(w.doc.unread) > w.unread && w.doc.unread[w.unread].Pos() < lines.At(lines.Len()-1).Stop {
		w.unreadFence(w.doc.unread[w.unread])
		w.unread++
	}
	b := Block{Kind: kind, Lines: make([]Range, lines.Len())}
	for i := range b.Lines {
		s := lines.At(i)
		start := skipSpace(w.src, s.Start, s.Stop)
		b.Lines[i] = Range{start, max(start, trimLineEnd(w.src, s.Stop))}
	}
	w.facts.Blocks = append(w.facts.Blocks, b)
	w.lines, w.line, w.pos = lines, 0, lines.At(0).Start
	w.inline(n)
	w.end = max(w.end, b.Lines[len(b.Lines)-1].End)
}

// trimLineEnd returns end without the line end before it.
func trimLineEnd(b []byte, end int) int {
	if end > 0 && b[end-1] == '\n' {
		end--
	}
	if end > 0 && b[end-1] == '\r' {
		end--
	}
	return end
}

// lineEnd returns where the line ends, without its line end.
func lineEnd(b []byte, at int) int {
	if n := bytes.IndexByte(b[at:], '\n'); n >= 0 {
		return trimLineEnd(b, at+n+1)
	}
	return len(b)
}

// list reads a list. Where its markers stand is known from the start of their
// line, or from the marker before on the same line.
func (w *walker) list(n *ast.List) {
	l, index := List{}, len(w.facts.Lists)
	if n.IsOrdered() {
		w.facts.Lists = append(w.facts.Lists, l)
	}
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		at := max(w.marker, lineStart(w.src, min(item.Pos(), len(w.src))))
		for at < len(w.src) && (w.src[at] == ' ' || w.src[at] == '\t' || w.src[at] == '>') {
			at++
		}
		number := Number{Range: Range{at, at}}
		for ; number.End < len(w.src) && util.IsNumeric(w.src[number.End]); number.End++ {
			number.Value = number.Value*10 + int(w.src[number.End]-'0')
		}
		if item == n.FirstChild() {
			l.Start = at
		}
		if number.End > at {
			l.Numbers = append(l.Numbers, number)
		}
		w.marker = min(number.End+1, len(w.src))
		w.end = max(w.end, w.marker)
		w.blocks(item)
	}
	if n.IsOrdered() {
		l.End, l.First = w.end, n.Start
		if start, err := strconv.Atoi(attributeOf(n, "start")); err == nil {
			l.First = start
		}
		w.facts.Lists[index] = l
	}
}

// text returns the text of a node without markup.
func (w *walker) text(n ast.Node) string {
	w.plain.Reset()
	writePlain(&w.plain, n, w.src)
	return w.plain.String()
}

// addAnchorText adds to the text of the <a> that is open.
func (w *walker) addAnchorText(b []byte) {
	if w.anchor >= 0 {
		w.caption.Write(b)
	}
}

// html reads raw HTML, and the blocks of code in it.
func (w *walker) html(b []byte, start, end int) {
	for {
		f, ok := w.codeInHTML(b, start, end)
		if !ok {
			break
		}
		w.tags(b, start, f.Start)
		w.facts.Fences = append(w.facts.Fences, f)
		start = f.End
	}
	w.tags(b, start, end)
}

func (w *walker) tags(b []byte, start, end int) {
	if start < end {
		scanHTML(b, start, end, w.tag, func(start, end int) {
			if w.anchor >= 0 {
				w.addAnchorText(resolve(b[start:end]))
			}
		})
	}
}

func (w *walker) tag(t Tag) {
	w.facts.Tags = append(w.facts.Tags, t)
	if t.Name == "a" {
		w.closeAnchor(t)
	}
	if t.Closing {
		return
	}
	for _, a := range t.Attributes {
		if a.Name == "id" || a.Name == "name" && t.Name == "a" {
			w.facts.Anchors = append(w.facts.Anchors, a)
		}
	}
	switch t.Name {
	case "a":
		if a := t.Attr("href"); a != nil {
			w.anchor = len(w.facts.Links)
			w.facts.Links = append(w.facts.Links, rawLink(t, a))
		}
	case "img":
		if a := t.Attr("src"); a != nil {
			image := rawLink(t, a)
			image.Text = t.value("alt")
			w.facts.Images = append(w.facts.Images, image)
			w.addAnchorText([]byte(image.Text))
		}
	}
}

func rawLink(t Tag, to *Attribute) Link {
	return Link{Range: t.Range, Dest: to.Value, To: to.Range, Title: t.value("title"), Raw: &t}
}

// closeAnchor ends the <a href> that is open, at its end tag or, as browsers
// do, at the next <a>.
func (w *walker) closeAnchor(t Tag) {
	if w.anchor >= 0 && t.Closing {
		link := &w.facts.Links[w.anchor]
		link.End = t.End
		link.Text = strings.Join(strings.Fields(w.caption.String()), " ")
	}
	w.anchor = -1
	w.caption.Reset()
}
