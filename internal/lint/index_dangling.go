package lint

import (
	"context"
	"slices"
	"strings"

	"docgen/internal/source"
)

// Dangling is a reference that leads nowhere, at the place where it is written:
// once, however many pages show it.
type Dangling struct {
	Reference // on the first of Pages
	Target    // from there
	// Pages are those where it leads nowhere.
	Pages []*Page
	// Elsewhere says that it leads somewhere on other pages that include it, so
	// it cannot be mended where it stands.
	Elsewhere bool

	// Suggestion is what was meant, nil if nothing is near.
	Suggestion *Suggestion

	place source.Span
	exact bool // the address stands there as it is
}

// Dangling returns the references that lead nowhere, in the order of the pages.
func (x *Index) Dangling() []*Dangling { return x.dangling() }

func (x *Index) findDangling() []*Dangling {
	found := make([][]*Dangling, len(x.pages))
	parallel(context.Background(), 0, len(x.pages), func(i int) {
		if x.pages[i].IsHTML() {
			found[i] = x.danglingOn(x.pages[i])
		}
	})
	return x.joined(slices.Concat(found...))
}

// joined makes one of those that have one cause: the same place, or text of
// one page that a template prints on another.
func (x *Index) joined(list []*Dangling) []*Dangling {
	type key struct {
		place source.Span
		dest  string
		Verdict
	}
	first, written := map[key]*Dangling{}, map[key]*Dangling{}
	var out []*Dangling
	for _, d := range list {
		k := key{d.place, d.Dest, d.Verdict}
		if known := first[k]; known != nil {
			if !slices.Contains(known.Pages, d.Pages[0]) {
				known.Pages = append(known.Pages, d.Pages[0])
			}
			continue
		}
		first[k] = d
		if k.place = (source.Span{}); d.exact && written[k] == nil {
			written[k] = d
		}
		out = append(out, d)
	}
	for _, d := range out {
		d.Elsewhere = x.leadsElsewhere(d)
		d.Suggestion = x.suggest(d)
	}
	return slices.DeleteFunc(out, func(d *Dangling) bool {
		w := written[key{source.Span{}, d.Dest, d.Verdict}]
		if d.exact || w == nil {
			return false
		}
		w.Pages = append(w.Pages, d.Pages...)
		return true
	})
}

func (x *Index) danglingOn(p *Page) []*Dangling {
	var out []*Dangling
	for r := range p.References() {
		t := x.Resolve(p, r.Dest)
		if strings.TrimSpace(r.Dest) == "" {
			t = Target{Verdict: NoURL}
		}
		if t.Verdict == Outside || t.Verdict == Found {
			continue
		}
		at, _, exact := p.Text.Origin(r.Start, r.End)
		out = append(out, &Dangling{Reference: r, Target: t, Pages: []*Page{p}, place: at, exact: exact})
	}
	return out
}

// leadsElsewhere tells whether the place of a dangling reference is on another
// page, where it leads somewhere.
func (x *Index) leadsElsewhere(d *Dangling) bool {
	for _, p := range x.pages {
		if !p.Used[d.place.File] || slices.Contains(d.Pages, p) {
			continue
		}
		for r := range p.References() {
			if r.Dest == d.Dest {
				if at, _, _ := p.Text.Origin(r.Start, r.End); at == d.place {
					return true
				}
			}
		}
	}
	return false
}
