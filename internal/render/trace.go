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
	question
	answer any // comparable
}

type question struct {
	kind questionKind
	name string
}

type questionKind uint8

const (
	everything    questionKind = iota
	pageAsked                  // the page with this output path
	configAsked                // the configuration, with the tags and filters there are
	fileAsked                  // the text of a file
	includeAsked               // the file of an include
	relativeAsked              // the file of an include_relative
	linkAsked                  // what {% link %} and {% post_url %} mean
	layoutAsked                // a layout
	dataAsked                  // a key of site.data
	termsAsked                 // the glossary that describes parameters
	pagesAsked                 // what templates see of all pages
	postsAsked                 // what they see of posts, but for the contents
	contentsAsked              // the contents of posts
	elementsAsked              // the elements
	staticAsked                // the addresses of files that are copied
	frontAsked                 // the front matter of a page that a template makes
)

// HoldsFor tells whether a result with this trace is true for the site of an
// engine.
func (t Trace) HoldsFor(e *Engine) bool {
	return len(t) > 0 && !slices.ContainsFunc(t, func(a traced) bool { return e.answer(a.question) != a.answer })
}

// holdsBut is HoldsFor without the questions of one kind.
func (t Trace) holdsBut(e *Engine, kind questionKind) bool {
	return !slices.ContainsFunc(t, func(a traced) bool { return a.kind != kind && e.answer(a.question) != a.answer })
}

func (e *Engine) answer(q question) any {
	switch q.kind {
	case pageAsked:
		return e.site.PageAt(q.name)
	case configAsked:
		return e.lists.config
	case fileAsked:
		return e.site.File(q.name)
	case includeAsked:
		return e.site.FindInclude(q.name)
	case relativeAsked:
		dir, name, _ := strings.Cut(q.name, "\n")
		f, _ := e.site.Relative(dir, name, nil)
		return f
	case linkAsked:
		tag, target, _ := strings.Cut(q.name, "\n")
		url, _ := e.site.Link(tag, target)
		return url
	case layoutAsked:
		return e.site.Layout(q.name)
	case dataAsked:
		return identity(e.site.Data.Get(q.name))
	case termsAsked:
		return e.lists.terms
	case pagesAsked:
		return e.lists.pages
	case postsAsked:
		return e.lists.posts
	case contentsAsked:
		return e.lists.contents
	case elementsAsked:
		return e.lists.elements
	case staticAsked:
		return e.lists.static
	case frontAsked:
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

// lists are the answers that speak of many pages. Each is the one of the older
// engine where nothing in it has changed.
type lists struct {
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

// newLists answers what e and the engine before it, if there is one, have in common.
func newLists(e, older *Engine) lists {
	var was lists
	site := e.site
	before := site // for the first engine; nothing is compared
	if older != nil {
		was, before = older.lists, older.site
	}
	l := lists{terms: site.Terms(), tagNames: slices.Sorted(slices.Values(site.TagNames()))}
	l.config = stamp(was.config, site.Config == before.Config && slices.Equal(l.tagNames, was.tagNames))
	samePage := func(a, b *content.Page) bool { return seenAlike(a, b) && e.fronts[a] == older.fronts[b] }
	l.pages = stamp(was.pages, older != nil && slices.EqualFunc(site.Pages, before.Pages, samePage))
	l.posts = stamp(was.posts, older != nil && slices.EqualFunc(site.Posts, before.Posts, samePage))
	l.elements = stamp(was.elements, slices.Equal(site.Elements, before.Elements))
	l.static = stamp(was.static, slices.EqualFunc(site.Static, before.Static, func(a, b content.Static) bool { return a.URL == b.URL }))
	// Contents are known by the traces of their posts, which ask for the rest.
	e.lists = l
	l.contents = stamp(was.contents, site == before || older != nil && older.contents.hold(e, l, was))
	return l
}

// seenAlike tells whether templates see two pages alike, at the same places.
func seenAlike(a, b *content.Page) bool {
	return a == b || a.URL == b.URL && a.Path == b.Path && a.Template == b.Template && a.Element == b.Element &&
		a.FrontSpan.Start == b.FrontSpan.Start && a.FrontSpan.String() == b.FrontSpan.String()
}

// readsOf lists the questions that a template asks by the variables in it.
func readsOf(mentions []VarMention) []question {
	var out []question
	add := func(kind questionKind, name string) {
		if q := (question{kind, name}); !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	for _, m := range mentions {
		for _, key := range m.Path[1:] {
			if key == "content" || key == "excerpt" {
				add(contentsAsked, "")
			}
		}
		if m.Path[0] != "site" {
			continue
		}
		if len(m.Path) == 1 {
			add(everything, "")
			continue
		}
		switch m.Path[1] {
		case "data":
			if len(m.Path) == 2 {
				add(everything, "")
			} else {
				add(dataAsked, strings.Clone(m.Path[2]))
			}
		case "pages":
			add(pagesAsked, "")
		case "posts", "categories", "tags":
			add(postsAsked, "")
		case "elements":
			add(elementsAsked, "")
		case "static_files":
			add(staticAsked, "")
		}
	}
	return out
}

// trace returns what a run for a page was made of.
func (s *sink) trace(p *content.Page) Trace {
	e := s.engine
	questions := map[question]bool{{pageAsked, p.Out()}: true, {configAsked, ""}: true}
	for q := range s.asked {
		questions[q] = true
	}
	for t := range s.ran {
		if name := t.src.File.Name; name != "" {
			questions[question{fileAsked, name}] = true
		}
		for _, q := range t.reads {
			questions[q] = true
		}
	}
	if p.Post || p.Pager != nil {
		questions[question{postsAsked, ""}] = true
	}
	if p.Element != nil {
		questions[question{termsAsked, ""}] = true
		for _, other := range p.Element.Pages { // its layout shows their titles
			questions[question{frontAsked, other.Out()}] = true
		}
	}
	out := make(Trace, 0, len(questions))
	for q := range questions {
		out = append(out, traced{q, e.answer(q)})
	}
	return out
}

// Reads tells whether a file is one of those that a result was made of.
func (t Trace) Reads(f *source.File) bool {
	return slices.ContainsFunc(t, func(a traced) bool { return a.answer == any(f) })
}

// ask notes a question that a tag asks.
func (s *sink) ask(kind questionKind, name string) {
	if s.engine.traces {
		if s.asked == nil {
			s.asked = map[question]bool{}
		}
		s.asked[question{kind, name}] = true
	}
}
