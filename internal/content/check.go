package content

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// schema is a compiled schema of docgen's own formats, or its problems.
type schema struct {
	*data.Schema
	problems []*diag.Diagnostic
	files    map[string]*source.File // it was compiled from; nil for a missing one
}

// The schemas of docgen's own formats.
const (
	elementSchema = "schema/element.schema.json"
	presetSchema  = elementSchema + "#/definitions/preset"
	configSchema  = "schema/config.schema.json"
	frontSchema   = "schema/front-matter.schema.json"
)

// readSchemas compiles the schemas of docgen's own formats, from the source
// folder or as docgen ships them, and reads those of the configuration. One that
// cannot be used is reported: nothing would be checked with it.
func (r *reader) readSchemas() {
	for _, use := range r.Config.Schemas {
		if r.texts[use.Schema] == nil {
			f, err := r.readFile(use.Schema)
			if err == nil {
				r.texts[use.Schema] = f
			} else if name := use.Node.Get("schema"); name != nil {
				r.report(diagnosticAt(name, diag.RuleConfig, diag.Error, "the schema %q %s", use.Schema, readError(err)))
			}
		}
	}
	for _, use := range r.Config.Schemas {
		f := r.texts[use.Schema]
		if _, done := r.schemas[use.Schema]; !done && f != nil && !f.Embedded {
			r.compile(use.Schema)
			r.report(r.schemas[use.Schema].problems...)
		}
	}
	for _, name := range []string{elementSchema, presetSchema, frontSchema} {
		r.compile(name)
	}
}

// compile makes a schema ready for check, or reuses that of the older site.
func (r *reader) compile(name string) {
	file, ref, isPart := strings.Cut(name, "#")
	if r.older != nil {
		was, ok := r.older.schemas[name]
		for name, f := range was.files {
			ok = ok && r.texts[name] == f
		}
		if ok {
			r.schemas[name] = was
			return
		}
	}
	s := schema{files: map[string]*source.File{}}
	load := func(name string) (*source.File, error) {
		f, err := r.Schema(name)
		s.files[name] = f
		return f, err
	}
	if f, err := load(file); err == nil {
		if isPart {
			f = source.NewFile(strings.TrimSuffix(file, ".json")+"-part.json", fmt.Appendf(nil, "{%q: %q}", "$ref", path.Base(file)+"#"+ref))
		}
		s.Schema, err = data.CompileSchema(f, load)
		s.problems = schemaProblems(err)
	}
	r.schemas[name] = s
}

// schemaProblems returns the diagnostics that an error of CompileSchema joins.
func schemaProblems(err error) []*diag.Diagnostic {
	var d *diag.Diagnostic
	switch joined, ok := err.(interface{ Unwrap() []error }); {
	case ok:
		var out []*diag.Diagnostic
		for _, e := range joined.Unwrap() {
			out = append(out, schemaProblems(e)...)
		}
		return out
	case errors.As(err, &d):
		d.Rule = diag.RuleDataSyntax
		return []*diag.Diagnostic{d}
	}
	return nil
}

// check returns the violations of a schema of docgen's in a document.
func (s *Site) check(n *data.Node, name, rule string, severity diag.Severity) []*diag.Diagnostic {
	compiled := s.schemas[name]
	if compiled.Schema == nil {
		return compiled.problems
	}
	var out []*diag.Diagnostic
	for _, v := range compiled.Check(n) {
		place := v.Node
		switch {
		case v.Key != nil:
			place = v.Key
		case v.Keyword == "required" && len(place.Members) > 0:
			place = place.Members[0].Key
		}
		d := diagnosticAt(place, rule, severity, "%s", v.Message)
		if d.Kind = "schema"; v.Keyword == "required" {
			d.Span.End = d.Span.Start
		}
		if v.Schema.File != nil && s.Has(v.Schema.File.Name) {
			d.Note(v.Schema, "declared here")
		}
		out = append(out, d)
	}
	return out
}

// checkConfig validates docgen.yml; unknown settings are an error. _config.yml
// may hold anything.
func (r *reader) checkConfig() error {
	if r.Config.Own == nil {
		return nil
	}
	r.compile(configSchema)
	if d := unquotedColour(r.Config.Own.Get("accent")); d != nil {
		return &ConfigError{[]*diag.Diagnostic{d}}
	}
	if list := r.check(r.Config.Own, configSchema, diag.RuleConfig, diag.Error); len(list) > 0 {
		return &ConfigError{list}
	}
	return nil
}

// CheckFrontMatter returns where the front matter of a page does not follow
// its schema. A page can be rendered all the same.
func (s *Site) CheckFrontMatter(p *Page) []*diag.Diagnostic {
	return s.check(p.Front, frontSchema, diag.RuleFrontMatter, diag.Warning)
}

// checkLayouts reports missing layouts, and layouts that lead back to themselves.
func (r *reader) checkLayouts() {
	report := func(place source.Span, format string, args ...any) *diag.Diagnostic {
		severity := diag.Error
		if r.Config.Jekyll {
			severity = diag.Warning // Jekyll leaves the layout out
		}
		d := newDiagnostic(place, diag.RuleFrontMatter, severity, format, args...)
		d.Kind = "layout"
		r.Problems = append(r.Problems, d)
		return d
	}
	names := r.treeLayouts()
	missing := func(name string) string {
		if len(names) == 0 {
			return fmt.Sprintf("no layout %q: there is none at all", name)
		}
		return fmt.Sprintf("no layout %q: %s", name, choices(name, names))
	}
	for _, p := range r.AllPages() {
		if p.docgens() {
			continue // its layout is docgen's
		}
		if name := p.layout(); name != "" && r.misses(name, names) {
			report(r.layoutPlace(p), "%s", missing(name)).Pages = []string{p.Path}
		}
	}
	for _, name := range slices.Sorted(slices.Values(r.LayoutNames())) {
		outer := r.layouts[name].Front.Get("layout")
		if outer == nil || outer.Str() == "" {
			continue
		}
		place, _, _ := outer.Origin()
		if l := r.layouts[name]; !(r.Config.Jekyll && l.File.Embedded) && r.misses(outer.Str(), names) {
			report(place, "%s", missing(outer.Str()))
		} else if circle := r.circle(name); len(circle) > 0 && name == slices.Min(circle) {
			report(place, "layouts go round in a circle: %s", strings.Join(append(circle, name), " is inside "))
		}
	}
}

// circle returns the chain of outer layouts that leads from a layout back to
// itself, or nil.
func (s *Site) circle(name string) (names []string) {
	for at := name; s.layouts[at] != nil && len(names) < len(s.layouts); {
		names = append(names, at)
		if at = s.OuterLayout(s.layouts[at]); at == name {
			return names
		}
	}
	return nil
}

// layoutPlace returns where a page, or the default for it, names its layout.
func (r *reader) layoutPlace(p *Page) source.Span {
	if n := p.Front.Get("layout"); n != nil {
		place, _, _ := n.Origin()
		return place
	}
	if n := r.Config.DefaultOf(p, "layout"); n != nil {
		place, _, _ := n.Origin()
		return place
	}
	return p.FrontSpan
}
