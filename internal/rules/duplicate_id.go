package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

var duplicateID = &lint.Rule{
	Name:     diag.RuleDuplicateID,
	Severity: diag.Warning,
	Page: func(p *lint.Pass, page *lint.Page) {
		taken := map[string]markdown.Range{}
		for _, h := range page.Headings {
			if !h.Raw {
				taken[h.ID] = markdown.Range{Start: h.Start, End: h.End}
			}
		}
		for i := range page.Facts.Tags {
			t := &page.Facts.Tags[i]
			a := t.Attr("id")
			if t.Closing || a == nil || a.Value == "" {
				continue
			}
			first, ok := taken[a.Value]
			if !ok {
				taken[a.Value] = a.Range
				continue
			}
			if _, _, exact := page.Text.Origin(a.Start, a.End); !exact {
				continue // a list of posts with their full text
			}
			d := p.At(page, a.Range, "the id %q is on this page already: links lead to the first", a.Value)
			at, _, _ := page.Text.Origin(first.Start, first.End)
			d.Note(at, "first here")
		}
	},
}
