package rules

import (
	"slices"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/render"
)

var unknownTerm = &lint.Rule{
	Name:     diag.RuleUnknownTerm,
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		terms := glossaryTerms(p.Site)
		check := func(mentions []render.VarMention, terms []string, users func() []*lint.Page) {
			for _, v := range mentions {
				if !v.Guarded && isTerm(v.Path) && !slices.Contains(terms, v.Path[3]) {
					at := v.At
					at.Start = at.End - len(v.Path[3])
					d := p.Reportf(v.In, users(), "the glossary has no term %q%s", v.Path[3], didYouMean(v.Path[3], terms))
					if near := diag.Slip(v.Path[3], terms); near != "" && at.String() == v.Path[3] {
						d.Fix(false, "change it to "+near, at, near)
					}
				}
			}
		}
		for _, page := range p.Pages {
			seen := terms
			if page.File.Embedded { // docgen's own templates have all terms
				seen = p.Site.Glossary().SortedKeys()
			}
			check(page.Mentions.Vars, seen, func() []*lint.Page { return []*lint.Page{page} })
		}
		for _, t := range p.Engine.Templates() {
			check(t.Mentions.Vars, terms, func() []*lint.Page { return p.UsersOf(t.File()) })
		}
		for _, e := range p.Site.Elements {
			checkElementTerms(p, e)
		}
	},
}

// isTerm reports whether a variable is a term of the glossary.
func isTerm(path []string) bool {
	return len(path) > 3 && path[0] == "site" && path[1] == "data" && path[2] == "glossary"
}

func glossaryTerms(site *content.Site) []string {
	terms, _ := site.Data.Get("glossary").(data.Map)
	return terms.SortedKeys()
}

// checkElementTerms checks the terms that an element's parameters name.
func checkElementTerms(p *lint.Pass, e *content.Element) {
	for _, param := range slices.Concat(e.Configuration, e.ProviderData) {
		term := param.Get("term")
		if term == nil || p.Site.Term(term.Str()) != nil {
			continue
		}
		at, _, _ := term.Origin()
		terms := p.Site.Glossary().SortedKeys()
		p.Reportf(at, p.UsersOf(e.File), "the glossary has no term %q%s", term.Str(), didYouMean(term.Str(), terms))
	}
}
