package lint

import (
	"slices"

	"docgen/internal/content"
	"docgen/internal/data"
)

// OnPlatform reports whether the tree is about elements of the platform: it has
// settings of docgen's own, an element, or an example that creates an instance.
// All pages must be made.
func (p *Pass) OnPlatform() bool { return onPlatform(p.Site, p.Pages) }

func onPlatform(site *content.Site, pages []*Page) bool {
	return ownSettings(site.Config) || site.Config.Node.Get("schemas") != nil || len(site.Elements) > 0 || slices.ContainsFunc(pages, func(p *Page) bool { return p.kept.platform })
}

// ownSettings reports whether docgen.yml is a sign that the tree is about elements. Beside
// _config.yml it is none if it only says how that tree is read or shown.
func ownSettings(c *content.Config) bool {
	if c.Own == nil || !c.Jekyll || len(c.Own.Members) == 0 {
		return c.Own != nil
	}
	return slices.ContainsFunc([]string{"elements", "rules", "schemas"}, func(key string) bool { return c.Own.Get(key) != nil })
}

// aboutElement reports whether a page is about an element of the platform: by its
// front matter, or by an example.
func (p *Page) aboutElement() bool {
	if p.Front.Get("elementKey") != nil || p.Front.Get("elementId") != nil {
		return true
	}
	for _, e := range p.Examples() {
		for _, body := range e.Bodies {
			if slices.ContainsFunc(body.Docs, isInstance) {
				return true
			}
		}
	}
	return false
}

// isInstance reports whether a document creates an instance of an element.
func isInstance(doc *data.Node) bool {
	return doc.Get("element").Get("key") != nil && (doc.Get("configuration") != nil || doc.Get("providerData") != nil)
}
