package lint

import "docgen/internal/content"

// Index finds what links lead to: the pages and files of the site as it would
// be written, and the anchors on its pages.
type Index struct {
	pages map[string]*Page // by output path
}

func newIndex(site *content.Site, pages []*Page) *Index {
	x := &Index{pages: map[string]*Page{}}
	for _, p := range pages {
		x.pages[p.Out()] = p
	}
	return x
}
