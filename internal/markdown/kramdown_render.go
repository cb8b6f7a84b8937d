package markdown

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// spanRenderer renders what only kramdown has.
type spanRenderer struct{ reader *Reader }

func (r *spanRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	for _, kind := range []ast.NodeKind{
		ast.KindParagraph, ast.KindBlockquote, ast.KindHeading, ast.KindList, ast.KindListItem,
		rowGroupKind, east.KindTableRow, east.KindTableCell, spanElementKind, spanUnreadKind,
	} {
		reg.Register(kind, r.element)
	}
	reg.Register(spanLinkKind, r.link)
	reg.Register(spanTagKind, r.tag)
	for kind, write := range map[ast.NodeKind]func(w util.BufWriter, src []byte, n ast.Node){
		ast.KindText: r.text, east.KindTaskCheckBox: r.box, ast.KindThematicBreak: r.rule,
		spanCodeKind: r.code, spanMathKind: r.math, spanNoteKind: r.mark, spanHiddenKind: r.hidden,
		ast.KindHTMLBlock: r.html, hiddenBlockKind: r.hiddenBlock, mathBlockKind: r.mathBlock, footnoteKind: r.footnote, noteListKind: r.notes, contentsKind: r.contents,
		blankLineKind: r.blankLine,
	} {
		reg.Register(kind, func(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering {
				write(w, src, n)
			}
			return ast.WalkSkipChildren, nil
		})
	}
}

// attributes writes the attributes of a node but those named.
func attributes(w util.BufWriter, n ast.Node, but ...string) {
	for _, a := range n.Attributes() {
		value, ok := a.Value.([]byte)
		if !ok || slices.Contains(but, string(a.Name)) || string(a.Name) == "id" && len(bytes.TrimSpace(value)) == 0 {
			continue
		}
		attribute(w, string(a.Name), value)
	}
}

func attribute(w util.BufWriter, name string, value []byte) {
	_, _ = w.WriteString(" " + name + `="`)
	escapeTo(w, resolve(value))
	_ = w.WriteByte('"')
}

// element writes the tags of a node with all its attributes; goldmark writes only
// those that HTML has.
func (r *spanRenderer) element(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	name, after, end := "", "", "\n"
	switch n := node.(type) {
	case *ast.Paragraph:
		name = "p"
	case *ast.Blockquote:
		name, after = "blockquote", "\n"
	case *ast.Heading:
		name = "h" + strconv.Itoa(n.Level)
	case *ast.List:
		if name, after = "ul", "\n"; n.IsOrdered() {
			name = "ol"
		}
	case *ast.ListItem:
		if name = "li"; n.FirstChild() != nil && n.FirstChild().Kind() != ast.KindTextBlock {
			after = "\n"
		}
	case *rowGroup:
		name, after = n.name, "\n"
	case *east.TableRow:
		name, after = "tr", "\n"
	case *east.TableCell:
		if name = "td"; n.Parent().Parent().(*rowGroup).name == "thead" {
			name = "th"
		}
		if n.FirstChild() == nil {
			after = "\u00a0"
		}
	case *spanElement:
		name, end = n.tag, ""
	case *spanUnread:
		return ast.WalkContinue, nil
	}
	if entering {
		_, _ = w.WriteString("<" + name)
		attributes(w, node)
		_, _ = w.WriteString(">" + after)
	} else {
		_, _ = w.WriteString("</" + name + ">" + end)
	}
	return ast.WalkContinue, nil
}

func (r *spanRenderer) box(w util.BufWriter, _ []byte, n ast.Node) {
	_, _ = w.WriteString(`<input type="checkbox" class="task-list-item-checkbox" disabled="disabled"`)
	if n.(*east.TaskCheckBox).IsChecked {
		_, _ = w.WriteString(` checked="checked"`)
	}
	_, _ = w.WriteString(" />")
}

func (r *spanRenderer) rule(w util.BufWriter, _ []byte, n ast.Node) {
	_, _ = w.WriteString("<hr")
	attributes(w, n)
	_, _ = w.WriteString(" />\n")
}

func (r *spanRenderer) text(w util.BufWriter, src []byte, node ast.Node) {
	n := node.(*ast.Text)
	escapeText(w, shown(n, src))
	switch {
	case n.HardLineBreak():
		_, _ = w.WriteString("<br />\n")
	case n.SoftLineBreak():
		_ = w.WriteByte('\n')
	}
}

func (r *spanRenderer) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*spanLink)
	switch {
	case n.image && entering:
		_, _ = w.WriteString("<img")
		attribute(w, "src", n.dest)
		attribute(w, "alt", []byte(n.alt))
		r.titled(w, n)
		_, _ = w.WriteString(" />")
	case entering:
		_, _ = w.WriteString("<a")
		attribute(w, "href", n.dest)
		r.titled(w, n)
		_ = w.WriteByte('>')
	case !n.image:
		_, _ = w.WriteString("</a>")
	}
	return ast.WalkContinue, nil
}

// titled writes the title and the other attributes of a link.
func (r *spanRenderer) titled(w util.BufWriter, n *spanLink) {
	but := []string{"href", "src", "alt"}
	if n.title != nil {
		but = append(but, "title")
		attribute(w, "title", n.title)
	}
	attributes(w, n, but...)
}

