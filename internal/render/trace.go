package render

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/source"
)

// A Trace lists the dependencies of a result, each with its value when the result
// was made. The result is still valid for a later site where each dependency has
// the same value: a verifying trace (Mokhov, Mitchell, Peyton Jones: Build
// Systems à la Carte, 2018).
//
// A template depends on the variables of the site that it names, in branches that
// did not run too.
type Trace []traced

type traced struct {
	dependency
	value any // comparable
}

// dependency is something that a result may depend on.
type dependency struct {
	kind dependencyKind
	name string
}

type dependencyKind uint8

const (
	wholeSite     dependencyKind = iota
	pageDep                      // the page with this output path
	configDep                    // the configuration, with the tags and filters there are
	fileDep                      // the text of a file
	includeDep                   // the file of an include
	ownIncludeDep                // the same in a file that docgen brings
	relativeDep                  // the file of an include_relative: folder, line end, name
	linkDep                      // the URL of {% link %} or {% post_url %}: tag, line end, target
	layoutDep                    // a layout
	layoutOfDep                  // the name of the layout of the page with this output path
	dataDep                      // a key of site.data
	termsDep                     // the glossary that describes parameters
	pagesDep                     // what templates see of all pages
	docsDep                      // what templates see of the documents of a collection, without their contents
	contentsDep                  // the contents of the documents of a collection, or of pages
	elementsDep                  // the elements
	sheetsDep                    // the style sheets that others import
	staticDep                    // the addresses of files that are copied
	logoDep                      // the images at the head of pages
	sidebarDep                   // the tree of the authored pages
	placeDep                     // the place of a page among the others
	frontDep                     // the front matter of a page that a template makes
)

// HoldsFor reports whether a result with this trace is valid for the site of an
// engine.
func (t Trace) HoldsFor(e *Engine) bool {
	return len(t) > 0 && !slices.ContainsFunc(t, func(d traced) bool { return e.current(d.dependency) != d.value })
}

// holdsBut is HoldsFor without the contents of one label; "" for all contents.
func (t Trace) holdsBut(e *Engine, label string) bool {
	return !slices.ContainsFunc(t, func(d traced) bool {
		return !(d.kind == contentsDep && (label == "" || d.name == label)) && e.current(d.dependency) != d.value
	})
}

// names reports whether a result has a dependency.
func (t Trace) names(kind dependencyKind, name string) bool {
	return slices.ContainsFunc(t, func(d traced) bool { return d.dependency == dependency{kind, name} })
}

// current returns the value of a dependency in the site of the engine. The value
// of a file that cannot be found is the message, which may suggest another name.
func (e *Engine) current(d dependency) any {
	switch d.kind {
	case pageDep:
		return e.site.PageAt(d.name)
	case configDep:
		return e.stamps.config
	case fileDep:
		return e.site.File(d.name)
	case includeDep, ownIncludeDep:
		if f := e.site.FindInclude(d.name, includer[d.kind]); f != nil {
			return f
		}
		return e.stamps.includes // the message suggests one of them
	case relativeDep:
		dir, name, _ := strings.Cut(d.name, "\n")
		return fileOrMessage(e.site.Relative(dir, name, nil))
	case linkDep:
		tag, target, _ := strings.Cut(d.name, "\n")
		url, _ := e.site.Link(tag, target)
		return url
	case layoutDep:
		return e.site.Layout(d.name)
	case layoutOfDep:
		if p := e.site.PageAt(d.name); p != nil {
			return e.site.LayoutOf(p)
		}
		return ""
	case dataDep:
		if !e.site.Data.Has(d.name) {
			return strings.Join(e.site.Data.SortedKeys(), "\n") // see Missing.Known
		}
		return identity(e.site.Data.Get(d.name))
	case termsDep:
		return e.stamps.terms
	case pagesDep:
		return e.stamps.pages
	case docsDep:
		return e.stamps.docs[d.name]
	case contentsDep:
		return e.contentsStamps(d.name)
	case elementsDep:
		return e.stamps.elements
	case sheetsDep:
		return e.stamps.sheets
	case staticDep:
		return e.stamps.static
	case logoDep:
		return e.site.LogoKey()
	case sidebarDep:
		return e.site.SidebarKey()
	case placeDep:
		return e.site.PlaceKey(d.name)
	case frontDep:
		if p := e.site.PageAt(d.name); p != nil {
			return e.fronts[p]
		}
		return nil
	}
	return e.site
}

