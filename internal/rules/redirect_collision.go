package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

// Collisions that no build can resolve are found while the site is read. Of two
// redirects a build writes one, and decides between a page and a redirect.
var redirectCollision = &lint.Rule{
	Name:      diag.RuleRedirectCollision,
	Published: true,
	Severity:  diag.Error,
	Site: func(p *lint.Pass) {
		found(p)
		_, problems := p.Site.Redirects()
		if len(problems) == 0 {
			return
		}
		byPath := map[string][]*lint.Page{}
		for _, page := range p.Pages {
			byPath[page.Path] = append(byPath[page.Path], page)
		}
		for _, d := range problems {
			p.Grade(p.Report(d, byPath[d.Pages[0]]), diag.Error)
		}
	},
}
