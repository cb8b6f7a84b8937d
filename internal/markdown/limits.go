package markdown

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Some Markdown takes goldmark time that grows with the square of its length:
// thousands of markers in one paragraph that never match, definitions in one
// block, or lists in lists. The limits are on that work, not on the text, so
// that pages which people write never meet them. What would go beyond is
// plain text, and a problem of the document.
const (
	// maxSteps is how often the reader may look at a byte, a marker or a line
	// again: while it finds the blocks, and while it reads what is in them.
	maxSteps = 1 << 26
	// maxDepth is how deep block quotes and lists may stand in each other. It
	// bounds the recursion over the tree too.
	maxDepth = 100
	// maxPadding is how many cells the rows of tables may lack: goldmark adds
	// them all.
	maxPadding = 200_000
	// maxExpanded is how many bytes the uses of definitions may copy: of links,
	// abbreviations, attribute lists and prefixes of ids.
	maxExpanded = 4 << 20
)

// Problem is a construct that was not read, because a limit was reached.
type Problem struct {
	Range
	Message string
}

// limiter is the state of one reading with what is left of its limits.
type limiter struct {
	parser.Context
	end                             int // of the text
	lines, steps, padding, expanded int
	deep                            bool // reported

	refused    map[*text.Segments]bool // paragraphs whose definitions or table are not read
	block      ast.Node                // whose inline Markdown is read
	plain      bool                    // it is refused
	delimiters int                     // in it
	brackets   int                     // in it that are open
	escaped    int                     // pipes in tables
	problems   []Problem
	unread     []unreadFence

	src      []byte
	endTags  map[string]int // where the last one of a name stands
	kramdown *kramdown      // nil outside its dialect
}

func newLimiter(src []byte) *limiter {
	return &limiter{src: src, refused: map[*text.Segments]bool{}, Context: parser.NewContext(), end: len(src), lines: maxSteps, steps: maxSteps, padding: maxPadding, expanded: maxExpanded}
}

// spent returns how often something was looked at again.
func (l *limiter) spent() int { return 2*maxSteps - max(l.lines, 0) - max(l.steps, 0) }

// spend takes from what is left of a limit, and reports where it ends.
func (l *limiter) spend(left *int, n, at int, format string, args ...any) bool {
	if *left < 0 {
		return false
	}
	if *left -= n; *left < 0 {
		at = min(at, l.end)
		l.problems = append(l.problems, Problem{Range{at, at}, fmt.Sprintf(format, args...)})
	}
	return *left >= 0
}

// inBlock takes from what is left for the inline Markdown.
func (l *limiter) inBlock(n, at int) {
	l.spend(&l.steps, n, at, "too much Markdown that is not closed: from here on, links, emphasis, code and tags in paragraphs are plain text")
}

// blocks takes from what is left for finding the blocks.
func (l *limiter) blocks(n, at int) bool {
	return l.spend(&l.lines, n, at, "too many lines in lists, quotes, tables or link definitions: from here on, these are plain text")
}

// tooDeep notes that what begins here is too deep in other blocks.
func (l *limiter) tooDeep(at int) {
	if !l.deep {
		l.deep = true
		l.problems = append(l.problems, Problem{Range{at, at}, fmt.Sprintf("lists and quotes are more than %d deep in each other here: what is deeper is plain text", maxDepth)})
	}
}

// lastEndTag returns where the last end tag of an element stands, -1 for nowhere.
func (l *limiter) lastEndTag(name string) int {
	if l.endTags == nil {
		l.endTags = map[string]int{}
		for i, c := range l.src {
			if c == '<' && byteAt(l.src, i+1) == '/' {
				end, _ := tagName(l.src[i:])
				l.endTags[end] = i
			}
		}
	}
	if at, ok := l.endTags[name]; ok {
		return at
	}
	return -1
}

// expand takes from what is left for the uses of what is defined once.
func (l *limiter) expand(n, at int) bool {
	return l.spend(&l.expanded, n, at, "the uses of definitions are longer than %d MB together: from here on, they are plain text", maxExpanded>>20)
}

// Reference looks up a link definition.
func (l *limiter) Reference(label string) (parser.Reference, bool) {
	ref, ok := l.Context.Reference(label)
	if ok {
		at := l.end
		if l.block != nil && l.block.Lines().Len() > 0 {
			at = l.block.Lines().At(0).Start
		}
		ok = l.expand(len(ref.Destination())+len(ref.Title()), at)
	}
	return ref, ok
}

// limits puts all parsers within the limits.
type limits struct{}

func (limits) SetParserOption(c *parser.Config) {
	for i, v := range c.InlineParsers {
		if _, ok := v.Value.(spanParser); ok {
			continue // it counts itself
		}
		limited := limitedInline{v.Value.(parser.InlineParser)}
		c.InlineParsers[i].Value = limited
		if closer, ok := v.Value.(parser.CloseBlocker); ok {
			c.InlineParsers[i].Value = limitedCloser{limited, closer}
		}
	}
	for i, v := range c.BlockParsers {
		if v.Value == parser.NewListParser() || v.Value == parser.NewBlockquoteParser() {
			c.BlockParsers[i].Value = limitedBlock{v.Value.(parser.BlockParser)}
		}
	}
	for i, v := range c.ParagraphTransformers {
		switch t := v.Value.(parser.ParagraphTransformer); t {
		case parser.LinkReferenceParagraphTransformer:
			c.ParagraphTransformers[i].Value = limitedParagraph{t, definitions}
		case extension.NewTableParagraphTransformer():
			c.ParagraphTransformers[i].Value = limitedParagraph{t, table}
		}
	}
}

