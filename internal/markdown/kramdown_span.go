package markdown

import (
	"bytes"
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// spanParser reads the inline Markdown of kramdown. CommonMark finds the
// delimiters of a block first and matches them afterwards; kramdown reads from
// left to right, and what begins must find its own end. So this parser takes each
// block as a whole, before any other inline parser sees it.
type spanParser struct{}

// Trigger lists what a block may begin with; a space stands for all that is no
// punctuation.
func (spanParser) Trigger() []byte {
	t := []byte{' '}
	for c := byte('!'); c <= '~'; c++ {
		if util.IsPunct(c) {
			t = append(t, c)
		}
	}
	return t
}

func (spanParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	l := pc.(*limiter)
	l.kramdown.prepare(parent)
	p := newSpans(l, parent, block.Source())
	for line, _ := block.PeekLine(); line != nil; line, _ = block.PeekLine() {
		block.AdvanceLine()
	}
	p.itemStart(parent)
	p.parse(&frame{parent: parent}, nil)
	last := parent.LastChild()
	if last == nil {
		return ast.NewString(nil)
	}
	parent.RemoveChild(parent, last) // the caller appends it
	return last
}

// spans reads the inline Markdown of a block.
type spans struct {
	k      *kramdown
	l      *limiter
	src    []byte
	buf    []byte     // the lines of the block, with "\n" at their ends
	lines  []spanLine // where they are in src
	line   int        // the line that was looked up last
	at     int        // what is before it in buf is read
	edge   int        // text before it does not count for a quote
	open   kind       // the elements that are open
	depth  int        // how many are open
	tags   int        // how many HTML elements are open
	failed map[attempt]bool

	closers finder // in buf
}

// spanLine says that what is in buf from start on is in the source from src on.
type spanLine struct{ start, src int }

// kind is an element that may not stand in itself.
type kind uint8

const (
	em kind = 1 << iota
	strong
	anchor
	picture
)

// frame is an element whose inside is read.
type frame struct {
	parent ast.Node
	kind   kind
	raw    bool  // only tags are read
	text   int   // where the text begins that is no node yet
	images int   // among its children
	ends   bool  // it, or one around it, is nothing without its end
	sign   byte  // of emphasis
	same   []int // where the same begins in it; it does not end either where this one does not
}

// attempt is an element that was tried where others were open and did not end; of
// an HTML element the kind is 0. Its end is not looked for twice: else the time
// would double with each one.
type attempt struct {
	at   int
	kind kind
	open kind
	raw  bool
}

func newSpans(l *limiter, parent ast.Node, src []byte) *spans {
	p := &l.kramdown.spans // no node refers to it
	clear(p.closers.seen)
	*p = spans{k: l.kramdown, l: l, src: src, lines: p.lines[:0], closers: finder{seen: p.closers.seen}}
	lines := parent.Lines()
	first, last := lines.At(0), lines.At(lines.Len()-1)
	whole := bytes.IndexByte(src[first.Start:last.Stop], '\r') < 0
	for i := 1; whole && i < lines.Len(); i++ {
		whole = lines.At(i).Start == lines.At(i-1).Stop
	}
	if whole {
		start := skipSpace(src, first.Start, last.Stop)
		p.buf, p.lines = src[start:last.Stop], append(p.lines, spanLine{0, start})
	} else {
		for i := range lines.Len() {
			s := lines.At(i)
			if i == 0 {
				s.Start = skipSpace(src, s.Start, s.Stop)
			}
			p.lines = append(p.lines, spanLine{len(p.buf), s.Start})
			p.buf = append(append(p.buf, src[s.Start:max(s.Start, trimLineEnd(src, s.Stop))]...), '\n')
		}
	}
	p.buf = bytes.TrimRight(p.buf, " \t\r\n")
	p.closers.b = p.buf
	return p
}

// source returns the offset in the source of a byte of buf.
func (p *spans) source(i int) int {
	if l := p.lines; l[p.line].start > i || p.line+1 < len(l) && l[p.line+1].start <= i {
		p.line = sort.Search(len(l), func(k int) bool { return l[k].start > i }) - 1
	}
	return p.lines[p.line].src + i - p.lines[p.line].start
}

// place returns the range in the source of buf[start:end].
func (p *spans) place(start, end int) Range {
	if start >= end {
		at := p.source(start)
		return Range{at, at}
	}
	return Range{p.source(start), p.source(end-1) + 1}
}

// segments appends the pieces of the source that buf[start:end] is made of.
func (p *spans) segments(to *text.Segments, start, end int) *text.Segments {
	for start < end {
		stop := end
		if i := bytes.IndexByte(p.buf[start:end], '\n'); i >= 0 {
			stop = start + i + 1
		}
		at := p.source(start)
		to.Append(text.NewSegment(at, at+stop-start))
		start = stop
	}
	return to
}

// special are the bytes at which something may begin or end.
var special = [256]bool{
	'*': true, '_': true, '`': true, '<': true, '[': true, '!': true, ']': true, '"': true, '\'': true,
	'$': true, '{': true, '&': true, '-': true, '.': true, '>': true, '\\': true, '~': true, '\n': true,
}

// maxSpans is how deep elements may stand in each other; what is deeper is text.
const maxSpans = 60

// parse reads the inside of an element up to where stop returns true at p.at, or
// to the end. It reports whether stop did.
func (p *spans) parse(f *frame, stop func() bool) bool {
	f.text = p.at
	read := 0 // without elements within, which count themselves
	defer func() { p.spend(read) }()
	for p.at < len(p.buf) && p.l.steps >= 0 {
		i := p.at
		for i < len(p.buf) && !special[p.buf[i]] {
			i++
		}
		read += i - p.at
		if p.at = i; i == len(p.buf) {
			break
		}
		if stop != nil && stop() {
			p.flush(f, p.at)
			return true
		}
		n, end := p.construct(f, i)
		if n != nil {
			p.flush(f, i)
			f.parent.AppendChild(f.parent, n)
			f.text = end
			if l, ok := n.(*spanLink); ok && l.image {
				f.images++
			}
		}
		p.at = max(end, i+1)
		switch n.(type) {
		case *spanElement, *spanLink, *spanTag:
		default:
			read += p.at - i
		}
		if p.buf[i] != '\n' {
			p.edge = p.at
		}
	}
	p.at = len(p.buf)
	p.flush(f, p.at)
	return false
}

// spend counts work on some bytes.
func (p *spans) spend(n int) {
	const cost = 12 // in the time of a step
	p.l.inBlock(cost*n, p.source(min(p.at, len(p.buf))))
}

// construct reads what begins at i: a node, or text up to end. With an end of 0
// nothing begins there.
func (p *spans) construct(f *frame, i int) (n ast.Node, end int) {
	c := p.buf[i]
	if f.raw {
		if c == '<' {
			return p.html(f, i)
		}
		return nil, i + 1
	}
	switch c {
	case '\n':
		return p.lineBreak(f, i)
	case '*', '_':
		return p.emphasis(f, i)
	case '`':
		return p.code(i)
	case '<':
		if n, end = p.autolink(i); end == 0 {
			n, end = p.html(f, i)
		}
	case '[':
		if n, end = p.footnote(i); end == 0 {
			n, end = p.link(i)
		}
	case '!':
		if byteAt(p.buf, i+1) == '[' {
			n, end = p.link(i)
		}
	}
	if n == nil && end == 0 {
		n, end = p.quotes(f, i)
	}
	if n != nil || end > 0 {
		return n, end
	}
	switch c {
	case '$':
		return p.math(i)
	case '{':
		if byteAt(p.buf, i+1) == ':' {
			return p.extension(f, i)
		}
	case '&':
		if end := entityAt(p.buf, i); end > 0 {
			return p.resolved(i, end), end
		}
	case '-', '.', '>':
		return p.symbol(f, i)
	case '\\':
		return p.escape(i)
	case '~':
		return p.strikethrough(i)
	}
	if c == '<' {
		return p.symbol(f, i)
	}
	return nil, 0
}

// flush makes a node of each line of the text before end.
func (p *spans) flush(f *frame, end int) {
	p.text(f, end, false)
	f.text = end
}

// text adds the text from f.text to end; hard says that a line break follows it.
func (p *spans) text(f *frame, end int, hard bool) {
	start := f.text
	for start < end {
		stop, newline := end, false
		if i := bytes.IndexByte(p.buf[start:end], '\n'); i >= 0 {
			stop, newline = start+i, true
		}
		next := stop
		if newline {
			next++
		}
		for newline && stop > start && util.IsSpace(p.buf[stop-1]) {
			stop--
		}
		if len(p.k.abbreviations) > 0 && !f.raw {
			start = p.abbreviated(f, start, stop)
		}
		if f.raw {
			start = p.entities(f, start, stop)
		}
		n := ast.NewRawTextSegment(p.segment(start, stop))
		n.SetSoftLineBreak(newline)
		f.parent.AppendChild(f.parent, n)
		start = next
	}
	if !hard {
		return
	}
	n, _ := f.parent.LastChild().(*ast.Text)
	if n == nil || n.SoftLineBreak() || n.HardLineBreak() || end == f.text {
		n = ast.NewRawTextSegment(p.segment(end, end))
		f.parent.AppendChild(f.parent, n)
	}
	n.SetHardLineBreak(true)
}

// segment returns the segment of a piece of one line.
func (p *spans) segment(start, stop int) text.Segment {
	at := p.source(start)
	return text.NewSegment(at, at+stop-start)
}

// resolved returns an escape or an entity, which the renderer resolves.
func (p *spans) resolved(start, end int) ast.Node { return ast.NewTextSegment(p.segment(start, end)) }

// entities adds the text and the entities of a piece of raw HTML, and returns
// where the text after the last one begins.
func (p *spans) entities(f *frame, start, end int) int {
	for i := start; i < end; i++ {
		if p.buf[i] != '&' {
			continue
		}
		if stop := entityAt(p.buf[:end], i); stop > 0 {
			if start < i {
				f.parent.AppendChild(f.parent, ast.NewRawTextSegment(p.segment(start, i)))
			}
			f.parent.AppendChild(f.parent, p.resolved(i, stop))
			start, i = stop, stop-1
		}
	}
	return start
}

// entityAt returns where the entity at i ends, or 0.
func entityAt(b []byte, i int) int {
	end := i + 1
	digits := byteAt(b, end) == '#'
	if digits {
		if end++; byteAt(b, end) == 'x' {
			end++
		}
	}
	from := end
	for end < len(b) && end < i+longestEntity && (isWord(b[end]) || !digits && end > from && (b[end] == '-' || b[end] == '.')) {
		end++
	}
	if end == from || byteAt(b, end) != ';' {
		return 0
	}
	return end + 1
}

// lineBreak reads the end of a line: two spaces before it break it, as does a
// backslash in GitHub's Markdown, or each line end where the settings say so.
func (p *spans) lineBreak(f *frame, i int) (ast.Node, int) {
	end := i
	switch {
	case p.k.conf.GFM && p.tags == 0 && i > f.text && p.buf[i-1] == '\\':
		end = i - 1
	case p.k.conf.GFM && p.k.conf.HardWrap && p.tags == 0:
	case i-2 >= f.text && p.buf[i-1] == ' ' && p.buf[i-2] == ' ':
	default:
		return nil, i + 1
	}
	for end > f.text && util.IsSpace(p.buf[end-1]) {
		end--
	}
	p.text(f, end, true)
	f.text = i + 1
	return nil, i + 1
}

// escape reads a backslash.
func (p *spans) escape(i int) (ast.Node, int) {
	next := byteAt(p.buf, i+1)
	switch {
	case next == '\\' && byteAt(p.buf, i+2) == '\n':
		n := ast.NewRawTextSegment(p.segment(i, i))
		n.SetHardLineBreak(true)
		return n, i + 3
	case p.k.typographic && (next == '<' || next == '>') && byteAt(p.buf, i+2) == next:
		return ast.NewString(bytes.Repeat([]byte{next}, 2)), i + 3
	case next != 0 && bytes.IndexByte([]byte("\\.*_+`<>()[]{}#!:|\"'$=-"), next) >= 0, next == '~' && p.k.conf.GFM:
		return p.resolved(i, i+2), i + 2
	}
	return nil, 0
}

// unescaped returns text without the backslashes that escape a character.
func unescaped(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	var out []byte
	for i := 0; i < len(b); i++ {
		if b[i] == '\\' && bytes.IndexByte([]byte("\\.*_+`<>()[]{}#!:|\"'$=-"), byteAt(b, i+1)) >= 0 {
			i++
		}
		out = append(out, b[min(i, len(b)-1)])
	}
	return out
}

// letterBefore reports whether a letter stands before i, or a letter and "-".
func (p *spans) letterBefore(i int) bool {
	r, size := utf8.DecodeLastRune(p.buf[:i])
	if r == '-' {
		r, _ = utf8.DecodeLastRune(p.buf[:i-size])
	}
	return unicode.IsLetter(r)
}

// spaceAt reports whether white space stands at i.
func (p *spans) spaceAt(i int) bool { return i >= 0 && i < len(p.buf) && util.IsSpace(p.buf[i]) }

// task reads the box that an item of a list of tasks begins with.
func (p *spans) task(parent ast.Node) {
	rest := p.buf[p.at:]
	if len(rest) > 3 && rest[0] == '[' && rest[2] == ']' && (rest[1] == ' ' || rest[1]|0x20 == 'x') && util.IsSpace(rest[3]) {
		parent.AppendChild(parent, east.NewTaskCheckBox(rest[1] != ' '))
		item := parent.Parent()
		p.k.apply(item, &attributeList{pairs: []attributePair{{name: "class", value: []byte("task-list-item")}}})
		if list := item.Parent(); !hasWord(attributeOf(list, "class"), "task-list") {
			p.k.apply(list, &attributeList{pairs: []attributePair{{name: "class", value: []byte("task-list")}}})
		}
		for p.at += 3; p.spaceAt(p.at); p.at++ {
		}
		p.edge = p.at
	}
}
