package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var jsonSyntax = &lint.Rule{
	Name:     "json-syntax",
	Severity: diag.Error,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, e := range page.Examples {
			for _, body := range e.Bodies {
				if body.NotJSON {
					continue
				}
				for _, found := range body.Problems {
					if found.Kind != duplicateKey {
						problem(p, page, body.Text, found)
					}
				}
			}
		}
	},
}

// duplicateKey is the kind of the one mistake in JSON that is no mistake in
// its syntax.
const duplicateKey = "duplicate-key"

var jsonDuplicateKey = &lint.Rule{
	Name:     "json-duplicate-key",
	Severity: diag.Error,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, e := range page.Examples {
			for _, body := range e.Bodies {
				for _, found := range body.Problems {
					if found.Kind == duplicateKey {
						problem(p, page, body.Text, found).Kind = ""
					}
				}
			}
		}
	},
}
