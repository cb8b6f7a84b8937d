package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// math reads a formula that is a block: from $$ at the start of a line to $$ at the
// end of one, with nothing right above or below.
func (c *container) math() bool {
	l := c.lines[c.at]
	if l.spaces > 3 || !bytes.HasPrefix(l.text, []byte("$$")) || !c.afterBoundary() {
		return false
	}
	n := &mathBlock{}
	start, from := c.at, 2
	for ; c.at < len(c.lines) && c.take(c.lines[c.at]); c.at, from = c.at+1, 0 {
		l := c.lines[c.at]
		i := bytes.Index(l.text[from:], []byte("$$"))
		if i < 0 {
			n.Lines().Append(text.NewSegment(l.begin()+from, l.Stop))
			continue
		}
		if from+i+2 < len(l.text) {
			break
		}
		n.Lines().Append(text.NewSegment(l.begin()+from, l.begin()+from+i))
		if c.at++; !c.beforeBoundary() {
			break
		}
		c.add(n, c.lines[start])
		return true
	}
	c.at = start
	return false
}

// math reads $$formula$$.
func (p *spans) math(i int) (ast.Node, int) {
	if byteAt(p.buf, i+1) != '$' {
		return nil, 0
	}
	end := p.closers.next("$$", i+2)
	if end < 0 {
		return nil, 0
	}
	return &spanMath{value: bytes.TrimSpace(p.buf[i+2 : end])}, end + 2
}
