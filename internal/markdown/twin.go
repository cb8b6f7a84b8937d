package markdown

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// Twin returns the document as Markdown without HTML, for readers that are programs: what
// is there as Markdown stays as it is written, HTML becomes Markdown as far as it says
// something, and what is there for browsers or for docgen alone is left out.
func (d *Document) Twin() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := &twin{src: d.Text.Bytes}
	t.blocks(d.root)
	return t.text()
}

// twin collects what the Markdown of a document has in other words.
type twin struct {
	src   []byte
	edits []twinEdit
	code  []Range // lines that stay as they are
}

// twinEdit replaces a range of the source. Lines of verbatim text stay as they are.
type twinEdit struct {
	Range
	text     string
	verbatim bool
}

func (t *twin) replace(start, end int, text string) {
	t.edits = append(t.edits, twinEdit{Range{start, end}, text, false})
}

// blocks reads the blocks in a node.
func (t *twin) blocks(parent ast.Node) {
	_ = ast.Walk(parent, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.FencedCodeBlock:
			t.fence(n)
		case *ast.CodeBlock:
			t.keep(n)
		case *ast.HTMLBlock:
			t.html(n)
		case *element:
			t.element(n)
		case *east.TableCell:
			t.inline(n, " ")
		case *ast.Heading:
			t.inline(n, " ")
		default:
			if n.Lines() == nil || n.Lines().Len() == 0 || n.Type() != ast.TypeBlock {
				return ast.WalkContinue, nil
			}
			t.inline(n, "\\\n"+t.prefix(n.Lines().At(0).Start))
		}
		return ast.WalkSkipChildren, nil
	})
}

// prefix returns what a line begins with that goes on in the block at an offset: the marks
// of quotes, and spaces in place of those of lists.
func (t *twin) prefix(at int) string {
	start := lineStart(t.src, at)
	return strings.Map(func(r rune) rune {
		if r == '>' || r == '\t' {
			return r
		}
		return ' '
	}, string(t.src[start:at]))
}

// fence keeps the code of a fence; what its info string says to docgen is left out.
func (t *twin) fence(n *ast.FencedCodeBlock) {
	t.keep(n)
	if n.Info == nil {
		return
	}
	at := n.Info.Segment
	for word := range strings.FieldsSeq(string(at.Value(t.src))) {
		if strings.HasPrefix(word, "docgen=") {
			i := at.Start + strings.Index(string(at.Value(t.src)), word)
			from := len(bytes.TrimRight(t.src[:i], " \t"))
			t.replace(from, i+len(word), "")
			return
		}
	}
}

// keep notes the lines of a block of code.
func (t *twin) keep(n ast.Node) {
	if lines := n.Lines(); lines.Len() > 0 {
		t.code = append(t.code, Range{lineStart(t.src, lines.At(0).Start), lines.At(lines.Len() - 1).Stop})
	}
}

// html puts Markdown in the place of a block of HTML.
func (t *twin) html(n *ast.HTMLBlock) {
	lines := htmlLines(n)
	if len(lines) == 0 {
		return
	}
	b, start, end := joined(t.src, lines)
	end = max(start, trimLineEnd(t.src, end))
	made := htmlMarkdown(b, start, end)
	prefix := t.prefix(start)
	for i := range made {
		if i > 0 {
			made[i] = strings.TrimRight(prefix+made[i], " \t")
		}
	}
	text := strings.Join(made, "\n")
	if text != "" {
		text = t.gapBefore(start, prefix) + text + t.gapAfter(end, prefix)
	}
	t.edits = append(t.edits, twinEdit{Range{start, end}, text, true})
}

// gapBefore returns an empty line where a block of HTML goes on after a line of text.
func (t *twin) gapBefore(start int, prefix string) string {
	line := lineStart(t.src, start)
	first := len(bytes.Trim(t.src[line:start], " \t>")) > 0 // in an item
	if first || line == 0 || len(bytes.Trim(t.src[lineStart(t.src, line-1):line], " \t\r\n>")) == 0 {
		return ""
	}
	return "\n" + prefix
}

