package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// element is an HTML element whose inside is Markdown: blocks, or the lines of the
// node as inline Markdown. Its tags stay without the attribute markdown.
type element struct {
	blockNode
	tag   string // name of the element
	depth int    // elements of the same name that are open, while it is read
	// open is the start tag without the attribute, opened where it stands.
	open   []byte
	opened Range
	// closed is where the end tag and what follows it on its line stand.
	closed Range
}

var elementKind = ast.NewNodeKind("Element")

func (*element) Kind() ast.NodeKind { return elementKind }

// spanBlockParser reads an HTML block with markdown="span", outside kramdown.
type spanBlockParser struct{}

func (spanBlockParser) Trigger() []byte { return []byte{'<'} }

func (spanBlockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	if pc.BlockOffset() < 0 || !bytes.Contains(line, []byte("markdown")) {
		return nil, parser.NoChildren
	}
	tag, ok := readTag(line, pc.BlockOffset(), len(line))
	if !ok || tag.Closing || tag.SelfClosing {
		return nil, parser.NoChildren
	}
	attribute := tag.Attr("markdown")
	if attribute == nil || attribute.Value != "span" && attribute.Value != "1" && attribute.Value != "block" {
		return nil, parser.NoChildren
	}
	n := &element{tag: tag.Name, depth: 1, open: without(line, tag, *attribute)}
	n.opened = Range{place(segment, tag.Start), place(segment, tag.End)}
	n.addLine(line, segment, tag.End)
	reader.AdvanceToEOL()
	return n, parser.NoChildren
}

// without returns a tag without one of its attributes.
func without(line []byte, tag Tag, a Attribute) []byte {
	after := a.End
	if a.Quote != 0 {
		after++
	}
	// The line is the source's memory.
	before := bytes.TrimRight(line[tag.Start:a.name], " \t")
	return append(bytes.Clone(before), line[after:tag.End]...)
}

// place returns the offset of a byte of a line, whose padding has none.
func place(segment text.Segment, i int) int {
	return max(segment.Start, segment.Start+i-segment.Padding)
}

// addLine adds the part of a line from an offset on, up to the end tag.
func (n *element) addLine(line []byte, segment text.Segment, from int) {
	for at := from; ; at++ {
		open := bytes.IndexByte(line[at:], '<')
		if open < 0 {
			break
		}
		at += open
		name, closing := tagName(line[at:])
		if name != n.tag {
			continue
		}
		if !closing {
			n.depth++
		} else if n.depth--; n.depth == 0 {
			n.add(segment, from, at)
			end := len(bytes.TrimRight(line, " \t\r\n"))
			n.closed = Range{place(segment, at), place(segment, end)}
			return
		}
	}
	n.add(segment, from, len(line))
}

func (n *element) add(segment text.Segment, from, to int) {
	if from < to {
		n.Lines().Append(text.NewSegment(place(segment, from), place(segment, to)))
	}
}

// tagName returns the lower-case name of the tag that b begins with.
func tagName(b []byte) (name string, closing bool) {
	b = b[1:]
	if closing = len(b) > 0 && b[0] == '/'; closing {
		b = b[1:]
	}
	i := 0
	for i < len(b) && (b[i] == '-' || b[i] >= '0' && b[i] <= '9' || b[i]|0x20 >= 'a' && b[i]|0x20 <= 'z') {
		i++
	}
	return string(bytes.ToLower(b[:i])), closing
}

func (spanBlockParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	n := node.(*element)
	if n.depth == 0 {
		return parser.Close
	}
	line, segment := reader.PeekLine()
	if len(bytes.TrimSpace(line)) == 0 {
		// Only a block that is never closed would go on for ever.
		if pc.(*limiter).lastEndTag(n.tag) < segment.Start {
			return parser.Close
		}
	}
	n.addLine(line, segment, 0)
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

func (spanBlockParser) Close(ast.Node, text.Reader, parser.Context) {}
func (spanBlockParser) CanInterruptParagraph() bool                 { return true }
func (spanBlockParser) CanAcceptIndentedLine() bool                 { return false }
