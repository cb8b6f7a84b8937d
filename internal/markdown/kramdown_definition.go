package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// definition reads the definition of a link, [label]: destination "title". All up
// to the title is the destination; the title may stand on the next line.
func (c *container) definition() bool {
	l := c.lines[c.at]
	if l.spaces > 3 || len(l.text) < 4 || l.text[0] != '[' {
		return false
	}
	end := bytes.IndexByte(l.text, ']')
	if end < 2 || end+1 >= len(l.text) || l.text[end+1] != ':' {
		return false
	}
	label := l.text[1:end]
	dest, title, ok := splitDefinition(bytes.TrimLeft(l.text[end+2:], " \t"))
	if !ok {
		return false
	}
	c.at++
	n := ast.NewLinkReferenceDefinition(label, dest, nil)
	n.Lines().Append(text.NewSegment(l.begin(), l.end()))
	if title == nil && c.at < len(c.lines) {
		if next := &c.lines[c.at]; isTitle(next.text) {
			title = next.text
			n.Lines().Append(text.NewSegment(next.begin(), next.end()))
			c.at++
		}
	}
	if title != nil {
		n.Title = title[1 : len(title)-1]
	}
	c.add(n, l)
	c.definitions = append(c.definitions, parser.NewReference(label, n.Destination, n.Title))
	return true
}

// splitDefinition parts the destination of a definition from its title.
func splitDefinition(b []byte) (dest, title []byte, ok bool) {
	if len(b) > 0 && b[0] == '<' {
		if i := bytes.IndexByte(b, '>'); i > 0 {
			rest := bytes.TrimLeft(b[i+1:], " \t")
			switch {
			case len(rest) == 0:
				return b[1:i], nil, true
			case len(rest) < len(b)-i-1 && isTitle(rest):
				return b[1:i], rest, true
			}
		}
	}
	for i := 1; i < len(b); i++ {
		if b[i] != '"' && b[i] != '\'' || b[i-1] != ' ' && b[i-1] != '\t' {
			continue
		}
		if !isTitle(b[i:]) {
			return nil, nil, false
		}
		return bytes.TrimRight(b[:i], " \t"), b[i:], true
	}
	return b, nil, len(b) > 0
}

// isTitle reports whether b is a text in quotes.
func isTitle(b []byte) bool {
	return len(b) > 2 && (b[0] == '"' || b[0] == '\'') && b[len(b)-1] == b[0]
}
