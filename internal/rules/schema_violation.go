package rules

import (
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var schemaViolation = &lint.Rule{
	Name:     "schema-violation",
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		list := endpoints(p.Site)
		for _, page := range p.Pages {
			for _, e := range page.Examples {
				for _, b := range e.Bodies {
					for _, doc := range b.Docs {
						if !b.NotJSON && doc.Kind == data.Object && !isResponse(page, b, doc) {
							checkBody(p, page, list, b, doc)
						}
					}
				}
			}
		}
	},
}
