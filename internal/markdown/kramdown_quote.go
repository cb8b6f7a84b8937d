package markdown

import (
	"github.com/yuin/goldmark/ast"
)

// quote reads a block quote: it goes on up to a blank line.
func (c *container) quote() bool {
	if !c.lines[c.at].isQuote() {
		return false
	}
	n := ast.NewBlockquote()
	inner := c.inner(n)
	if inner == nil {
		return false
	}
	start := c.at
	var lines []line
	for ; c.at < len(c.lines); c.at++ {
		l := c.lines[c.at]
		if c.at > start && (l.blank() || l.isAttributes() || l.isEnd() || l.endsText(3)) {
			break
		}
		if !c.take(l) {
			break
		}
		if l.isQuote() {
			l = c.cut(l, l.begin()+1)
			if l.Start < l.Stop && c.src[l.Start] == ' ' {
				l = c.cut(l, l.Start+1)
			}
		}
		lines = append(lines, l)
	}
	if c.at == start {
		return false
	}
	c.add(n, c.lines[start])
	inner.read(lines)
	return true
}

// cut returns the part of a line from an offset on.
func (r *kramdownReader) cut(l line, at int) line {
	l.Start, l.Padding = at, 0
	return r.newLine(l.Segment)
}
