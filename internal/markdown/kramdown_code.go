package markdown

import (
	"bytes"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// indentedCode reads a block of code by indentation. Lines below it that are
// indented less belong to it up to a blank line: each is joined to the line
// before it.
func (c *container) indentedCode() bool {
	if !c.lines[c.at].isCode() {
		return false
	}
	n := ast.NewCodeBlock()
	lines := n.Lines()
	first := c.lines[c.at]
	for c.at < len(c.lines) {
		// Blank lines belong to the block if code follows.
		from := c.at
		for c.at < len(c.lines) && c.lines[c.at].blank() {
			c.at++
		}
		if c.at == len(c.lines) || !c.lines[c.at].isCode() {
			c.at = from
			break
		}
		for _, l := range c.lines[from:c.at] {
			lines.Append(c.unindented(l))
		}
		for ; c.at < len(c.lines); c.at++ {
			l := &c.lines[c.at]
			if l.isCode() {
				lines.Append(c.unindented(*l))
				continue
			}
			if l.blank() || l.isAttributes() || l.isEnd() || l.endsText(3) {
				break
			}
			last := lines.At(lines.Len() - 1)
			last.Stop = trimLineEnd(c.src, last.Stop)
			lines.Set(lines.Len()-1, last)
			s := l.Segment
			s.Padding++
			lines.Append(s)
		}
	}
	c.add(n, first)
	n.SetPos(lines.At(0).Start)
	return true
}

// unindented returns a line without the indentation of code.
func (c *container) unindented(l line) text.Segment {
	if l.spaces >= 4 {
		return c.without(l, 4).Segment
	}
	if l.spaces == 0 && l.Start < l.Stop && c.src[l.Start] == '\t' {
		l.Start++
	}
	return l.Segment
}

// without returns a line without some of its spaces.
func (r *kramdownReader) without(l line, spaces int) line {
	padded := min(spaces, l.Padding)
	l.Padding -= padded
	l.Start += spaces - padded
	l.spaces -= spaces
	return l
}

// fence reads a block of code between fences. Without a closing fence, it is none.
func (c *container) fence() bool {
	first := c.lines[c.at]
	char, length := first.fence(c.settings.GFM)
	if length == 0 {
		return false
	}
	info := bytes.TrimLeft(first.text[length:], whiteSpace)
	var infoText *ast.Text
	if len(info) > 0 {
		infoText = ast.NewTextSegment(text.NewSegment(first.end()-len(info), first.end()))
	}
	n := ast.NewFencedCodeBlock(infoText)
	n.SetPos(first.begin())
	end := -1
	if c.isFenceInfo(info) {
		end = c.closingFence(n, char, length)
	} else if bytes.IndexByte(info, char) < 0 {
		c.unread = append(c.unread, unreadFence{n, "more than one word follows the fence"})
	}
	if end < 0 {
		return false
	}
	for _, l := range c.lines[c.at+1 : end] {
		n.Lines().Append(l.Segment)
	}
	c.at = end + 1
	c.add(n, first)
	return true
}

// isFenceInfo reports whether a fence may have this info string: kramdown reads one
// word. The words for docgen do not count.
func (c *container) isFenceInfo(info []byte) bool {
	if t, ok := findTab(info); ok && c.limiter.kramdown.generated {
		info = slices.Concat(info[:t.Start], info[t.End:])
	}
	words := 0
	for _, word := range bytes.Fields(info) {
		if !bytes.HasPrefix(word, []byte("docgen=")) {
			words++
		}
	}
	return words < 2
}

// unreadFence is what looks like a fence and is text.
type unreadFence struct {
	*ast.FencedCodeBlock
	reason string
}

// closingFence returns the line that closes the fence on the next line. For none it
// is -1, and the block that was meant is noted: up to a fence that is indented too
// deep, or to a blank line.
func (c *container) closingFence(opening *ast.FencedCodeBlock, char byte, length int) int {
	if least, ok := c.fences[char]; ok && length >= least {
		return -1
	}
	meant := 0
	for i := c.at + 1; i < len(c.lines); i++ {
		l := &c.lines[i]
		if meant == 0 && len(l.text) >= length && run(l.text, 0) == len(l.text) && l.text[0] == char {
			meant = i + 1
		}
		if found, n := l.fence(c.settings.GFM); found == char && n >= length && n == len(l.text) {
			return i
		}
	}
	// Nor is there one for the fences below.
	if c.fences == nil {
		c.fences = map[byte]int{}
	}
	c.fences[char] = length
	if meant == 0 {
		for meant = c.at + 1; meant < len(c.lines) && !c.lines[meant].blank(); {
			meant++
		}
	}
	for _, l := range c.lines[c.at+1 : meant] {
		opening.Lines().Append(l.Segment)
	}
	c.unread = append(c.unread, unreadFence{opening, "the fence is never closed"})
	c.blocks(len(c.lines)-c.at, c.lines[c.at].Start)
	return -1
}
