package markdown

import (
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"docgen/internal/content"
)

// kramdownBlocks makes goldmark read the blocks of kramdown.
//
// goldmark reads line by line and asks each open block whether a line is still
// its own. kramdown reads block by block: a list first takes all its lines,
// whatever they are, and then reads each item as a text of its own. What a line
// is may so depend on lines far below, and a fence that is never closed is none.
// So one block parser takes the whole text, and reads it as kramdown does, into
// the nodes of goldmark.
type kramdownBlocks struct {
	settings *content.Kramdown
}

// Trigger asks for all lines.
func (*kramdownBlocks) Trigger() []byte { return nil }

// Open reads the whole text. It adds the blocks to the document itself, and
// leaves nothing for goldmark.
func (k *kramdownBlocks) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	l := pc.(*limiter)
	r := &kramdownReader{kramdownBlocks: k, src: reader.Source(), limiter: l, closers: finder{b: reader.Source()}}
	var lines []line
	for {
		bytes, segment := reader.PeekLine()
		if bytes == nil {
			break
		}
		lines = append(lines, r.newLine(segment))
		reader.AdvanceLine()
	}
	r.container(parent, 0).read(lines)
	// Of two definitions kramdown takes the last, goldmark the first.
	for _, d := range slices.Backward(r.definitions) {
		l.AddReference(d)
	}
	return nil, parser.NoChildren
}

func (*kramdownBlocks) Continue(ast.Node, text.Reader, parser.Context) parser.State {
	return parser.Close
}
func (*kramdownBlocks) Close(ast.Node, text.Reader, parser.Context) {}
func (*kramdownBlocks) CanInterruptParagraph() bool                 { return false }
func (*kramdownBlocks) CanAcceptIndentedLine() bool                 { return true }

// kramdownReader reads one text.
type kramdownReader struct {
	*kramdownBlocks
	*limiter
	src         []byte
	definitions []parser.Reference // of links
	closers     finder             // in src
}

// container is what blocks are read into: the document, a quote, an item of a
// list, an HTML element.
type container struct {
	*kramdownReader
	node  ast.Node
	depth int

	lines []line
	at    int // the next line

	// What has been read: the last block, the first two, and how many.
	last, first, second blockKind
	count               int
	// paragraph is the last block if it is a paragraph: lines that begin no block
	// after all are added to it.
	paragraph *ast.Paragraph

	// element is the name of the HTML element whose end tag ends the container,
	// endTag that tag once it has been read.
	element string
	endTag  Range
	tags    *tagIndex // of lines
	fences  map[byte]int
}

// blockKind is what counts of a block for those beside it.
type blockKind uint8

const (
	noBlock        blockKind = iota
	blankLines               // is a block in kramdown
	blockEnd                 // "^", or a line of attributes
	paragraphBlock           //
	otherBlock               //
)

func (r *kramdownReader) container(node ast.Node, depth int) *container {
	return &container{kramdownReader: r, node: node, depth: depth}
}

// constructs are the constructs in the order in which kramdown tries them. Each
// reads a block from the next line on, or reports that it cannot.
var constructs []func(*container) bool

func init() {
	constructs = []func(*container) bool{
		(*container).blank, (*container).indentedCode, (*container).fence, (*container).quote,
		(*container).atxHeading, (*container).rule, (*container).list, (*container).definitionList,
		(*container).html, (*container).setextHeading, (*container).math, (*container).table,
		(*container).footnote, (*container).definition, (*container).abbreviation, (*container).extension,
		(*container).attributes, (*container).end, (*container).text,
	}
}

// read reads the blocks in lines.
func (c *container) read(lines []line) {
	c.lines, c.at, c.tags, c.fences = lines, 0, nil, nil
	c.readOn()
}

// readOn reads blocks up to the end of the lines, or the end tag of the element.
func (c *container) readOn() {
	for c.at < len(c.lines) && c.endTag.End == 0 {
		for _, read := range constructs {
			if read(c) {
				break
			}
		}
	}
}

// add adds a block that begins at a line.
func (c *container) add(n ast.Node, at line) {
	n.SetBlankPreviousLines(c.last == blankLines || c.last == noBlock)
	if p, ok := n.(interface{ SetPos(int) }); ok {
		p.SetPos(at.begin())
	}
	c.node.AppendChild(c.node, n)
	c.paragraph, _ = n.(*ast.Paragraph)
	if c.paragraph != nil {
		c.note(paragraphBlock)
	} else {
		c.note(otherBlock)
	}
}

// note notes a block that was read.
func (c *container) note(kind blockKind) {
	if kind != paragraphBlock {
		c.paragraph = nil
	}
	if kind == blankLines && c.last == blankLines {
		return
	}
	c.last = kind
	c.count++
	switch c.count {
	case 1:
		c.first = kind
	case 2:
		c.second = kind
	}
}

// afterBoundary reports whether a block that needs one may begin: the container
// begins here, or a blank line or an end of block stands before.
func (c *container) afterBoundary() bool {
	return c.last == noBlock || c.last == blankLines || c.last == blockEnd
}

// beforeBoundary reports the same of the end of a block.
func (c *container) beforeBoundary() bool {
	if c.at >= len(c.lines) {
		return true
	}
	l := &c.lines[c.at]
	return l.blank() || l.isEnd() || l.isAttributes()
}

func (c *container) blank() bool {
	if !c.lines[c.at].blank() {
		return false
	}
	c.at++
	c.note(blankLines)
	return true
}

// end reads "^", which ends a block.
func (c *container) end() bool {
	if !c.lines[c.at].isEnd() {
		return false
	}
	c.at++
	c.note(blockEnd)
	return true
}

// inner returns the container of a node in this one. It is nil where containers
// are too deep in each other.
func (c *container) inner(node ast.Node) *container {
	if c.depth >= maxDepth {
		c.tooDeep(c.lines[c.at].Start)
		return nil
	}
	return c.container(node, c.depth+1)
}

// take pays for a line that is read once more, in a container in this one.
func (c *container) take(at line) bool {
	const cost = 64 // in the time of a step
	return c.blocks(cost, at.Start)
}
