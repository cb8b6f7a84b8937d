package rules

import (
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/example"
	"docgen/internal/lint"
	"docgen/internal/source"
)

var jsonSyntax = &lint.Rule{
	Name:     diag.RuleJSONSyntax,
	Severity: diag.Error,
	Covers:   diag.RuleUndefinedVariable,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, e := range page.Examples() {
			for _, body := range e.Bodies {
				if body.NotJSON || brokenLiquid(page, body.Text) {
					continue
				}
				for _, found := range body.Problems {
					switch {
					case found.Kind == diag.RuleUndefinedVariable:
						emptyValue(p, page, body, found)
					case found.Kind != duplicateKey:
						problem(p, page, body.Text, found)
					}
				}
			}
		}
	},
}

// emptyValue reports a value for which Liquid printed nothing. A variable that an
// include prints may be defined on other pages: undefined-variable then decides
// whether the include or the page is reported.
func emptyValue(p *lint.Pass, page *lint.Page, body *example.Body, found data.Problem) {
	at, via, _ := body.Text.Nothing(found.Start)
	missing := page.MissingAt(at)
	switch {
	case badLiquid(page).In(at):
	case missing == nil:
		problem(p, page, body.Text, found)
	case at.File == page.File:
		d := problem(p, page, body.Text, found)
		d.Span, d.Via = at, via
		suggest(d, *missing)
	}
}

// brokenLiquid reports whether a text has Liquid that could not be run: then
// liquid-syntax reports it, and the JSON is not checked.
func brokenLiquid(page *lint.Page, text source.Text) bool {
	bad := badLiquid(page)
	if len(bad) == 0 {
		return false
	}
	for i, c := range text.Bytes {
		if c == '{' {
			if at, _, _ := text.Origin(i, i+1); bad.In(source.Span{File: at.File, Start: at.Start, End: at.Start}) {
				return true
			}
		}
	}
	return false
}

// badLiquid returns where the Liquid of a page has mistakes.
func badLiquid(page *lint.Page) lint.Places {
	type key struct{}
	return page.Once(key{}, func() any {
		return lint.PlacesOf(page.Problems, func(d *diag.Diagnostic) bool { return d.Rule == diag.RuleLiquidSyntax })
	}).(lint.Places)
}

// duplicateKey is the kind of the only mistake in JSON that is not a syntax
// error.
const duplicateKey = "duplicate-key"

var jsonDuplicateKey = &lint.Rule{
	Name:     diag.RuleJSONDuplicateKey,
	Severity: diag.Error,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, e := range page.Examples() {
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
