package preview

import (
	"reflect"
	"regexp"
	"slices"
	"sync"

	"docgen/internal/content"
	"docgen/internal/source"
)

// reads says what of the whole site a template looks at, as far as its text
// shows. It may name too much, never too little.
type reads struct {
	everything                     bool
	pages, posts, static, elements bool
	// lookups are tags whose result depends on which files there are.
	lookups bool
	data    []string // keys of site.data
	allData bool
}

var (
	liquidPattern = regexp.MustCompile(`(?s)\{\{.*?\}\}|\{%.*?%\}`)
	lookupPattern = regexp.MustCompile(`^\{%-?\s*(?:include_relative|link|post_url)\b`)
	sitePattern   = regexp.MustCompile(`\bsite\b(?:\s*\.\s*([\w-]+)(?:\s*\.\s*([\w-]+))?)?`)
)

// readsOf looks through the Liquid of a text. config are the keys of the
// configuration, which is compared as a whole.
func readsOf(text []byte, config func(key string) bool) reads {
	var r reads
	for _, tag := range liquidPattern.FindAll(text, -1) {
		if lookupPattern.Match(tag) {
			r.lookups = true
		}
		for _, m := range sitePattern.FindAllSubmatch(tag, -1) {
			r.member(string(m[1]), string(m[2]), config)
		}
	}
	return r
}

func (r *reads) member(name, next string, config func(key string) bool) {
	switch name {
	case "pages":
		r.pages = true
	case "posts":
		r.posts = true
	case "static_files":
		r.static = true
	case "elements":
		r.elements = true
	case "url", "baseurl", "time":
	case "data":
		if next == "" {
			r.allData = true
		} else {
			r.data = append(r.data, next)
		}
	default:
		r.everything = r.everything || !config(name)
	}
}

func (r *reads) add(other reads) {
	r.everything = r.everything || other.everything
	r.pages = r.pages || other.pages
	r.posts = r.posts || other.posts
	r.static = r.static || other.static
	r.elements = r.elements || other.elements
	r.lookups = r.lookups || other.lookups
	r.allData = r.allData || other.allData
	for _, key := range other.data {
		if !slices.Contains(r.data, key) {
			r.data = append(r.data, key)
		}
	}
}

// difference is what has changed from one site to the next.
type difference struct {
	names []string // of the files that changed
	// everything says that nothing of the older site can be trusted.
	everything                            bool
	pages, posts, static, elements, files bool
	data                                  map[string]bool // changed keys of site.data
	sources                               map[*source.File]bool
	sameElements                          map[*content.Element]bool // of the older site
}

func compare(older, newer *content.Site) *difference {
	d := &difference{names: newer.Changes(older), data: map[string]bool{}, sameElements: map[*content.Element]bool{}}
	d.sources = newer.Sources()
	tags := func(s *content.Site) []string { return slices.Sorted(slices.Values(s.TagNames())) }
	d.everything = older.Config.File != newer.Config.File || !slices.Equal(tags(older), tags(newer))
	d.pages = !slices.EqualFunc(older.Pages, newer.Pages, func(a, b *content.Page) bool {
		return a.URL == b.URL && a.Path == b.Path && sameVars(a, b)
	})
	d.static = !slices.EqualFunc(older.Static, newer.Static, func(a, b content.Static) bool { return a.URL == b.URL })
	d.elements = !slices.EqualFunc(older.Elements, newer.Elements, func(a, b *content.Element) bool {
		same := sameElement(a, b)
		d.sameElements[a] = same
		return same
	})
	// What only include_relative reads is in neither list.
	d.files = slices.ContainsFunc(d.names, func(name string) bool { return !older.Has(name) || !newer.Has(name) })
	for key, value := range newer.Data {
		if was, ok := older.Data[key]; !ok || !reflect.DeepEqual(was, value) {
			d.data[key] = true
		}
	}
	for key := range older.Data {
		if _, ok := newer.Data[key]; !ok {
			d.data[key] = true
		}
	}
	// Lists of posts show their contents, which may come from any include.
	d.posts = !slices.EqualFunc(older.Posts, newer.Posts, func(a, b *content.Page) bool { return a.File == b.File && a.URL == b.URL })
	plain := map[string]bool{}
	for _, p := range slices.Concat(older.Pages, newer.Pages) {
		plain[p.File.Name] = true
	}
	for _, f := range slices.Concat(older.Static, newer.Static) {
		plain[f.From] = true
	}
	d.posts = d.posts || slices.ContainsFunc(d.names, func(name string) bool { return !plain[name] })
	return d
}

// sameVars compares what templates see of two pages at one address. That of a
// page without an element is in its file, but for the configuration.
func sameVars(a, b *content.Page) bool {
	if a.File == b.File && a.Element == nil && b.Element == nil && !a.Post {
		return true
	}
	return reflect.DeepEqual(a.Vars, b.Vars)
}

// sameElement compares what pages see of an element.
func sameElement(a, b *content.Element) bool {
	return a.File == b.File && a.URL == b.URL && reflect.DeepEqual(a.Vars(), b.Vars()) &&
		sameParams(a.Configuration, b.Configuration) && sameParams(a.ProviderData, b.ProviderData) &&
		slices.Equal(a.Sections, b.Sections) &&
		slices.EqualFunc(a.Pages, b.Pages, func(a, b *content.Page) bool {
			return a.URL == b.URL && reflect.DeepEqual(a.Vars["title"], b.Vars["title"])
		})
}

func sameParams(a, b []*content.Param) bool {
	return slices.EqualFunc(a, b, func(a, b *content.Param) bool { return a.Same(b) })
}

// affects tells whether a page that was rendered must be rendered again to
// become newer.
func (d *difference) affects(r *rendering, older, newer *content.Page) bool {
	if d.everything || older.File != newer.File || older.Path != newer.Path || older.Dir != newer.Dir || older.Template != newer.Template {
		return true
	}
	if slices.ContainsFunc(r.used, func(f *source.File) bool { return !d.sources[f] }) {
		return true
	}
	switch {
	case newer.Post || newer.Pager != nil || older.Pager != nil:
		if d.posts {
			return true
		}
	case !sameVars(older, newer):
		return true
	}
	if (older.Element == nil) != (newer.Element == nil) {
		return true
	}
	if older.Element != nil && (!d.sameElements[older.Element] || len(d.data) > 0) {
		return true // its descriptions may come from the glossary
	}
	return r.reads.everything && len(d.names) > 0 || r.reads.pages && d.pages || r.reads.posts && d.posts ||
		r.reads.static && d.static || r.reads.elements && (d.elements || len(d.data) > 0) ||
		r.reads.lookups && (d.files || d.pages) || r.reads.allData && len(d.data) > 0 ||
		slices.ContainsFunc(r.reads.data, func(key string) bool { return d.data[key] })
}

// scanner remembers what files read.
type scanner struct {
	config func(key string) bool
	known  sync.Map // *source.File → reads
}

func (s *scanner) of(files []*source.File) reads {
	var all reads
	for _, f := range files {
		r, ok := s.known.Load(f)
		if !ok {
			r, _ = s.known.LoadOrStore(f, readsOf(f.Text, s.config))
		}
		all.add(r.(reads))
	}
	return all
}
