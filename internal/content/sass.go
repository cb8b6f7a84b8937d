package content

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"docgen/internal/source"
)

// Sass is how the style sheets of a Jekyll tree are compiled.
type Sass struct {
	// Files are those that sheets may import, by their names.
	Files map[string]*source.File
	// LoadPaths are the folders in which imports are looked for.
	LoadPaths []string
	// Style is expanded or compressed.
	Style string
	// Maps says that the sheets get source maps.
	Maps bool
}

func isSheet(name string) bool {
	return strings.HasSuffix(name, ".scss") || strings.HasSuffix(name, ".sass")
}

// Sass returns how style sheets are compiled.
func (s *Site) Sass() Sass { return s.sass }

// readSass collects what style sheets may import: the sheets of the tree, and those of
// the load paths, which are no part of the site.
func (r *reader) readSass() {
	r.sass = Sass{Files: map[string]*source.File{}, LoadPaths: r.Config.sassFolders(), Style: "expanded", Maps: true}
	if r.Config.option("sass", "style").Str() == "compressed" {
		r.sass.Style = "compressed"
	}
	if kind := r.Config.option("sass", "sourcemap").Str(); kind == "never" || kind == "development" {
		r.sass.Maps = false // a build is no development
	}
	for name, f := range r.files {
		if f != nil && (isSheet(name) || r.kept.imported[name]) {
			r.sass.Files[name] = f
		}
	}
}

// sassFolders returns the load paths of style sheets, all inside the tree.
func (c *Config) sassFolders() []string {
	if !c.Jekyll {
		return nil
	}
	list := append(strs(c.option("sass", "load_paths")), cmp.Or(c.option("sass", "sass_dir").Str(), "_sass"))
	if c.theme.dir != "" {
		list = append(list, c.theme.dir+"/_sass")
	}
	var out []string
	for _, dir := range list {
		if dir = path.Clean(strings.Trim(dir, "/")); !escapes(dir) && !strings.ContainsAny(dir, "*?") && !slices.Contains(out, dir) {
			out = append(out, dir)
		}
	}
	return out
}

// leftOut reports whether a path is no input. What is excluded is one all the same if
// style sheets import it, or it belongs to the theme.
func (r *reader) leftOut(name string, isDir bool) bool {
	if r.Config.inTheme(name) {
		base := path.Base(name)
		return strings.HasPrefix(base, ".") || ofEditor(base)
	}
	if !r.excluded(name, isDir) && !r.kept.hidden[path.Dir(name)] {
		return false
	}
	folders := r.Config.sassFolders()
	if isDir {
		leads := func(to string) bool { return inside(to, name) }
		if r.kept.hidden[name] = slices.ContainsFunc(folders, leads) || r.Config.theme.dir != "" && leads(r.Config.theme.dir); r.kept.hidden[name] {
			return false
		}
	}
	if !slices.ContainsFunc(folders, func(dir string) bool { return inside(name, dir) }) {
		return true
	}
	if isDir {
		r.kept.hidden[name] = true
		return false
	}
	r.kept.imported[name] = isSheet(name) || strings.HasSuffix(name, ".css")
	return !r.kept.imported[name]
}
