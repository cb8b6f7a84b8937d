package content

import (
	"io/fs"
	"slices"
	"strings"

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
		if asset := strings.HasPrefix(name, ownFolders.pages+"assets/"); asset {
			if d.assets {
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
	pages     bool
	assets    bool // what docgen's layouts refer to
}

func (r *reader) defaultParts() defaultParts {
	elements := len(r.elementFiles) > 0
	layouts := !r.Config.Jekyll || elements
	return defaultParts{
		layouts:   layouts,
		templates: elements,
		// Beside a Jekyll tree its elements have no pages but their own.
		pages:  elements && !r.Config.Jekyll,
		assets: layouts && (!r.Config.Jekyll || r.layouts["base"] == nil),
	}
}

// addDefault adds a file that docgen ships, if the site needs it and has none of
// its own.
func (r *reader) addDefault(name string, f *source.File, want defaultParts) (taken bool) {
	rest := func(folder string) (string, bool) { return strings.CutPrefix(name, folder) }
	if include, ok := rest(ownFolders.includes); ok {
		if r.includes[include] != nil || !want.layouts && !strings.HasPrefix(include, "tags/") {
			return false
		}
		r.addInclude(include, f)
		return true
	}
	if layout, ok := rest(ownFolders.layouts); ok {
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
		if r.texts[name] != nil {
			return false
		}
		r.texts[name] = f
		return true
	}
	if name == ownFolders.data+"glossary.yml" {
		r.addDefaultTerms(f)
		return true
	}
	return want.templates && strings.HasPrefix(name, ownFolders.pages) && r.addDefaultPage(name, f, want.pages)
}

// addAsset copies a file that docgen's layouts refer to, unless the site has
// one of its own there.
func (r *reader) addAsset(name string) {
	url := "/" + strings.TrimPrefix(name, ownFolders.pages)
	if !slices.ContainsFunc(r.Static, func(f Static) bool { return f.URL == url }) {
		r.Static = append(r.Static, Static{From: name, URL: url, FS: r.opts.Defaults})
	}
}

// addDefaultPage adds a template that docgen ships or, with pages set, a page.
func (r *reader) addDefaultPage(name string, f *source.File, pages bool) (taken bool) {
	if r.texts[name] != nil {
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
		r.templates = append(r.templates, p)
	case pages && !slices.ContainsFunc(r.Pages, func(own *Page) bool { return own.Out() == p.Out() }):
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
