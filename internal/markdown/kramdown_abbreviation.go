package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// abbreviation is the definition of one: *[short]: long.
type abbreviation struct {
	short, long []byte
	node        *hiddenBlock
}

// abbreviated adds the text and the abbreviations of a piece of text, and returns
// where the text after the last one begins.
func (p *spans) abbreviated(f *frame, start, end int) int {
	for i := start; i < end; i++ {
		if i > f.text && wordAt(p.buf, i-1) && wordAt(p.buf, i) {
			continue
		}
		candidates := p.k.byFirst[p.buf[i]]
		for _, a := range candidates {
			p.spend(1 + len(a.short)>>8)
			stop := i + len(a.short)
			if stop > end || !bytes.HasPrefix(p.buf[i:], a.short) || stop < end && wordAt(p.buf, stop) || !p.l.expand(len(a.long)+attributeBytes(a.node), p.source(i)) {
				continue
			}
			if start < i {
				f.parent.AppendChild(f.parent, ast.NewRawTextSegment(p.segment(start, i)))
			}
			n := &spanElement{tag: "abbr"}
			copyAttributes(n, a.node)
			if len(a.long) > 0 {
				n.SetAttributeString("title", a.long)
			}
			n.AppendChild(n, ast.NewRawTextSegment(p.segment(i, stop)))
			f.parent.AppendChild(f.parent, n)
			start, i = stop, stop-1
			break
		}
	}
	return start
}

// wordAt reports whether the byte at i belongs to a word.
func wordAt(b []byte, i int) bool { return isWord(b[i]) && !util.IsSpace(b[i]) }

// abbreviation reads the definition of an abbreviation: *[short]: long.
func (c *container) abbreviation() bool {
	l := c.lines[c.at]
	if l.spaces > 3 || !bytes.HasPrefix(l.text, []byte("*[")) {
		return false
	}
	short, long, ok := bytes.Cut(l.text[2:], []byte("]:"))
	if !ok || len(short) == 0 {
		return false
	}
	n := &hiddenBlock{Range: Range{l.begin(), l.end()}, definition: true}
	c.kramdown.abbreviations[string(short)] = &abbreviation{short, bytes.TrimSpace(long), n}
	c.at++
	c.add(n, l)
	return true
}
