package markdown

import (
	"bytes"
	"sort"

	"github.com/yuin/goldmark/ast"
)

// html reads a block of HTML: an element up to its end tag, whatever stands
// between, or a comment. The inside is HTML as written, unless its attribute
// markdown or the configuration asks for Markdown.
//
// An element that is never closed would so take the rest of the page, such as
// <your-name> at the start of a line. It is read as CommonMark does.
func (c *container) html() bool {
	l := c.lines[c.at]
	if l.spaces > 3 || len(l.text) < 2 || l.text[0] != '<' {
		return false
	}
	at := l.begin()
	if l.spaces == 0 && bytes.HasPrefix(l.text, []byte("<!--")) {
		if end := c.comment(at); end > 0 {
			c.add(c.raw(at, end), l)
			c.goTo(end)
			return true
		}
	}
	if tag, ok := c.endTagAt(at); ok && tag.Name == c.element {
		c.endTag = tag.Range
		c.goTo(tag.End)
		return true
	}
	if name, _ := tagName(l.text); spanElements[name] || !beginsHTML(l.text) && name != "script" {
		return false
	}
	index := c.index(at)
	i := index.find(at)
	if i < 0 || index.tags[i].Closing {
		return c.unclosed()
	}
	t := &index.tags[i]
	if c.model(t, false) != rawModel {
		return c.markdownElement(index, i, false) >= 0 || c.unclosed()
	}
	if !t.closed() && t.match < 0 {
		return c.unclosed()
	}
	c.rawElement(index, i)
	return true
}

// model says what the inside of an element is.
type model uint8

const (
	rawModel model = iota
	spanModel
	blockModel
)

// model returns what the inside of an element is: in HTML as written, only its own
// attribute counts.
func (c *container) model(t *indexedTag, inRaw bool) model {
	if m, ok := t.ownModel(); ok {
		return m
	}
	if inRaw || !c.kramdown.conf.ParseBlockHTML {
		return rawModel
	}
	return contentModels[t.Name]
}

// ownModel returns what the attribute of an element says.
func (t *indexedTag) ownModel() (m model, ok bool) {
	a := t.Attr("markdown")
	if a == nil {
		return rawModel, false
	}
	switch a.Value {
	case "0":
		return rawModel, true
	case "1":
		return contentModels[t.Name], true
	case "span":
		return spanModel, true
	case "block":
		return blockModel, true
	}
	return rawModel, false
}

// rawElement reads an element whose inside is HTML as written. An element in it
// that asks for Markdown stands between pieces of HTML.
func (c *container) rawElement(index *tagIndex, i int) {
	from, name := index.tags[i].Start, index.tags[i].Name
	piece := func(end int) {
		if from < end {
			c.add(c.raw(from, end), c.lines[c.lineAt(from)])
		}
		from = end
	}
	if index.tags[i].closed() {
		piece(index.tags[i].End)
		c.goToRest(from, true)
		return
	}
	open := []string{name}
	for i++; i < len(index.tags) && len(open) > 0; i++ {
		t := &index.tags[i]
		switch {
		case t.Closing:
			if t.Name == open[len(open)-1] {
				open = open[:len(open)-1]
			}
		case c.model(t, true) != rawModel:
			piece(t.Start)
			c.at = c.lineAt(t.Start)
			if end := c.markdownElement(index, i, true); end >= 0 {
				from, i = end, index.from(end)-1
			}
		case !t.closed():
			open = append(open, t.Name)
		}
	}
	end := c.lines[len(c.lines)-1].Stop
	if len(open) == 0 {
		end = index.tags[i-1].End
	}
	piece(max(from, end))
	c.goToRest(from, name == "script" || name == "style")
}

// raw returns the block of HTML between two offsets.
func (c *container) raw(start, end int) *ast.HTMLBlock {
	n := ast.NewHTMLBlock(ast.HTMLBlockType7)
	for k := c.lineAt(start); k < len(c.lines) && c.lines[k].Start < end; k++ {
		s := c.lines[k].Segment
		if s.Start < start {
			s.Start, s.Padding = start, 0
		}
		if s.Stop > end && len(bytes.TrimSpace(c.src[end:s.Stop])) > 0 {
			s.Stop = end
		}
		n.Lines().Append(s)
	}
	return n
}

// lineAt returns the index of the line that an offset is on.
func (c *container) lineAt(offset int) int {
	return sort.Search(len(c.lines), func(i int) bool { return c.lines[i].Stop > offset })
}

// goTo makes the text after an offset the next line; white space alone is none.
func (c *container) goTo(offset int) { c.goToRest(offset, false) }

