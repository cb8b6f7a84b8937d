package render

import (
	"bytes"
	"strings"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
)

// addLanguages makes the engines of the site's other languages. They share what does not
// depend on a language.
func (e *Engine) addLanguages(opts Options, older *Engine) {
	e.languages = make(map[string]*Engine, len(e.site.Languages))
	for _, site := range e.site.Languages {
		var was *Engine
		if older != nil {
			was = older.languages[site.Mount]
		}
		inner := New(site, opts, was)
		inner.templates = e.templates
		inner.sheets.program, inner.sheets.missed = e.sheets.program, e.sheets.missed
		e.languages[site.Mount] = inner
	}
}

// In returns the engine that renders a page: that of its language.
func (e *Engine) In(p *content.Page) *Engine {
	if inner := e.languages[p.Mount]; inner != nil {
		return inner
	}
	return e
}

// all returns the engine and those of the other languages.
func (e *Engine) all() []*Engine {
	list := []*Engine{e}
	for _, site := range e.site.Languages {
		list = append(list, e.languages[site.Mount])
	}
	return list
}

// gemBlocks are the blocks of the plugins that docgen has.
var gemBlocks = map[string]func(s *sink, tok *token, b blockBody) error{
	"static_href": staticHref, "Static_Href": staticHref,
}

// gemBlock returns what prints a block of a plugin that the site uses, or nil.
func (e *Engine) gemBlock(name string) func(s *sink, tok *token, b blockBody) error {
	if brings := e.site.Config.GemTag(name); brings == nil {
		return nil
	}
	if _, own := e.site.Foreign(name); own {
		return nil
	}
	return gemBlocks[name]
}

// staticHref prints an attribute that leads to the same place in all languages: under
// another name, until what is written for the page gets the links of its language.
func staticHref(s *sink, tok *token, b blockBody) error {
	made, err := s.aside(b)
	if err != nil {
		return err
	}
	const name = "href="
	start := len(made.Bytes) - len(bytes.TrimLeft(made.Bytes, spaces))
	end := max(start, len(bytes.TrimRight(made.Bytes, spaces)))
	text := made.Bytes[start:end]
	value, ok := bytes.CutPrefix(text, []byte(name))
	if !ok || len(value) == 0 || value[0] != '"' || value[len(value)-1] != '"' {
		s.report(diag.RuleLiquidSyntax, tok.span, `{%% %s %%} takes an address such as href="/about/", and this is %q`, tok.name, cutShown(string(text)))
		return nil
	}
	s.put(tok.span, []byte(content.StaticHref+"="))
	s.add(made.Slice(start+len(name), end), nil)
	return s.check(tok.span)
}

// languageHeaders prints the links of a page to itself and to its translations, as
// {% I18n_Headers %}.
func languageHeaders(p *gemRun) string {
	site := p.engine.site
	p.dependOn(pagesDep, "")
	for _, c := range site.Collections {
		p.dependOn(docsDep, c.Label)
	}
	h := headers{gemRun: p, standard: site.DefaultLanguage(), links: map[string]string{}}
	if h.base = strings.TrimSuffix(strings.TrimSpace(p.args), "/"); h.base == "" {
		h.base = site.Config.URL + site.Config.BaseURL
	}
	h.own = rooted(p.meter.format(first(p.get("page", "permalink"), p.get("page", "url"))))
	h.own = rooted(strings.TrimPrefix(h.own, "/"+site.Lang+"/"))
	fromPage, _ := p.get("page", "permalink_lang").(data.Map)
	for _, lang := range fromPage.Keys() {
		h.links[lang] = p.meter.format(fromPage.Get(lang))
	}
	for _, t := range site.Translations(p.meter.format(p.get("page", "page_id")), h.own) {
		if t.Permalink != "" {
			h.links[t.Lang] = t.Permalink
		}
	}
	var b strings.Builder
	canonical := h.address(site.Lang)
	if fallback := p.get("site", "fallback_canonical_to_default_lang"); truthy(fallback) && h.links[site.Lang] == "" {
		canonical = h.address(h.standard)
	}
	b.WriteString(`<link rel="canonical" href="` + canonical + "\"/>\n")
	languages, _ := p.get("site", "languages").([]any)
	for _, l := range languages {
		lang := p.meter.format(l)
		switch {
		case lang == h.standard:
			b.WriteString(`<link rel="alternate" hreflang="` + lang + `" href="` + h.address(lang) + "\"/>\n")
			b.WriteString(`<link rel="alternate" hreflang="x-default" href="` + h.address(lang) + "\"/>\n")
		case h.links[lang] != "":
			b.WriteString(`<link rel="alternate" hreflang="` + lang + `" href="` + h.address(lang) + "\"/>\n")
		}
	}
	return b.String()
}

// headers are those of one page.
type headers struct {
	*gemRun
	standard, base string
	own            string            // the permalink of the page without its language
	links          map[string]string // the permalinks of the translations
}

// address returns the address of the page in a language.
func (h *headers) address(lang string) string {
	link := h.links[lang]
	if link == "" {
		link = h.own
	}
	if link = rooted(link); lang != h.standard && !strings.HasPrefix(link, "/"+lang+"/") {
		link = "/" + lang + link
	}
	return h.base + link
}

// rooted returns a permalink with the slash that it may lack.
func rooted(link string) string { return "/" + strings.TrimPrefix(link, "/") }
