package content

import (
	"bytes"
	"cmp"
	"maps"
	"path"
	"strings"
	"sync"
	"time"

	"docgen/internal/data"
)

// lazy is a value that is made when a template first reads it.
type lazy struct {
	once  sync.Once
	make  func() string
	value string
}

// ToLiquid makes lazy a drop of the template language.
func (l *lazy) ToLiquid() any {
	l.once.Do(func() { l.value = l.make() })
	return l.value
}

// defaultSettings are what docgen's own templates speak of where docgen.yml
// says nothing.
var defaultSettings = data.Map{"title": "API Documentation", "console": "Cloud Elements"}

// Vars returns what templates see as site: the configuration, and what was
// read.
func (s *Site) Vars(now time.Time, postContent func(*Page) string) data.Map {
	vars := data.Map{}
	if !s.Config.Jekyll {
		maps.Copy(vars, defaultSettings)
	}
	setVars(vars, s.Config.Node)
	vars["url"], vars["baseurl"] = s.Config.URL, s.Config.BaseURL
	vars["data"] = s.Data
	vars["time"] = now
	vars["pages"] = pageVars(s.Pages)
	if postContent != nil {
		for _, p := range s.Posts {
			p.Vars["content"] = &lazy{make: func() string { return postContent(p) }}
			if p.Vars["excerpt"] == nil {
				p.Vars["excerpt"] = &lazy{make: func() string { return postContent(s.excerpt(p)) }}
			}
		}
	}
	vars["posts"] = pageVars(s.Posts)
	vars["categories"], vars["tags"] = s.postsBy("categories"), s.postsBy("tags")
	files := make([]any, len(s.Static))
	for i, f := range s.Static {
		ext := path.Ext(f.URL)
		name := path.Base(f.URL)
		files[i] = data.Map{"path": f.URL, "name": name, "basename": strings.TrimSuffix(name, ext), "extname": ext}
	}
	vars["static_files"] = files
	elements := make([]any, len(s.Elements))
	for i, e := range s.Elements {
		v := e.Vars()
		elements[i] = v
		v["delivery"] = v["events"].(data.Map)["delivery"]
		v["authLabel"] = e.Get("auth", "label").Value()
	}
	vars["elements"] = elements
	return vars
}

// excerpt returns a post that has only the beginning of its text: up to the
// excerpt_separator, which is a blank line unless something else is set.
func (s *Site) excerpt(p *Page) *Page {
	separator := cmp.Or(p.text("excerpt_separator"), s.Config.Node.Get("excerpt_separator").Str(), "\n\n")
	short := *p
	if i := bytes.Index(p.Body.Bytes(), []byte(separator)); i >= 0 {
		short.Body.End = p.Body.Start + i
	}
	return &short
}

// postsBy groups the posts by each word of one of their variables.
func (s *Site) postsBy(key string) data.Map {
	groups := data.Map{}
	for _, p := range s.Posts {
		for _, word := range words(p.Vars[key]) {
			list, _ := groups[word].([]any)
			groups[word] = append(list, p.Vars)
		}
	}
	return groups
}

func pageVars(pages []*Page) []any {
	out := make([]any, len(pages))
	for i, p := range pages {
		out[i] = p.Vars
	}
	return out
}
