package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// nodeRenderer renders the nodes that docgen renders in its own way.
type nodeRenderer struct{ highlighter *highlighter }

func (r *nodeRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindFencedCodeBlock, r.code)
	reg.Register(ast.KindCodeBlock, r.code)
	reg.Register(elementKind, r.element)
	reg.Register(east.KindTable, r.table)
}

// table wraps a table, so that a wide one scrolls by itself.
func (r *nodeRenderer) table(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString("<div class=\"table-wrap\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table")
		attributes(w, n)
		_, _ = w.WriteString(">\n")
	} else {
		_, _ = w.WriteString("</table></div>\n")
	}
	return ast.WalkContinue, nil
}

func (r *nodeRenderer) element(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*element)
	if entering {
		writeHTML(w, n.open, n)
		if n.HasChildren() && n.FirstChild().Type() == ast.TypeBlock {
			_ = w.WriteByte('\n')
		}
	} else {
		_, _ = w.Write(src[n.closed.Start:n.closed.End])
		_ = w.WriteByte('\n')
	}
	return ast.WalkContinue, nil
}

func (r *nodeRenderer) code(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	lang, classes := codeLanguage(node, src)
	body := node.Lines().Value(src)
	_, _ = w.WriteString(`<div class="highlight`)
	if classes != "" {
		_, _ = w.Write(util.EscapeHTML([]byte(" " + classes)))
	}
	_ = w.WriteByte('"')
	attributes(w, node, "class", "data-lang")
	if lang != "" {
		attribute(w, "data-lang", []byte(lang))
	}
	_, _ = w.WriteString(`><pre tabindex="0"><code`)
	if lang != "" {
		attribute(w, "class", []byte("language-"+lang))
	}
	_ = w.WriteByte('>')
	r.highlighter.write(w, lang, body)
	_, _ = w.WriteString("</code></pre></div>\n")
	return ast.WalkSkipChildren, nil
}

// codeLanguage returns the language of a code block, and the classes that an
// attribute list gives it; language-x among these is a language too.
func codeLanguage(n ast.Node, src []byte) (lang, classes string) {
	if f, ok := n.(*ast.FencedCodeBlock); ok {
		lang = string(bytes.ToLower(f.Language(src)))
	}
	if n.Attributes() == nil {
		return lang, ""
	}
	var others []string
	for _, class := range strings.Fields(attributeOf(n, "class")) {
		if named, ok := strings.CutPrefix(class, "language-"); !ok {
			others = append(others, class)
		} else if lang == "" {
			lang = strings.ToLower(named)
		}
	}
	return lang, strings.Join(others, " ")
}
