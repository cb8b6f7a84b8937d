package rules

import (
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

var brokenAnchor = &lint.Rule{
	Name:     diag.RuleBrokenAnchor,
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		for _, d := range p.Index.Dangling() {
			if d.Verdict != lint.NoAnchor || lacksText(d.Page) || p.Incomplete() && !d.Page.Whole() {
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

// lacksText reports whether a part of a page is not known, since the tag that
// would produce it has a mistake: it may have headings.
func lacksText(page *lint.Page) bool {
	return slices.ContainsFunc(page.Problems, func(d *diag.Diagnostic) bool {
		return d.Rule == diag.RuleMissingInclude || d.Rule == liquidSyntax.Name && strings.HasPrefix(d.Span.String(), "{%")
	})
}
