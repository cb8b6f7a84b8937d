package content

import (
	"fmt"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// translation is a page as one translation of a page that the site has.
type translation struct {
	*Page
	lang      string // in which it is written
	said      string // the language that it names itself; "" for none
	unknown   bool   // it names a language that is not configured
	id        string // which translations of one page have in common
	pageID    string // the id that the front matter gives
	permalink string // as templates see it, "" for none
	plain     string // permalink, or else the address, without the language
}

// translations reads of what page and language each page is a translation, by
// the labels of collections. Pages of elements are none, and nil.
func (r *reader) translations() map[string][]*translation {
	all := map[string][]*translation{}
	add := func(label string, pages []*Page) {
		list := make([]*translation, len(pages))
		for i, p := range pages {
			if p.Element == nil {
				list[i] = r.polyglot.translationOf(p)
			}
		}
		all[label] = list
	}
	for _, c := range r.Collections {
		add(c.Label, c.Docs)
	}
	add("", r.Pages)
	for _, list := range all {
		for _, t := range list {
			if t != nil && t.unknown {
				r.report(r.unknownLanguage(t))
			}
		}
	}
	return all
}

func (g *polyglot) translationOf(p *Page) *translation {
	t := &translation{Page: p, said: g.said(p), lang: g.standard, permalink: p.Vars.Text("permalink")}
	if t.said != "" {
		lang, ok := g.has(t.said)
		t.unknown = !ok
		if ok {
			t.lang = lang
		}
	}
	url := g.plainURL(p.ShownURL())
	if id := p.Vars.Get("page_id"); id != nil {
		t.pageID = fmt.Sprint(id)
	}
	if t.id = t.pageID; t.id == "" {
		t.id = url
	}
	own := p.Vars.Text("lang")
	if t.permalink == "" && own != "" {
		t.permalink = url
	}
	if t.plain = t.permalink; t.plain == "" {
		t.plain = p.ShownURL()
	}
	t.plain = "/" + strings.TrimPrefix(t.plain, "/")
	if own != "" {
		t.plain = "/" + strings.TrimPrefix(strings.TrimPrefix(t.plain, "/"+t.lang+"/"), "/")
	}
	return t
}

func (r *reader) unknownLanguage(t *translation) *diag.Diagnostic {
	at := t.File.Span(0, 0)
	if n := t.Front.Get("lang"); n != nil {
		at, _, _ = n.Origin()
	}
	known := append([]string{r.polyglot.standard}, r.polyglot.others()...)
	d := newDiagnostic(at, diag.RuleFrontMatter, diag.Warning, "the site has no language %q%s: this page is left out, as with jekyll-polyglot", t.said, diag.DidYouMean(t.said, known))
	d.Kind = "unknown-language"
	return d
}

// coordination chooses the pages of a language.
type coordination struct {
	*reader
	lang   string
	chosen map[string]*translation // that was chosen last, by id
	links  map[string]data.Map     // the permalinks of the translations by language, see linksOf
}

// choose returns, of all translations of each page, that in the language, in the default
// language, or the last one there is, in this order. A page has the place of the first one
// of its translations that was thought of. read are the translations of all pages, in the
// default language too.
func (c *coordination) choose(pages []*Page, read []*translation) []*Page {
	of := make(map[*Page]*translation, len(read))
	byID, byPlain := map[string][]*translation{}, map[string][]*translation{}
	for _, t := range read {
		if t == nil {
			continue
		}
		of[t.Page] = t
		if t.pageID != "" {
			byID[t.pageID] = append(byID[t.pageID], t)
		}
		byPlain[t.plain] = append(byPlain[t.plain], t)
	}
	c.links = map[string]data.Map{}
	place, list := map[string]int{}, []*translation{}
	var rest []*Page // of elements
	for _, p := range pages {
		t := of[p]
		if t == nil {
			rest = append(rest, c.inLanguage(p, func(*Page) {}))
			continue
		}
		only := listItems(p.Vars.Get("lang-exclusive"))
		switch before := c.chosen[t.id]; {
		case t.unknown:
			continue
		case before != nil && before.lang == c.lang:
			if t.lang == c.lang {
				c.reportTwice(t, before)
			}
			continue
		case before != nil && before.lang == c.polyglot.standard && t.lang != c.lang:
			continue
		case len(only) > 0 && !slices.Contains(only, c.lang):
			continue
		}
		if i, ok := place[t.id]; ok {
			list[i] = t
		} else {
			place[t.id], list = len(list), append(list, t)
		}
		c.chosen[t.id] = t
	}
	out := make([]*Page, 0, len(list)+len(rest))
	for _, t := range list {
		c.translated.add(t)
		out = append(out, c.inLanguage(t.Page, func(p *Page) {
			if t.pageID != "" {
				c.complete(p, t, c.linksOf("id "+t.pageID, byID[t.pageID]))
				c.redirects(p, t, byID[t.pageID])
			} else {
				c.complete(p, t, c.linksOf("at "+t.plain, byPlain[t.plain]))
				c.redirects(p, t, nil)
			}
		}))
	}
	return append(out, rest...)
}

// linksOf returns the permalinks of translations by their languages.
func (c *coordination) linksOf(key string, list []*translation) data.Map {
	if links := c.links[key]; links != nil {
		return links
	}
	links := data.Map{}
	for _, t := range list {
		switch {
		case t.unknown:
		case t.permalink == "":
			links.Set(t.lang, nil)
		default:
			links.Set(t.lang, t.permalink)
		}
	}
	c.links[key] = links
	return links
}

// reportTwice reports a page that is left out because another one is the same page in
// its language.
func (c *coordination) reportTwice(t, other *translation) {
	at, _ := t.AddressPlace()
	d := newDiagnostic(at, diag.RuleRedirectCollision, diag.Warning, "this page is left out, as with jekyll-polyglot: %s is the page %q in the language %s", other.Path, t.id, t.lang)
	d.Kind = "page"
	c.report(d)
}

// inLanguage returns a copy of a page that belongs to the language.
func (c *coordination) inLanguage(p *Page, change func(*Page)) *Page {
	copied := p.copied()
	copied.Mount = c.Mount
	change(copied)
	return c.keepChanged(p, copied)
}

// complete sets what templates see of a page and its translations.
func (c *coordination) complete(p *Page, t *translation, links data.Map) {
	if t.permalink != "" {
		p.Vars.Set("permalink", t.permalink)
	}
	if p.Vars.Text("lang") != "" {
		p.Vars.Set("lang", t.lang)
	}
	p.Vars.Set("rendered_lang", t.lang)
	p.Vars.Set("permalink_lang", links)
	p.Vars.Set("available_languages", anys(links.Keys()))
	missing := []any{}
	if len(links) > 1 {
		for _, l := range append([]string{c.polyglot.standard}, c.polyglot.others()...) {
			if !links.Has(l) {
				missing = append(missing, l)
			}
		}
	}
	p.Vars.Set("missing_languages", missing)
}

// redirects adds to the old addresses of a page those of its translations. Its own ones
// are in the folder of its language.
func (c *coordination) redirects(p *Page, t *translation, others []*translation) {
	var list []*data.Node
	var froms []any
	add := func(from string, n *data.Node) {
		if from != "" && !slices.Contains(froms, any(from)) {
			list, froms = append(list, n), append(froms, from)
		}
	}
	for _, n := range p.Redirects {
		from := n.Str()
		if t.lang != c.polyglot.standard {
			if from = "/" + strings.TrimPrefix(from, "/"); !strings.HasPrefix(from, "/"+t.lang+"/") {
				from = "/" + t.lang + from
			}
			at, _, _ := n.Origin()
			n = madeNode(at, from)
		}
		add(from, n)
	}
	for _, o := range others {
		if o.permalink != t.permalink {
			at, _ := o.AddressPlace()
			add(o.permalink, madeNode(at, o.permalink))
		}
	}
	if len(list) > 0 {
		p.Redirects = list
		p.Vars.Set("redirect_from", froms)
	}
}

// madeNode returns a text as a value that comes from a place.
func madeNode(at source.Span, text string) *data.Node {
	var t source.Text
	t.Put(at, nil, []byte(text))
	return &data.Node{Kind: data.String, Raw: t, Text: t}
}

// RedirectFrom returns an old address of the page below the base URL.
func (p *Page) RedirectFrom(from *data.Node) string {
	if p.Mount == "" {
		return from.Str()
	}
	return p.Mount + "/" + strings.TrimPrefix(from.Str(), "/")
}

// translated finds the pages of a language that {% I18n_Headers %} takes for translations.
type translated struct{ byID, byPlain map[string][]Translation }

// Translation is a page in a language, with its permalink or "".
type Translation struct{ Lang, Permalink string }

func (d translated) add(t *translation) {
	found := Translation{t.lang, t.permalink}
	d.byID[t.pageID] = append(d.byID[t.pageID], found)
	d.byPlain[t.plain] = append(d.byPlain[t.plain], found)
}

// Translations returns the pages of this language that have the id of a page or, where
// that has none, its address without the language.
func (s *Site) Translations(pageID, plain string) []Translation {
	if pageID != "" {
		return s.translated.byID[pageID]
	}
	return s.translated.byPlain[plain]
}

// DefaultLanguage returns the language whose pages are in no folder of their own.
func (s *Site) DefaultLanguage() string { return s.polyglot.standard }
