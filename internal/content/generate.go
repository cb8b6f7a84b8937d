package content

import (
	"maps"
	"path"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// generate makes the pages of the elements: for each template that fits an
// element a page, unless an authored page stands in its place.
func (s *Site) generate() {
	s.checkTemplates()
	authored := map[string][]*Page{} // by the key of their element
	for _, p := range s.Pages {
		if key := p.Front.Get("elementKey").Str(); key != "" {
			authored[key] = append(authored[key], p)
		}
	}
	for _, e := range s.Elements {
		s.adopt(e, authored[e.Key])
		s.addBeside(e)
	}
	taken := map[string]bool{}
	for _, p := range s.Pages {
		taken[p.URL] = true
	}
	for _, e := range s.Elements {
		s.fill(e, taken)
		slices.SortStableFunc(e.Pages, func(a, b *Page) int { return order(a) - order(b) })
		for _, p := range e.Pages {
			s.setElementVars(p)
		}
	}
}

// fill makes the pages of an element that nobody has written.
func (s *Site) fill(e *Element, taken map[string]bool) {
	made := map[string]*Page{}
	for _, t := range s.templates {
		name := t.Front.Get("elementPage").Str()
		if !fits(t.Front.Get("when"), e) {
			continue
		}
		url := e.URL + name + ".html"
		if name == "index" {
			url = e.URL
		}
		if other := made[url]; other != nil {
			s.Problems = append(s.Problems, at(t.Front.Get("elementPage"), "front-matter", diag.Error,
				"two templates make the page %q of the element %q: this one and %s", name, e.Key, other.File.Name))
			continue
		}
		if taken[url] {
			continue
		}
		p := s.elementPage(t, e, name, url)
		made[url], taken[url] = p, true
		s.Pages = append(s.Pages, p)
		e.Pages = append(e.Pages, p)
	}
}

// checkTemplates reports and leaves out templates that do not say clearly which
// page they make, or of which elements.
func (s *Site) checkTemplates() {
	s.templates = slices.DeleteFunc(s.templates, func(t *Page) bool {
		unclear := false
		for _, d := range s.CheckFrontMatter(t) {
			for _, key := range []string{"elementPage", "when"} {
				m := t.Front.Member(key)
				if m == nil {
					continue
				}
				from, _, _ := m.Key.Origin()
				to, _, _ := m.Value.Origin()
				if from.Start <= d.Span.Start && d.Span.Start <= to.End {
					d.Severity, unclear = diag.Error, true
					s.Problems = append(s.Problems, d)
				}
			}
		}
		return unclear
	})
}

// adopt takes the authored pages of an element: those whose front matter has
// its key. The generated ones join them in their folder.
func (s *Site) adopt(e *Element, authored []*Page) {
	for _, p := range authored {
		if p.Element != nil {
			continue // two elements of one key
		}
		if len(e.Pages) == 0 {
			e.URL = strings.TrimSuffix("/"+path.Dir(OutPath(p.URL)), "/") + "/"
		}
		p.Element = e
		e.Pages = append(e.Pages, p)
	}
}

// addBeside adds the authored pages that stand beside an element.yml.
func (s *Site) addBeside(e *Element) {
	for _, p := range s.elementPages {
		if e.Dir == "" || p.Dir != e.Dir {
			continue
		}
		p.URL = e.URL + strings.TrimPrefix(s.pageURL(p, path.Base(p.Path)), "/")
		p.Element = e
		s.complete(p)
		s.Pages = append(s.Pages, p)
		e.Pages = append(e.Pages, p)
	}
}

func (s *Site) elementPage(t *Page, e *Element, name, url string) *Page {
	p := *t
	p.Path = strings.TrimSuffix(strings.TrimPrefix(OutPath(url), "/"), ".html") + ".md"
	p.URL, p.Element = url, e
	p.Dir = e.Dir
	if p.Dir == "" {
		p.Dir = path.Join("elements", e.Key)
	}
	p.Vars = maps.Clone(t.Vars)
	s.complete(&p)
	p.Redirects = nil
	if list := e.Node.Get("redirectFrom"); list != nil && name == "index" {
		p.Redirects = list.Items
	}
	p.Template = name
	return &p
}

// fits tells whether a template's "when" holds for an element: the delivery is
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
	n, _ := p.Vars["order"].(int)
	return n
}

// setElementVars gives a page the variables that element pages have. What its
// own front matter says stays.
func (s *Site) setElementVars(p *Page) {
	e := p.Element
	set := func(name string, n *data.Node) {
		if n != nil && p.Front.Get(name) == nil {
			p.Vars[name] = n.Value()
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
		setVars(vars, e.layers[i])
	}
	vars["provider"] = e.Name
	if p := e.provider(); p != nil {
		vars["provider"] = p.Value()
	}
	vars["auth"] = e.auth()
	vars["docs"] = e.merged("docs")
	delivery := e.Delivery()
	vars["events"] = data.Map{"delivery": anys(delivery), "resources": e.Get("events", "resources").Value(),
		"webhooks": slices.Contains(delivery, "webhooks"), "polling": slices.Contains(delivery, "polling")}
	vars["url"] = e.URL
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
		setVars(out, n)
	}
	return out
}
