package lint

import (
	"context"
	"slices"
	"sort"
	"strings"

	"docgen/internal/diag"
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
	// it cannot be fixed where it stands.
	Elsewhere bool

	// Suggestion is what was meant, nil if nothing is near.
	Suggestion *Suggestion
	// Others are further addresses that the same place in a layout makes, and that lead
	// nowhere.
	Others []string
}

// Dangling returns the references that lead nowhere, in the order of the pages.
func (x *Index) Dangling() []*Dangling { return x.dangling() }

// pageLinks is what the references of one page lead to.
type pageLinks struct {
	dangling []Dangling
	anchored []string // paths of the pages of whose ids some name one
	fault    *diag.Diagnostic
}

func (x *Index) findDangling(older *Index, users map[*source.File][]*Page) []*Dangling {
	all := make([]*pageLinks, len(x.pages))
	changed := x.changedIDs(older)
	Parallel(context.Background(), 0, len(x.pages), func(i int) {
		p := x.pages[i]
		if older != nil && x.names == older.names {
			was := older.leads[p]
			if was != nil && !slices.ContainsFunc(was.anchored, func(path string) bool { return changed[path] }) {
				all[i] = was
				return
			}
		}
		if fault := diag.Guard("resolving links", p.File, p.Path, func() { all[i] = x.linksOf(p) }); fault != nil {
			all[i] = &pageLinks{fault: fault}
		}
	})
	var list []*Dangling
	for i, l := range all {
		if l.fault != nil {
			x.faults = append(x.faults, l.fault)
			continue
		}
		x.leads[x.pages[i]] = l
		for j := range l.dangling {
			d := l.dangling[j]
			d.Target.Page = x.current(d.Target.Page)
			list = append(list, &d)
		}
	}
	return x.inConfig(x.joined(list, users))
}

// current returns the page as this index knows it, of one that an older index
// may have known.
func (x *Index) current(p *Page) *Page {
	if p == nil {
		return nil
	}
	if e, ok := x.entries[p.Out()]; ok && e.page != nil && x.made[keyOf(e.page)] != nil {
		return x.made[keyOf(e.page)]
	}
	return p
}

// changedIDs returns the paths of the pages that have other ids than they had
// for an older index.
func (x *Index) changedIDs(older *Index) map[string]bool {
	changed := map[string]bool{}
	if older == nil {
		return changed
	}
	was := make(map[string]*Page, len(older.pages))
	for _, p := range older.pages {
		was[p.Out()] = p
	}
	for _, p := range x.pages {
		if old := was[p.Out()]; old != p && (old == nil || older.site.LayoutOf(old.Page.Page) != x.site.LayoutOf(p.Page.Page) || !slices.Equal(old.kept.IDs, p.kept.IDs) || !slices.Equal(old.frameIDs(), p.frameIDs())) {
			changed[p.Path] = true
		}
	}
	return changed
}

// joined makes one of those that have one cause: the same place, or text of
// one page that a template prints on another.
func (x *Index) joined(list []*Dangling, users map[*source.File][]*Page) []*Dangling {
	type key struct {
		place source.Span
		dest  string
		Verdict
	}
	first, written := map[key]*Dangling{}, map[key]*Dangling{}
	var out []*Dangling
	led := x.ledPlaces()
	for _, d := range list {
		if d.settle(led); d.Layout && (d.At.File.Embedded || d.Value == d.At && !led[d.At] && len(x.site.Plugins) > 0) {
			continue // a writer has another place to edit; or a plugin, which is not run, makes them all
		}
		k := key{d.At, strings.TrimPrefix(d.Dest, d.Base), d.Verdict}
		if d.Layout && (!d.Exact || d.Value.File != nil) {
			k = key{d.At, "", Outside} // one cause, whatever it makes of the address
		}
		if known := first[k]; known != nil {
			known.also(d)
			if known.Pages[len(known.Pages)-1] != d.Pages[0] { // page by page
				known.Pages = append(known.Pages, d.Pages[0])
				if s := known.Suggestion; s != nil && (d.Suggestion == nil || *s != *d.Suggestion) {
					known.Suggestion = nil // not the same on all its pages
				}
			}
			continue
		}
		d.Pages = slices.Clone(d.Pages)
		first[k] = d
		if k = (key{dest: d.Dest, Verdict: d.Verdict}); d.Exact && written[k] == nil {
			written[k] = d
		}
		out = append(out, d)
	}
	known := references{}
	for _, d := range out {
		d.Elsewhere = led[d.At] || !d.Layout && known.lead(d, users[d.At.File])
	}
	places := map[*source.File][]*Dangling{}
	for _, d := range out {
		places[d.At.File] = append(places[d.At.File], d)
	}
	for _, list := range places {
		slices.SortStableFunc(list, func(a, b *Dangling) int { return a.At.Start - b.At.Start })
	}
	return slices.DeleteFunc(out, func(d *Dangling) bool {
		w := written[key{source.Span{}, d.Dest, d.Verdict}]
		if d.Exact {
			return false
		}
		if w == nil {
			w = inside(d, places[d.At.File])
		}
		if w == nil {
			return false
		}
		for _, p := range d.Pages {
			if !slices.Contains(w.Pages, p) {
				w.Pages = append(w.Pages, p)
			}
		}
		return true
	})
}

