package markdown

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// fill lists the headings that a table of contents shows: those with an id, of the
// levels that the settings name, without the class no_toc.
func (c *contents) fill(k *kramdown, headings []*ast.Heading) {
	for _, h := range headings {
		if id := attributeOf(h, "id"); id != "" && k.conf.TOCLevels[h.Level-1] && !hasWord(attributeOf(h, "class"), "no_toc") &&
			k.l.expand(len(attributeOf(c, "id"))+len(id), max(0, c.Pos())) {
			c.entries = append(c.entries, h)
		}
	}
}

// attributeOf returns the value of an attribute, "" for none.
func attributeOf(n ast.Node, name string) string {
	if value, ok := n.AttributeString(name); ok {
		if b, ok := value.([]byte); ok {
			return string(b)
		}
	}
	return ""
}

// contents writes the table of contents. A heading stands in the entry of the
// nearest heading before it that has a higher level.
func (r *spanRenderer) contents(w util.BufWriter, src []byte, node ast.Node) {
	c := node.(*contents)
	if len(c.entries) == 0 {
		return
	}
	list := "ul"
	if c.ordered {
		list = "ol"
	}
	id := attributeOf(c, "id")
	if id == "" {
		id = "markdown-toc"
	}
	_, _ = w.WriteString("<" + list)
	attributes(w, c, "id")
	attribute(w, "id", []byte(id))
	_, _ = w.WriteString(">\n")
	// A nested entry opens a list in the one before.
	var open []int // levels of the entries that are open
	for _, h := range c.entries {
		closed := 0
		for len(open) > 0 && open[len(open)-1] >= h.Level {
			if closed++; closed > 1 {
				_, _ = w.WriteString("</" + list + ">")
			}
			_, _ = w.WriteString("</li>\n")
			open = open[:len(open)-1]
		}
		if closed == 0 && len(open) > 0 {
			_, _ = w.WriteString("\n<" + list + ">\n")
		}
		open = append(open, h.Level)
		target := attributeOf(h, "id")
		_, _ = w.WriteString("<li><a")
		attribute(w, "href", []byte("#"+target))
		attribute(w, "id", []byte(id+"-"+target))
		_ = w.WriteByte('>')
		r.entry(w, src, h)
		_, _ = w.WriteString("</a>")
	}
	for range open {
		_, _ = w.WriteString("</li>\n</" + list + ">\n")
	}
}

// entry writes the text of a heading without its links and footnotes.
func (r *spanRenderer) entry(w util.BufWriter, src []byte, parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n.(type) {
		case *spanNote:
		case *spanLink:
			r.entry(w, src, n)
		default:
			_ = r.reader.md.Renderer().Render(w, src, n)
		}
	}
}

// hasWord reports whether a list of words separated by spaces has a word.
func hasWord(list, word string) bool { return slices.Contains(strings.Fields(list), word) }
