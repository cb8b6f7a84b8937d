// Package markdown turns Markdown into HTML, and lists what a page holds:
// headings, links, images, tables and fences, each with its place.
package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"docgen/internal/content"
	"docgen/internal/source"
)

// Document is a page of Markdown that has been read. It may be used from many
// goroutines.
type Document struct {
	// Text is the Markdown; all offsets of the document are bytes of it.
	Text source.Text
	// Headings are the headings, raw HTML ones included, in their order.
	Headings []Heading
	// Problems are the limits of the reader that the text goes beyond.
	Problems []Problem

	// mu is held by whoever walks the tree: nodes of goldmark keep what they are
	// asked for.
	mu     sync.Mutex
	root   ast.Node
	reader *Reader
	facts  *Facts
	unread []unreadFence // of kramdown
	again  int           // what the limits counted while it was read
	// kramdown is what is known of a page of kramdown, nil in other dialects.
	kramdown *kramdown
	shown    []shownPiece // of Pieces, in their order
	// resolved are the addresses that links lead to in place of those as written.
	resolved map[ast.Node]string
}

// Heading is a heading with the id that links lead to.
type Heading struct {
	Level      int
	ID         string
	Title      string // without markup
	Start, End int
	// Raw says that it is an HTML tag; its id is the attribute, or "".
	Raw bool
}

// Facts are the constructs of a document that the rules check.
type Facts struct {
	Links  []Link // Markdown links and <a href>
	Images []Link // Markdown images and <img src>
	// Anchors are the id and name attributes of raw HTML.
	Anchors []Attribute
	Tables  []Table
	Fences  []Fence
	Tags    []Tag // raw HTML tags
	Lists   []List
	// Blocks are the paragraphs, headings and cells: what holds inline
	// Markdown.
	Blocks []Block
	// Code are the code spans: Start and End with their backticks.
	Code []Range
	// Signs are where "<", "**", "&lt;" or the start of Liquid or of attributes
	// ("{{", "{%", "{:", "{.") stands in running text and is shown as it is.
	Signs []int
	// Hidden are the attribute lists and extensions of kramdown, in their order:
	// readers do not see them.
	Hidden []Range
}

// Range is a half-open range of bytes.
type Range struct{ Start, End int }

// Link is a link or an image.
type Link struct {
	// Start and End are the bytes of the whole construct: of an <a>, up to its
	// end tag, where it has one.
	Range
	// Dest is where it leads, as written but for escapes and entities; To are
	// its bytes. In a reference link these are those of the definition.
	Dest string
	To   Range
	// Text is the text of a link, the alternative text of an image.
	Text  string
	Title string
	// Raw is the HTML tag, nil for a Markdown link.
	Raw *Tag
	// Auto says that the text is the address: <https://…>, or a bare one.
	Auto bool
}

// Table is a table of the GFM kind.
type Table struct {
	Range
	Header Row
	Rows   []Row
}

// Row is a row of a table as written: a cell too many, which a browser does
// not show, is here too.
type Row struct {
	Range
	Cells []Cell
}

// Cell is a cell; its range has no white space around it.
type Cell struct {
	Range
	Text string    // without markup; <br> is a line end
	Code []Literal // its code spans
}

// Literal is a code span with its content.
type Literal struct {
	Range // of the content, without backticks
	Text  string
}

// List is an ordered list.
type List struct {
	Range
	// Numbers are the numbers as written, with their places.
	Numbers []Number
	// First is the number of the first item as readers see it: kramdown counts from
	// 1, unless the attribute start says another number.
	First int
}

// Number is the number of a list item: its digits.
type Number struct {
	Range
	Value int
}

// Block is a block of inline Markdown: its lines without the indentation and
// the markers of what it stands in.
type Block struct {
	// Kind is "paragraph", "heading", "cell", "item" (the text of an item of a
	// tight list) or "span" (the inside of an HTML block with markdown="span").
	Kind string
	// Lines have no line ends.
	Lines []Range
}

// Fence is a code block.
type Fence struct {
	Range
	// Lang is the first word of the info string, in lower case.
	Lang string
	// Info is the info string; empty for an indented block.
	Info source.Text
	// Body is the code, without the indentation that the block takes from it.
	Body source.Text
	// Indented says that it is a block by indentation, without a fence.
	Indented bool
	// Closed says that a closing fence was found; Range goes up to it.
	Closed bool
	// Unread says why kramdown reads no code block here: the fence and what follows
	// is text. Body is what was meant to be code.
	Unread string
	// Char and Length are the fence: three backticks are '`' and 3. An indented
	// block has none.
	Char   byte
	Length int
	// Indent is how many characters stand before the opening fence on its
	// line, the markers of list items and quotes included.
	Indent int
}

// Parse reads Markdown.
func (r *Reader) Parse(t source.Text) *Document { return r.parse(t, false) }

// parse reads Markdown, which may come from a template of docgen: its fences have
// words that kramdown does not know.
func (r *Reader) parse(t source.Text, generated bool) *Document {
	d := &Document{Text: t, reader: r}
	l := newLimiter(t.Bytes)
	if r.kramdown != nil {
		d.kramdown = newKramdown(r, l)
		d.kramdown.generated = generated
		l.kramdown = d.kramdown
	}
	d.root = r.md.Parser().Parse(text.NewReader(t.Bytes), parser.WithContext(l))
	d.nameHeadings()
	d.Problems, d.unread, d.again = l.problems, l.unread, l.spent()
	return d
}

