package content

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"docgen/internal/data"
)

// defaultSettings are the settings that docgen's own templates use, where
// docgen.yml does not set them.
var defaultSettings = data.MapOf("title", "API Documentation", "console", "Cloud Elements")

// Vars returns what templates see as site: the configuration, and what was
// read. vars gives what they see of a page.
func (s *Site) Vars(now time.Time, vars func(*Page) data.Map) data.Map {
	site := data.Map{}
	if !s.Config.Jekyll {
		site.SetAll(defaultSettings)
	}
	setVars(site, s.Config.Node)
	site.Set("url", s.Config.URL)
	site.Set("baseurl", s.Config.BaseURL)
	site.Set("data", s.Data)
	site.Set("time", now)
	site.Set("pages", Vars(s.Pages, vars))
	site.Set("posts", Vars(s.Posts, vars))
	site.Set("categories", s.postsBy("categories", vars))
	site.Set("tags", s.postsBy("tags", vars))
	site.Set("static_files", s.staticFiles)
	elements := make([]any, len(s.Elements))
	for i, e := range s.Elements {
		v := e.Vars()
		elements[i] = v
		v.Set("delivery", v.Get("events").(data.Map).Get("delivery"))
		v.Set("authLabel", e.Get("auth", "label").Value())
	}
	site.Set("elements", elements)
	return site
}

// staticVars returns what templates see of the files that are copied.
func staticVars(static []Static) []any {
	files := make([]any, len(static))
	for i, f := range static {
		ext := path.Ext(f.URL)
		name := path.Base(f.URL)
		files[i] = data.MapOf("path", f.URL, "name", name, "basename", strings.TrimSuffix(name, ext), "extname", ext)
	}
	return files
}

// Excerpt returns a post that has only the beginning of its text: up to the
// excerpt_separator, which is a blank line unless something else is set.
func (s *Site) Excerpt(p *Page) *Page {
	separator := cmp.Or(p.text("excerpt_separator"), s.Config.Node.Get("excerpt_separator").Str(), "\n\n")
	short := *p
	if i := bytes.Index(p.Body.Bytes(), []byte(separator)); i >= 0 {
		short.Body.End = p.Body.Start + i
	}
	return &short
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
