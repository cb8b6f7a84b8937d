package content

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// addPages gives an element its pages: the authored ones, and one for each
// template that fits, unless an authored page has its address. A template of the
// project has precedence over one that docgen ships.
func (r *reader) addPages(e *Element, authored []*Page, taken map[string]bool) {
	e.URL = elementURL(e.Key, authored)
	for _, p := range authored {
		e.Pages = append(e.Pages, p.copied())
	}
	for _, p := range r.elementPages[e.Dir] {
		p = p.copied()
		p.URL = e.URL + strings.TrimPrefix(r.pageURL(p, path.Base(p.Path)), "/")
		p.complete()
		e.Pages = append(e.Pages, p)
	}
	written := map[string]bool{}
	for _, p := range e.Pages {
		p.Element = e
		written[p.URL] = true
	}
	made := map[string]*Page{}
	for _, t := range r.templates {
		if !fits(t.Front.Get("when"), e) {
			continue
		}
		url := templateURL(e.URL, t)
		if made[url] != nil {
			continue // checkFits reports two of the project
		}
		if taken[url] || written[url] {
			continue
		}
		made[url] = r.elementPage(t, e, url)
		e.Pages = append(e.Pages, made[url])
	}
	slices.SortStableFunc(e.Pages, func(a, b *Page) int { return order(a) - order(b) })
	for _, p := range e.Pages {
		r.setElementVars(p)
	}
	r.checkSections(e)
}

// checkSections reports sections of an element for a page that no template makes of it.
func (r *reader) checkSections(e *Element) {
	made, at := map[string]bool{}, map[string]*Page{}
	for _, p := range e.Pages {
		made[p.Template], at[p.URL] = true, p
	}
	for _, s := range e.Sections {
		if s.Shared || made[s.Page] {
			continue // the lint knows whether one of a preset is on any page
		}
		url := e.URL
		if s.Page != "index" {
			url += s.Page + ".html"
		}
		message := fmt.Sprintf("the element has no page %q: \"when\" of its templates does not fit", s.Page)
		if own := at[url]; own != nil {
			message = fmt.Sprintf("the page %q of the element is %s, where no section is put: write the text there", s.Page, own.File.Name)
		}
		r.report(diagnosticAt(s.at, diag.RuleElementYAML, diag.Error, "%s", message))
	}
}

// checkFits reports templates of the project that make no page, or the page of another.
func (r *reader) checkFits() {
	type page struct {
		of   *Element
		name string
	}
	first := map[page]*Page{}
	sure := len(r.Elements) > 0 && !slices.ContainsFunc(r.Elements, (*Element).Broken) // what "when" asks for may be what is wrong
	for _, t := range r.templates {
		if t.File.Embedded {
			continue
		}
		name, when := t.Front.Get("elementPage"), t.Front.Member("when")
		used := false
		for _, e := range r.Elements {
			if !fits(t.Front.Get("when"), e) {
				continue
			}
			used = true
			if other := first[page{e, name.Str()}]; other != nil {
				r.report(diagnosticAt(name, diag.RuleFrontMatter, diag.Error,
					"two templates make the page %q of the element %q: this one and %s", name.Str(), e.Key, other.File.Name))
				break
			}
			first[page{e, name.Str()}] = t
		}
		if sure && !used && when != nil && !slices.ContainsFunc(items(t.Front.Get("when").Get("auth")), r.reported) {
			r.report(diagnosticAt(when.Key, diag.RuleFrontMatter, diag.Warning, "no element fits \"when\": the template makes no page"))
		}
	}
}

// elementURL returns the folder of an element's pages: that of its first authored
// page, if there is one.
func elementURL(key string, authored []*Page) string {
	if len(authored) > 0 {
		return strings.TrimSuffix("/"+path.Dir(OutPath(authored[0].URL)), "/") + "/"
	}
	return "/docs/elements/" + key + "/"
}

// templateURL returns the address of the page that a template makes.
func templateURL(folder string, template *Page) string {
	if name := template.Front.Get("elementPage").Str(); name != "index" {
		return folder + name + ".html"
	}
	return folder
}

