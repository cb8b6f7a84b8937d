package rules

import (
	"slices"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/example"
	"docgen/internal/lint"
	"docgen/internal/render"
)

var jsonSyntax = &lint.Rule{
	Name:     "json-syntax",
	Severity: diag.Error,
	Covers:   undefinedVariable.Name,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, e := range page.Examples {
			for _, body := range e.Bodies {
				if body.NotJSON {
					continue
				}
				for _, found := range body.Problems {
					switch {
					case found.Kind == undefinedVariable.Name:
						emptyValue(p, page, body, found)
					case found.Kind != duplicateKey:
						problem(p, page, body.Text, found)
					}
				}
			}
		}
	},
}

// emptyValue reports a value for which Liquid printed nothing. A variable that
// an include prints may be defined on other pages: where it is not defined, the
// rule for variables knows who is at fault.
func emptyValue(p *lint.Pass, page *lint.Page, body *example.Body, found data.Problem) {
	at, via, _ := body.Text.Nothing(found.Start)
	i := slices.IndexFunc(page.Missing, func(m render.Missing) bool { return m.At == at })
	switch {
	case i < 0:
		problem(p, page, body.Text, found)
	case at.File == page.File:
		d := problem(p, page, body.Text, found)
		d.Span, d.Via = at, via
		suggest(d, page.Missing[i])
	}
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
