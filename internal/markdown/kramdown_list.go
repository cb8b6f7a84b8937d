package markdown

import (
	"github.com/yuin/goldmark/ast"
)

// listItem is an item with the lines that belong to it. They are in parts: a list
// in the item that is indented begins a part, so that it ends the text before.
type listItem struct {
	node  *ast.ListItem
	at    line
	parts [][]line
	// indent is the column that the content of the item begins at.
	indent int
	// nested says that a list or a blank line was found in the item.
	nested bool
}

func (i *listItem) add(l line) { i.parts[len(i.parts)-1] = append(i.parts[len(i.parts)-1], l) }

// list reads a list. It takes the lines of its items first: those that are
// indented as their content, and all others up to a blank line.
func (c *container) list() bool {
	first := c.lines[c.at]
	ordered, width := first.marker(3)
	if width == 0 {
		return false
	}
	n := ast.NewList(first.text[0])
	if ordered {
		n.Marker, n.Start = '.', 1 // whatever the first number is
	}
	if c.depth >= maxDepth {
		c.tooDeep(first.Start)
		return false
	}
	start := c.at
	items, ended := c.items(n, ordered)
	if len(items) == 0 {
		c.at = start
		return false
	}
	c.add(n, first)
	blank := false
	tight := false // an item before is no paragraph
	for i, item := range items {
		n.AppendChild(n, item.node)
		in := c.container(item.node, c.depth+1)
		for _, part := range item.parts {
			in.read(part)
		}
		if in.count == 0 {
			tight = true
			continue
		}
		last := i == len(items)-1
		bare := in.first == paragraphBlock && (in.count < 2 || in.second != blankLines || last && in.count == 2 && !ended) &&
			(!last || i == 0 || tight)
		if bare {
			makeBare(item.node)
		}
		tight = tight || bare || in.first != paragraphBlock
		blank = in.last == blankLines
	}
	if blank && !ended {
		c.note(blankLines)
	}
	return true
}

// items takes the lines of a list. It ends at "^" too, which is reported.
func (c *container) items(n *ast.List, ordered bool) (items []*listItem, ended bool) {
	maxSpaces := 3
	var item *listItem
	blank := false // stands before
	for ; c.at < len(c.lines); c.at++ {
		l := c.lines[c.at]
		if !c.take(l) || blank && l.isRule() {
			break
		}
		if l.isEnd() {
			c.at++
			return items, true
		}
		if also, width := l.marker(maxSpaces); width > 0 && also == ordered {
			item = c.item(l, width)
			items = append(items, item)
			maxSpaces, blank = min(item.indent, 4)-1, false
			continue
		}
		switch {
		case item == nil:
			return nil, false
		case l.blank():
			item.nested, blank = true, true
		case c.isContent(&l, item.indent) || !blank && !c.endsItem(&l, item.indent):
			blank = false
			var indented bool
			l, indented = c.content(l, item.indent)
			switch {
			case !l.isListItem():
			case indented && !item.nested:
				item.parts = append(item.parts, nil)
				item.nested = true
			case !indented && item.nested:
				l.Padding += item.indent + 4
				l.spaces += item.indent + 4
			}
		default:
			return items, false
		}
		item.add(l)
	}
	return items, false
}

// item begins an item with the line of its marker.
func (c *container) item(l line, width int) *listItem {
	item := &listItem{at: l, node: ast.NewListItem(width)}
	item.node.SetPos(l.begin())
	at := l.begin() + width - l.spaces
	column := width
	for at < l.Stop && (c.src[at] == ' ' || c.src[at] == '\t') {
		if c.src[at] == '\t' {
			column += 4 - column%4
		} else {
			column++
		}
		at++
	}
	content := c.cut(l, at)
	item.indent, item.parts = column, make([][]line, 1)
	if content.blank() || isAttributeList(content.text) {
		item.indent = 4
	}
	if !content.blank() {
		item.nested = content.isListItem()
		item.add(content)
	}
	return item
}

// endsItem reports whether a line that is not indented as the content of an item
// does not belong to it.
func (c *container) endsItem(l *line, indent int) bool {
	return l.spaces <= min(indent, 3) && (isAttributeList(l.text) || beginsHTML(l.text))
}

// isContent reports whether a line is indented as the content of an item: four
// spaces and a tab are the same.
func (c *container) isContent(l *line, indent int) bool {
	if l.Start+l.spaces-l.Padding == l.Stop || c.src[l.begin()] != '\t' {
		return l.spaces >= indent
	}
	groups, spaces := 0, 0
	padding := l.Padding
	at := l.Start
	for {
		var char byte
		switch {
		case padding > 0:
			padding--
			char = ' '
		case at < l.Stop:
			char = c.src[at]
			at++
		}
		if char == ' ' {
			if spaces++; spaces == 4 {
				groups, spaces = groups+1, 0
			}
		} else if char == '\t' && spaces == 0 {
			groups++
		} else {
			break
		}
	}
	return groups > indent/4 || groups == indent/4 && spaces >= indent%4
}

// content returns a line of an item without its indentation, as far as it has it.
func (c *container) content(l line, indent int) (out line, indented bool) {
	if tabs := leadingTabs(l.text); l.spaces == 0 && tabs > 0 {
		l.Start += tabs
		l.Padding = 4 * tabs
		l = c.newLine(l.Segment)
	}
	if l.spaces < indent {
		return l, false
	}
	return c.without(l, indent), true
}

func leadingTabs(b []byte) int {
	n := 0
	for n < len(b) && b[n] == '\t' {
		n++
	}
	return n
}

// makeBare makes the first paragraph of an item text without <p>.
func makeBare(item ast.Node) {
	p, ok := item.FirstChild().(*ast.Paragraph)
	if !ok {
		return
	}
	bare := ast.NewTextBlock()
	bare.SetLines(p.Lines())
	copyAttributes(bare, p)
	item.ReplaceChild(item, p, bare)
}
