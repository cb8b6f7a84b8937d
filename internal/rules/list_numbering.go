package rules

import (
	"strconv"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

var listNumbering = &lint.Rule{
	Name:     diag.RuleListNumbering,
	Severity: diag.Info,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, l := range page.Facts.Lists {
			if len(l.Numbers) == 0 {
				continue
			}
			first := l.Numbers[0].Value
			if first != l.First {
				// Either number may be the one that is meant, so there is no fix.
				p.At(page, l.Numbers[0].Range, "written as %d, but readers see %d: kramdown counts from 1; {: start=\"%d\"} below the list counts from %d",
					first, l.First, first, first)
				continue
			}
			if len(l.Numbers) < 2 {
				continue
			}
			step := 1
			if l.Numbers[1].Value == first {
				step = 0 // "1." for all: the browser counts
			}
			for i, n := range l.Numbers[1:] {
				if n.Value == first+(i+1)*step {
					continue
				}
				d := p.At(page, n.Range, "written as %d, but readers see %d", n.Value, first+i+1)
				renumber(d, page, l)
				break
			}
		}
	},
}

// renumber adds a fix that writes the numbers that readers see.
func renumber(d *diag.Diagnostic, page *lint.Page, l markdown.List) {
	fix := diag.Fix{Message: "write the numbers that readers see", Safe: true}
	for i, n := range l.Numbers {
		shown := strconv.Itoa(l.Numbers[0].Value + i)
		at, _, exact := page.Text.Origin(n.Start, n.End)
		if !exact || len(shown) != n.End-n.Start {
			return // produced text, or the text after the number would be indented too little
		}
		if shown != at.String() {
			fix.Edits = append(fix.Edits, diag.Edit{Span: at, Text: shown})
		}
	}
	d.Fixes = append(d.Fixes, fix)
}
