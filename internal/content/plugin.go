package content

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// A Plugin is a Ruby file of a Jekyll tree, which docgen does not run. What it brings is
// read from its words.
type Plugin struct {
	File          *source.File
	Tags, Filters []string
	Generates     bool // it has a generator, which makes pages
	// Changes are the variables of pages that it sets.
	Changes []string
	open    bool // it registers tags whose names are not written
}

// A Foreign says what is done with a tag that docgen does not have.
type Foreign struct {
	Drop    bool         // the tag and, of a block, its body are left out; else only the tag
	Include *source.File // prints the tag
}

const pluginFolder = "_plugins/"

var (
	rubyTag    = regexp.MustCompile(`(?m)^[^#\n]*\bregister_tag\b[\s(]*(?:["':]([\w-]+)|(\S))`)
	rubyFilter = regexp.MustCompile(`(?m)^[^#\n]*\bregister_filter\b`)
	rubyData   = regexp.MustCompile(`(?m)^[^#\n]*?(\w*)\.?\bdata\s*\[\s*["':](\w+)["']?\s*\]\s*(?:\|\|=|&&=|\+=|<<|=[^=~>])`)
	rubyMethod = regexp.MustCompile(`(?m)^\s*def\s+(\w+)`)
	rubyParts  = []struct {
		form *regexp.Regexp
		what string
	}{
		{regexp.MustCompile(`(?m)^[^#\n]*<\s*(?:::)?(?:Jekyll::)?Generator\b`), "a generator"},
		{regexp.MustCompile(`(?m)^[^#\n]*<\s*(?:::)?(?:Jekyll::)?Converters?(?:::\w+)?\b`), "a converter"},
		{regexp.MustCompile(`(?m)^[^#\n]*\bHooks\.register\b`), "a hook"},
	}
)

// addPlugin reads what a plugin brings, and reports what is missing without it wherever
// no page names it.
func (r *reader) addPlugin(f *source.File) {
	p := &Plugin{File: f}
	for _, m := range rubyTag.FindAllSubmatch(f.Text, -1) {
		if len(m[1]) > 0 {
			p.Tags = append(p.Tags, string(m[1]))
		}
		p.open = p.open || len(m[2]) > 0
	}
	if rubyFilter.Match(f.Text) {
		for _, m := range rubyMethod.FindAllSubmatch(f.Text, -1) {
			p.Filters = append(p.Filters, string(m[1]))
		}
	}
	for _, m := range rubyData.FindAllSubmatch(f.Text, -1) {
		if of := string(m[1]); of != "site" && of != "self" { // of pages that it makes
			p.Changes = append(p.Changes, string(m[2]))
		}
	}
	r.Plugins = append(r.Plugins, p)
	at := f.Span(0, 0)
	var parts []string
	for _, part := range rubyParts {
		if m := part.form.FindIndex(f.Text); m != nil {
			if len(parts) == 0 {
				line := f.Text[m[0]:m[1]]
				at = f.Span(m[1]-len(strings.TrimLeft(string(line), " \t")), m[1])
			}
			parts = append(parts, part.what)
			p.Generates = p.Generates || part.what == "a generator"
		}
	}
	switch {
	case len(parts) > 0:
		r.report(newDiagnostic(at, diag.RuleUnsupported, diag.Warning, "unsupported: plugins are not run; what %s of this one does is missing%s", strings.Join(parts, " and "), p.unjudged()))
	case len(p.Tags)+len(p.Filters) == 0 && !p.open:
		d := newDiagnostic(at, diag.RuleUnsupported, diag.Warning, "unsupported: plugins are not run; what this one does is missing")
		d.Cause = &diag.Cause{Key: "plugins"}
		r.report(d)
	}
}

// unjudged says what is not judged because the plugin changes it.
func (p *Plugin) unjudged() string {
	if slices.Contains(p.Changes, redirectFrom) {
		return "; it changes redirect_from, so that no redirect is judged"
	}
	return ""
}

const redirectFrom = "redirect_from"

// RedirectsUnsure reports whether a plugin that is not run changes redirect_from: nobody
// knows from which addresses pages redirect then.
func (s *Site) RedirectsUnsure() bool {
	return s.Sets(redirectFrom) != nil
}

// Sets returns the plugin that sets a variable of pages, nil for none.
func (s *Site) Sets(variable string) *Plugin {
	for _, p := range s.Plugins {
		if slices.Contains(p.Changes, variable) {
			return p
		}
	}
	return nil
}

// isPlugin reports whether a file of a Jekyll tree is a plugin.
func (r *reader) isPlugin(name string) bool {
	return r.Config.Jekyll && strings.HasPrefix(name, pluginFolder) && path.Ext(name) == ".rb"
}

// Brings returns the plugin that brings a tag or a filter, as words after its name: the file,
// or that one of the configuration may. ok is false where there is none.
func (s *Site) Brings(filter bool, name string) (by string, ok bool) {
	open := s.Config.PluginBrings(name)
	for _, p := range s.Plugins {
		names := p.Tags
		if filter {
			names = p.Filters
		}
		if slices.Contains(names, name) {
			return " of " + p.File.Name, true
		}
		open = open || p.open && !filter
	}
	return ", which a plugin may bring", open
}

// Foreign returns what the configuration says about a tag that docgen does not have.
func (s *Site) Foreign(tag string) (f Foreign, ok bool) {
	if include := s.tags[tag]; include != nil {
		return Foreign{Include: include}, true
	}
	f, ok = s.foreign[tag]
	return f, ok
}

// ForeignFilters returns what the configuration says about filters that docgen does not
// have: true for those that return their input, false for those that return nothing.
func (s *Site) ForeignFilters() map[string]bool {
	out := map[string]bool{}
	if filters := s.Config.Own.Get("filters"); filters != nil {
		for _, m := range filters.Members {
			out[m.Key.Str()] = m.Value.Str() == "pass"
		}
	}
	return out
}

// defineTags reads what the configuration says about tags.
func (r *reader) defineTags() error {
	tags := r.Config.Own.Get("tags")
	if tags == nil {
		return nil
	}
	for _, m := range tags.Members {
		name, value := m.Key.Str(), m.Value
		switch {
		case value.Str() == "keep body" || value.Str() == "drop":
			r.foreign[name] = Foreign{Drop: value.Str() == "drop"}
			continue
		case value.Get("include") != nil:
			value = value.Get("include")
		}
		f, err := r.Include(value.Str(), nil)
		if err != nil {
			if value.Kind == data.String {
				err = fmt.Errorf(`%w; a tag is "keep body", "drop" or an include`, err)
			}
			return &ConfigError{[]*diag.Diagnostic{diagnosticAt(value, diag.RuleConfig, diag.Error, "%s", err)}}
		}
		r.tags[name] = f
	}
	return nil
}
