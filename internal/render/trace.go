package render

import (
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/source"
)

// A Trace is what a result was made of: the questions that were asked while it
// was made, each with its answer. A result is still true for a later site where
// each question has the same answer there: a verifying trace (Mokhov, Mitchell,
// Peyton Jones: Build Systems à la Carte, 2018).
//
// Variables of the site are questions by their names in the templates that ran,
// in branches that did not run too.
type Trace []traced

type traced struct {
	dependency
	value any // comparable
}

type dependency struct {
	kind dependencyKind
	name string
}

type dependencyKind uint8

const (
	wholeSite   dependencyKind = iota
	pageDep                    // the page with this output path
	configDep                  // the configuration, with the tags and filters there are
	fileDep                    // the text of a file
	includeDep                 // the file of an include
	relativeDep                // the file of an include_relative
	linkDep                    // what {% link %} and {% post_url %} mean
	layoutDep                  // a layout
	dataDep                    // a key of site.data
	termsDep                   // the glossary that describes parameters
	pagesDep                   // what templates see of all pages
	postsDep                   // what they see of posts, but for the contents
	contentsDep                // the contents of posts
	elementsDep                // the elements
	staticDep                  // the addresses of files that are copied
	frontDep                   // the front matter of a page that a template makes
)

// HoldsFor reports whether a result with this trace is true for the site of an
// engine.
func (t Trace) HoldsFor(e *Engine) bool {
	return len(t) > 0 && !slices.ContainsFunc(t, func(a traced) bool { return e.current(a.dependency) != a.value })
}

// holdsBut is HoldsFor without the questions of one kind.
func (t Trace) holdsBut(e *Engine, kind dependencyKind) bool {
	return !slices.ContainsFunc(t, func(a traced) bool { return a.kind != kind && e.current(a.dependency) != a.value })
}

func (e *Engine) current(q dependency) any {
	switch q.kind {
	case pageDep:
		return e.site.PageAt(q.name)
	case configDep:
		return e.stamps.config
	case fileDep:
		return e.site.File(q.name)
	case includeDep:
		return e.site.FindInclude(q.name)
	case relativeDep:
		dir, name, _ := strings.Cut(q.name, "\n")
		f, _ := e.site.Relative(dir, name, nil)
		return f
	case linkDep:
		tag, target, _ := strings.Cut(q.name, "\n")
		url, _ := e.site.Link(tag, target)
		return url
	case layoutDep:
		return e.site.Layout(q.name)
	case dataDep:
		return identity(e.site.Data.Get(q.name))
	case termsDep:
		return e.stamps.terms
	case pagesDep:
		return e.stamps.pages
	case postsDep:
		return e.stamps.posts
	case contentsDep:
		return e.stamps.contents
	case elementsDep:
		return e.stamps.elements
	case staticDep:
		return e.stamps.static
	case frontDep:
		if p := e.site.PageAt(q.name); p != nil {
			return e.fronts[p]
		}
		return nil
	}
	return e.site
}

// identity returns what tells a value from all others in memory. Values that
// are read from one file again are other ones.
func identity(v any) any {
	switch v := v.(type) {
	case data.Map:
		return reflect.ValueOf(v).UnsafePointer()
	case []any:
		return [2]any{reflect.ValueOf(v).UnsafePointer(), len(v)}
	case string:
		return [2]any{unsafe.StringData(v), len(v)}
	}
	return v
}

// stamps are the answers that speak of many pages. Each is the one of the older
// engine where nothing in it has changed.
type stamps struct {
	config, pages, posts, contents, elements, static *int
	terms                                            [2]*data.Node
	tagNames                                         []string
}

// stamp returns the older stamp of an answer that is the same, else a new one.
func stamp(older *int, same bool) *int {
	if same && older != nil {
		return older
	}
	return new(int)
}

