package content

import (
	"io/fs"
	"slices"
	"strings"

	"docgen/internal/source"
)

// readDefaults fills in the parts that the source folder does not have from
// those that docgen brings.
func (s *Site) readDefaults() error {
	if s.defaults == nil {
		return nil
	}
	d := s.wanted()
	return fs.WalkDir(s.defaults, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if asset := strings.HasPrefix(name, ownFolders.pages+"assets/"); asset {
			if d.assets {
				s.addAsset(name)
			}
			return nil
		}
		f, err := s.readDefault(name)
		if err == nil && s.addDefault(f, d) {
			s.Memory.Hold(source.Of(f.All()))
		}
		return err
	})
}

// wanted says which parts a site takes from docgen where it has none.
type wanted struct {
	layouts   bool // layouts, and the includes that are no tags
	templates bool // of element pages
	pages     bool
	assets    bool // what docgen's layouts refer to
}

func (s *Site) wanted() wanted {
	elements := len(s.elementFiles) > 0
	templates := elements && len(s.templates) == 0
	layouts := !s.Config.Jekyll || elements
	return wanted{
		layouts:   layouts,
		templates: templates,
		// A project of elements alone gets all of docgen's pages, a Jekyll tree
		// with elements beside it those of its elements.
		pages:  templates && len(s.Pages) == 0 && !s.Config.Jekyll,
		assets: layouts && s.layouts["base"] == nil,
	}
}

// addDefault takes a file that docgen brings, if the site wants it and has none
// in its place.
func (s *Site) addDefault(f *source.File, want wanted) (taken bool) {
	rest := func(folder string) (string, bool) { return strings.CutPrefix(f.Name, folder) }
	if include, ok := rest(ownFolders.includes); ok {
		if s.includes[include] != nil || !want.layouts && !strings.HasPrefix(include, "tags/") {
			return false
		}
		s.addInclude(include, f)
		return true
	}
	if layout, ok := rest(ownFolders.layouts); ok {
		if s.layouts[withoutExt(layout)] != nil || !want.layouts {
			return false
		}
		s.addLayout(layout, f)
		return true
	}
	if preset, ok := rest("elements/_presets/"); ok {
		if s.presets[withoutExt(preset)] != nil {
			return false
		}
		s.addPreset(preset, f)
		return true
	}
	if _, ok := rest("schema/"); ok {
		if s.texts[f.Name] != nil {
			return false
		}
		s.texts[f.Name] = f
		return true
	}
	if f.Name == ownFolders.data+"glossary.yml" {
		s.addDefaultTerms(f)
		return true
	}
	return want.templates && strings.HasPrefix(f.Name, ownFolders.pages) && s.addDefaultPage(f, want.pages)
}

// addAsset copies a file that docgen's layouts refer to, unless the site has
// one of its own there.
func (s *Site) addAsset(name string) {
	url := "/" + strings.TrimPrefix(name, ownFolders.pages)
	if !slices.ContainsFunc(s.Static, func(f Static) bool { return f.URL == url }) {
		s.Static = append(s.Static, Static{From: name, URL: url, FS: s.defaults})
	}
}

// addDefaultPage takes a template of docgen's, or with pages set a page.
func (s *Site) addDefaultPage(f *source.File, pages bool) (taken bool) {
	p, ok, problems := s.newPage(f)
	switch {
	case !ok:
		return false
	case p.Front.Get("elementPage") != nil:
		s.templates = append(s.templates, p)
	case pages:
		p.URL = s.pageURL(p, strings.TrimPrefix(f.Name, ownFolders.pages))
		s.complete(p)
		s.Pages = append(s.Pages, p)
	default:
		return false
	}
	s.Problems = append(s.Problems, problems...)
	return true
}

// addDefaultTerms keeps the glossary terms that docgen brings: presets speak of
// them, also where the source folder has a glossary of its own.
func (s *Site) addDefaultTerms(f *source.File) {
	node, problems := s.readYAML(f.All(), false)
	s.Problems = append(s.Problems, s.problems(source.Of(f.All()), problems, "data-syntax")...)
	s.holdTexts(node)
	s.defaultTerms = node
}
