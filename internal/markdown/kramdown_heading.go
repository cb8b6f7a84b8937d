package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// atxHeading reads a heading that begins with "#". GitHub's needs white space
// after it, and may stand below text; kramdown's own is the other way round.
func (c *container) atxHeading() bool {
	l := c.lines[c.at]
	gfm := c.settings.GFM
	level, start := l.atx(gfm)
	if level == 0 || !gfm && !c.afterBoundary() {
		return false
	}
	b := l.text[start:]
	if closing := len(bytes.TrimRight(b, "#")); closing < len(b) {
		switch {
		case gfm && closing > 0 && (b[closing-1] == ' ' || b[closing-1] == '\t'),
			!gfm && (closing == 0 || b[closing-1] != '\\'):
			b = bytes.TrimRight(b[:closing], whiteSpace)
		}
	}
	if len(b) == 0 {
		return false
	}
	c.at++
	c.heading(level, l, l.begin()+start, len(b))
	return true
}

// setextHeading reads a line that is underlined.
func (c *container) setextHeading() bool {
	if !c.afterBoundary() || c.at+1 >= len(c.lines) {
		return false
	}
	l, under := c.lines[c.at], &c.lines[c.at+1]
	if l.spaces > 3 || under.spaces > 0 || len(under.text) == 0 || len(bytes.Trim(under.text, "-=")) > 0 {
		return false
	}
	level := 1
	if under.text[0] == '-' {
		level = 2
	}
	c.at += 2
	c.heading(level, l, l.begin(), len(l.text))
	return true
}

func (c *container) heading(level int, l line, start, length int) {
	n := ast.NewHeading(level)
	n.Lines().Append(text.NewSegment(start, start+length))
	c.add(n, l)
}
