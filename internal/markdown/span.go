package markdown

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// spanBlock is an HTML block with the attribute markdown="span": its inside is
// inline Markdown, its tags stay without the attribute.
type spanBlock struct {
	ast.BaseBlock
	tag         string // name of the element
	open, close []byte
	depth       int // elements of the same name that are open
}

var spanBlockKind = ast.NewNodeKind("SpanBlock")

func (n *spanBlock) Kind() ast.NodeKind         { return spanBlockKind }
func (n *spanBlock) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }
func (n *spanBlock) Type() ast.NodeType         { return ast.TypeBlock }

// spanOpen matches the opening tag; the attribute may stand anywhere in it.
var spanOpen = regexp.MustCompile(`^[ ]{0,3}<([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^<>]*?)?)\s+markdown="(?:span|1|block)"([^<>]*)>`)

type spanBlockParser struct{}

func (spanBlockParser) Trigger() []byte { return []byte{'<'} }

func (spanBlockParser) Open(_ ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	if !bytes.Contains(line, []byte("markdown=")) {
		return nil, parser.NoChildren
	}
	m := spanOpen.FindSubmatchIndex(line)
	if m == nil {
		return nil, parser.NoChildren
	}
	n := &spanBlock{tag: string(bytes.ToLower(line[m[2]:m[3]])), depth: 1}
	n.open = bytes.Join([][]byte{[]byte("<"), line[m[2]:m[3]], line[m[4]:m[5]], line[m[6]:m[7]], []byte(">")}, nil)
	n.take(line, segment, m[1])
	reader.AdvanceToEOL()
	return n, parser.NoChildren
}

// take adds the part of a line from an offset on, up to the closing tag.
func (n *spanBlock) take(line []byte, segment text.Segment, from int) {
	for at := from; ; {
		open := bytes.IndexByte(line[at:], '<')
		if open < 0 {
			break
		}
		at += open
		name, closing := tagName(line[at:])
		if name == n.tag && closing {
			if n.depth--; n.depth == 0 {
				n.add(segment, from, at)
				n.close = bytes.TrimRight(line[at:], " \t\r\n")
				return
			}
		} else if name == n.tag {
			n.depth++
		}
		at++
	}
	n.add(segment, from, len(line))
}

func (n *spanBlock) add(segment text.Segment, from, to int) {
	if from < to {
		start := segment.Start + from - segment.Padding
		n.Lines().Append(text.NewSegment(max(start, segment.Start), segment.Start+to-segment.Padding))
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

func (spanBlockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	n := node.(*spanBlock)
	if n.depth == 0 {
		return parser.Close
	}
	line, segment := reader.PeekLine()
	if len(bytes.TrimSpace(line)) == 0 && n.Lines().Len() > 0 {
		// Only a block that is never closed would go on for ever.
		if !bytes.Contains(bytes.ToLower(reader.Source()[segment.Start:]), []byte("</"+n.tag)) {
			return parser.Close
		}
	}
	n.take(line, segment, 0)
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

func (spanBlockParser) Close(ast.Node, text.Reader, parser.Context) {}
func (spanBlockParser) CanInterruptParagraph() bool                 { return true }
func (spanBlockParser) CanAcceptIndentedLine() bool                 { return false }
