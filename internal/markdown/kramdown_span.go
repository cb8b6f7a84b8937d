package markdown

import (
	"bytes"
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
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
	read   int        // so far it has been read once
	edge   int        // text before it does not count for a quote
	open   kind       // the elements that are open
	depth  int        // how many are open
	tags   int        // how many HTML elements are open, those around the block are one
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
	if inElement(parent) {
		p.tags = 1
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
	for p.at < len(p.buf) && p.l.steps >= 0 {
		i := p.at
		for i < len(p.buf) && !special[p.buf[i]] {
			i++
		}
		p.reads(p.at, i)
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
			p.reads(i, p.at)
		}
		if p.buf[i] != '\n' {
			p.edge = p.at
		}
	}
	p.at = len(p.buf)
	p.flush(f, p.at)
	return false
}

// reads counts what is read again.
func (p *spans) reads(from, to int) {
	if again := min(to, p.read) - from; again > 0 {
		p.spend(again)
	}
	p.read = max(p.read, to)
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
