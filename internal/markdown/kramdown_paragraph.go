package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// text reads a paragraph: all that is nothing else. What follows a paragraph and
// begins no block after all belongs to it.
func (c *container) text() bool {
	p := c.paragraph
	if p == nil {
		p = ast.NewParagraph()
		c.add(p, c.lines[c.at])
	} else {
		// The line end is between two lines now.
		last := p.Lines().At(p.Lines().Len() - 1)
		if i := bytes.IndexByte(c.src[last.Stop:], '\n'); i >= 0 {
			last.Stop += i + 1
		}
		p.Lines().Set(p.Lines().Len()-1, last)
	}
	for first := true; c.at < len(c.lines); first = false {
		l := &c.lines[c.at]
		if !first && c.endsParagraph(l) {
			break
		}
		s := text.NewSegment(l.begin(), l.Stop)
		p.Lines().Append(s.TrimLeftSpace(c.src))
		c.at++
	}
	n := p.Lines().Len() - 1
	last := p.Lines().At(n)
	p.Lines().Set(n, last.TrimRightSpace(c.src))
	return true
}

// endsParagraph reports whether a line ends the paragraph before it.
func (c *container) endsParagraph(l *line) bool {
	if l.blank() || l.isAttributes() || l.isEnd() || l.endsText(3) || l.isDefinition() {
		return true
	}
	if !c.settings.GFM {
		return false
	}
	if l.isListItem() || l.isQuote() {
		return true
	}
	if _, length := l.fence(true); length > 0 {
		return true
	}
	level, _ := l.atx(true)
	return level > 0
}

// rule reads a thematic break.
func (c *container) rule() bool {
	l := c.lines[c.at]
	if !l.isRule() {
		return false
	}
	c.at++
	c.add(ast.NewThematicBreak(), l)
	return true
}
