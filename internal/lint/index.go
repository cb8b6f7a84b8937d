package lint

import (
	"cmp"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// Index finds what links lead to: the pages and files of the site as it would
// be written, and, once the pages are made, the anchors on them.
type Index struct {
	site *content.Site
	host string // of the published site, "" where the configuration names none
	base string // path of the published site on its host: "" or "/portal"

	// entries are what is written, by the path below the site's root.
	entries map[string]entry
	// names names the addresses that the site has, and the ids in layouts. It is
	// that of the older index where they are the same.
	names   *int
	older   *Index                     // of a run before an edit; nil where there is none, or once pages are set
	folders func() map[string][]string // names in each folder
	nearest *sync.Map                  // of paths that are not there: see nearPage
	frames  map[string][]string        // ids that layouts add
	hosted  func() hostRedirects       // see served
	opaque  map[string]bool            // layouts whose ids a fault of docgen hides
	unsure  map[string]bool            // last parts of the addresses of redirects that a plugin changes; nil for none

	pages []*Page // by path
	made  map[pageKey]*Page
	leads map[*Page]*pageLinks
	// dangling are the references that lead nowhere.
	dangling func() []*Dangling
	faults   []*diag.Diagnostic // that kept some of them from being found
}

// entry is something that a link can lead to.
type entry struct {
	page *content.Page // nil for a file that is copied; of a redirect the page it leads to
}

// pageKey names a page of a site and of those after it.
type pageKey struct{ path, url string }

func keyOf(p *content.Page) pageKey {
	if p == nil {
		return pageKey{}
	}
	return pageKey{p.Path, p.Address()}
}

func newIndex(site *content.Site, older *Index) *Index {
	if older != nil && older.site.Outline() == site.Outline() && len(older.faults) == 0 {
		return &Index{site: site, host: older.host, base: older.base, entries: older.entries, names: older.names, older: older.filled(), folders: older.folders, nearest: older.nearest, frames: older.frames, hosted: older.hosted, unsure: older.unsure}
	}
	base := site.Config.BaseURL
	if base != "" && base[0] != '/' {
		base = "/" + base // browsers see it so
	}
	x := &Index{site: site, older: older.filled(), base: base, entries: make(map[string]entry, 2*len(site.Pages)+len(site.Static))}
	_, address, _ := strings.Cut(site.Config.URL, "://")
	x.host, _, _ = strings.Cut(strings.ToLower(address), "/")
	pages := slices.SortedStableFunc(slices.Values(site.AllPages()), func(a, b *content.Page) int { return cmp.Compare(a.Path, b.Path) })
	for _, p := range pages {
		x.add(p.Address(), p.Out(), entry{page: p})
		if twin, ok := p.TwinOut(); ok && !site.Config.Jekyll {
			x.enter(twin, entry{})
		}
	}
	for _, f := range site.Static {
		x.add(f.Address(), f.Out(), entry{})
	}
	if site.RedirectsUnsure() {
		x.unsure = map[string]bool{}
	}
	for from, p := range redirects(site, pages) {
		if x.unsure != nil {
			x.unsure[path.Base(from.Str())] = true
		}
		address := p.RedirectFrom(from)
		x.enter(content.RedirectOut(address), entry{page: p})
		x.add(address, content.OutPath(address), entry{page: p})
	}
	if !site.Config.Jekyll {
		for _, name := range forMachines {
			x.enter(name, entry{})
		}
	} else if site.Config.ListsRedirects() {
		x.enter("redirects.json", entry{})
	}
	x.listFrames()
	x.folders, x.nearest = sync.OnceValue(x.listFolders), &sync.Map{}
	x.hosted = sync.OnceValue(func() hostRedirects { return newHostRedirects(site.Hosting.Redirects) })
	x.names = new(int)
	if older != nil && len(older.faults)+len(x.faults) == 0 && older.host == x.host && older.base == x.base && maps.EqualFunc(x.entries, older.entries, entry.sameAs) &&
		maps.EqualFunc(x.frames, older.frames, slices.Equal) && site.Hosting.Same(older.site.Hosting) && site.SamePluginNames(older.site) && maps.Equal(x.unsure, older.unsure) {
		x.names, x.folders, x.nearest = older.names, older.folders, older.nearest
	}
	return x
}

// filled returns the index, or the one before it where no run has set its pages.
func (x *Index) filled() *Index {
	if x != nil && x.leads == nil {
		return x.older
	}
	return x
}

// sameAs reports whether two entries lead to pages of one path, or to files.
func (e entry) sameAs(other entry) bool {
	if e.page == nil || other.page == nil {
		return e.page == other.page
	}
	return keyOf(e.page) == keyOf(other.page)
}

// withPages returns the index with the anchors on the pages.
func (x *Index) withPages(pages []*Page, users map[*source.File][]*Page) *Index {
	copied := *x
	x = &copied
	x.pages, x.made, x.leads = pages, make(map[pageKey]*Page, len(pages)), make(map[*Page]*pageLinks, len(pages))
	for _, p := range pages {
		x.made[keyOf(p.Page.Page)] = p
	}
	older := x.older
	x.older = nil
	x.dangling = sync.OnceValue(func() (list []*Dangling) {
		if fault := diag.Guard("resolving links", nil, "", func() { list = x.findDangling(older, users) }); fault != nil {
			panic(fault) // the same one for all who ask
		}
		return list
	})
	return x
}

// redirects yields the old addresses for which a redirect is written, with the pages that
// they lead to.
func redirects(site *content.Site, pages []*content.Page) iter.Seq2[*data.Node, *content.Page] {
	return func(yield func(*data.Node, *content.Page) bool) {
		if !site.Config.Makes("jekyll-redirect-from") {
			return
		}
		for _, p := range pages {
			for _, from := range p.Redirects {
				if !yield(from, p) {
					return
				}
			}
		}
	}
}

// forMachines are the files that docgen's own layout gets beside the pages, for
// programs to read.
var forMachines = []string{"sitemap.xml", "llms.txt", "examples.json"}

// add enters an address: the file that serves it, and where that has another
// name the address itself.
func (x *Index) add(url, out string, e entry) {
	x.enter(out, e)
	if name := strings.TrimPrefix(url, "/"); name != "" && !strings.HasSuffix(name, "/") {
		x.enter(name, e)
	}
}

// enter enters a path; what was entered first stays.
func (x *Index) enter(name string, e entry) {
	if _, taken := x.entries[name]; !taken {
		x.entries[name] = e
	}
}

// lookup returns what a server answers for a path below the root of the site.
func (x *Index) lookup(name string) (entry, bool) {
	if name == "" || strings.HasSuffix(name, "/") {
		e, ok := x.entries[name+"index.html"]
		return e, ok
	}
	e, ok := x.entries[name]
	if !ok {
		e, ok = x.entries[name+"/index.html"]
	}
	return e, ok
}

// Verdict says whether a link leads somewhere.
type Verdict int

// The verdicts on a link.
const (
	Outside  Verdict = iota // no page or file of this site: nothing is known of it
	Found                   // leads where it should
	NoPage                  // nothing of the site is there
	NoAnchor                // the page is there, the place on it is not
	NoURL                   // no browser can follow it
)

// Target is what a link leads to.
type Target struct {
	Verdict
	// Path is where on the site the link leads, without the slash it begins
	// with; "" for the home page and for what is outside.
	Path string
	// Page is the page there; nil for a file, or for nothing.
	Page *Page
	// Fragment is what follows "#", decoded.
	Fragment string
	// Unprefixed says that the link would be right with the base URL in front.
	Unprefixed bool
}

// Resolve says where a link on a page leads, as a browser would follow it (the
// URL Standard of the WHATWG) on a server that serves files by their names.
// All pages must be made.
func (x *Index) Resolve(from *Page, dest string) Target {
	t, to, fragment := x.locate(from, dest)
	if key := keyOf(to); key == keyOf(from.Page.Page) {
		t.Page = from
	} else {
		t.Page = x.made[key]
	}
	if t.Verdict == Found && t.Page != nil && !x.hasAnchor(t.Page, t.Fragment, fragment) {
		t.Verdict = NoAnchor
	}
	return t
}

// Leads reports whether a link on a page leads to a page or file of the site;
// the place on it is not looked at.
func (x *Index) Leads(from *Page, dest string) bool {
	from.kept.asksNames = true
	t, _, _ := x.locate(from, dest)
	return t.Verdict == Found
}

// PathOf returns where on the site a link leads, whether there is something or
// not: see Target.Path.
func (x *Index) PathOf(from *Page, dest string) string {
	t, _, _ := x.locate(from, dest)
	return t.Path
}

// locate finds the page that a link leads to, nil for a file or for nothing,
// and the fragment as written.
func (x *Index) locate(from *Page, dest string) (t Target, to *content.Page, fragment string) {
	l := splitLink(dest)
	switch {
	case l.broken:
		return Target{Verdict: NoURL}, nil, ""
	case x.isOutside(l):
		return Target{Verdict: Outside}, nil, ""
	}
	t = Target{Fragment: decode(l.fragment), Path: from.Out()}
	to = from.Page.Page
	if l.host != "" || l.path != "" {
		full := l.path
		if l.host == "" && full[0] != '/' {
			full = x.base + folderOf(from) + full
		}
		below, ok := strings.CutPrefix(removeDots(full), x.base+"/")
		if full == x.base {
			below, ok = "", true
		}
		if !ok {
			return x.outsideBase(decode(strings.TrimPrefix(full, "/"))), nil, ""
		}
		t.Path = decode(below)
		e, ok := x.lookup(t.Path)
		if !ok {
			elsewhere := false
			if e, elsewhere, ok = x.served(t.Path); elsewhere {
				return Target{Verdict: Outside}, nil, ""
			}
		}
		if !ok && x.madeElsewhere(t.Path) {
			return Target{Verdict: Outside}, nil, ""
		}
		if to = e.page; !ok {
			t.Verdict = NoPage
			return t, nil, ""
		}
	}
	t.Verdict = Found
	return t, to, l.fragment
}

// folderOf returns the address of the folder of a page.
func folderOf(p *Page) string {
	address := p.Address()
	return address[:strings.LastIndexByte(address, '/')+1]
}

// isOutside reports whether a link leads to another site, whatever this one has.
func (x *Index) isOutside(l address) bool {
	return l.scheme != "" && l.scheme != "http" && l.scheme != "https" || l.host != "" && l.host != x.host
}

// outsideBase judges a path that leads out of the folder that the site is
// published in. It may be another site's, unless ours has that page.
func (x *Index) outsideBase(name string) Target {
	if _, ok := x.lookup(name); ok && name != "" {
		return Target{Verdict: NoPage, Path: name, Unprefixed: true}
	}
	return Target{Verdict: Outside}
}

// hasAnchor reports whether a page has the place that a fragment names (HTML
// Standard, 7.4.6.4): as it is, or with its escapes decoded.
func (x *Index) hasAnchor(p *Page, decoded, written string) bool {
	switch {
	case decoded == "", x.opaque[x.site.LayoutOf(p.Page.Page)], p.Front.Get("redirect_to") != nil, strings.EqualFold(decoded, "top"), !p.IsHTML():
		return true
	case decoded[0] == '/', decoded[0] == '!', strings.HasPrefix(decoded, ":~:"):
		return true // a state of a script, or words to search for
	}
	if p.kept.hasID[decoded] || p.kept.hasID[written] || p.kept.frame != nil && (p.kept.frame.hasID[decoded] || p.kept.frame.hasID[written]) {
		return true
	}
	for _, id := range x.frames[x.site.LayoutOf(p.Page.Page)] {
		if id == decoded {
			return true
		}
	}
	return false
}

// listFrames lists the ids that each layout puts around its pages, with those of
// the layouts around it.
func (x *Index) listFrames() {
	x.frames, x.opaque = map[string][]string{}, map[string]bool{}
	for _, name := range x.site.LayoutNames() {
		seen := map[string]bool{}
		for at := name; at != "" && !seen[at]; {
			seen[at] = true
			layout := x.site.Layout(at)
			if layout == nil {
				break
			}
			fault := diag.Guard("reading the layout "+at, layout.Body.File, "", func() {
				for _, a := range markdown.HTMLFacts(source.Of(layout.Body)).Anchors {
					x.frames[name] = append(x.frames[name], a.Value)
				}
			})
			if fault != nil {
				x.faults, x.opaque[name] = append(x.faults, fault), true
			}
			at = x.site.OuterLayout(layout)
		}
	}
}
