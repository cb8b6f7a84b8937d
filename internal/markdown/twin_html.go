package markdown

import (
	"fmt"
	"slices"
	"strings"
)

// htmlMarkdown returns the lines of Markdown that say what the HTML in b[start:end] says.
func htmlMarkdown(b []byte, start, end int) []string {
	return mdBlocks(readHTML(b, start, end, false).children)
}

// htmlNode is an element of HTML, or a text where the tag has no name.
type htmlNode struct {
	Tag
	text     string
	children []*htmlNode
}

// maxHTMLDepth is how deep elements are taken to be inside each other; those that are
// deeper stand beside their contents.
const maxHTMLDepth = 100

var voidTags = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// endedBy has the elements that end where one of the same list begins.
var endedBy = [][]string{{"li"}, {"dt", "dd"}, {"td", "th"}, {"tr"}, {"option"}}

// readHTML reads a piece of HTML. Tags that have no other end are left alone. pre says that
// it is the inside of a <pre>.
func readHTML(b []byte, start, end int, pre bool) *htmlNode {
	root := &htmlNode{}
	open := []*htmlNode{root}
	count := map[string]int{} // of the names that are open
	shut := func(name string) {
		for count[name] > 0 {
			last := open[len(open)-1]
			open = open[:len(open)-1]
			if count[last.Name]--; last.Name == name {
				return
			}
		}
	}
	scanHTML(b, start, end, func(t Tag) {
		if t.Closing {
			if t.Name == "br" {
				add(open, &htmlNode{Tag: t})
			}
			shut(t.Name)
			return
		}
		for _, names := range endedBy {
			if slices.Contains(names, t.Name) {
				for i := len(open) - 1; i > 0 && !slices.Contains([]string{"ul", "ol", "dl", "table", "select"}, open[i].Name); i-- {
					if slices.Contains(names, open[i].Name) {
						shut(open[i].Name)
						break
					}
				}
			}
		}
		n := &htmlNode{Tag: t}
		add(open, n)
		if !t.SelfClosing && !slices.Contains(voidTags, t.Name) && len(open) < maxHTMLDepth {
			open = append(open, n)
			count[t.Name]++
		}
	}, func(start, end int) {
		switch last := open[len(open)-1]; {
		case start < end && last.Name == "pre" && !pre:
			last.children = append(last.children, readHTML(b, start, end, true).children...)
		case start < end:
			add(open, &htmlNode{text: string(resolve(b[start:end]))})
		}
	})
	return root
}

func add(open []*htmlNode, n *htmlNode) {
	last := open[len(open)-1]
	last.children = append(last.children, n)
}

