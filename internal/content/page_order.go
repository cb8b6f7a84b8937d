package content

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// orderPages puts the pages that were read into the order of site.pages: by the
// names of their files, as Jekyll has it, and in docgen's own layout by address.
// What plugins make comes after them. A page without front matter is one of these.
func (r *reader) orderPages() {
	if !r.Config.Jekyll {
		slices.SortFunc(r.Pages, func(a, b *Page) int { return cmp.Or(cmp.Compare(a.URL, b.URL), cmp.Compare(a.Path, b.Path)) })
		return
	}
	made := func(p *Page) int {
		if p.FrontSpan.Start == p.Body.Start && r.needsNoFront(p.Path) {
			return 1
		}
		return 0
	}
	slices.SortFunc(r.Pages, func(a, b *Page) int {
		return cmp.Or(made(a)-made(b), strings.Compare(path.Base(a.Path), path.Base(b.Path)), compareFolders(path.Dir(a.Path), path.Dir(b.Path)))
	})
}

// compareFolders compares two folders in the order in which Jekyll reads them: those
// within a folder come before its own files.
func compareFolders(a, b string) int {
	switch {
	case a == b:
		return 0
	case inside(b, a):
		return 1
	case inside(a, b):
		return -1
	}
	return slices.Compare(strings.Split(a, "/"), strings.Split(b, "/"))
}
