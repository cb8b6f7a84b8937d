package markdown

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// spanRenderer renders what only kramdown has.
type spanRenderer struct{ reader *Reader }

func (r *spanRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindText, r.text)
	reg.Register(ast.KindParagraph, r.block)
	reg.Register(ast.KindBlockquote, r.block)
	reg.Register(ast.KindHeading, r.block)
	reg.Register(ast.KindList, r.block)
	reg.Register(ast.KindListItem, r.block)
	reg.Register(ast.KindThematicBreak, r.block)
	reg.Register(spanElementKind, r.element)
	reg.Register(spanLinkKind, r.link)
	reg.Register(spanCodeKind, r.code)
	reg.Register(spanTagKind, r.tag)
	reg.Register(spanUnreadKind, r.children)
	reg.Register(spanMathKind, r.math)
	reg.Register(spanNoteKind, r.mark)
	reg.Register(spanHiddenKind, r.hidden)
	reg.Register(hiddenBlockKind, r.hiddenBlock)
	reg.Register(mathBlockKind, r.mathBlock)
	reg.Register(footnoteKind, r.footnote)
	reg.Register(noteListKind, r.notes)
	reg.Register(contentsKind, r.contents)
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
	var b bytes.Buffer
	escapeTo(&b, resolve(value))
	_, _ = w.Write(b.Bytes())
	_ = w.WriteByte('"')
}

// block writes the tags of a block with all its attributes; goldmark writes only
// those that HTML has.
func (r *spanRenderer) block(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	var name, after string
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
	case *ast.ThematicBreak:
		if entering {
			_, _ = w.WriteString("<hr")
			attributes(w, n)
			_, _ = w.WriteString(" />\n")
		}
		return ast.WalkContinue, nil
	}
	if entering {
		_, _ = w.WriteString("<" + name)
		attributes(w, node)
		_, _ = w.WriteString(">" + after)
	} else {
		_, _ = w.WriteString("</" + name + ">\n")
	}
	return ast.WalkContinue, nil
}

func (r *spanRenderer) text(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Text)
	b := shown(n, src)
	from := 0
	for i, c := range b {
		entity := ""
		switch c {
		case '<':
			entity = "&lt;"
		case '>':
			entity = "&gt;"
		case '&':
			entity = "&amp;"
		default:
			continue
		}
		_, _ = w.Write(b[from:i])
		_, _ = w.WriteString(entity)
		from = i + 1
	}
	_, _ = w.Write(b[from:])
	switch {
	case n.HardLineBreak():
		_, _ = w.WriteString("<br />\n")
	case n.SoftLineBreak():
		_ = w.WriteByte('\n')
	}
	return ast.WalkContinue, nil
}

func (r *spanRenderer) element(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*spanElement)
	if entering {
		_, _ = w.WriteString("<" + n.tag)
		attributes(w, n)
		_ = w.WriteByte('>')
	} else {
		_, _ = w.WriteString("</" + n.tag + ">")
	}
	return ast.WalkContinue, nil
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

func (r *spanRenderer) code(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*spanCode)
	_, _ = w.WriteString("<code")
	attributes(w, n)
	_ = w.WriteByte('>')
	var b bytes.Buffer
	for i := range n.segments.Len() {
		s := n.segments.At(i)
		escapeTo(&b, s.Value(src))
	}
	_, _ = w.Write(b.Bytes())
	_, _ = w.WriteString("</code>")
	return ast.WalkSkipChildren, nil
}

func (r *spanRenderer) tag(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*spanTag)
	switch {
	case !entering && !n.empty:
		_, _ = w.WriteString("</" + n.tag.Name + ">")
	case !entering:
	case n.markdown || n.tag.SelfClosing && !n.empty || n.Attributes() != nil:
		_, _ = w.WriteString("<" + n.tag.Name)
		for _, a := range n.tag.Attributes {
			if _, ok := n.AttributeString(a.Name); !ok && a.Name != "markdown" {
				attribute(w, a.Name, []byte(a.Value))
			}
		}
		attributes(w, n)
		_ = w.WriteByte('>')
	default:
		for i := range n.opened.Len() {
			s := n.opened.At(i)
			_, _ = w.Write(s.Value(src))
		}
	}
	return ast.WalkContinue, nil
}

func (r *spanRenderer) children(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkContinue, nil
}

func (r *spanRenderer) math(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*spanMath)
	if !entering {
		return ast.WalkContinue, nil
	}
	var b bytes.Buffer
	escapeTo(&b, n.value)
	if n.Attributes() == nil {
		_, _ = w.WriteString(`\(` + b.String() + `\)`)
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<span")
	attributes(w, n)
	_, _ = w.WriteString(">$" + b.String() + "$</span>")
	return ast.WalkContinue, nil
}

func (r *spanRenderer) mathBlock(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	var b bytes.Buffer
	escapeTo(&b, bytes.TrimSpace(node.Lines().Value(src)))
	formula := `\[` + b.String() + "\\]\n"
	if node.Attributes() == nil {
		_, _ = w.WriteString(formula)
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<div")
	attributes(w, node)
	_, _ = w.WriteString(">" + formula + "</div>\n")
	return ast.WalkContinue, nil
}

func (r *spanRenderer) mark(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if n := node.(*spanNote); entering {
		_, _ = w.WriteString(`<sup id="` + n.id() + `" role="doc-noteref"><a href="#fn:` + n.note.name +
			`" class="footnote" rel="footnote">` + strconv.Itoa(n.note.number) + "</a></sup>")
	}
	return ast.WalkContinue, nil
}

func (r *spanRenderer) hidden(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.Write(node.(*spanHidden).html)
	}
	return ast.WalkContinue, nil
}

func (r *spanRenderer) hiddenBlock(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if n := node.(*hiddenBlock); entering && n.html != nil {
		_, _ = w.Write(n.html)
		_ = w.WriteByte('\n')
	}
	return ast.WalkContinue, nil
}

// footnote shows nothing where a footnote is defined.
func (r *spanRenderer) footnote(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}

func (r *spanRenderer) notes(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*noteList)
	if !entering {
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol")
	if first := n.notes[0].number; first != 1 {
		_, _ = w.WriteString(` start="` + strconv.Itoa(first) + `"`)
	}
	_, _ = w.WriteString(">\n")
	for _, note := range n.notes {
		_, _ = w.WriteString(`<li id="fn:` + note.name + "\" role=\"doc-endnote\">\n")
		for c := note.FirstChild(); c != nil; c = c.NextSibling() {
			if err := r.reader.md.Renderer().Render(w, src, c); err != nil {
				return ast.WalkStop, err
			}
		}
		_, _ = w.WriteString("</li>\n")
	}
	_, _ = w.WriteString("</ol>\n</div>\n")
	return ast.WalkContinue, nil
}
