package render

import (
	"bytes"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// noteUnset remembers a variable that the page lacks, and that a plugin sets which is
// not run: what is made of it is not the value that Jekyll has.
func (s *sink) noteUnset(reads []varUse) {
	if len(s.engine.site.Plugins) == 0 || s.unset != "" {
		return
	}
	for _, v := range reads {
		if len(v.Path) < 2 || v.Path[0] != "page" || v.Guarded {
			continue
		}
		page, _ := s.meter.vars.find("page")
		if vars, ok := page.(data.Map); ok && !vars.Has(v.Path[1]) && s.engine.site.Sets(v.Path[1]) != nil {
			s.unset = v.Path[1]
			return
		}
	}
}

// namedByPlugin reports whether a tag names its file by variables, on a page that lacks one
// of a plugin. All such tags are one finding.
func (s *sink) namedByPlugin(name source.Span) bool {
	if s.unset == "" || !bytes.Contains(name.Bytes(), []byte("{{")) {
		return false
	}
	d := s.report(diag.RuleUnsupported, name, "unsupported: plugins are not run, and %s sets page.%s; tags that find no file without it are left out", s.engine.site.Sets(s.unset).File.Name, s.unset)
	d.Severity, d.Cause = diag.Warning, &diag.Cause{Key: "page." + s.unset}
	return true
}