// goToRest is goTo, where white space alone may be a blank line: kramdown reads it
// so after an element that has no content.
func (c *container) goToRest(offset int, blank bool) {
	c.at = c.lineAt(offset)
	if c.at == len(c.lines) {
		return
	}
	l := &c.lines[c.at]
	if offset <= l.Start {
		return
	}
	if rest := c.cut(*l, offset); !rest.blank() {
		*l = rest
		return
	}
	c.at++
	if blank {
		c.note(blankLines)
	}
}

// comment returns where the comment at an offset ends, 0 if it does not.
func (c *container) comment(start int) int {
	end := c.closers.next("-->", start+len("<!--")) + len("-->")
	if end < len("-->") || end > c.lines[len(c.lines)-1].Stop {
		return 0
	}
	return end
}

// endTagAt reads an end tag.
func (c *container) endTagAt(at int) (Tag, bool) {
	if c.element == "" || at+1 >= len(c.src) || c.src[at+1] != '/' {
		return Tag{}, false
	}
	t, ok := readTag(c.src, at, c.lines[c.at].Stop)
	return t, ok && len(t.Attributes) == 0
}

// endsElement reports whether the line begins with the end tag of the element that is
// being read.
func (c *container) endsElement() bool {
	l := c.lines[c.at]
	if l.spaces > 3 || len(l.text) == 0 || l.text[0] != '<' {
		return false
	}
	tag, ok := c.endTagAt(l.begin())
	return ok && tag.Name == c.element
}

// unclosed reads a block of HTML as CommonMark does: up to a blank line, to the end of
// the element around it, or to the end tag of an element whose content is text.
func (c *container) unclosed() bool {
	l := c.lines[c.at]
	closing := l.text[1] == '/'
	name, _ := tagName(l.text)
	start := c.at
	switch {
	case !closing && (name == "script" || name == "style" || name == "pre" || name == "textarea"):
		for c.at < len(c.lines) {
			c.at++
			if bytes.Contains(bytes.ToLower(c.lines[c.at-1].text), []byte("</"+name)) {
				break
			}
		}
	case commonBlocks[name]:
	default:
		t, ok := readTag(c.src, l.begin(), l.Stop)
		if !ok || !isKramdownTag(c.src, &t, true) || t.End < l.end() || c.paragraph != nil {
			return false
		}
	}
	if c.at == start {
		for c.at < len(c.lines) && !c.lines[c.at].blank() && !c.endsElement() && c.take(c.lines[c.at]) {
			c.at++
		}
	}
	if c.at == start {
		return false
	}
	n := ast.NewHTMLBlock(ast.HTMLBlockType6)
	for _, l := range c.lines[start:c.at] {
		n.Lines().Append(l.Segment)
	}
	c.add(n, l)
	return true
}

// markdownElement reads an element with Markdown inside. It returns where the
// element ends, -1 where it does not.
func (c *container) markdownElement(index *tagIndex, i int, inRaw bool) (end int) {
	l, t := c.lines[c.at], index.tags[i]
	n := &element{tag: t.Name, opened: t.Range, open: index.b[t.Start:t.End]}
	if a := t.Attr("markdown"); a != nil {
		n.open = without(index.b, t.Tag, *a)
	}
	if t.closed() {
		c.add(n, l)
		c.goToRest(t.End, true)
		return t.End
	}
	if c.model(&t, inRaw) == spanModel {
		// The first end tag of the name ends it.
		if t.next < 0 {
			return -1
		}
		n.closed = index.tags[t.next].Range
		for k := c.lineAt(t.End); k < len(c.lines) && c.lines[k].Start < n.closed.Start; k++ {
			s := c.lines[k].Segment
			if s.Start < t.End {
				s.Start, s.Padding = t.End, 0
			}
			if s.Stop = min(s.Stop, n.closed.Start); s.Start < s.Stop {
				n.Lines().Append(s)
			}
		}
		c.add(n, l)
		c.goTo(n.closed.End)
		return n.closed.End
	}
	in := c.inner(n)
	if in == nil {
		return -1
	}
	c.add(n, l)
	c.goTo(t.End)
	in.lines, in.at, in.element, in.tags, in.fences = c.lines, c.at, t.Name, c.tags, c.fences
	in.readOn()
	c.at, c.tags, c.fences = in.at, in.tags, in.fences
	if n.closed = in.endTag; n.closed.End == 0 {
		last := c.lines[len(c.lines)-1].Stop
		n.closed = Range{last, last}
	}
	return n.closed.End
}
