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

// judgement is a compiled schema, or what is wrong with it.
type judgement struct {
	schema   *data.Schema
	problems []*diag.Diagnostic
}

// judge returns a schema of docgen's own formats, from the source folder or as
// docgen brings it; ref is the part of it that counts, "" for all.
func (s *Site) judge(name, ref string) judgement {
	s.mu.Lock()
	defer s.mu.Unlock()
	if j, ok := s.judgements[name+ref]; ok {
		return j
	}
	var j judgement
	if f, err := s.Schema(name); err == nil {
		if ref != "" {
			f = source.NewFile(strings.TrimSuffix(name, ".json")+"-part.json", fmt.Appendf(nil, "{%q: %q}", "$ref", path.Base(name)+ref))
		}
		j.schema, err = data.CompileSchema(f, s.Schema)
		j.problems = schemaProblems(err)
	}
	s.judgements[name+ref] = j
	return j
}

// schemaProblems takes the mistakes in a schema out of the error that joins
// them.
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
		d.Rule = "data-syntax"
		return []*diag.Diagnostic{d}
	}
	return nil
}

// check returns where a document does not follow a schema of docgen's.
func (s *Site) check(n *data.Node, name, ref, rule string, severity diag.Severity) []*diag.Diagnostic {
	j := s.judge(name, ref)
	if j.schema == nil {
		return j.problems
	}
	var out []*diag.Diagnostic
	for _, v := range j.schema.Check(n) {
		place := v.Node
		switch {
		case v.Key != nil:
			place = v.Key
		case v.Keyword == "required" && len(place.Members) > 0:
			place = place.Members[0].Key
		}
		d := at(place, rule, severity, "%s", v.Message)
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

func (s *Site) checkElement(n *data.Node) []*diag.Diagnostic {
	return s.check(n, "schema/element.schema.json", "", "element-yaml", diag.Error)
}

func (s *Site) checkPreset(n *data.Node) []*diag.Diagnostic {
	return s.check(n, "schema/element.schema.json", "#/definitions/preset", "element-yaml", diag.Error)
}

// checkConfig judges docgen.yml. A configuration that says what nobody
// understands cannot be used. _config.yml may say anything.
func (s *Site) checkConfig() error {
	if s.Config.Own == nil {
		return nil
	}
	if list := s.check(s.Config.Own, "schema/config.schema.json", "", "config", diag.Error); len(list) > 0 {
		return &ConfigError{list}
	}
	return nil
}

// CheckFrontMatter returns where the front matter of a page does not follow
// its schema. A page can be rendered all the same.
func (s *Site) CheckFrontMatter(p *Page) []*diag.Diagnostic {
	return s.check(p.Front, "schema/front-matter.schema.json", "", "front-matter", diag.Warning)
}

// checkLayouts reports layouts that are not there, or go round in a circle.
func (s *Site) checkLayouts() {
	report := func(place source.Span, format string, args ...any) *diag.Diagnostic {
		severity := diag.Error
		if s.Config.Jekyll {
			severity = diag.Warning // Jekyll leaves the layout out
		}
		d := newDiagnostic(place, "front-matter", severity, format, args...)
		d.Kind = "layout"
		s.Problems = append(s.Problems, d)
		return d
	}
	names := s.LayoutNames()
	slices.Sort(names)
	missing := func(name string) string {
		if len(names) == 0 {
			return fmt.Sprintf("no layout %q: there is none at all", name)
		}
		return fmt.Sprintf("no layout %q: %s", name, choices(name, names))
	}
	for _, p := range s.AllPages() {
		if name := p.Layout(); name != "" && s.layouts[name] == nil {
			report(s.layoutPlace(p), "%s", missing(name)).Pages = []string{p.Path}
		}
	}
	for _, name := range names {
		outer := s.layouts[name].Front.Get("layout")
		if outer == nil || outer.Str() == "" {
			continue
		}
		place, _, _ := outer.Origin()
		if s.layouts[outer.Str()] == nil {
			report(place, "%s", missing(outer.Str()))
		} else if round := s.circle(name); len(round) > 0 && name == slices.Min(round) {
			report(place, "layouts go round in a circle: %s", strings.Join(append(round, name), " is inside "))
		}
	}
}

// circle returns the layouts that lead, each to the one around it, from a layout
// back to itself: none where they do not.
func (s *Site) circle(name string) (round []string) {
	for at := name; s.layouts[at] != nil && len(round) < len(s.layouts); {
		round = append(round, at)
		if at = s.layouts[at].Front.Get("layout").Str(); at == name {
			return round
		}
	}
	return nil
}

// layoutPlace returns where a page, or the default for it, names its layout.
func (s *Site) layoutPlace(p *Page) source.Span {
	if n := p.Front.Get("layout"); n != nil {
		place, _, _ := n.Origin()
		return place
	}
	place := p.FrontSpan
	for _, d := range s.Config.Defaults {
		if n := d.Values.Get("layout"); n != nil && d.fits(p) {
			place, _, _ = n.Origin() // the last one counts
		}
	}
	return place
}
