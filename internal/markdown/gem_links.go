package markdown

import (
	"github.com/yuin/goldmark/ast"

	"docgen/internal/render"
)

// resolveLinks makes links to files of the tree lead to their pages, as
// jekyll-relative-links: [next](setup.md) leads to the address of setup.md. Links,
// images and definitions are resolved; what stands in HTML is left as it is.
func (page *Page) resolveLinks(e *render.Engine) {
	d := page.Doc
	if d == nil || !e.ResolvesLinks(page.Page) {
		return
	}
	d.resolved = map[ast.Node]string{}
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		var dest []byte
		switch n := n.(type) {
		case *ast.Link:
			dest = n.Destination
		case *ast.Image:
			dest = n.Destination
		case *spanLink:
			if !n.auto {
				dest = n.dest
			}
		}
		if entering && len(dest) > 0 {
			url, trace := e.LinkFrom(page.Page, string(unescape(dest)))
			page.Trace = append(page.Trace, trace...)
			if kramdown, ok := n.(*spanLink); ok && url != "" {
				kramdown.dest = []byte(url) // it knows its place
			} else if url != "" {
				d.resolved[n] = url
			}
		}
		return ast.WalkContinue, nil
	})
	if len(d.resolved) == 0 {
		return
	}
	d.Facts() // they need the addresses as written, for their places
	for n, url := range d.resolved {
		switch n := n.(type) {
		case *ast.Link:
			n.Destination = []byte(url)
		case *ast.Image:
			n.Destination = []byte(url)
		}
	}
}