// gapAfter returns an empty line where a line of text follows on a block of HTML.
func (t *twin) gapAfter(end int, prefix string) string {
	next := end + 1 + bytes.IndexByte(t.src[end:], '\n')
	if next == end || next >= len(t.src) || len(bytes.Trim(t.src[next:lineEnd(t.src, next)], " \t>")) == 0 {
		return ""
	}
	return "\n" + strings.TrimRight(prefix, " ")
}

// element puts a quote in the place of a callout, and leaves out the tags of another
// element whose inside is Markdown.
func (t *twin) element(n *element) {
	tag, _ := readTag(t.src, n.opened.Start, n.opened.End)
	mark := ""
	if isCallout(&tag) {
		mark = "> "
	}
	prefix := t.prefix(n.opened.Start)
	t.replace(n.opened.Start, n.opened.End, mark)
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		if text := skipSpace(t.src, line.Start, line.Stop); line.Start >= n.opened.End && lineStart(t.src, line.Start) > n.opened.Start {
			t.replace(line.Start, max(line.Start, min(text, trimLineEnd(t.src, line.Stop))), mark)
		}
	}
	t.inline(n, "\\\n"+prefix+mark)
	if n.closed.End > 0 {
		t.replace(n.closed.Start, n.closed.End, t.gapAfter(n.closed.End, prefix))
	}
}

// isCallout reports whether an element stands apart from the text around it.
func isCallout(tag *Tag) bool {
	return tag.Name == "blockquote" || tag.Name == "aside" ||
		slices.ContainsFunc(strings.Fields(tag.value("class")), func(class string) bool { return class == "callout" })
}

// text returns the Markdown, with no more than one empty line between blocks.
func (t *twin) text() []byte {
	slices.SortStableFunc(t.edits, func(a, b twinEdit) int { return a.Start - b.Start })
	var out bytes.Buffer
	var kept []Range // of out
	at, code := 0, t.code
	copyTo := func(end int) {
		for at < end {
			for len(code) > 0 && code[0].End <= at {
				code = code[1:]
			}
			next := end
			if len(code) > 0 && code[0].Start <= at {
				next = min(end, code[0].End)
				kept = append(kept, Range{out.Len(), out.Len() + next - at})
			} else if len(code) > 0 {
				next = min(end, code[0].Start)
			}
			out.Write(t.src[at:next])
			at = next
		}
	}
	for _, e := range t.edits {
		if e.Start < at {
			continue // inside of another one
		}
		copyTo(e.Start)
		if e.verbatim {
			kept = append(kept, Range{out.Len(), out.Len() + len(e.text)})
		}
		out.WriteString(e.text)
		at = e.End
	}
	copyTo(len(t.src))
	return tidyLines(out.Bytes(), kept)
}

// tidyLines leaves one of several empty lines, none at the start, and the ends of lines as
// all output has them. Those in kept stay.
func tidyLines(text []byte, kept []Range) []byte {
	out := make([]byte, 0, len(text))
	empty := true // the line before
	for at := 0; at < len(text); {
		line, next := text[at:], len(text)
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line, next = line[:i], at+i+1
		}
		for len(kept) > 0 && kept[0].End <= at {
			kept = kept[1:]
		}
		line = bytes.TrimSuffix(line, []byte("\r"))
		blank := len(bytes.Trim(line, " \t")) == 0
		inside := len(kept) > 0 && kept[0].Start <= at
		if !blank || inside || !empty {
			if blank && !inside {
				line = nil
			}
			out = append(append(out, line...), '\n')
		}
		empty, at = blank && !inside, next
	}
	out = bytes.TrimRight(out, "\n")
	if len(out) == 0 {
		return out
	}
	return append(out, '\n')
}
