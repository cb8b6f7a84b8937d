package content

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// maxLanguages is how many languages a site has at most: each takes as much memory as
// the site without the others.
const maxLanguages = 100

// maxDataDepth is how deep data files of languages are joined.
const maxDataDepth = 100

// languageName matches what can be the name of a language, and of its folder.
var languageName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

// polyglot are the settings of jekyll-polyglot. It builds the site once for each
// language, from one reading of the files: each page in the language, or where it is not
// translated in the default one. Site.Languages are the sites of the others.
type polyglot struct {
	standard  string   // the default language, whose pages are in no folder of their own
	languages []string // as configured
	exclude   []string // beginnings of paths that only the default language has
	fromPath  bool     // the path of a page may say its language
	names     []string // by which templates see the language, beside active_lang
}

// beginLanguages chooses the pages of the default language, if the tree uses the plugin.
// What it returns adds the other languages, once all else of the site is read.
func (r *reader) beginLanguages() (add func()) {
	if !r.Config.Uses("jekyll-polyglot") {
		return func() {}
	}
	r.readLanguages()
	base, read := r.copyRead(), r.translations()
	r.setLanguage(r.polyglot.standard, read)
	return func() { r.addLanguages(base, read) }
}

// readLanguages reads the settings.
func (r *reader) readLanguages() {
	node := r.Config.Node
	g := &polyglot{standard: "en", languages: []string{"en"}, fromPath: isTrue(node.Get("lang_from_path")), names: strs(node.Get("lang_vars"))}
	if n := node.Get("default_lang"); n.Str() != "" {
		g.standard = n.Str()
	}
	if list := node.Get("languages"); list != nil {
		g.languages = nil
		for _, item := range list.Items {
			switch name := item.Str(); {
			case !languageName.MatchString(name):
				r.report(diagnosticAt(item, diag.RuleConfig, diag.Error, "%q is no name of a language: it is that of a folder, such as pt-BR", name))
			case len(g.languages) == maxLanguages:
				r.report(diagnosticAt(item, diag.RuleConfig, diag.Error, "a site has at most %d languages", maxLanguages))
				r.polyglot = g
				return
			case !slices.Contains(g.languages, name):
				g.languages = append(g.languages, name)
			}
		}
	}
	for _, e := range strs(node.Get("exclude_from_localization")) {
		if slices.Contains(r.dirs, e) {
			e += "/"
		}
		g.exclude = append(g.exclude, e)
	}
	if n := node.Get("localize_redirects"); isTrue(n) {
		r.report(gemProblem(n, "docgen does not have this setting of jekyll-polyglot: _redirects is copied as it is"))
	}
	r.polyglot = g
}

// addVars adds what templates see of the languages.
func (g *polyglot) addVars(site data.Map, lang string) {
	if g == nil {
		return
	}
	site.Set("default_lang", g.standard)
	site.Set("languages", anys(g.languages))
	for _, name := range append(slices.Clone(g.names), "active_lang") {
		site.Set(name, lang)
	}
}

// others returns all languages but the default one.
func (g *polyglot) others() []string {
	return slices.DeleteFunc(slices.Clone(g.languages), func(l string) bool { return l == g.standard })
}

// has returns a language as it is configured, by its name in any case.
func (g *polyglot) has(name string) (lang string, ok bool) {
	for _, l := range append(slices.Clone(g.languages), g.standard) {
		if strings.EqualFold(l, name) {
			return l, true
		}
	}
	return "", false
}

// said returns the language that the front matter or the path of a page names; "" for
// none.
func (g *polyglot) said(p *Page) string {
	if lang := p.Vars.Text("lang"); lang != "" || !g.fromPath {
		return lang
	}
	for _, word := range strings.FieldsFunc(p.Path, func(c rune) bool { return c == '.' || c == '/' }) {
		for _, l := range g.languages {
			if strings.EqualFold(l, word) {
				return l
			}
		}
	}
	return ""
}

// plainURL returns an address without the names of languages that are a folder in it, or
// stand before the ending.
func (g *polyglot) plainURL(url string) string {
	var b strings.Builder
	isEdge := func(i int) bool { return i < len(url) && (url[i] == '/' || url[i] == '.') }
next:
	for i := 0; i < len(url); {
		for _, l := range g.languages {
			if isEdge(i) && strings.HasPrefix(url[i+1:], l) && isEdge(i+1+len(l)) {
				b.WriteByte('/')
				i += len(l) + 2
				continue next
			}
		}
		b.WriteByte(url[i])
		i++
	}
	return b.String()
}

