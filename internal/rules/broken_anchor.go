package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var brokenAnchor = &lint.Rule{
	Name:     "broken-anchor",
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		for _, d := range p.Index.Dangling() {
			if d.Verdict != lint.NoAnchor {
				continue
			}
			kind, where := "other-page", "the page it leads to"
			if d.Page == d.Pages[0] {
				kind, where = "same-page", "this page"
			}
			reportDangling(p, d, kind, "%s has no heading or id %q", where, d.Fragment)
		}
	},
}