// includer is a file of the kind that has a dependency.
var includer = map[dependencyKind]*source.File{ownIncludeDep: source.NewEmbedded("", nil)}

func fileOrMessage(f *source.File, err error) any {
	if err != nil {
		return err.Error()
	}
	return f
}

// identity returns a comparable value that differs for any two values in memory,
// even if they are equal.
func identity(v any) any {
	switch v := v.(type) {
	case data.Map:
		return reflect.ValueOf(v).UnsafePointer()
	case []any:
		return [2]any{reflect.ValueOf(v).UnsafePointer(), len(v)}
	case data.Date:
		return identity(string(v))
	case string:
		return [2]any{unsafe.StringData(v), len(v)}
	}
	return v
}

// stamps are the values of dependencies on many pages or files. Each is that of
// the older engine where nothing has changed.
type stamps struct {
	config, pages, elements, static, sheets, includes *int

	docs map[string]*int // by collection

	terms        [2]*data.Node
	tags         []string // the names with their files
	includeNames []string
}

// seen returns the stamp of what templates see of the documents of a collection, or of
// the pages.
func (s stamps) seen(label string) *int {
	if label == pagesLabel {
		return s.pages
	}
	return s.docs[label]
}

// stamp returns the older stamp of something that is the same, else a new one.
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
	s := stamps{terms: site.Terms()}
	for _, name := range slices.Sorted(slices.Values(site.TagNames())) {
		s.tags = append(s.tags, name, site.TagTemplate(name).Name)
	}
	for _, p := range site.Plugins { // they say which tags, filters and variables there may be
		s.tags = append(s.tags, p.File.Name, strings.Join(p.Tags, " "), strings.Join(p.Filters, " "), strings.Join(p.Changes, " "))
	}
	sameTitle := older != nil && e.ownVars.Get("title") == older.ownVars.Get("title")
	s.config = stamp(was.config, site.Config == before.Config && sameTitle && slices.Equal(s.tags, was.tags))
	samePage := func(a, b *content.Page) bool { return seenAlike(a, b) && e.fronts[a] == older.fronts[b] }
	s.pages = stamp(was.pages, older != nil && slices.EqualFunc(site.Pages, before.Pages, samePage))
	s.docs = make(map[string]*int, len(site.Collections))
	for _, c := range site.Collections {
		b := before.Collection(c.Label)
		s.docs[c.Label] = stamp(was.docs[c.Label], older != nil && b != nil && slices.EqualFunc(c.Docs, b.Docs, samePage) && slices.EqualFunc(c.Files, b.Files, sameFile))
	}
	s.elements = stamp(was.elements, slices.Equal(site.Elements, before.Elements))
	s.static = stamp(was.static, slices.EqualFunc(site.Static, before.Static, sameFile))
	s.sheets = stamp(was.sheets, maps.Equal(site.Sass().Files, before.Sass().Files))
	names := site.IncludeNames()
	s.includes = stamp(was.includes, older != nil && slices.Equal(names, was.includeNames))
	s.includeNames = names
	return s
}

func sameFile(a, b content.Static) bool { return a.URL == b.URL && a.From == b.From }

// seenAlike reports whether templates see two pages alike, at the same places. Plugins
// take variables from the text of a page, and from other pages.
func seenAlike(a, b *content.Page) bool {
	return a == b || a.URL == b.URL && a.Path == b.Path && a.Template == b.Template && a.Element == b.Element && a.Date.Equal(b.Date) &&
		a.FrontSpan.Start == b.FrontSpan.Start && a.FrontSpan.String() == b.FrontSpan.String() && reflect.DeepEqual(a.Vars, b.Vars)
}