// leavesOut reports whether a path is not part of the sites of other languages.
func (g *polyglot) leavesOut(c *Config, name string) bool {
	name = c.relative(name)
	included := slices.ContainsFunc(c.Include, func(i string) bool { return fitsPattern(i, path.Base(name), false) })
	return !included && slices.ContainsFunc(g.exclude, func(e string) bool { return fitsPattern(e, name, false) })
}

// setLanguage gives the site its language: where it is written, the data files of the
// language, and which pages it has of those that were read.
func (r *reader) setLanguage(lang string, read map[string][]*translation) {
	g := r.polyglot
	r.Lang, r.links = lang, newLinkPrefix(r.Config, g, lang)
	values := r.kept.data
	r.Data = values
	for _, l := range slices.Compact([]string{g.standard, lang}) {
		if own, ok := values.Get(l).(data.Map); ok {
			r.Data = joinData(r.Data, own, maxDataDepth)
		}
	}
	r.translated = translated{map[string][]Translation{}, map[string][]Translation{}}
	c := &coordination{reader: r, lang: lang, chosen: map[string]*translation{}}
	for _, collection := range r.Collections {
		collection.Docs = c.choose(collection.Docs, read[collection.Label])
	}
	r.Posts = newestFirst(r.Collections)
	slices.SortStableFunc(r.Posts, func(a, b *Page) int { return comparePages(b, a) })
	r.Pages = c.choose(r.Pages, read[""])
}

// joinData returns an object with the values of another one, which count more; objects
// that both have are joined.
func joinData(a, b data.Map, depth int) data.Map {
	out := maps.Clone(a)
	for _, key := range b.Keys() {
		value := b.Get(key)
		if over, ok := value.(data.Map); ok && depth > 0 {
			if under, ok := a.Get(key).(data.Map); ok {
				value = joinData(under, over, depth-1)
			}
		}
		out.Set(key, value)
	}
	return out
}

// addLanguages makes the sites of the other languages. base is the site as it was
// read, before the default language and plugins changed its pages.
func (r *reader) addLanguages(base *Site, read map[string][]*translation) {
	for _, lang := range r.polyglot.others() {
		site := *r.Site
		site.Mount, site.Problems, site.Languages = "/"+lang, nil, nil
		site.kept.changed, site.kept.made, site.kept.paginate = map[*Page]*Page{}, map[string]*Page{}, pagination{}
		keep := func(name string) bool { return !r.polyglot.leavesOut(r.Config, name) }
		pages := func(list []*Page) []*Page {
			return slices.DeleteFunc(slices.Clone(list), func(p *Page) bool { return !keep(p.Path) })
		}
		files := func(list []Static) (out []Static) {
			for _, f := range list {
				if f.Mount = site.Mount; keep(f.From) {
					out = append(out, f)
				}
			}
			return out
		}
		site.Pages, site.Static = pages(base.Pages), files(base.Static)
		site.Collections = nil
		for _, c := range base.Collections {
			site.Collections = append(site.Collections, &Collection{c.CollectionSettings, pages(c.Docs), files(c.Files)})
		}
		inner := *r
		inner.Site, inner.older, inner.readme, inner.optional = &site, nil, "", pages(r.optional)
		if r.older != nil {
			i := slices.IndexFunc(r.older.Languages, func(l *Site) bool { return l.Lang == lang })
			if inner.same = inner.same && i >= 0; i >= 0 {
				inner.older = r.older.Languages[i]
			}
		}
		inner.setLanguage(lang, read)
		inner.generate()
		r.report(site.Problems...)
		r.held = inner.held
		r.Languages = append(r.Languages, &site)
	}
	for _, l := range r.Languages {
		r.Static = append(r.Static, l.Static...)
	}
}

// copyRead returns the site with its own lists of what was read.
func (s *Site) copyRead() *Site {
	out := &Site{Pages: slices.Clone(s.Pages), Static: slices.Clone(s.Static)}
	for _, c := range s.Collections {
		copied := *c
		copied.Docs = slices.Clone(c.Docs)
		out.Collections = append(out.Collections, &copied)
	}
	return out
}

// All returns the site and those of its other languages.
func (s *Site) All() []*Site { return append([]*Site{s}, s.Languages...) }

// In returns the site of the language of a page.
func (s *Site) In(p *Page) *Site {
	for _, l := range s.Languages {
		if l.Mount == p.Mount {
			return l
		}
	}
	return s
}
