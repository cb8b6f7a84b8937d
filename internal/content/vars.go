package content

import (
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
		}
	}
	vars["posts"] = pageVars(s.Posts)
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

func pageVars(pages []*Page) []any {
	out := make([]any, len(pages))
	for i, p := range pages {
		out[i] = p.Vars
	}
	return out
}
