package markdown

import (
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// definitionList reads the descriptions below a paragraph, whose lines are the
// terms: each begins with ":". They take their lines as items of lists do.
func (c *container) definitionList() bool {
	first := c.lines[c.at]
	if !first.isDefinition() || c.depth >= maxDepth {
		return false
	}
	terms, ok := c.node.LastChild().(*ast.Paragraph)
	loose := c.last == blankLines && c.at > 1 && !c.lines[c.at-2].blank() // a description has paragraphs
	if !ok || c.last != paragraphBlock && !loose {
		return false
	}
	n, ok := terms.PreviousSibling().(*east.DefinitionList)
	if !ok {
		n = east.NewDefinitionList(0, nil)
		copyAttributes(n, terms)
		c.add(n, first)
		n.SetPos(terms.Pos())
		n.SetBlankPreviousLines(terms.HasBlankPreviousLines())
	}
	for i := range terms.Lines().Len() {
		s := terms.Lines().At(i)
		term := east.NewDefinitionTerm()
		term.Lines().Append(text.NewSegment(s.Start, trimLineEnd(c.src, s.Stop)))
		n.AppendChild(n, term)
	}
	c.node.RemoveChild(c.node, terms)
	c.note(otherBlock)
	blank := c.descriptions(n, loose)
	if blank {
		c.note(blankLines)
	}
	return true
}

// descriptions reads descriptions, and reports whether the last one ends with a
// blank line.
func (c *container) descriptions(n *east.DefinitionList, loose bool) (blank bool) {
	var item *listItem
	var node *east.DefinitionDescription
	maxSpaces := 3
	read := func() {
		if item == nil {
			return // a limit is reached
		}
		in := c.container(node, c.depth+1)
		in.read(item.parts[0])
		if in.first == paragraphBlock && node.IsTight {
			makeBare(node)
		}
	}
	for ; c.at < len(c.lines) && c.take(c.lines[c.at]); c.at++ {
		l := c.lines[c.at]
		switch {
		case l.isDefinition() && l.spaces <= maxSpaces:
			if item != nil {
				read()
			}
			item = c.item(l, l.spaces+1)
			maxSpaces = min(item.indent, 4) - 1
			node = east.NewDefinitionDescription()
			node.SetPos(l.begin())
			node.IsTight = !loose
			n.AppendChild(n, node)
			loose, blank = false, false
			continue
		case l.isEnd():
			read()
			return false
		case l.blank():
			loose, blank = true, true
		case c.isContent(&l, item.indent) || !blank && !c.endsItem(&l, item.indent):
			l, _ = c.content(l, item.indent)
			loose, blank = false, false
		default:
			read()
			return blank
		}
		item.add(l)
	}
	read()
	return blank
}