// limitedInline is a parser of inline Markdown within the limits.
type limitedInline struct{ parser.InlineParser }

func (p limitedInline) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	l := pc.(*limiter)
	if l.block != parent {
		l.block, l.delimiters, l.brackets, l.plain = parent, 0, 0, l.refused[parent.Lines()]
	}
	if l.steps < 0 || l.plain {
		return nil
	}
	_, at := block.Position()
	begins := block.Peek()
	if begins == '~' {
		if n := run(block.Source(), at.Start); n > 2 {
			block.Advance(n) // goldmark would look at all of it for each "~"
			return ast.NewTextSegment(text.NewSegment(at.Start, at.Start+n))
		}
	}
	n := p.InlineParser.Parse(parent, block, pc)
	switch {
	case begins == '[' && n != nil:
		l.brackets++
	case begins == ']' && l.brackets > 0:
		if l.brackets--; n == nil && l.brackets > 0 {
			// What follows its "[" was searched for links.
			l.inBlock(parent.ChildCount(), at.Start)
		}
		// A label was searched for line by line, from the first one on.
		l.inBlock(parent.Lines().Len(), at.Start)
	}
	switch n.(type) {
	case nil, *ast.Text:
		// It may have looked for an end as far as the block goes.
		if lines := parent.Lines(); p.looksAhead(block.Source()[at.Start:]) && lines.Len() > 0 {
			const cost = 2 // in the time of a step
			l.inBlock(cost*(lines.At(lines.Len()-1).Stop-at.Start), at.Start)
		}
	case *parser.Delimiter:
		// It may be compared with all before it.
		l.delimiters++
		l.inBlock(l.delimiters, at.Start)
	}
	return n
}

// limitedCloser is one that acts at the end of each block too.
type limitedCloser struct {
	limitedInline
	parser.CloseBlocker
}

// looksAhead reports whether the parser looks for the end of what begins here. That of
// <https://…> looks no further than the next "<".
func (p limitedInline) looksAhead(b []byte) bool {
	if len(b) < 2 {
		return false
	}
	switch b[0] {
	case '`':
		return true
	case '<':
		return p.InlineParser != autoLinks && (isLetter(b[1]) || bytes.IndexByte([]byte("/!?"), b[1]) >= 0)
	}
	return b[0] == ']' && (b[1] == '(' || b[1] == '[')
}

var autoLinks = parser.NewAutoLinkParser()

// limitedBlock is a parser of block quotes or lists within the limits.
type limitedBlock struct{ parser.BlockParser }

func (p limitedBlock) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	l := pc.(*limiter)
	if l.lines < 0 {
		return nil, parser.NoChildren
	}
	if len(pc.OpenedBlocks()) >= maxDepth {
		// Only what would open a block is too deep.
		line, at := reader.Position()
		n, state := p.BlockParser.Open(parent, reader, pc)
		if n == nil {
			return n, state
		}
		reader.SetPosition(line, at)
		l.tooDeep(at.Start)
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

func (p limitedBlock) Continue(n ast.Node, reader text.Reader, pc parser.Context) parser.State {
	const cost = 16 // in the time of a step
	if _, at := reader.Position(); !pc.(*limiter).blocks(cost, at.Start) {
		return parser.Close
	}
	return p.BlockParser.Continue(n, reader, pc)
}

// limitedParagraph is a transformer of paragraphs within the limits.
type limitedParagraph struct {
	parser.ParagraphTransformer
	allowed func(l *limiter, lines *text.Segments, src []byte) bool
}

func (t limitedParagraph) Transform(n *ast.Paragraph, reader text.Reader, pc parser.Context) {
	if l := pc.(*limiter); !t.allowed(l, n.Lines(), reader.Source()) {
		l.refused[n.Lines()] = true
		return
	}
	t.ParagraphTransformer.Transform(n, reader, pc)
}

// definitions reports whether the link definitions that a paragraph begins with
// may be read: for each one, goldmark moves the lines after it.
func definitions(l *limiter, lines *text.Segments, src []byte) bool {
	first := lines.At(0)
	if !bytes.HasPrefix(bytes.TrimLeft(first.Value(src), " "), []byte{'['}) {
		return true
	}
	return l.blocks(lines.Len()*lines.Len(), first.Start)
}

// table reports whether the table in a paragraph, if it is one, may be read.
func table(l *limiter, lines *text.Segments, src []byte) bool {
	for i := 1; i < lines.Len(); i++ {
		s := lines.At(i)
		delimiters := s.Value(src)
		if len(bytes.Trim(delimiters, "-|: \t\r\n")) > 0 {
			continue
		}
		start := lines.At(0).Start
		columns, lacking := bytes.Count(delimiters, []byte{'|'}), 0
		for j := i + 1; j < lines.Len(); j++ {
			row := lines.At(j)
			lacking += max(0, columns-1-bytes.Count(row.Value(src), []byte{'|'}))
		}
		// Each pipe that is escaped in code is compared with all of the page.
		escaped := bytes.Count(src[start:lines.At(lines.Len()-1).Stop], []byte(`\|`))
		l.escaped += escaped
		return l.blocks(escaped*l.escaped, start) && l.spend(&l.padding, lacking, start,
			"the rows of the tables up to here lack more than %d cells of their headers: the table is plain text", maxPadding)
	}
	return true
}
