package rules

import (
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/render"
)

var missingInclude = &lint.Rule{
	Name:     "missing-include",
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		found(p)
		for _, page := range p.Pages {
			for _, m := range page.Mentions.Includes {
				err := findIncluded(p, m)
				if m.Tag == "include_relative" {
					_, err = p.Site.Relative(page.Dir, m.Name.String(), page.Element)
				}
				if err != nil && isConstant(m) {
					p.Reportf(m.Name, []*lint.Page{page}, "%s", err)
				}
			}
		}
		for _, t := range p.Engine.Templates() {
			for _, m := range t.Mentions.Includes {
				if err := findIncluded(p, m); err != nil && isConstant(m) {
					p.Reportf(m.Name, usersOf(p, t.File()), "%s", err)
				}
			}
		}
	},
}

// findIncluded tells why an include tag finds no file. What another tag brings
// in depends on the page.
func findIncluded(p *lint.Pass, m render.IncludeMention) error {
	if m.Tag != "include" && m.Tag != "include_cached" {
		return nil
	}
	_, err := p.Site.Include(m.Name.String())
	return err
}

// isConstant tells whether an include names its file in plain words.
func isConstant(m render.IncludeMention) bool { return !strings.Contains(m.Name.String(), "{{") }
