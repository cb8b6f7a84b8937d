package rules

import (
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/source"
)

// claim is a page, file or redirect at an address.
type claim struct {
	name  string // of the page or file, for messages
	place source.Span
	page  *lint.Page
}

var redirectCollision = &lint.Rule{
	Name:     diag.RuleRedirectCollision,
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		first := map[string]claim{}
		take := func(out string, c claim, kind, format string, args ...any) {
			other, taken := first[out]
			if !taken {
				first[out] = c
				return
			}
			var pages []*lint.Page
			if c.page != nil {
				pages = []*lint.Page{c.page}
			}
			d := p.Reportf(c.place, pages, format, append(args, other.name)...)
			d.Kind = kind
			if other.place.File != nil && len(other.place.File.Text) > 0 {
				d.Note(other.place, "taken here")
			}
		}
		for _, page := range p.Pages {
			take(page.Out(), claim{page.Path, addressOf(page), page}, "page", "this page is written to /%s, where %s is written too", page.Out())
		}
		for _, f := range p.Site.Static {
			c := claim{name: f.From, place: source.NewFile(f.From, nil).All()}
			take(f.Out(), c, "file", "this file is copied to /%s, where %s is written too", f.Out())
		}
		for from, page := range p.Index.Redirects() {
			c := claim{"the redirect of " + page.Path, placeOf(from), page}
			take(lint.RedirectOut(from.Str()), c, "redirect", "%s is taken: %s stands there", from.Str())
		}
	},
}

// addressOf returns the place that defines the address of a page: the permalink,
// or else the file itself.
func addressOf(page *lint.Page) source.Span {
	if link := page.Front.Get("permalink"); link != nil {
		return placeOf(link)
	}
	return page.File.Span(0, 0)
}

func placeOf(n *data.Node) source.Span {
	at, _, _ := n.Origin()
	return at
}
