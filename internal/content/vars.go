package content

import (
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"docgen/internal/data"
)

// defaultSettings are the settings that docgen's own templates use, where
// docgen.yml does not set them.
var defaultSettings = data.MapOf("title", "API Documentation", "console", "Cloud Elements")

// unsetSettings are the settings of a Jekyll tree that does not have them, as far as
// they are not about the machine.
var unsetSettings = data.MapOf(
	"collections_dir", "", "data_dir", "_data", "plugins_dir", "_plugins", "layouts_dir", "_layouts", "includes_dir", "_includes",
	"include", []any{".htaccess"}, "keep_files", []any{".git", ".svn"}, "encoding", "utf-8", "markdown_ext", "markdown,mkdown,mkdn,mkd,md",
	"safe", false, "show_drafts", nil, "limit_posts", 0, "future", false, "unpublished", false, "whitelist", []any{}, "plugins", []any{},
	"markdown", "kramdown", "highlighter", "rouge", "lsi", false, "excerpt_separator", "\n\n", "incremental", false,
	"permalink", "date", "timezone", nil, "paginate_path", "/page:num", "quiet", false, "verbose", false, "defaults", []any{},
	"cache_dir", ".jekyll-cache", "strict_front_matter", false, "detach", false, "port", "4000", "host", "127.0.0.1", "show_dir_listing", false,
	"liquid", data.MapOf("error_mode", "warn", "strict_filters", false, "strict_variables", false),
	"kramdown", data.MapOf(
		"auto_ids", true, "toc_levels", []any{1, 2, 3, 4, 5, 6}, "entity_output", "as_char", "smart_quotes", "lsquo,rsquo,ldquo,rdquo",
		"input", "GFM", "hard_wrap", false, "guess_lang", true, "footnote_nr", 1, "show_warnings", false,
	),
)

// setUnset completes the settings of a Jekyll tree: those that it leaves out or sets to
// nothing, and those of the objects that it sets in part.
func setUnset(site data.Map) {
	for key, unset := range unsetSettings {
		was, isMap := site.Get(key).(data.Map)
		if all, ok := unset.Value.(data.Map); ok && isMap {
			all = maps.Clone(all)
			all.SetAll(was)
			site.Set(key, all)
		} else if site.Get(key) == nil {
			site.Set(key, unset.Value)
		}
	}
}

// Vars returns what templates see as site: the configuration, and what was
// read. vars gives what they see of a page.
func (s *Site) Vars(now time.Time, vars func(*Page) data.Map) data.Map {
	site := data.Map{}
	if !s.Config.Jekyll {
		site.SetAll(defaultSettings)
	} else {
		site.SetAll(unsetSettings)
	}
	setVars(site, s.Config.Node, s.Config.Times())
	if s.Config.Jekyll {
		setUnset(site)
	} else {
		s.addLook(site)
	}
	if github := s.Config.github(); github != nil && !site.Has("github") {
		site.Set("github", github)
	}
	s.polyglot.addVars(site, s.Lang)
	site.Set("url", s.Config.URL)
	site.Set("baseurl", s.Config.BaseURL)
	site.Set("data", s.Data)
	site.Set("time", now.In(s.Config.Location))
	site.Set("pages", Vars(s.Pages, vars))
	site.Set("posts", Vars(s.Posts, vars))
	site.Set("categories", s.postsBy("categories", vars))
	site.Set("tags", s.postsBy("tags", vars))
	site.Set("static_files", s.staticFiles)
	elements := make([]any, len(s.Elements))
	for i, e := range s.Catalogue() {
		v := e.Vars()
		if e.shelf() == "" {
			v.Set("hub", nil)
		}
		elements[i] = v
		v.Set("delivery", v.Get("events").(data.Map).Get("delivery"))
		v.Set("authLabel", e.Get("auth", "label").Value())
	}
	site.Set("elements", elements)
	if s.Config.Jekyll {
		s.addDocuments(site, vars)
	}
	return site
}

