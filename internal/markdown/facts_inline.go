package markdown

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// inline reads the inline Markdown in a node.
func (w *walker) inline(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			w.pos = max(w.pos, n.Segment.Stop)
			w.signs(n)
			if w.anchor >= 0 {
				w.addAnchorText(shown(n, w.src))
				if n.SoftLineBreak() || n.HardLineBreak() {
					w.addAnchorText([]byte{' '})
				}
			}
		case *ast.String:
			w.addAnchorText(resolve(n.Value))
		case *ast.CodeSpan:
			w.code(n)
		case *ast.Link:
			i := len(w.facts.Links)
			w.facts.Links = append(w.facts.Links, Link{})
			w.facts.Links[i] = w.link(n, n.Pos(), 1, n.Destination, n.Title, n.Reference)
		case *ast.Image:
			i := len(w.facts.Images)
			w.facts.Images = append(w.facts.Images, Link{})
			w.facts.Images[i] = w.link(n, n.Pos(), 2, n.Destination, n.Title, n.Reference)
		case *ast.AutoLink:
			w.autoLink(n)
		case *spanLink:
			w.spanLink(n)
		case *spanCode:
			w.spanCode(n)
		case *spanMath:
			w.addAnchorText(n.value)
		case *spanTag:
			w.segments(&n.opened)
			w.inline(n)
			w.segments(&n.shut)
		case *spanUnread:
			w.segments(&n.tag)
		case *spanHidden:
			w.html(w.src, n.body.Start, n.body.End)
		case *ast.RawHTML:
			w.segments(n.Segments)
		default:
			w.inline(n)
		}
	}
}

// segments reads raw HTML.
func (w *walker) segments(s *text.Segments) {
	b, start, end := joined(w.src, s.Sliced(0, s.Len()))
	w.html(b, start, end)
	w.pos = max(w.pos, end)
}

// spanLink reads a link or an image of kramdown.
func (w *walker) spanLink(n *spanLink) {
	links := &w.facts.Links
	if n.image {
		links = &w.facts.Images
	}
	i := len(*links)
	*links = append(*links, Link{})
	w.inline(n)
	(*links)[i] = Link{
		Range: n.Range, Dest: string(resolve(n.dest)), To: n.to, Title: string(resolve(n.title)), Auto: n.auto,
		Text: string(resolve([]byte(n.alt))) + strings.ReplaceAll(w.text(n), "\n", " "),
	}
	if n.image {
		w.addAnchorText([]byte(n.alt))
	}
	w.pos = max(w.pos, n.End)
}

// spanCode reads a code span of kramdown.
func (w *walker) spanCode(n *spanCode) {
	w.facts.Code = append(w.facts.Code, n.Range)
	code := n.segments.Value(w.src)
	w.addAnchorText(code)
	if w.cell != nil {
		w.cell.Code = append(w.cell.Code, Literal{n.content, string(code)})
	}
	w.pos = max(w.pos, n.End)
}

// attributePattern matches an attribute of HTML. Of longer names than maxAttribute
// there are none.
var attributePattern = regexp.MustCompile(`^ ?[a-z][a-z-]*=["']`)

const maxAttribute = 32

// signs notes the signs of markup in a piece of running text. What is escaped is
// none.
func (w *walker) signs(n *ast.Text) {
	start, end := n.Segment.Start, n.Segment.Stop
	for i := start; i < end; i++ {
		switch w.src[i] {
		case '<':
			w.facts.Signs = append(w.facts.Signs, i)
		case '&':
			if bytes.HasPrefix(w.src[i:end], []byte("&lt;")) {
				w.facts.Signs = append(w.facts.Signs, i)
			}
		case '{':
			if next := w.src[i+1:]; len(next) > 0 && (bytes.IndexByte([]byte(":{%.#"), next[0]) >= 0 || attributePattern.Match(next[:min(len(next), maxAttribute)])) {
				w.facts.Signs = append(w.facts.Signs, i)
			}
		case '*':
			if i+1 < end && w.src[i+1] == '*' {
				w.facts.Signs = append(w.facts.Signs, i)
				i++
			}
		case '\\':
			i++
		}
	}
}

// code reads a code span.
func (w *walker) code(n *ast.CodeSpan) {
	start := n.Pos()
	ticks := start
	for ticks < len(w.src) && w.src[ticks] == '`' {
		ticks++
	}
	content := Range{ticks, ticks}
	var literal []byte
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			if c == n.FirstChild() {
				content.Start = t.Segment.Start
			}
			content.End = t.Segment.Stop
			if w.cell != nil || w.anchor >= 0 {
				literal = append(literal, t.Segment.Value(w.src)...)
			}
		}
	}
	w.addAnchorText(literal)
	// Between the content and the closing backticks is at most the white space
	// that goldmark trimmed.
	end := w.find('`', content.End) + ticks - start
	w.pos = max(w.pos, min(end, len(w.src)))
	w.facts.Code = append(w.facts.Code, Range{start, w.pos})
	if w.cell != nil {
		w.cell.Code = append(w.cell.Code, Literal{content, string(literal)})
	}
}

