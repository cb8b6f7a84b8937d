package rules

import (
	"path"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

// dataFiles are files of data, by the names of their variables.
type dataFiles map[string]bool

// unreadData returns the data files that could not be read as a whole: what they lack is
// reported there.
func unreadData(p *lint.Pass) dataFiles {
	files := dataFiles{}
	for _, d := range p.Site.Problems {
		if (d.Rule == diag.RuleDataSyntax || d.Rule == diag.RuleUnreadable) && d.Severity == diag.Error && d.Span.File != nil {
			name := path.Base(d.Span.File.Name)
			files[strings.TrimSuffix(name, path.Ext(name))] = true
		}
	}
	return files
}

// holds reports whether a variable is in one of them.
func (f dataFiles) holds(variable []string) bool {
	if len(f) == 0 || len(variable) < 3 || variable[0] != "site" || variable[1] != "data" {
		return false
	}
	for _, name := range variable[2:] {
		if f[name] {
			return true
		}
	}
	return false
}
