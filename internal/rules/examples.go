package rules

import (
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/source"
)

// problem reports a mistake that a reader of an example found: places and
// fixes are offsets of the text it read, and lead back through it.
func problem(p *lint.Pass, page *lint.Page, text source.Text, found data.Problem) *diag.Diagnostic {
	d := p.Textf(page, text, found.Start, found.End, "%s", found.Message)
	d.Kind = found.Kind
	if found.Fix == nil {
		return d
	}
	fix := diag.Fix{Message: found.Fix.Message, Safe: found.Fix.Safe}
	for _, e := range found.Fix.Edits {
		at, _, exact := text.Origin(e.Start, e.End)
		if !exact || at.End-at.Start != e.End-e.Start {
			return d // produced by something else: there is nothing to replace
		}
		fix.Edits = append(fix.Edits, diag.Edit{Span: at, Text: e.Text})
	}
	d.Fixes = append(d.Fixes, fix)
	return d
}