// link reads a link or an image whose text begins some bytes after its start.
func (w *walker) link(n ast.Node, start, opening int, dest, title []byte, ref *ast.ReferenceLink) Link {
	w.pos = max(w.pos, start+opening)
	w.inline(n)
	l := Link{
		Range: Range{Start: start},
		Dest:  string(unescape(dest)),
		Text:  strings.ReplaceAll(w.text(n), "\n", " "),
		Title: string(unescape(title)),
	}
	if to, ok := w.doc.resolved[n]; ok {
		l.Dest = to
	}
	// All brackets of the text are after w.pos, so the next one ends it.
	end := min(w.find(']', w.pos)+1, len(w.src))
	switch {
	case ref == nil:
		l.To, l.End = w.target(end, len(dest), title)
	case ref.Type == ast.ReferenceLinkShortcut:
		l.To, l.End = w.definition(dest, end), end
	default:
		l.To, l.End = w.definition(dest, end), w.closer(']', end+1)+1
	}
	l.End = min(l.End, len(w.src))
	w.pos = max(w.pos, l.End)
	return l
}

// target reads the "(destination title)" of an inline link from its start.
func (w *walker) target(start, length int, title []byte) (to Range, end int) {
	p := w.space(start + 1)
	angle := p < len(w.src) && w.src[p] == '<'
	if angle {
		p++
	}
	to = Range{p, min(p+length, len(w.src))}
	if p = to.End; angle {
		p++
	}
	p = w.space(p)
	if p < len(w.src) && w.src[p] != ')' {
		closer := w.src[p]
		if closer == '(' {
			closer = ')'
		}
		p = w.space(w.closer(closer, p+1) + 1)
	}
	return to, p + 1
}

// definition returns where the destination of a definition stands, or the
// given point.
func (w *walker) definition(dest []byte, point int) Range { return within(w.src, dest, point) }

// within returns where a piece of a text stands, or the given point. That it shares
// the memory of the text is proof of its place.
func within(text, piece []byte, point int) Range {
	start := cap(text) - cap(piece)
	if len(piece) == 0 || start < 0 || start+len(piece) > len(text) || &text[start] != &piece[0] {
		return Range{point, point}
	}
	return Range{start, start + len(piece)}
}

// autoLink reads <https://…>, or an address that stands in the text.
func (w *walker) autoLink(n *ast.AutoLink) {
	label := n.Label(w.src)
	l := Link{Dest: string(n.URL(w.src)), Text: string(label), Auto: true, To: w.definition(label, w.pos)}
	if n.AutoLinkType == ast.AutoLinkEmail {
		l.Dest = "mailto:" + l.Dest
	}
	if l.Range = l.To; l.Start > 0 && n.Pos() == l.Start-1 && w.src[n.Pos()] == '<' {
		l.Start--
		l.End++
	}
	w.facts.Links = append(w.facts.Links, l)
	w.addAnchorText(label)
	w.pos = max(w.pos, l.End)
}

// find returns the offset of the next c, or the end of the block.
func (w *walker) find(c byte, from int) int {
	end := w.lines.At(w.lines.Len() - 1).Stop
	if from < end {
		if i := bytes.IndexByte(w.src[from:end], c); i >= 0 {
			return from + i
		}
	}
	return end
}

// closer returns the offset of the next c that is not escaped, or the end of
// the block.
func (w *walker) closer(c byte, from int) int {
	end := w.lines.At(w.lines.Len() - 1).Stop
	for i := from; i < end; i++ {
		switch {
		case w.src[i] == c:
			return i
		case w.src[i] == '\\' && i+1 < end && util.IsPunct(w.src[i+1]):
			i++
		}
	}
	return end
}

// space returns where the white space at p ends. At the end of a line it goes
// on where the text of the next one begins, after the markers of what the
// block stands in.
func (w *walker) space(p int) int {
	for {
		for w.line+1 < w.lines.Len() && p >= w.lines.At(w.line+1).Start {
			w.line++
		}
		stop := w.lines.At(w.line).Stop
		if p = skipSpace(w.src, p, stop); p < stop || w.line+1 == w.lines.Len() {
			return p
		}
		p = w.lines.At(w.line + 1).Start
	}
}
