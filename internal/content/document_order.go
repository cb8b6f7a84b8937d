package content

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"docgen/internal/data"
)

// orderDocuments puts the documents of each collection in their order.
func (r *reader) orderDocuments() {
	for _, c := range r.Collections {
		slices.SortStableFunc(c.Files, func(a, b Static) int { return slices.Compare(strings.Split(a.From, "/"), strings.Split(b.From, "/")) })
		switch {
		case c.Order != nil:
			mergeSort(c.Docs, comparePages)
			c.Docs = c.rearranged()
		case c.SortBy != "":
			mergeSort(c.Docs, func(a, b *Page) int {
				order, comparable := compareValues(a.Vars.Get(c.SortBy), b.Vars.Get(c.SortBy))
				if !comparable {
					order = 0
				}
				return cmp.Or(order, comparePages(a, b))
			})
		default:
			mergeSort(c.Docs, comparePages)
		}
	}
	r.Posts = newestFirst(r.Collections)
}

// newestFirst returns the posts, which are the first collection, in the order in which
// templates see them.
func newestFirst(all []*Collection) []*Page {
	posts := slices.Clone(all[0].Docs)
	slices.Reverse(posts)
	return posts
}

// comparePages compares documents by their dates, if both have one, then by their
// paths.
func comparePages(a, b *Page) int {
	if !a.Date.IsZero() && !b.Date.IsZero() {
		if order := a.Date.Compare(b.Date); order != 0 {
			return order
		}
	}
	return strings.Compare(a.Path, b.Path)
}

// compareValues compares two variables of documents; no value comes last.
func compareValues(a, b any) (order int, ok bool) {
	switch {
	case a == nil && b == nil:
		return 0, true
	case a == nil:
		return 1, true
	case b == nil:
		return -1, true
	}
	switch a := a.(type) {
	case string:
		b, ok := b.(string)
		return strings.Compare(a, b), ok
	case time.Time:
		b, ok := b.(time.Time)
		return a.Compare(b), ok
	case data.Date:
		b, ok := b.(data.Date)
		return cmp.Compare(a, b), ok
	case []any:
		b, ok := b.([]any)
		for i := range min(len(a), len(b)) {
			if order, ok := compareValues(a[i], b[i]); order != 0 || !ok {
				return order, ok
			}
		}
		return cmp.Compare(len(a), len(b)), ok
	}
	x, isNumber := number(a)
	y, areNumbers := number(b)
	return cmp.Compare(x, y), isNumber && areNumbers
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// mergeSort sorts by halves, as the C library does for Ruby. Documents of which some
// have no date have no order that every way to sort would find.
func mergeSort(list []*Page, compare func(a, b *Page) int) {
	if len(list) < 2 {
		return
	}
	half := len(list) / 2
	left, right := slices.Clone(list[:half]), list[half:]
	mergeSort(left, compare)
	mergeSort(right, compare)
	at := 0
	for len(left) > 0 && len(right) > 0 {
		if compare(left[0], right[0]) <= 0 {
			list[at], left = left[0], left[1:]
		} else {
			list[at], right = right[0], right[1:]
		}
		at++
	}
	copy(list[at:], left)
}

// rearranged returns the documents that order lists, then the others.
func (c *Collection) rearranged() []*Page {
	rest := make(map[string]*Page, len(c.Docs))
	for _, p := range c.Docs {
		rest[p.Vars.Text("relative_path")] = p
	}
	var out []*Page
	for _, entry := range c.Order {
		name := path.Clean(c.Folder + "/" + entry)
		if p := rest[name]; p != nil {
			out = append(out, p)
			delete(rest, name)
		}
	}
	for _, p := range c.Docs {
		if rest[p.Vars.Text("relative_path")] != nil {
			out = append(out, p)
		}
	}
	return out
}