// nameHeadings gives each heading its id: the rule of GitHub and of kramdown's
// GFM reader. Letters in lower case, digits, "_", "-" and spaces stay, each
// space becomes "-", and an id that is taken gets "-1", "-2", …
func (d *Document) nameHeadings() {
	if d.kramdown != nil {
		d.nameKramdownHeadings()
		return
	}
	taken := map[string]int{}
	var tabs []*ast.FencedCodeBlock
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			title := plainText(n, d.Text.Bytes)
			id := unique(headingID(title), taken)
			if id != "" {
				n.SetAttributeString("id", []byte(id))
			}
			h := Heading{Level: n.Level, ID: id, Title: strings.Join(strings.Fields(title), " ")}
			h.Start, h.End = d.headingRange(n)
			d.Headings = append(d.Headings, h)
		case *ast.HTMLBlock:
			d.rawHeadings(n)
		case *ast.FencedCodeBlock:
			tabs = append(tabs, n)
		default:
			if n.Type() != ast.TypeInline && n.Lines().Len() == 0 {
				return ast.WalkContinue, nil
			}
		}
		return ast.WalkSkipChildren, nil
	})
	for _, n := range tabs { // after the headings, whose ids do not depend on them
		d.reader.highlighter.nameTab(n, d.Text.Bytes, taken)
	}
}

// headingRange returns where a heading stands, from its "#" or, where it is
// underlined, from its text.
func (d *Document) headingRange(n *ast.Heading) (start, end int) {
	src, lines := d.Text.Bytes, n.Lines()
	if lines.Len() == 0 {
		start = min(max(0, n.Pos()), len(src))
		return start, lineEnd(src, start)
	}
	start, end = lines.At(0).Start, trimLineEnd(src, lines.At(lines.Len()-1).Stop)
	at := start
	for at > 0 && (src[at-1] == ' ' || src[at-1] == '\t') {
		at--
	}
	if at >= n.Level && src[at-1] == '#' {
		start = at - n.Level
	}
	return start, end
}

// rawHeadings adds the headings of an HTML block.
func (d *Document) rawHeadings(n *ast.HTMLBlock) {
	b, start, end := joined(d.Text.Bytes, htmlLines(n))
	if !hasHeadingTag(b[start:end]) {
		return
	}
	var open *Heading
	var title strings.Builder
	scanHTML(b, start, end, func(t Tag) {
		switch level := t.headingLevel(); {
		case level > 0 && !t.Closing:
			title.Reset()
			d.Headings = append(d.Headings, Heading{Level: level, ID: t.value("id"), Start: t.Start, End: t.End, Raw: true})
			open = &d.Headings[len(d.Headings)-1]
		case open != nil && level == open.Level:
			open.End = t.End
			open.Title = strings.Join(strings.Fields(title.String()), " ")
			open = nil
		}
	}, func(start, end int) {
		if open != nil {
			title.Write(resolve(b[start:end]))
		}
	})
}

func hasHeadingTag(b []byte) bool {
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 || i+2 >= len(b) {
			return false
		}
		if b[i+1]|0x20 == 'h' && b[i+2] >= '1' && b[i+2] <= '6' {
			return true
		}
		b = b[i+1:]
	}
}

// headingID returns the id of a heading with the given text.
func headingID(title string) string {
	var b strings.Builder
	for _, r := range content.Downcase(title) {
		switch {
		case r == ' ' || r == '\t':
			b.WriteByte('-')
		case r == '-' || r == '_' || isLetterOrDigit(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unique(id string, taken map[string]int) string {
	n, ok := taken[id]
	taken[id] = n + 1
	if !ok {
		return id
	}
	for {
		next := id + "-" + strconv.Itoa(n)
		if _, ok := taken[next]; !ok {
			taken[next] = 1
			return next
		}
		n++
		taken[id] = n + 1
	}
}

// plainText returns the text of a node without markup: what a reader sees, as
// far as it is not code of another language.
func plainText(n ast.Node, src []byte) string {
	var b bytes.Buffer
	writePlain(&b, n, src)
	return b.String()
}

func writePlain(b *bytes.Buffer, n ast.Node, src []byte) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(shown(c, src))
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte('\n')
			}
		case *ast.String:
			b.Write(resolve(c.Value))
		case *ast.CodeSpan:
			for t := c.FirstChild(); t != nil; t = t.NextSibling() {
				if s, ok := t.(*ast.Text); ok {
					b.Write(bytes.ReplaceAll(s.Segment.Value(src), []byte("\n"), []byte(" ")))
				}
			}
		case *ast.AutoLink:
			b.Write(c.Label(src))
		case *spanCode:
			b.Write(bytes.ReplaceAll(c.segments.Value(src), []byte("\n"), []byte(" ")))
		case *spanMath:
			b.Write(c.value)
		case *spanLink:
			b.WriteString(string(resolve([]byte(c.alt))))
			writePlain(b, c, src)
		case *spanTag:
			if c.tag.Name == "br" {
				b.WriteByte('\n')
			}
			writePlain(b, c, src)
		case *ast.RawHTML:
			if isBreak(c.Segments.Value(src)) {
				b.WriteByte('\n')
			}
		default:
			writePlain(b, c, src)
		}
	}
}

// shown returns a text as readers see it.
func shown(n *ast.Text, src []byte) []byte {
	if n.IsRaw() {
		return n.Segment.Value(src)
	}
	return unescape(n.Segment.Value(src))
}

// isBreak reports whether a tag is a line break: <br>, <br/> or the wrong </br>.
func isBreak(tag []byte) bool {
	name := bytes.ToLower(bytes.Trim(tag, "</> \t"))
	return string(name) == "br"
}
