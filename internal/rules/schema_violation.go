package rules

import (
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var schemaViolation = &lint.Rule{
	Name:     diag.RuleSchemaViolation,
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		list := endpoints(p.Site)
		for _, page := range p.Pages {
			for _, d := range documents(page) {
				if !d.body.NotJSON && d.Kind == data.Object && !d.response {
					checkBody(p, page, list, d.body, d.Node)
				}
			}
		}
	},
}