func (r *spanRenderer) tag(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*spanTag)
	switch {
	case !entering && !n.empty:
		_, _ = w.WriteString("</" + n.tag.Name + ">")
	case !entering:
	case n.markdown || n.tag.SelfClosing && !n.empty || n.Attributes() != nil:
		startTag(w, &n.tag, n)
	default:
		for i := range n.opened.Len() {
			s := n.opened.At(i)
			_, _ = w.Write(s.Value(src))
		}
	}
	return ast.WalkContinue, nil
}

// html writes HTML as it is, but for the attributes that its first tag is given.
func (r *spanRenderer) html(w util.BufWriter, src []byte, n ast.Node) {
	writeHTML(w, n.Lines().Value(src), n)
}

func writeHTML(w util.BufWriter, html []byte, n ast.Node) {
	start := skipSpace(html, 0, len(html))
	if t, ok := readTag(html, start, len(html)); ok && n.Attributes() != nil && html[start] == '<' && !t.Closing {
		startTag(w, &t, n)
		html = html[t.End:]
	}
	_, _ = w.Write(html)
}

// startTag writes the start tag of an element with the attributes of its node. Classes
// are added to those that are written.
func startTag(w util.BufWriter, t *Tag, n ast.Node) {
	_, _ = w.WriteString("<" + t.Name)
	written := []string{"markdown"}
	for _, a := range t.Attributes {
		value, given := bytes.ReplaceAll([]byte(a.Value), []byte("&"), []byte("&amp;")), attributeOf(n, a.Name)
		switch {
		case slices.Contains(written, a.Name):
			continue
		case given == "":
		case a.Name == "class":
			value = append(append(value, ' '), given...)
		default:
			value = []byte(given)
		}
		attribute(w, a.Name, value)
		written = append(written, a.Name)
	}
	attributes(w, n, written...)
	_ = w.WriteByte('>')
}

func (r *spanRenderer) code(w util.BufWriter, src []byte, node ast.Node) {
	n := node.(*spanCode)
	_, _ = w.WriteString("<code")
	attributes(w, n)
	_ = w.WriteByte('>')
	escapeTo(w, n.segments.Value(src))
	_, _ = w.WriteString("</code>")
}

func (r *spanRenderer) math(w util.BufWriter, _ []byte, n ast.Node) {
	value := n.(*spanMath).value
	if n.Attributes() == nil {
		formula(w, `\(`, value, `\)`)
		return
	}
	_, _ = w.WriteString("<span")
	attributes(w, n)
	formula(w, ">$", value, "$</span>")
}

func (r *spanRenderer) mathBlock(w util.BufWriter, src []byte, n ast.Node) {
	before, after := `\[`, "\\]\n"
	if n.Attributes() != nil {
		_, _ = w.WriteString("<div")
		attributes(w, n)
		before, after = ">"+before, after+"</div>\n"
	}
	formula(w, before, bytes.TrimSpace(n.Lines().Value(src)), after)
}

func formula(w util.BufWriter, before string, value []byte, after string) {
	_, _ = w.WriteString(before)
	escapeTo(w, value)
	_, _ = w.WriteString(after)
}

func (r *spanRenderer) mark(w util.BufWriter, _ []byte, node ast.Node) {
	n := node.(*spanNote)
	_, _ = w.WriteString(`<sup id="` + n.id() + `" role="doc-noteref"><a href="#fn:` + n.note.name +
		`" class="footnote" rel="footnote">` + strconv.Itoa(n.note.number) + "</a></sup>")
}

func (r *spanRenderer) hidden(w util.BufWriter, _ []byte, n ast.Node) {
	_, _ = w.Write(n.(*spanHidden).html)
}

func (r *spanRenderer) hiddenBlock(w util.BufWriter, _ []byte, node ast.Node) {
	if n := node.(*hiddenBlock); n.html != nil {
		_, _ = w.Write(n.html)
		_ = w.WriteByte('\n')
	}
}

func (r *spanRenderer) blankLine(w util.BufWriter, _ []byte, _ ast.Node) { _ = w.WriteByte('\n') }

// footnote shows nothing where a footnote is defined.
func (r *spanRenderer) footnote(util.BufWriter, []byte, ast.Node) {}

func (r *spanRenderer) notes(w util.BufWriter, src []byte, node ast.Node) {
	n := node.(*noteList)
	_, _ = w.WriteString("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol")
	if first := n.notes[0].number; first != 1 {
		_, _ = w.WriteString(` start="` + strconv.Itoa(first) + `"`)
	}
	_, _ = w.WriteString(">\n")
	for _, note := range n.notes {
		_, _ = w.WriteString(`<li id="fn:` + note.name + "\" role=\"doc-endnote\">\n")
		for c := note.FirstChild(); c != nil; c = c.NextSibling() {
			_ = r.reader.md.Renderer().Render(w, src, c)
		}
		_, _ = w.WriteString("</li>\n")
	}
	_, _ = w.WriteString("</ol>\n</div>\n")
}
