package content

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// A theme is a folder with layouts, includes, style sheets, data and assets that a
// Jekyll tree does not have itself. docgen.yml names it (theme: DIR) where it is a part
// of the tree, and Options.Theme where it is somewhere else. File by file, the tree's
// own files count more.

type theme struct {
	dir         string       // "" for none
	config, gem *source.File // its settings and its gemspec; nil where it has none
}

// MountedTheme is the name under which a theme from elsewhere is read, as if it were a
// folder of the tree.
const MountedTheme = "_theme"

// inTheme reports whether a path is the folder of the theme or lies in it.
func (c *Config) inTheme(name string) bool { return c.theme.dir != "" && inside(name, c.theme.dir) }

// themeFolder returns the folder of the theme, or "".
func (r *reader) themeFolder(own *data.Node) string {
	if r.usesOwnTheme(own) {
		return ""
	}
	if r.opts.Theme != "" {
		return MountedTheme
	}
	dir := path.Clean(strings.Trim(own.Get("theme").Str(), "/"))
	if dir == "." || escapes(dir) {
		return ""
	}
	return dir
}

// themeOf reads the theme of a tree, and returns the configuration of the tree with the
// settings of the theme, which count where the tree has none.
func (r *reader) themeOf(node, own *data.Node) (t theme, merged *data.Node, err error) {
	t.dir = r.themeFolder(own)
	if t.dir == "" {
		return t, node, nil
	}
	if name := node.Get("theme").Str(); name != "" {
		t.gem, _ = r.readBeside(t.dir + "/" + path.Base(name) + ".gemspec") // a folder need not be a gem
	}
	if node.Get("ignore_theme_config").True() {
		return t, node, nil
	}
	file, settings, err := r.readConfigFile(t.dir + "/_config.yml")
	if t.config = file; file != nil {
		_, _ = r.readBeside(file.Name)
	}
	if err != nil || settings == nil {
		return t, node, err
	}
	return t, data.Merge(settings, node), nil
}

var gemDependency = regexp.MustCompile(`add_(?:runtime_)?dependency[ \t]*\(?[ \t]*["']([A-Za-z0-9_.-]+)["']`)

// checkPaginate reports pagination without the plugin that makes it.
func (c *Config) checkPaginate() {
	if c.Paginate > 0 && !c.foreign && !c.Uses("jekyll-paginate") && !c.Uses("jekyll-paginate-v2") {
		c.warn(c.Node.Member("paginate").Key, "nothing is paginated without the plugin: add jekyll-paginate to plugins")
	}
}

// themeGems switches on the plugins that the theme's gem depends on, as Jekyll
// does.
func (r *reader) themeGems() {
	if r.Config.theme.gem == nil {
		return
	}
	name, before := r.Config.Node.Get("theme"), len(r.Config.plugins)
	for _, m := range gemDependency.FindAllSubmatch(r.Config.theme.gem.Text, -1) {
		if plugin := string(m[1]); strings.HasPrefix(plugin, "jekyll-") {
			r.Config.addGem(name, plugin)
		}
	}
	r.Config.plugins = slices.Concat(r.Config.plugins[before:], r.Config.plugins[:before]) // Jekyll loads them first
}

// checkTheme reports a theme that is named and whose folder is not there.
func (r *reader) checkTheme() {
	if dir := r.Config.Own.Get("theme"); dir.Str() != "" && r.Config.Jekyll && !r.Config.ownTheme && r.opts.Theme == "" && r.lacksTheme() {
		r.report(diagnosticAt(dir, diag.RuleUnsupported, diag.Warning, "the folder of the theme, %q, does not exist or is empty", dir.Str()))
	}
	if name := r.Config.missingTheme(); name != nil {
		d := diagnosticAt(name, diag.RuleUnsupported, diag.Warning,
			"docgen does not have the theme %s: name its folder by theme in docgen.yml, or by --theme; its layouts, includes and styles are left out", name.Str())
		d.Kind = "theme"
		r.report(d)
	}
}

// lacksTheme reports whether the tree uses a theme that is not there, so that its
// layouts are not missed one by one.
func (r *reader) lacksTheme() bool {
	return r.Config.missingTheme() != nil || r.Config.theme.dir != "" && !slices.ContainsFunc(r.kept.names, r.Config.inTheme)
}

// misses reports whether a layout that nobody has is to be reported: not where it may be
// of a theme that is not there, or that docgen's takes the place of. names are the
// layouts that there are.
func (r *reader) misses(layout string, names []string) bool {
	own := slices.ContainsFunc(r.LayoutNames(), func(name string) bool { return !r.layouts[name].File.Embedded })
	switch {
	case slices.Contains(names, layout) || r.lacksTheme():
		return false
	case !r.Config.ownTheme:
		return true
	}
	return own && r.Config.namedTheme() == nil || diag.Nearest(layout, names) != ""
}

// missingTheme returns the name of the theme that a Jekyll tree uses and whose folder
// is not named; nil for none.
func (c *Config) missingTheme() *data.Node {
	if c.theme.dir != "" || c.ownTheme {
		return nil
	}
	return c.namedTheme()
}

// namedTheme returns the name of the theme that a Jekyll tree uses; nil for none.
func (c *Config) namedTheme() *data.Node {
	if !c.Jekyll {
		return nil
	}
	for _, key := range []string{"theme", "remote_theme"} {
		if n := c.Node.Get(key); n.Str() != "" && n.Kind == data.String {
			return n
		}
	}
	return nil
}

// addTheme adds the files of the theme that the tree does not have itself.
func (r *reader) addTheme(names []string) {
	dirs := folders{"", "_includes/", "_layouts/", "_data/"}
	taken := map[string]bool{} // keys of site.data
	for _, key := range r.Data.Keys() {
		taken[key] = true
	}
	for _, name := range names {
		rest := name[len(r.Config.theme.dir)+1:]
		f := r.files[name]
		under := func(folder string) (string, bool) { return strings.CutPrefix(rest, folder) }
		if include, ok := under(dirs.includes); ok && f != nil && r.includes[include] == nil {
			r.addInclude(include, f)
		} else if layout, ok := under(dirs.layouts); ok && f != nil && r.layouts[withoutExt(layout)] == nil {
			r.addLayout(layout, f)
		} else if entry, ok := under(dirs.data); ok && f != nil {
			if key, _, _ := strings.Cut(withoutExt(entry), "/"); !taken[key] {
				r.addData(entry, f)
			}
		} else if strings.HasPrefix(rest, "assets/") && r.inputs[rest] == nil {
			r.addThemeAsset(name, rest, f)
		}
	}
}

// addThemeAsset adds a file that the theme's layouts refer to, as a page if it has
// front matter.
func (r *reader) addThemeAsset(name, rest string, f *source.File) {
	if f != nil {
		p := r.page(f, func(p *Page) {
			p.URL = r.pageURL(p, rest)
			p.complete()
		})
		if p != nil {
			r.Pages = append(r.Pages, p)
			return
		}
	}
	r.Static = append(r.Static, Static{From: name, URL: "/" + rest, FS: r.root})
}
