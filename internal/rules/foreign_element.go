package rules

import (
	"net/url"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

var foreignElement = &lint.Rule{
	Name:      diag.RuleForeignElement,
	Severity:  diag.Warning,
	Platform:  true,
	Published: true,
	Prepare:   prepareElementNames,
	Page: func(p *lint.Pass, page *lint.Page) {
		c := &foreignCheck{p, p.Prepared.(*elementNames)}
		self := c.names.of(page)
		if self != nil {
			c.frontMatter(page, self)
			c.links(page, self)
			c.text(page, self)
		}
		p.Note(hostsOn(page))
	},
}

type foreignCheck struct {
	*lint.Pass
	names *elementNames
}

// frontMatter checks the texts that describe the page. They have no reason to
// name another element.
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

// text checks the running text. A line that names several elements is a
// deliberate list.
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
			if count == 1 && !inLink(page, found) {
				c.unlessGeneral(page, found, c.At(page, found, named, name), nil)
			}
		}
	}
}

// inLink reports whether a place is in the address of a link or image.
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

// unlessGeneral drops a finding in a text that is shared by pages of many
// elements, which names some of them as examples, or if holds is false.
func (c *foreignCheck) unlessGeneral(page *lint.Page, r markdown.Range, d *diag.Diagnostic, holds func(*lint.Pass) bool) {
	at, _, _ := page.Text.Origin(r.Start, r.End)
	if at.File == page.File && holds == nil {
		return
	}
	file, own := at.File, page.File
	c.Provided(d, func(site *lint.Pass) bool {
		return (file == own || !isGeneral(site, file)) && (holds == nil || holds(site))
	})
}

func isGeneral(site *lint.Pass, file *source.File) bool {
	return site.Incomplete() || site.Once(file, func() any {
		names := site.Prepared.(*elementNames)
		subjects := map[*subject]bool{}
		for _, user := range site.UsersOf(file) {
			subjects[names.of(user)] = true
		}
		return len(subjects) > 3 || subjects[nil]
	}).(bool)
}

// links checks the targets of links: pages of another element, or the site of
// another provider.
func (c *foreignCheck) links(page *lint.Page, self *subject) {
	for _, list := range [][]markdown.Link{page.Facts.Links, page.Facts.Images} {
		for _, l := range list {
			if whose, holds := c.leadsTo(page, self, l); whose != "" {
				c.unlessGeneral(page, l.To, c.At(page, l.To, "this leads to %s, from a page about another element", whose), holds)
			}
		}
	}
}

// leadsTo returns the element whose page a link leads to, or "" if the link is
// correct, and a further condition.
func (c *foreignCheck) leadsTo(page *lint.Page, self *subject, l markdown.Link) (whose string, holds func(*lint.Pass) bool) {
	u, err := url.Parse(l.Dest)
	if err != nil {
		return "", nil
	}
	if u.Host == "" {
		return c.elementOf(page, self, l.Dest), nil
	}
	label := domain(u.Hostname())
	switch {
	case label == "" || everywhere[label] || self.related(label):
		return "", nil
	case len(c.names.byFlat[label]) > 0:
		return c.names.byFlat[label][0].name(), nil
	case c.ofAnyElement(page, l) && !strings.Contains(c.Site.Config.URL, label):
		return u.Hostname(), func(site *lint.Pass) bool { return !isPlatform(site, label) }
	}
	return "", nil
}

// ofAnyElement reports whether a link is in a template and its text names the
// provider, which differs for each page.
func (c *foreignCheck) ofAnyElement(page *lint.Page, l markdown.Link) bool {
	at, _, _ := page.Text.Origin(l.To.Start, l.To.End)
	heading := page.Vars.Text("heading")
	inTemplate := page.Template != "" && at.File == page.File || leftPhrase.MatchString(heading)
	return inTemplate && heading != "" && strings.Contains(l.Text, heading)
}

// isPlatform reports whether pages link to a host without naming an element, as
// they do to the platform itself.
func isPlatform(site *lint.Pass, label string) bool {
	type key struct{}
	return site.Incomplete() || site.Once(key{}, func() any {
		all := map[string]bool{}
		for _, page := range site.Pages {
			hosts, _ := site.Noted(page).([]string)
			for _, host := range hosts {
				all[host] = true
			}
		}
		return all
	}).(map[string]bool)[label]
}

// hostsOn lists the names of the hosts that a page links to without naming its
// element.
func hostsOn(page *lint.Page) []string {
	var hosts []string
	heading := page.Vars.Text("heading")
	for _, l := range page.Facts.Links {
		if !strings.Contains(l.Dest, "//") || heading != "" && strings.Contains(l.Text, heading) {
			continue
		}
		if u, err := url.Parse(l.Dest); err == nil && u.Host != "" {
			if host := domain(u.Hostname()); !slices.Contains(hosts, host) {
				hosts = append(hosts, strings.Clone(host))
			}
		}
	}
	return hosts
}

// elementOf returns the element whose folder a link of the site leads to.
func (c *foreignCheck) elementOf(page *lint.Page, self *subject, dest string) string {
	if !strings.Contains(dest, "elements/") && !strings.HasPrefix(dest, "../") {
		return ""
	}
	_, below, ok := strings.Cut(c.Index.PathOf(page, dest), "elements/")
	folder, _, inside := strings.Cut(below, "/")
	owners := c.names.byFlat[flatten(folder)]
	if !ok || !inside || len(owners) == 0 || self.related(folder) || self.related(owners[0].name()) {
		return ""
	}
	return owners[0].name()
}

// domain returns the registered label of a host name: campaignmonitor of
// www.campaignmonitor.com.
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

// name returns the name of an element for a message.
func (s *subject) name() string {
	if len(s.names) > 0 {
		return s.names[0]
	}
	return s.id
}
