package content

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// readDefaults fills in the parts that the source folder does not have from
// those that docgen ships.
func (r *reader) readDefaults() error {
	if r.opts.Defaults == nil {
		return nil
	}
	d := r.defaultParts()
	err := fs.WalkDir(r.opts.Defaults, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if r.excluded(name, false) {
			return nil
		}
		if asset, ok := strings.CutPrefix(name, ownFolders.pages+"assets/"); ok {
			if d.layouts && (!d.images || strings.HasPrefix(asset, "img/")) {
				r.addAsset(name)
			}
			return nil
		}
		f, err := r.readDefault(name)
		if err == nil && r.addDefault(name, f, d) {
			r.held = append(r.held, source.Of(f.All()))
		}
		return err
	})
	if !r.Config.Jekyll && r.defaultTerms != nil {
		r.Data.Set("glossary", r.Glossary())
	}
	return err
}

// defaultParts are the parts that a site takes from docgen, but for the files that it
// has itself, or excludes.
type defaultParts struct {
	layouts   bool // layouts, and the includes that are no tags
	templates bool // of element pages
	images    bool // of the files that docgen's layouts refer to, only the images
}

func (r *reader) defaultParts() defaultParts {
	elements := len(r.elementFiles) > 0
	return defaultParts{
		layouts:   !r.Config.Jekyll || elements || r.Config.ownTheme,
		templates: elements,
		images:    r.Config.Jekyll && !r.Config.ownTheme && r.hasElementLayout(),
	}
}

// takesPage reports whether a site takes a page from docgen. A Jekyll tree has a home
// page of its own; the pages of its elements link to those below docs.
func (r *reader) takesPage(name string) bool {
	elements := len(r.elementFiles) > 0
	switch {
	case !r.Config.Jekyll:
		return elements
	case name == "404.md":
		return r.Config.ownTheme
	}
	return elements && strings.HasPrefix(name, "docs/")
}

// addDefault adds a file that docgen ships, if the site needs it and has none of
// its own.
func (r *reader) addDefault(name string, f *source.File, want defaultParts) (taken bool) {
	rest := func(folder string) (string, bool) { return strings.CutPrefix(name, folder) }
	if include, ok := rest(ownFolders.includes); ok {
		if r.Config.Jekyll && want.layouts {
			r.ownIncludes[include] = f
		}
		if r.includes[include] != nil || !want.layouts && !strings.HasPrefix(include, "tags/") {
			return false
		}
		r.addInclude(include, f)
		return true
	}
	if layout, ok := rest(ownFolders.layouts); ok && r.Config.Jekyll {
		if want.layouts {
			r.addLayout(source.EmbeddedPrefix+layout, f)
		}
		return want.layouts
	} else if ok {
		if r.layouts[withoutExt(layout)] != nil || !want.layouts {
			return false
		}
		r.addLayout(layout, f)
		return true
	}
	if preset, ok := rest(presetFolder + "/"); ok && isPreset(name) {
		if r.presets[withoutExt(preset)] != nil {
			return false
		}
		r.addPreset(preset, f)
		return true
	}
	if strings.HasPrefix(name, presetFolder+"/") || strings.HasPrefix(name, "schema/") {
		if own := r.texts[name]; own != nil && !r.isCopy(own, f) {
			return false
		}
		r.texts[name] = f
		return true
	}
	if name == ownFolders.data+"glossary.yml" {
		r.addDefaultTerms(f)
		return true
	}
	page, ok := rest(ownFolders.pages)
	return ok && r.addDefaultPage(name, f, want.templates, r.takesPage(page))
}

// isCopy reports whether a schema of the project is a copy of one that docgen brings,
// for editors, and reports one of another version. A schema that a project has for its
// own use has another $id, or none.
func (r *reader) isCopy(own, shipped *source.File) bool {
	switch {
	case !slices.Contains([]string{elementSchema, configSchema, frontSchema}, own.Name):
		return false
	case bytes.Equal(own.Text, shipped.Text):
		return true
	}
	id := func(f *source.File) *data.Node {
		n, _ := data.ReadYAML(source.Of(f.All()))
		return n.Get("$id")
	}
	place := id(own)
	if place == nil || place.Str() != id(shipped).Str() {
		return false
	}
	d := diagnosticAt(place, diag.RuleConfig, diag.Warning, "editors read a copy of the schema of another version of docgen")
	d.Fixes = []diag.Fix{{Message: "write the schema of this version", Safe: true, Edits: []diag.Edit{{Span: own.All(), Text: string(shipped.Text)}}}}
	r.report(d)
	return true
}

// addAsset copies a file that docgen's layouts refer to, unless the site has
// one of its own there: in a Jekyll tree that is not meant for docgen's layouts.
func (r *reader) addAsset(name string) {
	url := "/" + strings.TrimPrefix(name, ownFolders.pages)
	other := ""
	if i := slices.IndexFunc(r.Static, func(f Static) bool { return f.URL == url }); i >= 0 {
		other = r.Static[i].From
	}
	if i := slices.IndexFunc(r.Pages, func(p *Page) bool { return p.URL == url }); i >= 0 {
		other = r.Pages[i].Path
	}
	switch {
	case other == "":
		r.Static = append(r.Static, Static{From: name, URL: url, FS: r.opts.Defaults})
	case r.Config.Jekyll:
		d := newDiagnostic(source.NewFile(other, nil).All(), diag.RuleRedirectCollision, diag.Warning,
			"docgen's layouts need a file of their own at %s, and find this one: give it another name", url)
		d.Kind = "file"
		r.report(d)
	}
}

// addDefaultPage adds a template that docgen ships or a page, as far as they are wanted.
func (r *reader) addDefaultPage(name string, f *source.File, templates, pages bool) (taken bool) {
	if !r.Config.Jekyll && r.texts[name] != nil || !templates && !pages {
		return false
	}
	p := r.page(f, func(p *Page) {
		if p.Front.Get("elementPage") == nil {
			p.URL = r.pageURL(p, strings.TrimPrefix(name, ownFolders.pages))
			p.complete()
		}
	})
	switch {
	case p == nil:
		return false
	case p.Front.Get("elementPage") != nil:
		if templates {
			r.templates = append(r.templates, p)
		}
	case pages && !slices.ContainsFunc(r.AllPages(), func(own *Page) bool { return own.Out() == p.Out() }) &&
		!slices.ContainsFunc(r.Static, func(own Static) bool { return own.Out() == p.Out() }):
		r.Pages = append(r.Pages, p)
	default:
		return false
	}
	return true
}

// addDefaultTerms keeps the glossary terms that docgen ships: presets use them
// even if the source folder has a glossary of its own.
func (r *reader) addDefaultTerms(f *source.File) {
	t := r.readYAML(f.All(), false)
	r.report(located(source.Of(f.All()), t.problems, diag.RuleDataSyntax, strict)...)
	r.defaultTerms = t.node
}
