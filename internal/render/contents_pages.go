package render

import (
	"slices"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/source"
)

// Jekyll renders all documents and then the pages one after the other, in the order of
// site.pages. So what a page prints as the content of another one is rendered where that
// one is before it in the list, and the text as it was written elsewhere. This holds
// here too, in whatever order and however often pages are rendered: pages cannot print
// each other in a circle, and each content is made once.

// pagesLabel stands for the pages where contents have the label of a collection.
const pagesLabel = "\x00pages"

// pageContent is the content of a page as templates see it. What it is depends on the
// run that reads it, see sink.contentOf.
type pageContent struct{ page *content.Page }

// ToLiquid makes it a drop of the template language, for whom nothing is rendered.
func (c pageContent) ToLiquid() any { return c.page.Body.String() }

// pageKeys are what Jekyll adds to the front matter of a page, in its order.
var pageKeys = []string{"content", "dir", "excerpt", "name", "path", "url"}

// addPages gives the engine the variables of the pages of a Jekyll tree, with their
// contents.
func (e *Engine) addPages() {
	if !e.site.Config.Jekyll {
		return
	}
	e.pageVars = make(map[*content.Page]data.Map, len(e.site.Pages))
	e.places = make(map[*content.Page]int, len(e.site.Pages))
	for i, p := range e.site.Pages {
		vars := data.Map{}
		for _, key := range p.Vars.Keys() {
			if !slices.Contains(pageKeys, key) {
				vars.Set(key, p.Vars.Get(key))
			}
		}
		for _, key := range pageKeys {
			vars.Set(key, p.Vars.Get(key))
		}
		vars.Set(partNames[contentPart], pageContent{p})
		e.pageVars[p], e.places[p] = vars, i
	}
}

// contentOf returns the content of a page as the run sees it.
func (s *sink) contentOf(p *content.Page) string {
	s.beside = true // it depends on the page that reads it
	c := s.engine.contents[contentsKey{pagesLabel, contentPart}]
	if place, ok := s.engine.places[p]; !ok || place >= s.before {
		s.dependOn(fileDep, p.File.Name)
		s.meter.take(200) // of the dependency
		return p.Body.String()
	}
	s.dependOn(contentsDep, pagesLabel)
	key := part{p, contentPart}
	if s.engine.inside == c {
		return c.made[key] // it is before the page that is being made
	}
	text, _ := outerPart{c, key}.ToLiquid().(string)
	return text
}

// madePage is the content of a page with what it depends on.
type madePage struct {
	text   source.Text
	traces []Trace
}
