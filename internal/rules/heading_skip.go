package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

var headingSkip = &lint.Rule{
	Name:     diag.RuleHeadingSkip,
	Severity: diag.Info,
	Page: func(p *lint.Pass, page *lint.Page) {
		level := 0
		for _, h := range page.Headings {
			if level > 0 && h.Level > level+1 {
				p.At(page, markdown.Range{Start: h.Start, End: h.End}, "a heading of level %d follows one of level %d", h.Level, level)
			}
			level = h.Level
		}
	},
}