// newStamps takes over the stamps of the engine before, if there is one, for what
// has not changed.
func newStamps(e, older *Engine) stamps {
	var was stamps
	site := e.site
	before := site // for the first engine; nothing is compared
	if older != nil {
		was, before = older.stamps, older.site
	}
	l := stamps{terms: site.Terms(), tagNames: slices.Sorted(slices.Values(site.TagNames()))}
	l.config = stamp(was.config, site.Config == before.Config && slices.Equal(l.tagNames, was.tagNames))
	samePage := func(a, b *content.Page) bool { return seenAlike(a, b) && e.fronts[a] == older.fronts[b] }
	l.pages = stamp(was.pages, older != nil && slices.EqualFunc(site.Pages, before.Pages, samePage))
	l.posts = stamp(was.posts, older != nil && slices.EqualFunc(site.Posts, before.Posts, samePage))
	l.elements = stamp(was.elements, slices.Equal(site.Elements, before.Elements))
	l.static = stamp(was.static, slices.EqualFunc(site.Static, before.Static, func(a, b content.Static) bool { return a.URL == b.URL }))
	// Contents are known by the traces of their posts, which ask for the rest.
	e.stamps = l
	l.contents = stamp(was.contents, site == before || older != nil && older.contents.hold(e, l, was))
	return l
}

// seenAlike reports whether templates see two pages alike, at the same places.
func seenAlike(a, b *content.Page) bool {
	return a == b || a.URL == b.URL && a.Path == b.Path && a.Template == b.Template && a.Element == b.Element &&
		a.FrontSpan.Start == b.FrontSpan.Start && a.FrontSpan.String() == b.FrontSpan.String()
}

// varDeps lists the questions that a template asks by the variables in it.
func varDeps(mentions []VarMention) []dependency {
	var out []dependency
	add := func(kind dependencyKind, name string) {
		if q := (dependency{kind, name}); !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	for _, m := range mentions {
		for _, key := range m.Path[1:] {
			if key == "content" || key == "excerpt" {
				add(contentsDep, "")
			}
		}
		if m.Path[0] != "site" {
			continue
		}
		if len(m.Path) == 1 {
			add(wholeSite, "")
			continue
		}
		switch m.Path[1] {
		case "data":
			if len(m.Path) == 2 {
				add(wholeSite, "")
			} else {
				add(dataDep, strings.Clone(m.Path[2]))
			}
		case "pages":
			add(pagesDep, "")
		case "posts", "categories", "tags":
			add(postsDep, "")
		case "elements":
			add(elementsDep, "")
		case "static_files":
			add(staticDep, "")
		}
	}
	return out
}

// trace returns what a run for a page was made of.
func (s *sink) trace(p *content.Page) Trace {
	e := s.engine
	all := map[dependency]bool{{pageDep, p.Out()}: true, {configDep, ""}: true}
	for q := range s.deps {
		all[q] = true
	}
	for t := range s.ran {
		if name := t.src.File.Name; name != "" {
			all[dependency{fileDep, name}] = true
		}
		for _, q := range t.reads {
			all[q] = true
		}
	}
	if p.Post || p.Pager != nil {
		all[dependency{postsDep, ""}] = true
	}
	if p.Element != nil {
		all[dependency{termsDep, ""}] = true
		for _, other := range p.Element.Pages { // its layout shows their titles
			all[dependency{frontDep, other.Out()}] = true
		}
	}
	out := make(Trace, 0, len(all))
	for q := range all {
		out = append(out, traced{q, e.current(q)})
	}
	return out
}

// Reads reports whether a file is one of those that a result was made of.
func (t Trace) Reads(f *source.File) bool {
	return slices.ContainsFunc(t, func(a traced) bool { return a.value == any(f) })
}

// ask notes a question that a tag asks.
func (s *sink) dependOn(kind dependencyKind, name string) {
	if s.engine.traces {
		if s.deps == nil {
			s.deps = map[dependency]bool{}
		}
		s.deps[dependency{kind, name}] = true
	}
}