// inside returns the reference that stands in a text which was printed as a
// whole elsewhere, such as a post, for one in what was printed; nil for none.
// The list is that of the file, sorted.
func inside(printed *Dangling, list []*Dangling) *Dangling {
	first := sort.Search(len(list), func(i int) bool { return list[i].At.Start >= printed.At.Start })
	for _, d := range list[first:] {
		if d.At.Start > printed.At.End {
			break
		}
		if d != printed && d.Dest == printed.Dest && d.Verdict == printed.Verdict && d.At != printed.At && d.At.End <= printed.At.End {
			return d
		}
	}
	return nil
}

func (x *Index) linksOf(p *Page) *pageLinks {
	l := &pageLinks{}
	anchored, meant, spell := map[string]bool{}, map[string]*Suggestion{}, speller{x, maxCompared}
	references := p.kept.References
	if p.kept.frame != nil {
		references = slices.Concat(references, p.kept.frame.references)
	}
	for _, r := range references {
		if x.site.Config.IsAlso(p.Path) && isRelative(r.Dest) {
			continue // it is followed from where the page is copied to
		}
		written := r.Dest
		if r.Moves {
			written = x.site.Localized(p.Page.Page, r.Dest)
		}
		t := x.Resolve(p, written)
		if t.Page != nil && t.Fragment != "" && !anchored[t.Page.Path] {
			anchored[t.Page.Path] = true
			l.anchored = append(l.anchored, t.Page.Path)
		}
		if strings.TrimSpace(r.Dest) == "" {
			t = Target{Verdict: NoURL}
		}
		if t.Verdict != Outside && t.Verdict != Found {
			s, known := meant[r.Dest]
			if !known {
				s = spell.suggest(p, r.Dest, t)
				meant[r.Dest] = s
			}
			l.dangling = append(l.dangling, Dangling{Reference: r, Target: t, Pages: []*Page{p}, Suggestion: s})
		}
	}
	return l
}

// isRelative reports whether a link depends on the folder of its page.
func isRelative(dest string) bool {
	l := splitLink(dest)
	return l.scheme == "" && l.host == "" && l.path != "" && l.path[0] != '/'
}

// writtenReference is a reference at the place where it is written.
type writtenReference struct {
	at   source.Span
	dest string
}

// references are those of pages that were asked for.
type references map[*Page]map[writtenReference]bool

// lead reports whether the place of a dangling reference is on another page,
// where it leads somewhere.
func (known references) lead(d *Dangling, users []*Page) bool {
	on := make(map[*Page]bool, len(d.Pages))
	for _, p := range d.Pages {
		on[p] = true
	}
	for _, p := range users {
		if on[p] {
			continue
		}
		if known[p] == nil {
			known[p] = map[writtenReference]bool{}
			for _, r := range p.kept.References {
				known[p][writtenReference{r.At, r.Dest}] = true
			}
		}
		if known[p][writtenReference{d.At, d.Dest}] {
			return true
		}
	}
	return false
}
