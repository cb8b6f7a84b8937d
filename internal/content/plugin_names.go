package content

import (
	"io/fs"
	"maps"
	"regexp"
	"strings"
)

// maxPluginFiles is how many files of plugins are read for the names in them.
const maxPluginFiles = 200

// pluginName matches a name that a plugin gives or looks up: a string or symbol
// of Ruby.
var pluginName = regexp.MustCompile(`["']([A-Za-z_]\w*)["']|:([a-z_]\w*)`)

// readPluginNames returns the names in the plugins of a Jekyll tree, which are not
// run: generators give pages and the site variables of these names.
func (r *reader) readPluginNames() map[string]bool {
	files, _ := fs.Glob(r.root, "_plugins/*.rb")
	deeper, _ := fs.Glob(r.root, "_plugins/*/*.rb")
	files = append(files, deeper...)
	names := map[string]bool{}
	for _, name := range files[:min(len(files), maxPluginFiles)] {
		file, err := r.readBeside(name)
		if err != nil {
			continue
		}
		for _, m := range pluginName.FindAllSubmatch(file.Text, -1) {
			names[string(m[1])+string(m[2])] = true
		}
	}
	delete(names, "")
	return names
}

// SamePluginNames reports whether the plugins of two sites have the same names in them.
func (s *Site) SamePluginNames(other *Site) bool { return maps.Equal(s.pluginNames, other.pluginNames) }

// GivenByPlugin reports whether a plugin that is not run may define a variable,
// which is given by its parts: one that a plugin of the tree names, or what
// GitHub says of the repository.
func (s *Site) GivenByPlugin(path []string) bool {
	if len(path) < 2 || path[0] != "page" && path[0] != "site" && path[0] != "layout" {
		return false
	}
	if path[0] == "site" && path[1] == "github" {
		return true
	}
	name := path[1]
	if name == "data" && len(path) > 2 {
		name = path[2]
	}
	return s.pluginNames[name] && !strings.Contains(jekyllNames, " "+name+" ")
}

// NamedByPlugin reports whether a plugin that is not run names a folder or file.
func (s *Site) NamedByPlugin(name string) bool { return s.pluginNames[name] }

// jekyllNames are variables of Jekyll's own, which plugins often read.
const jekyllNames = " title url name path content data pages posts collections layout date categories tags baseurl static_files time "
