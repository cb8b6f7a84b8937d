package rules

import (
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

var brokenLink = &lint.Rule{
	Name:     diag.RuleBrokenLink,
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		found(p) // {% link %} and {% post_url %}
		for _, d := range dangling(p) {
			if d.Image {
				continue
			}
			switch {
			case d.Verdict == lint.NoURL && strings.TrimSpace(d.Dest) == "":
				reportDangling(p, d, "empty", "the link has no address")
			case d.Verdict == lint.NoURL:
				reportDangling(p, d, "no-url", "%q is no address that a browser can follow", d.Dest)
			case d.Unprefixed:
				reportDangling(p, d, "base-url", "%q leads out of the site, which is published below another path", d.Dest)
			case d.Verdict == lint.NoPage && onlyCase(d):
				reportDangling(p, d, "wrong-case", "no page or file of the site is called %q: capital letters count", d.Dest)
			case d.Verdict == lint.NoPage:
				reportDangling(p, d, "", "no page or file of the site is at %q", d.Dest)
			}
		}
	},
}
