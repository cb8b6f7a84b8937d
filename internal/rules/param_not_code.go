package rules

import (
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

var paramNotCode = &lint.Rule{
	Name:     diag.RuleParamNotCode,
	Severity: diag.Warning,
	Platform: true,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, t := range paramTables(page) {
			for _, row := range t.rows {
				if row.form == keyAbsent && !row.option {
					nameless(p, page, row)
				} else if row.form > keyCode && (!row.option || row.form == keyInJSON || row.form == keyInQuotes) {
					notCode(p, page, row)
				}
			}
		}
	},
}

// notCode reports a parameter that is not in code formatting.
func notCode(p *lint.Pass, page *lint.Page, row *paramRow) {
	switch row.form {
	case keyInJSON:
		d := p.At(page, row.at, "code that names a parameter must be its name alone, not a piece of JSON")
		d.Kind = "json-in-code"
	case keyInQuotes:
		d := p.At(page, row.at, "write `%s` without quotes in its code formatting", row.key)
		d.Kind = "quotes-in-code"
		lint.FixText(d, true, "remove the quotes", page.Text, row.at.Start, row.at.End, row.key)
	case keyQuoted:
		d := p.At(page, row.at, "write `%s` in code formatting instead of quotes", row.key)
		d.Kind = "quoted"
		lint.FixText(d, true, "put it in backticks", page.Text, row.at.Start, row.at.End, "`"+row.key+"`")
	case keyBare:
		d := p.At(page, row.at, "write `%s` in code formatting", row.key)
		d.Kind = "bare"
		lint.FixText(d, true, "put it in backticks", page.Text, row.at.Start, row.at.End, "`"+row.key+"`")
	}
}

// nameless reports a row that has the label of a parameter, but not its name.
func nameless(p *lint.Pass, page *lint.Page, row *paramRow) {
	if row.key == "" && row.label != "" {
		switch key := analysisOf(page).labelled(row.label); key {
		case "":
		case row.label:
			bare := *row
			bare.key, bare.form = key, keyBare
			notCode(p, page, &bare)
		default:
			d := p.At(page, row.at, "the row %q does not give its parameter, `%s`", strings.TrimSpace(row.label), key)
			d.Kind = "missing"
		}
	}
}
