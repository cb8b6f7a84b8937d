package markdown

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// emphasis reads what "*", "**", "_" or "__" begins. The sign opens an emphasis
// unless a space follows it, whatever stands before a "*"; it closes one unless a
// space stands before it.
func (p *spans) emphasis(f *frame, i int) (ast.Node, int) {
	k, width := em, 1
	if byteAt(p.buf, i+1) == p.buf[i] {
		k, width = strong, 2
	}
	if p.buf[i] == '_' && p.letterBefore(i) || p.spaceAt(i+width) || p.open&k != 0 {
		if f.kind == k && f.ends && f.sign == p.buf[i] {
			f.same = append(f.same, i+width)
		}
		return nil, i + width
	}
	n, end := p.emphasized(i, width, k)
	if n == nil && k == strong && f.kind != em {
		n, end = p.emphasized(i, 1, em)
	}
	if n == nil {
		return nil, i + width
	}
	return n, end
}

func (p *spans) emphasized(i, width int, k kind) (ast.Node, int) {
	sign := string(p.buf[i : i+width])
	from := i + width
	tag := "em"
	if k == strong {
		tag = "strong"
	}
	n := &spanElement{tag: tag}
	f := &frame{parent: n, kind: k, sign: sign[0]}
	ok := p.inside(f, from, sign, func() bool {
		j := p.at
		rest := p.buf[j:]
		if !bytes.HasPrefix(rest, []byte(sign)) || p.spaceAt(j-1) || n.FirstChild() == nil && j == f.text {
			return false
		}
		if k == em && byteAt(rest, 1) == sign[0] && byteAt(rest, 2) != sign[0] {
			return false
		}
		if sign[0] == '_' {
			r, _ := utf8.DecodeRune(rest[width:])
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}
		return true
	})
	if !ok {
		return nil, 0
	}
	return n, p.at + width
}

// inside reads the inside of an element from a point on, up to where stop returns
// true at a place with the given sign. Where that is not found, nothing is read.
func (p *spans) inside(f *frame, from int, sign string, stop func() bool) bool {
	tried := attempt{at: from, kind: f.kind, open: p.open}
	if p.failed[tried] || p.depth >= maxSpans || p.l.steps < 0 {
		return false
	}
	if p.closers.next(sign, from) < 0 {
		return false
	}
	at, edge, open := p.at, p.edge, p.open
	f.ends = true
	p.at, p.edge = from, from
	p.open |= f.kind
	p.depth++
	ok := p.parse(f, stop)
	p.depth--
	p.open = open
	if !ok {
		p.at, p.edge = at, edge
		p.fail(tried)
		for _, tried.at = range f.same {
			p.fail(tried)
		}
	}
	return ok
}

func (p *spans) fail(a attempt) {
	if p.failed == nil {
		p.failed = map[attempt]bool{}
	}
	p.failed[a] = true
}

// strikethrough reads ~~text~~, which stands alone: what is open around it does
// not matter in it.
func (p *spans) strikethrough(i int) (ast.Node, int) {
	if !p.k.conf.GFM || byteAt(p.buf, i+1) != '~' || i+2 >= len(p.buf) || p.spaceAt(i+2) || p.buf[i+2] == '~' || p.depth >= maxSpans {
		return nil, 0
	}
	end := p.closers.nextThat("~~", i+3, func(j int) bool { return !p.spaceAt(j-1) && p.buf[j-1] != '~' })
	if end < 0 {
		return nil, 0
	}
	n := &spanElement{tag: "del"}
	inner := *p
	inner.buf, inner.at, inner.edge, inner.open, inner.failed = p.buf[:end], i+2, i+2, 0, nil
	inner.closers = finder{b: inner.buf}
	inner.depth++
	inner.parse(&frame{parent: n}, nil)
	return n, end + 2
}
