package rules

import (
	"net/url"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

var foreignElement = &lint.Rule{
	Name:     "foreign-element",
	Severity: diag.Warning,
	Site: func(p *lint.Pass) {
		c := &foreignCheck{p, readElementNames(p.Pages), map[*source.File]bool{}, nil}
		for _, page := range p.Pages {
			if self := c.names.of(page); self != nil {
				c.frontMatter(page, self)
				c.links(page, self)
				c.text(page, self)
			}
		}
	},
}

type foreignCheck struct {
	*lint.Pass
	names   *elementNames
	general map[*source.File]bool
	hosts   map[string]bool // see isPlatform
}

// frontMatter looks through the texts that describe the page. They have no
// reason to name an element but their own.
func (c *foreignCheck) frontMatter(page *lint.Page, self *subject) {
	if page.Front == nil || page.Template != "" {
		return
	}
	for _, m := range page.Front.Members {
		switch m.Key.Str() {
		case "title", "heading", "seo", "description":
			text := m.Value.Text
			c.names.named(text.Bytes, func(start, end int, name string) {
				if !self.contains(name) {
					c.Textf(page, text, start, end, named, name)
				}
			})
		}
	}
}

const named = "%q is named on a page about another element"

// text looks through the running text. A line that names several elements
// lists them on purpose.
func (c *foreignCheck) text(page *lint.Page, self *subject) {
	for _, b := range page.Facts.Blocks {
		for _, r := range b.Lines {
			var found markdown.Range
			var name string
			count := 0
			c.names.mentions(page.Text.Bytes[r.Start:r.End], func(start, end int, n string) {
				if tellsApart(n) && !self.related(n) && !inCode(page, r.Start+start) {
					if n != name {
						count++
					}
					found, name = markdown.Range{Start: r.Start + start, End: r.Start + end}, n
				}
			})
			if count == 1 && !c.isGeneral(page, found) && !inLink(page, found) {
				c.At(page, found, named, name)
			}
		}
	}
}

// inLink tells whether a place lies in the address of a link or image.
func inLink(page *lint.Page, r markdown.Range) bool {
	for _, list := range [][]markdown.Link{page.Facts.Links, page.Facts.Images} {
		for _, l := range list {
			if l.To.Start <= r.Start && r.End <= l.To.End {
				return true
			}
		}
	}
	return false
}

// isGeneral tells whether a text is shared by pages of many elements, which
// names some of them as examples.
func (c *foreignCheck) isGeneral(page *lint.Page, r markdown.Range) bool {
	at, _, _ := page.Text.Origin(r.Start, r.End)
	if at.File == page.File {
		return false
	}
	general, known := c.general[at.File]
	if !known {
		subjects := map[*subject]bool{}
		for _, user := range usersOf(c.Pass, at.File) {
			subjects[c.names.of(user)] = true
		}
		general = len(subjects) > 3 || subjects[nil]
		c.general[at.File] = general
	}
	return general
}

// links looks at where links lead: to the pages of another element, or to the
// site of another provider.
func (c *foreignCheck) links(page *lint.Page, self *subject) {
	for _, list := range [][]markdown.Link{page.Facts.Links, page.Facts.Images} {
		for _, l := range list {
			if whose := c.leadsTo(page, self, l); whose != "" && !c.isGeneral(page, l.To) {
				c.At(page, l.To, "this leads to %s, from a page about another element", whose)
			}
		}
	}
}

// leadsTo returns whose page a link leads to, or "" where that is as it should
// be.
func (c *foreignCheck) leadsTo(page *lint.Page, self *subject, l markdown.Link) string {
	u, err := url.Parse(l.Dest)
	if err != nil {
		return ""
	}
	if u.Host == "" {
		return c.elementOf(page, self, l.Dest)
	}
	label := domain(u.Hostname())
	switch {
	case label == "" || everywhere[label] || self.related(label):
		return ""
	case len(c.names.byFlat[label]) > 0:
		return c.names.byFlat[label][0].name()
	case c.ofAnyElement(page, l) && !strings.Contains(c.Site.Config.URL, label) && !c.isPlatform(label):
		return u.Hostname()
	}
	return ""
}

// ofAnyElement tells whether a link stands in a template, whose pages each have
// a provider of their own, and speaks of that provider.
func (c *foreignCheck) ofAnyElement(page *lint.Page, l markdown.Link) bool {
	at, _, _ := page.Text.Origin(l.To.Start, l.To.End)
	heading, _ := page.Vars["heading"].(string)
	inTemplate := page.Template != "" && at.File == page.File || leftPhrase.MatchString(heading)
	return inTemplate && heading != "" && strings.Contains(l.Text, heading)
}

// isPlatform tells whether a host is linked to without naming an element, as
// that of the platform itself is.
func (c *foreignCheck) isPlatform(label string) bool {
	if c.hosts == nil {
		c.hosts = map[string]bool{}
		for _, page := range c.Pages {
			heading, _ := page.Vars["heading"].(string)
			for _, l := range page.Facts.Links {
				if heading != "" && strings.Contains(l.Text, heading) {
					continue
				}
				if u, err := url.Parse(l.Dest); err == nil && u.Host != "" {
					c.hosts[domain(u.Hostname())] = true
				}
			}
		}
	}
	return c.hosts[label]
}

// elementOf returns the element whose folder a link of the site leads to.
func (c *foreignCheck) elementOf(page *lint.Page, self *subject, dest string) string {
	if !strings.Contains(dest, "elements/") && !strings.HasPrefix(dest, "../") {
		return ""
	}
	_, below, ok := strings.Cut(c.Index.Resolve(page, dest).Path, "elements/")
	folder, _, inside := strings.Cut(below, "/")
	owners := c.names.byFlat[flatten(folder)]
	if !ok || !inside || len(owners) == 0 || self.related(folder) || self.related(owners[0].name()) {
		return ""
	}
	return owners[0].name()
}

// domain returns the word of a host name that somebody has registered:
// campaignmonitor of www.campaignmonitor.com.
func domain(host string) string {
	labels := strings.Split(strings.ToLower(host), ".")
	n := len(labels)
	if n > 2 && len(labels[n-1]) == 2 && len(labels[n-2]) <= 3 {
		n-- // co.uk
	}
	if n < 2 {
		return ""
	}
	return labels[n-2]
}

// name returns what an element is called in a message.
func (s *subject) name() string {
	if len(s.names) > 0 {
		return s.names[0]
	}
	return s.id
}
