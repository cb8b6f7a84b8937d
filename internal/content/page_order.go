package content

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// orderPages puts the pages that were read into the order of site.pages: by the
// names of their files, as Jekyll has it, and in docgen's own layout by address.
// Those of a theme come after them. Pages without front matter are put aside for the
// plugin that makes them.
func (r *reader) orderPages() {
	if !r.Config.Jekyll {
		slices.SortFunc(r.Pages, func(a, b *Page) int { return cmp.Or(cmp.Compare(a.URL, b.URL), cmp.Compare(a.Path, b.Path)) })
		return
	}
	slices.SortFunc(r.Pages, func(a, b *Page) int {
		return cmp.Or(boolOrder(r.Config.inTheme(a.Path), r.Config.inTheme(b.Path)), strings.Compare(path.Base(a.Path), path.Base(b.Path)),
			compareFolders(path.Dir(a.Path), path.Dir(b.Path)), strings.Compare(a.URL, b.URL))
	})
	for _, p := range r.Pages {
		if r.isOptional(p) {
			r.optional = append(r.optional, p)
		}
	}
	r.Pages = slices.DeleteFunc(r.Pages, r.isOptional)
	slices.SortFunc(r.optional, func(a, b *Page) int { return strings.Compare(a.Path, b.Path) })
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
