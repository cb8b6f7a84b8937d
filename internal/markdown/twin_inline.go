package markdown

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// marks are the tags that Markdown has signs for.
var marks = map[string]string{"b": "**", "strong": "**", "i": "*", "em": "*", "del": "~~", "s": "~~", "strike": "~~"}

// isCodeTag reports whether an element holds code.
func isCodeTag(name string) bool {
	return slices.Contains([]string{"code", "kbd", "samp", "tt"}, name)
}

// isUnseen reports whether readers do not see an element, or cannot use it in a text.
func isUnseen(t *Tag) bool {
	return slices.Contains([]string{"script", "style", "svg", "button", "template", "nav", "select", "textarea"}, t.Name) ||
		t.Attr("hidden") != nil || t.value("aria-hidden") == "true"
}

// media returns the link to what an element shows that Markdown cannot, or "".
func media(t *Tag) string {
	if !slices.Contains([]string{"iframe", "video", "audio", "embed", "source"}, t.Name) || t.value("src") == "" {
		return ""
	}
	title := t.value("title")
	if title == "" {
		title = t.value("src")
	}
	return "[" + escapeMarkdown(title) + "](" + destination(t.value("src")) + ")"
}

// image returns an image in Markdown.
func image(t *Tag) string {
	return "![" + escapeMarkdown(strings.Join(strings.Fields(t.value("alt")), " ")) + "](" + destination(t.value("src")) + ")"
}

// destination returns an address as Markdown has it.
func destination(to string) string {
	to = strings.TrimSpace(to)
	if to == "" || strings.ContainsAny(to, " \t\n()<>\\") {
		return "<" + strings.NewReplacer("\n", "", "<", "%3C", ">", "%3E", `\`, "%5C").Replace(to) + ">"
	}
	return to
}

// codeSpan returns text as code. In a cell of a table, a bar is escaped.
func codeSpan(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return ""
	}
	fence := longestRun(text, '`')
	if fence == 0 {
		return "`" + text + "`"
	}
	ticks := strings.Repeat("`", fence+1)
	return ticks + " " + text + " " + ticks
}

// longestRun returns how often a byte stands in a row at most.
func longestRun(text string, c byte) (longest int) {
	run := 0
	for i := range len(text) {
		if run++; text[i] != c {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// inlineTag is a tag among the children of a node.
type inlineTag struct {
	Tag
	node  ast.Node
	match int // the number of the other tag of the element; -1 for none
}

// inline puts Markdown in the place of the HTML in a text. lineBreak is what <br> is there.
func (t *twin) inline(parent ast.Node, lineBreak string) {
	var tags []inlineTag
	open := map[string][]int{}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		raw, ok := n.(*ast.RawHTML)
		if !ok {
			t.inline(n, lineBreak)
			continue
		}
		b, start, end := joined(t.src, raw.Segments.Sliced(0, raw.Segments.Len()))
		tag, ok := readTag(b, start, end)
		if !ok { // a comment
			t.replace(start, end, "")
			continue
		}
		tag.Range = Range{start, end}
		i, match := len(tags), -1
		if list := open[tag.Name]; tag.Closing && len(list) > 0 {
			match = list[len(list)-1]
			open[tag.Name] = list[:len(list)-1]
			tags[match].match = i
		} else if !tag.Closing {
			open[tag.Name] = append(list, i)
		}
		tags = append(tags, inlineTag{tag, n, match})
	}
	unseen := -1 // the number of the tag up to which nothing is seen
	for i := range tags {
		if i <= unseen {
			continue
		}
		if tag := &tags[i]; tag.match > i && (isUnseen(&tag.Tag) || isCodeTag(tag.Name)) {
			end := &tags[tag.match]
			text := ""
			if !isUnseen(&tag.Tag) {
				text = codeSpan(textBetween(tag.node, end.node, t.src))
				if lineBreak == " " {
					text = strings.ReplaceAll(text, "|", `\|`)
				}
			}
			t.replace(tag.Start, end.End, text)
			unseen = tag.match
			continue
		}
		t.tag(tags, i, lineBreak)
	}
}

// textBetween returns the text of the nodes between two others.
func textBetween(from, to ast.Node, src []byte) string {
	var b bytes.Buffer
	for n := from.NextSibling(); n != nil && n != to; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			b.Write(shown(n, src))
		case *ast.RawHTML:
		default:
			writePlain(&b, n, src)
		}
	}
	return b.String()
}

// tag puts Markdown in the place of a tag.
func (t *twin) tag(tags []inlineTag, i int, lineBreak string) {
	tag := &tags[i]
	other := tag // the other tag of the element
	if tag.match >= 0 {
		other = &tags[tag.match]
	}
	first, last := tag, other
	if tag.Closing {
		first, last = other, tag
	}
	inside := t.src[first.End:max(first.End, last.Start)]
	text := ""
	switch {
	case tag.Name == "br":
		text = t.lineBreak(tag.Range, lineBreak)
	case tag.Name == "img":
		text = image(&tag.Tag)
	case !tag.Closing && media(&tag.Tag) != "":
		text = media(&tag.Tag)
	case other == tag:
	case tag.Name == "a" && first.Attr("href") != nil && len(bytes.TrimSpace(inside)) > 0:
		if text = "["; tag.Closing {
			text = "](" + destination(first.value("href")) + ")"
		}
	case marks[tag.Name] != "" && len(inside) > 0 && len(bytes.TrimSpace(inside[:1])) > 0 && len(bytes.TrimSpace(inside[len(inside)-1:])) > 0:
		text = marks[tag.Name]
	}
	t.replace(tag.Start, tag.End, text)
}

// lineBreak returns what stands for a <br> that ends at an offset: nothing where the text
// ends there, and a backslash at the end of a line that goes on.
// A second one begins a paragraph.
func (t *twin) lineBreak(tag Range, lineBreak string) string {
	if lineBreak == " " {
		return lineBreak
	}
	prefix := strings.TrimPrefix(lineBreak, `\`)
	if i := len(t.edits) - 1; i >= 0 && t.edits[i].End <= tag.Start && len(bytes.TrimSpace(t.src[t.edits[i].End:tag.Start])) == 0 {
		switch last := &t.edits[i]; last.text {
		case lineBreak, `\`:
			last.text = strings.TrimRight(prefix, " ")
			return prefix
		case prefix:
			return ""
		}
	}
	at := tag.End
	blanks := func(at int) int {
		for at < len(t.src) && (t.src[at] == ' ' || t.src[at] == '\t' || t.src[at] == '\r') {
			at++
		}
		return at
	}
	at = blanks(at)
	if at < len(t.src) && t.src[at] != '\n' {
		return lineBreak
	}
	if at = blanks(at + 1); at < len(t.src) && t.src[at] != '\n' {
		return `\`
	}
	return ""
}

// escapeMarkdown escapes what Markdown would read as a sign in a text.
func escapeMarkdown(text string) string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		switch c {
		case '\\', '`', '*', '[', ']', '<':
			b.WriteByte('\\')
		case '_', '~':
			if i == 0 || i+1 == len(text) || !isWordByte(text[i-1]) || !isWordByte(text[i+1]) {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}
