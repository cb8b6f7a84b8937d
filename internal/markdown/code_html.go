package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// code writes a block of code. In docgen's own projects it has a label, and code
// blocks with the word tab that follow each other are the panels of tabs. All panels
// can be read one after the other; the list of tabs is for the script, which shows it.
func (r *nodeRenderer) code(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	lang, classes := codeLanguage(node, src)
	label := ""
	var before, after ast.Node // the panels next to this one
	switch {
	case isTab(node):
		label = attributeOf(node, tabLabel)
		before, after = nextTab(node, ast.Node.PreviousSibling), nextTab(node, ast.Node.NextSibling)
	case r.labels:
		label = r.highlighter.label(lang)
	}
	if before == nil && after != nil {
		tabList(w, node)
	}
	_, _ = w.WriteString(`<div class="highlight`)
	if classes != "" {
		_, _ = w.Write(util.EscapeHTML([]byte(" " + classes)))
	}
	_ = w.WriteByte('"')
	attributes(w, node, "class", "data-lang", tabLabel)
	if lang != "" {
		attribute(w, "data-lang", []byte(lang))
	}
	if before != nil || after != nil {
		_, _ = w.WriteString(` role="tabpanel" aria-labelledby="` + attributeOf(node, "id") + `-label"`)
		attribute(w, "data-tab", []byte(strings.ToLower(label)))
	}
	_ = w.WriteByte('>')
	if label != "" {
		_, _ = w.WriteString(`<span class="code-label">`)
		escapeTo(w, []byte(label))
		_, _ = w.WriteString(`</span>`)
	}
	_, _ = w.WriteString(`<pre tabindex="0"><code`)
	if lang != "" {
		attribute(w, "class", []byte("language-"+lang))
	}
	_ = w.WriteByte('>')
	r.highlighter.write(w, lang, node.Lines().Value(src))
	_, _ = w.WriteString("</code></pre></div>\n")
	if before != nil && after == nil {
		_, _ = w.WriteString("</div>\n")
	}
	return ast.WalkSkipChildren, nil
}

// tabList opens the tabs that begin with a code block, and writes the list of them.
func tabList(w util.BufWriter, first ast.Node) {
	_, _ = w.WriteString("<div class=\"code-tabs\">\n<div class=\"tab-list\" role=\"tablist\" aria-label=\"Examples\" hidden>")
	for n := first; n != nil; n = nextTab(n, ast.Node.NextSibling) {
		id := attributeOf(n, "id")
		_, _ = w.WriteString(`<button type="button" role="tab" id="` + id + `-label" aria-controls="` + id + `" aria-selected="`)
		if n == first {
			_, _ = w.WriteString(`true">`)
		} else {
			_, _ = w.WriteString(`false" tabindex="-1">`)
		}
		escapeTo(w, []byte(attributeOf(n, tabLabel)))
		_, _ = w.WriteString("</button>")
	}
	_, _ = w.WriteString("</div>\n")
}

// nextTab returns the tab right before or after a code block, nil for none. Comments
// between do not count, which may be for the lint, nor blank lines.
func nextTab(n ast.Node, next func(ast.Node) ast.Node) ast.Node {
	for n = next(n); n != nil; n = next(n) {
		if html, ok := n.(*ast.HTMLBlock); ok && html.HTMLBlockType == ast.HTMLBlockType2 || n.Kind() == blankLineKind {
			continue
		}
		if isTab(n) {
			return n
		}
		return nil
	}
	return nil
}

// tabLabel is the attribute of a tab that has its label. No writer can give it.
const tabLabel = "docgen tab"

// isTab reports whether a node is a code block that nameTab has made a tab.
func isTab(n ast.Node) bool {
	return n.Kind() == ast.KindFencedCodeBlock && attributeOf(n, tabLabel) != ""
}

// nameTab gives a code block with the word tab its label, and the id that links lead to.
func (h *highlighter) nameTab(n *ast.FencedCodeBlock, src []byte, taken map[string]int) {
	if n.Info == nil {
		return
	}
	t, ok := findTab(n.Info.Segment.Value(src))
	if !ok {
		return
	}
	if t.label == "" && t.Start > 0 {
		lang, _ := codeLanguage(n, src)
		t.label = h.label(lang)
	}
	if t.label == "" {
		t.label = "Text"
	}
	n.SetAttributeString(tabLabel, []byte(t.label))
	n.SetAttributeString("id", []byte(unique("tab-"+headingID(t.label), taken)))
}

// tab is the word tab of a fence.
type tab struct {
	Range        // in the info string
	label string // "" for the name of the language
}

// findTab finds the word tab in an info string: tab, tab=cURL or
// tab="Request body".
func findTab(info []byte) (tab, bool) {
	end := len(info)
	for at := 0; at < end; {
		start := skipSpace(info, at, end)
		at = wordStop(info, start)
		word := info[start:at]
		if string(word) == "tab" {
			return tab{Range: Range{start, at}}, true
		}
		value, ok := bytes.CutPrefix(word, []byte("tab="))
		if !ok {
			continue
		}
		if len(value) > 0 && value[0] == '"' {
			if n := bytes.IndexByte(info[start+len(`tab="`):], '"'); n >= 0 {
				at = start + len(`tab="`) + n + 1
				value = info[start+len(`tab="`) : at-1]
			}
		}
		return tab{Range{start, at}, strings.Join(strings.Fields(string(unescape(value))), " ")}, true
	}
	return tab{}, false
}

// wordStop returns where the word at i ends.
func wordStop(b []byte, i int) int {
	for i < len(b) && !util.IsSpace(b[i]) {
		i++
	}
	return i
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
	if isTab(n) && (lang == "tab" || strings.HasPrefix(lang, "tab=")) {
		lang = "" // it was left out
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
