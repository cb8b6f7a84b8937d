package rules

import (
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var schemaViolation = &lint.Rule{
	Name:     "schema-violation",
	Severity: diag.Error,
	Prepare:  prepareEndpoints,
	Page: func(p *lint.Pass, page *lint.Page) {
		list := p.Prepared.(*endpointList).list
		for _, e := range page.Examples {
			for _, b := range e.Bodies {
				for _, doc := range b.Docs {
					if !b.NotJSON && doc.Kind == data.Object && !isResponse(page, b, doc) {
						checkBody(p, page, list, b, doc)
					}
				}
			}
		}
	},
}
