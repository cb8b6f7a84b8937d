package rules

import (
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var schemaViolation = &lint.Rule{
	Name:     diag.RuleSchemaViolation,
	Severity: diag.Error,
	Platform: true,
	Prepare:  prepareEndpoints,
	Page: func(p *lint.Pass, page *lint.Page) {
		list := p.Prepared.(*endpointList).list
		for _, d := range analysisOf(page).docs {
			if !d.body.NotJSON && d.Kind == data.Object && !d.response {
				checkBody(p, page, list, d.body, d.Node)
			}
		}
	},
}