// varDeps lists the dependencies of a template by the variables that it names.
func varDeps(mentions []VarMention) []dependency {
	var out []dependency
	listed := map[dependency]bool{}
	add := func(kind dependencyKind, name string) {
		if d := (dependency{kind, name}); !listed[d] {
			listed[d] = true
			out = append(out, d)
		}
	}
	// Filters reach the contents without naming them: jsonify, map.
	docs := func(collection string) {
		add(docsDep, collection)
		add(contentsDep, collection)
	}
	for _, m := range mentions {
		if m.Path[0] == "page" && (len(m.Path) == 1 || slices.Contains(content.PlaceNames, m.Path[1])) {
			add(placeDep, "")
		}
		switch {
		case m.Path[0] == "layout":
			add(layoutDep, ownLayout)
		case m.Path[0] == "paginator":
			docs("posts")
		case m.Path[0] == "page" && (len(m.Path) == 1 || m.Path[1] == "next" || m.Path[1] == "previous"):
			docs(ownDocs)
		case m.Path[0] == "page":
			if slices.Contains(partNames[:], m.Path[1]) {
				add(contentsDep, ownDocs)
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
		case "pages", "html_pages":
			add(pagesDep, "")
		case "posts", "categories", "tags", "related_posts":
			docs("posts")
		case "collections", "documents":
			docs(allDocs)
		case "elements":
			add(elementsDep, "")
		case "logo":
			add(logoDep, "")
		case "sidebar":
			add(sidebarDep, "")
		case "static_files":
			add(staticDep, "")
			add(docsDep, allDocs)
		}
		docs(strings.Clone(m.Path[1])) // where there is such a collection
	}
	return out
}

// What a template depends on that does not name the collection: that of the page, or
// all of them.
const ownDocs, allDocs = "\x00own", "\x00all"

// ownLayout stands for the layout of the page.
const ownLayout = "\x00own"

// ofCollections returns the dependencies on the documents of the collections that a
// dependency stands for on a page.
func (e *Engine) ofCollections(d dependency, p *content.Page) []dependency {
	switch d.name {
	case ownDocs:
		d.name = p.Collection
	case allDocs:
		var out []dependency
		for _, c := range e.site.Collections {
			out = append(out, dependency{d.kind, c.Label})
		}
		return out
	}
	if e.site.Collection(d.name) == nil {
		return nil
	}
	return []dependency{d}
}

// trace returns the dependencies of a run for a page.
func (s *sink) trace(p *content.Page) Trace {
	e := s.engine
	all := map[dependency]bool{{pageDep, p.Out()}: true, {configDep, ""}: true}
	maps.Copy(all, s.deps)
	for t := range s.ran {
		if name := t.src.File.Name; name != "" {
			all[dependency{fileDep, name}] = true
		}
		for _, d := range t.reads {
			switch d.kind {
			case layoutDep:
				d.name = e.site.LayoutOf(p)
			case placeDep:
				d.name = p.Out()
			}
			if d.kind != docsDep && d.kind != contentsDep {
				all[d] = true
				continue
			}
			for _, d := range e.ofCollections(d, p) {
				all[d] = true
			}
		}
	}
	if p.PagerPosts != nil {
		all[dependency{docsDep, "posts"}], all[dependency{contentsDep, "posts"}] = true, true
	}
	if p.Element != nil {
		all[dependency{termsDep, ""}] = true
		for _, other := range p.Element.Pages { // its layout shows their titles
			all[dependency{frontDep, other.Out()}] = true
		}
	}
	out := make(Trace, 0, len(all))
	for d := range all {
		out = append(out, traced{d, e.current(d)})
	}
	return out
}

// Reads reports whether a result depends on a file.
func (t Trace) Reads(f *source.File) bool {
	return slices.ContainsFunc(t, func(d traced) bool { return d.value == any(f) })
}

// SheetTrace is that of what style sheets import.
func (e *Engine) SheetTrace() Trace {
	if !e.traces {
		return nil
	}
	d := dependency{kind: sheetsDep}
	return Trace{{d, e.current(d)}}
}

// dependOn records a dependency of the run.
func (s *sink) dependOn(kind dependencyKind, name string) {
	if s.engine.traces {
		if s.deps == nil {
			s.deps = map[dependency]bool{}
		}
		s.deps[dependency{kind, name}] = true
	}
}
