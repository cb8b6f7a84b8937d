package markdown

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"docgen/internal/content"
	"docgen/internal/source"
)

// guard keeps the values of data files from being more than text, such as the
// name of an element that holds a script: HTML is what pages, templates and
// includes write. Tags that only format a text stay, since descriptions may hold
// Markdown.
//
// What begins a tag is known when the page has been read, as "<" is a plain
// character in code. It may hide another one, so the page is read again until
// there is none left. An address that runs a script, in an attribute list that the
// page itself writes, is left out: no byte of it is markup.
func (r *Reader) guard(page *Page) {
	for {
		g := intruders{page: page}
		_ = ast.Walk(page.Doc.root, g.visit)
		if page.Doc.kramdown != nil {
			for _, list := range page.Doc.kramdown.hidden {
				g.hidden(list)
			}
		}
		if len(g.at) == 0 {
			return
		}
		slices.Sort(g.at)
		var text source.Text
		done := 0
		for _, i := range slices.Compact(g.at) {
			text.Append(page.Text.Slice(done, i), nil)
			entity := []byte("&lt;")
			if c := page.Text.Bytes[i]; c != '<' {
				entity = fmt.Appendf(nil, "&#%d;", c)
			}
			text.Derive(page.Text.Slice(i, i+1), entity)
			done = i + 1
		}
		text.Append(page.Text.Slice(done, page.Text.Len()), nil)
		page.Text = text
		page.Doc = r.parse(text, page.Template != "")
	}
}

// intruders finds what values of data files would do to a page: at are the bytes
// to replace by entities.
type intruders struct {
	page *Page
	at   []int
}

// formatting matches the tags that a value may hold.
var formatting = regexp.MustCompile(`^</?(?i:b|br|code|em|i|kbd|li|ol|p|s|small|strong|sub|sup|ul|wbr)\s*/?>`)

// followed are the attributes whose addresses a browser follows.
var followed = set("action data formaction href src")

func (g *intruders) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	for _, a := range n.Attributes() {
		if value, ok := a.Value.([]byte); ok && followed[strings.ToLower(string(a.Name))] && content.RunsScript(string(value)) {
			n.SetAttribute(a.Name, nil)
		}
	}
	switch n := n.(type) {
	case *ast.RawHTML:
		g.tags(n.Segments.At(0).Start, n.Segments.At(0).Start+1)
	case *ast.HTMLBlock:
		for _, line := range htmlLines(n) {
			g.tags(line.Start, line.Stop)
		}
	case *element:
		g.tags(n.opened.Start, n.opened.End)
	case *spanTag:
		g.tags(n.opened.At(0).Start, n.opened.At(0).Start+1)
	case *ast.AutoLink:
		if start := n.Pos(); content.RunsScript(string(n.URL(g.page.Text.Bytes))) && start >= 0 {
			g.tags(start, start+1)
		}
	case *ast.Link:
		g.link(n.Pos(), n.Destination)
	case *spanLink:
		g.link(n.Start, n.dest)
	}
	return ast.WalkContinue, nil
}

// link looks at the address of the link that begins at start.
func (g *intruders) link(start int, dest []byte) {
	if content.RunsScript(string(dest)) && g.page.Text.Bytes[start] == '[' && (g.page.Template != "" || g.isData(start)) {
		g.at = append(g.at, start)
	}
}

// hidden looks for what values do in an attribute list or an extension of kramdown:
// they neither begin one, nor begin or end an attribute in one.
func (g *intruders) hidden(list Range) {
	for i := list.Start; i < list.End; i++ {
		if bytes.IndexByte([]byte(`{}"'=\<`), g.page.Text.Bytes[i]) >= 0 && g.isData(i) {
			g.at = append(g.at, i)
		}
	}
}

// tags looks for the "<" of values in a piece of HTML. After one that opens the
// piece, what is not part of the value may be no HTML at all.
func (g *intruders) tags(start, end int) {
	text := g.page.Text.Bytes
	opened := false
	for i := start; i < end; i++ {
		switch {
		case opened && !g.isData(i):
			return
		case text[i] == '<' && !formatting.Match(text[i:min(len(text), i+longestEntity)]) && g.isData(i):
			g.at = append(g.at, i)
			opened = opened || len(bytes.TrimSpace(text[start:i])) == 0
		}
	}
}

// isData reports whether a byte of the page is part of a value of a data file.
func (g *intruders) isData(i int) bool {
	from, _, _ := g.page.Text.Origin(i, i+1)
	return from.File != nil && slices.Contains([]string{".yml", ".yaml", ".json", ".csv", ".tsv"}, path.Ext(from.File.Name))
}
