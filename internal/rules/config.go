package rules

import (
	"slices"
	"strings"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var config = &lint.Rule{
	Name:     diag.RuleConfig,
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		found(p)
		checkAlso(p)
		severities := p.Site.Config.Node.Get("rules")
		if severities == nil {
			return
		}
		for _, m := range severities.Members {
			if name := m.Key.Str(); Doc(name) == "" {
				at, _, _ := m.Key.Origin()
				p.Reportf(at, nil, "no rule is called %q%s", name, didYouMean(name, ruleNames()))
			}
		}
	},
}

// checkAlso reports what is to be checked beside the site and is not there.
func checkAlso(p *lint.Pass) {
	if !p.Site.ReadsAlso() {
		return
	}
	for _, node := range p.Site.Config.Nodes() {
		list := node.Get("lint").Get("also")
		if list == nil {
			continue
		}
		for _, item := range list.Items {
			one := &content.Config{Also: []string{item.Str()}}
			if !slices.ContainsFunc(p.Pages, func(page *lint.Page) bool { return one.IsAlso(page.Path) }) {
				at, _, _ := item.Origin()
				p.Reportf(at, nil, "no page of the source folder is in %q", item.Str())
			}
		}
	}
}

// ruleNames returns the names of all rules: each has a page.
func ruleNames() []string {
	files, _ := pages.ReadDir(".")
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(f.Name(), ".md")
	}
	return names
}
