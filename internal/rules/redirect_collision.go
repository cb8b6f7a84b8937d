package rules

import (
	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/source"
)

// claim is a page, file or redirect at an address.
type claim struct {
	name  string // of the page or file, for messages
	place source.Span
}

// Collisions that no build can resolve are found while the site is read. Of two
// redirects a build writes one, and a page rather than a redirect.
var redirectCollision = &lint.Rule{
	Name:      diag.RuleRedirectCollision,
	Published: true,
	Severity:  diag.Error,
	Site: func(p *lint.Pass) {
		found(p)
		first := map[string]claim{}
		for _, page := range p.Pages {
			at, _ := page.AddressPlace()
			take(first, page.Out(), claim{page.Path, at})
		}
		for _, f := range p.Site.Static {
			take(first, f.Out(), claim{name: f.From})
		}
		if p.Site.RedirectsUnsure() {
			return
		}
		for from, page := range p.Index.Redirects() {
			c := claim{"the redirect of " + page.Path, placeOf(from)}
			address := page.RedirectFrom(from)
			other := take(first, content.RedirectOut(address), c)
			if other == c {
				continue
			}
			d := p.Reportf(c.place, []*lint.Page{page}, "%s is taken: %s stands there", address, other.name)
			d.Kind = "redirect"
			if other.place.File != nil && len(other.place.File.Text) > 0 {
				d.Note(other.place, "taken here")
			}
		}
	},
}

// take returns the first claim to a path.
func take(first map[string]claim, out string, c claim) claim {
	if other, taken := first[out]; taken {
		return other
	}
	first[out] = c
	return c
}

func placeOf(n *data.Node) source.Span {
	at, _, _ := n.Origin()
	return at
}
