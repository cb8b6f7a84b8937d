package rules

import (
	"slices"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/render"
)

var missingInclude = &lint.Rule{
	Name:     diag.RuleMissingInclude,
	Severity: diag.Error,
	Prepare: func(p *lint.Pass, older any) any {
		names := p.Site.IncludeNames() // which messages suggest
		if was, ok := older.(*includeNames); ok && slices.Equal(was.names, names) {
			return was
		}
		return &includeNames{names}
	},
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, m := range page.Mentions.Includes {
			err := findIncluded(p, m)
			if m.Tag == "include_relative" {
				_, err = p.Site.Relative(page.Dir, m.Name.String(), page.Element)
			}
			if err != nil && reportsUnrun(m) {
				unrun(p, p.Reportf(m.Name, []*lint.Page{page}, "%s", err))
			}
		}
	},
	Site: func(p *lint.Pass) {
		found(p)
		for _, t := range p.Engine.Templates() {
			for _, m := range t.Mentions.Includes {
				if err := findIncluded(p, m); err != nil && reportsUnrun(m) {
					unrun(p, p.Reportf(m.Name, p.UsersOf(t.File()), "%s", err))
				}
			}
		}
	},
}

type includeNames struct{ names []string }

// reportsUnrun reports whether a tag is judged before it runs: its name is constant, and
// no setting turns it on, since then the file may be for those who use that setting.
func reportsUnrun(m render.IncludeMention) bool { return m.IsConstant() && !m.Switched }

// findIncluded returns why an include tag finds no file. For a tag inside of an
// include, that depends on the page.
func findIncluded(p *lint.Pass, m render.IncludeMention) error {
	if m.Tag != "include" && m.Tag != "include_cached" {
		return nil
	}
	_, err := p.Site.Include(m.Name.String(), m.Name.File)
	return err
}