var blockTags = []string{
	"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption",
	"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section",
	"summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}

// mdBlocks returns the lines of blocks, with an empty line between two of them. Text
// between blocks is a paragraph.
func mdBlocks(nodes []*htmlNode) (lines []string) {
	add := func(block []string) {
		if len(block) == 0 {
			return
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, block...)
	}
	var text []*htmlNode
	for _, n := range nodes {
		if n.Name == "" || !slices.Contains(blockTags, n.Name) && !n.hasBlock() {
			text = append(text, n)
			continue
		}
		add(mdParagraph(text))
		text = nil
		add(mdBlock(n))
	}
	add(mdParagraph(text))
	return lines
}

// hasBlock reports whether an inline element has blocks as its children.
func (n *htmlNode) hasBlock() bool {
	return n.Name != "a" && slices.ContainsFunc(n.children, func(c *htmlNode) bool { return slices.Contains(blockTags, c.Name) })
}

// mdParagraph returns the lines of a text.
func mdParagraph(nodes []*htmlNode) []string {
	text := strings.TrimSpace(mdInline(nodes, lineBreak))
	if text == "" {
		return nil
	}
	var lines []string
	for part := range strings.SplitSeq(text, lineBreak) {
		line := strings.Join(strings.Fields(part), " ")
		if begins := strings.TrimLeft(line, "0123456789"); line != "" && (strings.IndexByte("#>-+=", line[0]) >= 0 || begins != line && strings.IndexAny(begins, ".)") == 0) {
			at := len(line) - len(begins)
			line = line[:at] + `\` + line[at:]
		}
		lines = append(lines, line)
	}
	return broken(lines)
}

// lineBreak stands for <br> in a text, until its lines are known.
const lineBreak = "\x00"

// broken returns lines with a break after each but the last: several in a row begin a
// paragraph.
func broken(lines []string) (out []string) {
	for _, line := range lines {
		switch last := len(out) - 1; {
		case line == "" && (last < 0 || out[last] == ""):
			continue
		case line != "" && last >= 0 && out[last] != "":
			out[last] += `\`
		}
		out = append(out, line)
	}
	if last := len(out) - 1; last >= 0 && out[last] == "" {
		out = out[:last]
	}
	return out
}

// mdBlock returns the lines of an element that is a block.
func mdBlock(n *htmlNode) []string {
	if isUnseen(&n.Tag) {
		return nil
	}
	if level := n.headingLevel(); level > 0 {
		if text := mdLine(n.children); text != "" {
			return []string{strings.Repeat("#", level) + " " + text}
		}
		return nil
	}
	switch n.Name {
	case "hr":
		return []string{"---"}
	case "pre":
		return mdFence(n)
	case "ul", "ol":
		return mdList(n)
	case "dl":
		return mdTerms(n)
	case "table":
		return mdTable(n)
	case "summary", "caption", "legend":
		if text := mdLine(n.children); text != "" {
			return []string{"**" + text + "**"}
		}
		return nil
	case "tr", "td", "th", "thead", "tbody", "tfoot": // of a table that an empty line has cut
		return mdTable(&htmlNode{children: []*htmlNode{n}})
	}
	lines := mdBlocks(n.children)
	if isCallout(&n.Tag) {
		for i, line := range lines {
			lines[i] = strings.TrimRight("> "+line, " ")
		}
	}
	return lines
}

// mdFence returns code as a fence.
func mdFence(n *htmlNode) []string {
	lang := n.value("data-lang")
	for _, c := range append([]*htmlNode{n}, n.children...) {
		for _, class := range strings.Fields(c.value("class")) {
			if named, ok := strings.CutPrefix(class, "language-"); ok {
				lang = named
			}
		}
	}
	code := strings.TrimPrefix(n.plain(), "\n")
	fence := strings.Repeat("`", max(3, longestRun(code, '`')+1))
	return append(append([]string{fence + lang}, strings.Split(strings.TrimRight(code, "\r\n"), "\n")...), fence)
}

// plain returns the text in an element.
func (n *htmlNode) plain() string {
	var b strings.Builder
	n.writePlain(&b)
	return b.String()
}

func (n *htmlNode) writePlain(b *strings.Builder) {
	if b.WriteString(n.text); n.Name == "br" {
		b.WriteByte('\n')
	}
	for _, c := range n.children {
		c.writePlain(b)
	}
}

// mdList returns the items of a list.
func mdList(n *htmlNode) (lines []string) {
	number := 0
	for _, item := range n.children {
		if item.Name == "" && strings.TrimSpace(item.text) == "" {
			continue
		}
		mark := "- "
		if number++; n.Name == "ol" {
			mark = fmt.Sprintf("%d. ", number)
		}
		lines = append(lines, hang(mark, mdBlocks([]*htmlNode{{children: item.children, text: item.text, Tag: Tag{Name: "div"}}}))...)
	}
	return lines
}

// hang puts a mark before the first of some lines, and as many spaces before the others.
func hang(mark string, lines []string) []string {
	for i, line := range lines {
		if i == 0 {
			lines[i] = mark + line
		} else if line != "" {
			lines[i] = strings.Repeat(" ", len(mark)) + line
		}
	}
	return lines
}

// mdTerms returns a list of definitions: an item for each term, with what it is.
func mdTerms(n *htmlNode) (lines []string) {
	term := ""
	for _, c := range n.children {
		switch text := mdLine(c.children); {
		case c.Name == "div":
			lines = append(lines, mdTerms(c)...)
		case c.Name == "dt" && term == "":
			term = "**" + text + "**"
		case c.Name == "dt":
			term += ", **" + text + "**"
		case c.Name == "dd":
			body := mdBlocks(c.children)
			if len(body) == 0 {
				continue
			}
			if term != "" {
				body[0], term = term+": "+body[0], ""
			}
			lines = append(lines, hang("- ", body)...)
		}
	}
	if term != "" {
		lines = append(lines, "- "+term)
	}
	return lines
}

// mdTable returns a table, whose first row is its head.
func mdTable(n *htmlNode) (lines []string) {
	var rows [][]string
	var caption []string
	var read func(nodes []*htmlNode)
	row := func(cells []*htmlNode) {
		var out []string
		for _, c := range cells {
			if c.Name == "td" || c.Name == "th" {
				out = append(out, strings.ReplaceAll(mdLine(c.children), "|", `\|`))
			}
		}
		if len(out) > 0 {
			rows = append(rows, out)
		}
	}
	read = func(nodes []*htmlNode) {
		for _, c := range nodes {
			switch c.Name {
			case "caption":
				caption = mdBlock(c)
			case "thead", "tbody", "tfoot":
				read(c.children)
			case "tr":
				row(c.children)
			case "td", "th":
				row([]*htmlNode{c})
			}
		}
	}
	if read(n.children); len(rows) == 0 {
		return nil
	}
	width := 0
	for _, cells := range rows {
		width = max(width, len(cells))
	}
	if lines = caption; len(caption) > 0 {
		lines = append(lines, "")
	}
	for i, cells := range rows {
		lines = append(lines, "| "+strings.Join(cells, " | ")+" |"+strings.Repeat("  |", min(width-len(cells), maxMissing)))
		if i == 0 {
			lines = append(lines, "|"+strings.Repeat(" --- |", width))
		}
	}
	return lines
}

// maxMissing is how many cells are added to a short row.
const maxMissing = 50

// mdLine returns a text in one line.
func mdLine(nodes []*htmlNode) string {
	return strings.Join(strings.Fields(mdInline(nodes, " ")), " ")
}

// mdInline returns a text with inline Markdown. lineBreak is what <br> is there.
func mdInline(nodes []*htmlNode, lineBreak string) string {
	var b strings.Builder
	for _, n := range nodes {
		switch {
		case n.Name == "":
			b.WriteString(collapse(escapeMarkdown(n.text)))
		case isUnseen(&n.Tag) || n.Name == "wbr" || n.Name == "input":
		case n.Name == "br":
			b.WriteString(lineBreak)
		case n.Name == "img":
			b.WriteString(image(&n.Tag))
		case media(&n.Tag) != "":
			b.WriteString(media(&n.Tag))
		case isCodeTag(n.Name):
			b.WriteString(codeSpan(n.plain()))
		default:
			b.WriteString(mdSpan(n, lineBreak))
		}
	}
	return b.String()
}

// mdSpan returns an element in a text, with its marks beside its words.
func mdSpan(n *htmlNode, lineBreak string) string {
	inside := mdInline(n.children, lineBreak)
	if slices.Contains(blockTags, n.Name) { // in a cell, or in a line of a list
		return " " + inside + " "
	}
	words := strings.TrimSpace(inside)
	mark := marks[n.Name]
	open, shut := mark, mark
	if n.Name == "a" && n.Attr("href") != nil {
		open, shut = "[", "]("+destination(n.value("href"))+")"
	}
	if words == "" || open == "" {
		return inside
	}
	at := strings.Index(inside, words)
	return inside[:at] + open + words + shut + inside[at+len(words):]
}

// collapse makes one space of white space in a row.
func collapse(text string) string {
	words := strings.Join(strings.Fields(text), " ")
	if words == "" {
		return text[:min(1, len(text))]
	}
	if strings.TrimLeft(text, " \t\r\n") != text {
		words = " " + words
	}
	if strings.TrimRight(text, " \t\r\n") != text {
		words += " "
	}
	return words
}