// addDocuments adds the lists of documents to the variables of the site.
func (s *Site) addDocuments(site data.Map, vars func(*Page) data.Map) {
	all := []any{}
	for _, c := range s.Collections {
		all = append(append(all, Vars(c.Docs, vars)...), s.staticVars(c.Files)...)
	}
	site.Set("documents", all)
	site.Set("collections", s.collectionVars(vars))
	site.Set("html_pages", Vars(slices.DeleteFunc(slices.Clone(s.Pages), func(p *Page) bool {
		return !isHTML(path.Ext(p.Out())) && !strings.HasSuffix(p.URL, "/")
	}), vars))
	for _, c := range s.Collections { // they count more than all else of their names
		if c.Label != postsLabel {
			site.Set(c.Name, Vars(c.Docs, vars))
		}
	}
}

// setVars sets the variables of an object, each in the place of another.
func setVars(vars data.Map, n *data.Node, zone *time.Location) {
	if n == nil {
		return
	}
	for _, m := range n.Members {
		vars.Set(m.Key.Str(), m.Value.ValueIn(zone))
	}
}

// collectionVars returns what templates see of the collections, by their labels.
func (s *Site) collectionVars(vars func(*Page) data.Map) []any {
	list := slices.SortedStableFunc(slices.Values(s.Collections), func(a, b *Collection) int { return strings.Compare(a.Label, b.Label) })
	out := make([]any, len(list))
	for i, c := range list {
		v := data.Map{}
		setVars(v, c.Node, s.Config.Times())
		v.Set("label", c.Label)
		v.Set("docs", Vars(c.Docs, vars))
		v.Set("files", s.staticVars(c.Files))
		v.Set("output", c.Output)
		v.Set("relative_directory", c.Folder)
		// Jekyll has the whole path here. Builds must not differ between machines.
		v.Set("directory", path.Join(s.Config.collections.dir, c.Folder))
		if c.Label == postsLabel {
			v.Set("permalink", c.Permalink)
		}
		out[i] = v
	}
	return out
}

// copiedFiles returns the files without front matter in the order of
// site.static_files, those of collections that are not written too.
func (s *Site) copiedFiles() []Static {
	files := slices.DeleteFunc(slices.Clone(s.Static), func(f Static) bool { return f.collection != "" })
	slices.SortStableFunc(files, func(a, b Static) int { return strings.Compare(a.From, b.From) })
	for _, c := range s.Collections {
		files = append(files, c.Files...)
	}
	return files
}

// staticVars returns what templates see of files without front matter.
func (s *Site) staticVars(static []Static) []any {
	files := make([]any, len(static))
	for i, f := range static {
		v := s.Config.fileDefaults(f)
		name, ext := path.Base(f.URL), path.Ext(f.URL)
		v.Set("path", f.URL)
		v.Set("collection", nil)
		if f.collection != "" {
			name = path.Base(f.From)
			v.Set("path", s.Config.relative(f.From))
			v.Set("collection", f.collection)
		}
		v.Set("name", name)
		v.Set("basename", strings.TrimRight(strings.TrimSuffix(name, ext), "."))
		v.Set("extname", ext)
		files[i] = v
	}
	return files
}

// postsBy groups the posts by each word of one of their variables: the words in
// the order of the posts, the posts of a word the newest first.
func (s *Site) postsBy(key string, vars func(*Page) data.Map) data.Map {
	groups := data.Map{}
	for _, p := range slices.Backward(s.Posts) {
		for _, word := range listItems(p.Vars.Get(key)) {
			list, _ := groups.Get(word).([]any)
			groups.Set(word, slices.Insert(list, 0, any(vars(p))))
		}
	}
	return groups
}

// Vars returns what templates see of pages.
func Vars(pages []*Page, vars func(*Page) data.Map) []any {
	out := make([]any, len(pages))
	for i, p := range pages {
		out[i] = vars(p)
	}
	return out
}