// checkTemplates reports and drops templates whose elementPage or when is
// invalid.
func (r *reader) checkTemplates() {
	r.templates = slices.DeleteFunc(r.templates, func(t *Page) bool {
		unclear := false
		for _, d := range r.CheckFrontMatter(t) {
			for _, key := range []string{"elementPage", "when"} {
				m := t.Front.Member(key)
				if m == nil {
					continue
				}
				from, _, _ := m.Key.Origin()
				to, _, _ := m.Value.Origin()
				if from.Start <= d.Span.Start && d.Span.Start <= to.End {
					d.Severity, unclear = diag.Error, true
					r.Problems = append(r.Problems, d)
				}
			}
		}
		return unclear
	})
}

func (r *reader) elementPage(t *Page, e *Element, url string) *Page {
	p := t.copied()
	p.Path = strings.TrimSuffix(strings.TrimPrefix(OutPath(url), "/"), ".html") + ".md"
	p.URL, p.Element = url, e
	p.Dir = e.Dir
	p.Template = t.Front.Get("elementPage").Str()
	p.complete()
	p.Redirects = nil
	if list := e.Node.Get("redirectFrom"); list != nil && p.Template == "index" {
		p.Redirects = list.Items
	}
	return p
}

// fits reports whether a template's "when" holds for an element: the delivery is
// exactly the one named, the auth type and its flow are among those named.
func fits(when *data.Node, e *Element) bool {
	if delivery := when.Get("delivery"); delivery != nil {
		want, have := strs(delivery), e.Delivery()
		slices.Sort(want)
		slices.Sort(have)
		if !slices.Equal(want, have) {
			return false
		}
	}
	if auth := when.Get("auth"); auth != nil && !slices.Contains(strs(auth), e.Get("auth", "type").Str()) {
		return false
	}
	flow := when.Get("flow")
	return flow == nil || slices.Contains(strs(flow), e.flow)
}

func order(p *Page) int {
	n, _ := p.Vars.Get("order").(int)
	return n
}

// setElementVars sets the variables that element pages have, unless the page's
// own front matter sets them.
func (r *reader) setElementVars(p *Page) {
	e := p.Element
	set := func(name string, n *data.Node) {
		if n != nil && p.Front.Get(name) == nil {
			p.Vars.Set(name, n.Value())
		}
	}
	set("heading", e.Node.Get("name"))
	set("apiProvider", e.provider())
	set("elementKey", e.Node.Get("key"))
	set("elementId", e.Node.Get("id"))
	for _, term := range []string{"apiKey", "apiSecret", "callbackURL"} {
		set(term, e.Get("auth", "terms", term))
	}
}

// provider returns what texts call the service: nil where the file gives no
// name at all.
func (e *Element) provider() *data.Node {
	if p := e.Get("provider"); p != nil {
		return p
	}
	return e.Node.Get("name")
}

// Vars returns what templates see as element, but for its parameters.
func (e *Element) Vars() data.Map {
	vars := data.Map{}
	for i := len(e.layers) - 1; i >= 0; i-- {
		setVars(vars, e.layers[i], nil)
	}
	vars.Set("key", e.Key)
	vars.Set("name", e.Name)
	vars.Set("provider", e.Name)
	if p := e.provider(); p != nil {
		vars.Set("provider", p.Value())
	}
	vars.Set("auth", e.auth())
	vars.Set("docs", e.merged("docs"))
	delivery := e.Delivery()
	vars.Set("events", data.MapOf("delivery", anys(delivery), "resources", e.Get("events", "resources").Value(),
		"webhooks", slices.Contains(delivery, "webhooks"), "polling", slices.Contains(delivery, "polling")))
	vars.Set("url", e.URL)
	return vars
}

// merged joins an object of all layers; the element's own values win.
func (e *Element) merged(keys ...string) data.Map {
	out := data.Map{}
	for i := len(e.layers) - 1; i >= 0; i-- {
		n := e.layers[i]
		for _, key := range keys {
			n = n.Get(key)
		}
		setVars(out, n, nil)
	}
	return out
}
