package rules

import (
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

var missingImage = &lint.Rule{
	Name:     diag.RuleMissingImage,
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		for _, d := range dangling(p) {
			switch {
			case !d.Image || d.Verdict == lint.NoAnchor:
			case strings.TrimSpace(d.Dest) == "":
				reportDangling(p, d, "empty", "the image has no address")
			case onlyCase(d):
				reportDangling(p, d, "wrong-case", "no image is called %q: capital letters count", d.Dest)
			default:
				reportDangling(p, d, "", "no image of the site is at %q", d.Dest)
			}
		}
	},
}
