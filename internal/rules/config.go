package rules

import (
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

var config = &lint.Rule{
	Name:     diag.RuleConfig,
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		found(p)
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

// ruleNames returns the names of all rules: each has a page.
func ruleNames() []string {
	files, _ := pages.ReadDir(".")
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(f.Name(), ".md")
	}
	return names
}
