package content

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// In a Jekyll tree docgen's own templates use docgen's own includes, layouts and
// settings, whatever the tree has of the same names, and the pages of the tree use those
// of the tree. docgen's layouts have names with source.EmbeddedPrefix there.

// OwnTheme is the name of the theme that docgen brings.
const OwnTheme = "docgen"

// usesOwnTheme reports whether the pages of a Jekyll tree are shown in docgen's layouts.
func (r *reader) usesOwnTheme(own *data.Node) bool {
	return r.opts.Theme == OwnTheme || r.opts.Theme == "" && own.Get("theme").Str() == OwnTheme
}

// BringsLayout reports whether pages are shown in a layout that docgen brings.
func (s *Site) BringsLayout() bool {
	return !s.Config.Jekyll || s.Config.ownTheme || len(s.Elements) > 0 && !s.hasElementLayout()
}

// LayoutIsBrought reports whether docgen brings the layout of a page.
func (s *Site) LayoutIsBrought(p *Page) bool {
	l := s.layouts[s.LayoutOf(p)]
	return l != nil && l.File.Embedded
}

// hasElementLayout reports whether the configuration names a layout for the pages of
// elements that there is.
func (s *Site) hasElementLayout() bool {
	name := s.Config.elementLayout()
	return name != nil && s.layouts[name.Str()] != nil
}

// elementLayout is the layout that the configuration names for the pages that docgen
// makes of elements; nil for none.
func (c *Config) elementLayout() *data.Node { return c.Own.Get("elements").Get("layout") }

// FindInclude returns an include by the name that {% include %} gives in a file, or nil.
func (s *Site) FindInclude(name string, in *source.File) *source.File {
	name = path.Clean(s.includeName(name))
	if f := s.ownIncludes[name]; f != nil && in != nil && in.Embedded {
		return f
	}
	return s.includes[name]
}

// docgens reports whether docgen brings the file of a page.
func (p *Page) docgens() bool { return p.File != nil && p.File.Embedded }

// LayoutOf returns the name of the layout of a page, or "" for none.
func (s *Site) LayoutOf(p *Page) string {
	name := p.layout()
	if p.docgens() && s.Config.Jekyll && name != "" {
		if s.hasElementLayout() {
			return s.Config.elementLayout().Str()
		}
		return source.EmbeddedPrefix + name
	}
	if p.docgens() && p.Template != "" && s.hasElementLayout() {
		return s.Config.elementLayout().Str()
	}
	if name == "" && (!s.Config.ownTheme || !p.wantsLayout()) {
		return ""
	}
	if name == "" && p.URL == "/" && len(s.Elements) > 0 {
		name = "home"
	}
	return s.layoutName(name)
}

// OuterLayout returns the name of the layout that a layout names for itself, or "".
func (s *Site) OuterLayout(l *Layout) string {
	name := l.Front.Get("layout").Str()
	if name != "" && l.File.Embedded && s.Config.Jekyll {
		return source.EmbeddedPrefix + name
	}
	if name == "" {
		return ""
	}
	return s.layoutName(name)
}

// layoutName returns the layout that a file of the tree means by a name, or by none: with
// docgen's theme, that of docgen where the tree has none of this name.
func (s *Site) layoutName(name string) string {
	if !s.Config.ownTheme || s.layouts[name] != nil {
		return name
	}
	if own := source.EmbeddedPrefix + name; s.layouts[own] != nil {
		return own
	}
	return source.EmbeddedPrefix + "page"
}

// wantsLayout reports whether a page that names no layout is to have one all the same: it
// is a part of an HTML document, and does not say that it is to have none.
func (p *Page) wantsLayout() bool {
	if p.Sheet || p.Vars.Has("layout") || !p.IsHTML() {
		return false
	}
	start := bytes.ToLower(p.Body.Bytes()[:min(len(p.Body.Bytes()), 4<<10)])
	return p.Markdown || !bytes.Contains(start, []byte("<html")) && !bytes.Contains(start, []byte("<!doctype"))
}

// treeLayouts returns the names of the layouts that files of the source folder can name,
// sorted.
func (s *Site) treeLayouts() []string {
	names := map[string]bool{}
	for name := range s.layouts {
		own := strings.TrimPrefix(name, source.EmbeddedPrefix)
		if own == name || s.Config.ownTheme {
			names[own] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// checkElementLayout reports a layout for the pages of elements that does not exist.
func (r *reader) checkElementLayout() {
	name := r.Config.elementLayout()
	if name.Str() == "" || r.layouts[name.Str()] != nil || r.lacksTheme() || r.reported(name) {
		return
	}
	names := slices.DeleteFunc(r.treeLayouts(), func(name string) bool { return r.layouts[name] == nil })
	message := "there is none at all"
	if len(names) > 0 {
		message = choices(name.Str(), names)
	}
	r.report(diagnosticAt(name, diag.RuleConfig, diag.Error, "elements.layout: no layout %q: %s", name.Str(), message))
}

// OwnVars returns what docgen's own templates see as site, by what those of the tree see:
// with the terms and the settings that they need, and those of the docgen.yml beside
// _config.yml.
func (s *Site) OwnVars(site data.Map) data.Map {
	own := maps.Clone(site)
	terms := maps.Clone(s.Data)
	terms.Set("glossary", s.Glossary())
	own.Set("data", terms)
	if !s.Config.Jekyll {
		return own
	}
	own.Set("navigation", nil) // that of the tree may be of another form
	for _, key := range layoutSettings {
		if n := s.Config.Own.Get(key); n != nil {
			own.Set(key, n.Value())
		}
	}
	if own.Text("title") == "" {
		own.Set("title", s.ownTitle())
	}
	for _, key := range defaultSettings.Keys() {
		if own.Get(key) == nil {
			own.Set(key, defaultSettings.Get(key))
		}
	}
	s.addLook(own)
	return own
}

// ownTitle returns what docgen's layouts call a Jekyll tree that has no title: its name,
// or the title of its home page; nil for neither.
func (s *Site) ownTitle() any {
	if name := s.Config.Node.Get("name").Str(); name != "" {
		return name
	}
	for _, p := range s.Pages {
		if title := p.Front.Get("title"); p.URL == "/" && title.Str() != "" && title.Kind == data.String {
			return title.Value()
		}
	}
	return nil
}
