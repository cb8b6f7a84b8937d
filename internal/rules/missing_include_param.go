package rules

import (
	"fmt"
	"path"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/source"
)

var missingIncludeParam = &lint.Rule{
	Name:     diag.RuleMissingIncludeParam,
	Severity: diag.Warning,
	Page: func(p *lint.Pass, page *lint.Page) {
		type parameter struct {
			at   source.Span
			name string
		}
		seen := map[parameter]bool{}
		for _, m := range page.Missing {
			if m.Path[0] != "include" || len(m.Path) < 2 || m.Found > 1 || len(m.Via) == 0 {
				continue
			}
			name := m.Path[1]
			if seen[parameter{m.Via[0], name}] {
				continue // printed twice, or in a loop
			}
			seen[parameter{m.Via[0], name}] = true
			message := fmt.Sprintf("%s prints the parameter %q, which is not given here", path.Base(m.At.File.Name), name)
			near := nearName(name, m.Known)
			if near != "" {
				message += fmt.Sprintf(": is %q meant for it?", near)
			}
			d := p.Reportf(m.Via[0], []*lint.Page{page}, "%s", message)
			d.Via = m.Via[1:]
			d.Note(m.At, "printed here")
			if near == "" {
				// Includes of most trees have parameters that nobody has to give.
				p.Provided(d, (*lint.Pass).OnPlatform)
			}
		}
	},
}

// didYouMean returns the end of a message that suggests the nearest known name.
func didYouMean(name string, known []string) string {
	if near := nearName(name, known); near != "" {
		return `: did you mean "` + near + `"?`
	}
	return ""
}

// nearName returns the known name that is nearest to one, or "".
func nearName(name string, known []string) string {
	if near := diag.Slip(name, known); near != "" {
		return near
	}
	return diag.Nearest(name, known)
}
