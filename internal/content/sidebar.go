package content

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"docgen/internal/data"
)

// Entry is a line of the sidebar: a page, or a section with further entries.
type Entry struct {
	Title string
	URL   string // of the page, or the index page of the section; "" where a section has none
	Items []*Entry
	// ID names a section: its place in the sidebar, as 2.1.
	ID string

	order float64
	path  string // of the page or folder, for a stable order
	out   string // the path that the page is written to
	above *Entry
}

// Link is a page that another one leads to.
type Link struct{ Title, URL string }

// value returns what templates see of a link: url is nil where it leads nowhere.
func (l *Link) value() data.Map {
	v := data.MapOf("title", l.Title, "url", nil)
	if l.URL != "" {
		v.Set("url", l.URL)
	}
	return v
}

// sidebar is the tree of the authored pages, and what each page knows of its place
// in it.
type sidebar struct {
	list   []any // what templates see as site.sidebar
	size   int
	key    string // a hash: two sidebars with one key are the same
	places map[string]place
	home   *Link
	top    *Entry
	// folders are the sections by the paths of their folders; nil where titles count.
	folders map[string]*Entry
}

// place is where a page stands in the tree.
type place struct {
	trail          []*Link
	previous, next *Link
	sections       []string // the sections that it is in, by their ids, from the outermost
}

// maxSidebar is how many lines a sidebar has that is shown as a whole on each page. Of
// a longer one, a page shows the sections that it is in: else the size of a site would
// grow with the square of its pages.
const maxSidebar = 400

// maxNested is how deep sections nest. Pages in deeper folders are in the last one.
const maxNested = 6

// makeSidebar makes the tree of the pages that were written by hand: by their folders,
// or in a Jekyll tree by what their front matter says of it.
func (s *Site) makeSidebar() {
	b := &sidebar{places: map[string]place{}, top: &Entry{}}
	s.sidebar = b
	if !s.BringsLayout() {
		return
	}
	if p := s.PageAt(s.homeOut()); p != nil {
		b.home = &Link{cmp.Or(p.Vars.Text("title"), "Home"), p.ShownURL()}
	}
	pages := s.guides()
	if s.Config.Jekyll && slices.ContainsFunc(pages, func(p *Page) bool { return p.Vars.Has("nav_order") || p.Vars.Has("has_children") }) {
		b.addByParents(pages)
	} else {
		s.addByFolders(b, pages)
	}
	b.complete()
	s.placeOthers(b)
}

// homeOut returns the path of the home page.
func (s *Site) homeOut() string { return OutPath(s.Mount + "/") }

// guides returns the pages that the sidebar lists, by their paths.
func (s *Site) guides() (pages []*Page) {
	all := slices.Clone(s.Pages)
	for _, c := range s.Collections {
		if c.Label != postsLabel {
			all = append(all, c.Docs...)
		}
	}
	for _, p := range all {
		shown := p.IsHTML() && !p.Unwritten && !p.Made && p.Element == nil && p.Template == "" && s.Writes(p) && s.LayoutOf(p) != "" && len(p.PagerPosts) == 0
		if shown && p.Out() != s.homeOut() && p.Out() != "404.html" && p.Vars.Get("sidebar") != false && p.Vars.Get("nav_exclude") != true {
			pages = append(pages, p)
		}
	}
	slices.SortStableFunc(pages, func(a, b *Page) int { return strings.Compare(a.Path, b.Path) })
	return pages
}

// entry returns the line of a page.
func entry(p *Page) *Entry {
	return &Entry{Title: guideTitle(p), URL: p.ShownURL(), order: guideOrder(p), path: p.Path, out: p.Out()}
}

// guideTitle returns the title of a page: that of its front matter, or its first
// heading, or the name of its file.
func guideTitle(p *Page) string {
	if title := p.Vars.Text("title"); title != "" {
		return title
	}
	if p.Markdown {
		if text, _ := firstHeading(p.Body.Bytes()); text != "" && !strings.Contains(text, "{") {
			return PlainText(text)
		}
	}
	title, _ := readable(guideName(p))
	return title
}

// sectionTitle returns the title of the section of an index page: the subject that its
// front matter names, or its title. Overview is the title of many: then it is the name of
// the folder.
func sectionTitle(p *Page, folder string) string {
	if heading := p.Vars.Text("heading"); heading != "" {
		return heading
	}
	if title := guideTitle(p); !strings.EqualFold(title, "overview") {
		return title
	}
	return folder
}

// guideOrder returns the place of a page among its siblings; those that name none come
// last.
func guideOrder(p *Page) float64 {
	for _, key := range []string{"order", "nav_order"} {
		switch n := p.Vars.Get(key).(type) {
		case int:
			return float64(n)
		case float64:
			return n
		case string:
			if f, err := strconv.ParseFloat(n, 64); err == nil && !math.IsNaN(f) {
				return f
			}
		}
	}
	_, order := readable(guideName(p))
	return order
}

// guideName returns the name of the file of a page, or of its folder where the page is
// that of the folder.
func guideName(p *Page) string {
	if isIndex(p) {
		return path.Base(path.Dir(p.Path))
	}
	return withoutExt(path.Base(p.Path))
}

// isIndex reports whether a page is that of its folder.
func isIndex(p *Page) bool {
	name := strings.ToLower(withoutExt(path.Base(p.Path)))
	return name == "index" || name == "readme" && strings.HasSuffix(p.URL, "/")
}

// readable returns the name of a file or folder as words, and the number that it begins
// with, as in 02-first-steps, which is its place among its siblings.
func readable(name string) (title string, order float64) {
	words := strings.FieldsFunc(name, func(c rune) bool { return c == '-' || c == '_' || c == ' ' })
	order = math.Inf(1)
	if len(words) > 1 {
		if n, err := strconv.ParseUint(words[0], 10, 32); err == nil {
			words, order = words[1:], float64(n)
		}
	}
	title = strings.Join(words, " ")
	if title == "" {
		return name, order
	}
	_, size := utf8.DecodeRuneInString(title)
	return strings.ToUpper(title[:size]) + title[size:], order
}

// addByFolders puts each page into the section of its folder. The index page of a folder
// gives the section its title, its order and an address.
func (s *Site) addByFolders(b *sidebar, pages []*Page) {
	folders := map[string]*Entry{".": b.top}
	b.folders = folders
	var section func(dir string) *Entry
	section = func(dir string) *Entry {
		if parts := strings.Split(dir, "/"); len(parts) > maxNested {
			dir = strings.Join(parts[:maxNested], "/")
		}
		e := folders[dir]
		if e == nil {
			e = &Entry{path: dir, above: section(path.Dir(dir))}
			e.Title, e.order = readable(path.Base(dir))
			e.above.Items = append(e.above.Items, e)
			folders[dir] = e
		}
		return e
	}
	for _, p := range pages {
		dir := path.Dir(strings.TrimPrefix(p.Path, s.folders().pages))
		in := section(dir)
		if e := entry(p); isIndex(p) && in.URL == "" && in != b.top && in.path == dir {
			in.URL, in.order, in.out = e.URL, e.order, e.out
			in.Title = sectionTitle(p, in.Title)
		} else {
			e.above = in
			in.Items = append(in.Items, e)
		}
	}
	// A folder that holds all pages is no section.
	for len(b.top.Items) == 1 && b.top.Items[0].URL == "" {
		only := b.top.Items[0]
		b.top.Items, only.Title = only.Items, ""
		for _, e := range b.top.Items {
			e.above = b.top
		}
	}
}

// addByParents puts each page below the one whose title its front matter names as
// parent, as the theme just-the-docs does. A page without a title is not listed.
func (b *sidebar) addByParents(pages []*Page) {
	pages = slices.DeleteFunc(pages, func(p *Page) bool { return p.Vars.Text("title") == "" })
	entries, named := map[*Page]*Entry{}, map[[2]string]*Page{}
	for _, p := range pages {
		entries[p] = entry(p)
		for _, grand := range []string{"", p.Vars.Text("parent")} { // without grand_parent, any does
			if key := [2]string{p.Vars.Text("title"), grand}; named[key] == nil {
				named[key] = p
			}
		}
	}
	depths := map[*Page]int{} // -1 while it is found: a circle
	var depth func(p *Page) int
	depth = func(p *Page) int {
		if depths[p] != 0 {
			return depths[p]
		}
		entries[p].above, depths[p] = b.top, 1
		if parent := named[[2]string{p.Vars.Text("parent"), p.Vars.Text("grand_parent")}]; parent != nil && parent != p {
			depths[p] = -1
			if above := depth(parent); above > 0 && above < maxNested {
				entries[p].above, depths[p] = entries[parent], above+1
			} else {
				depths[p] = 1
			}
		}
		return depths[p]
	}
	for _, p := range pages {
		depth(p)
		entries[p].above.Items = append(entries[p].above.Items, entries[p])
	}
}

// complete puts the entries in their order, and notes the place of each page.
func (b *sidebar) complete() {
	var pages []*Entry
	var walk func(e *Entry, trail []*Link, open []string)
	walk = func(e *Entry, trail []*Link, open []string) {
		slices.SortStableFunc(e.Items, compareEntries)
		sections := 0
		for _, item := range e.Items {
			if b.size++; len(item.Items) > 0 {
				sections++
				item.ID = strconv.Itoa(sections)
				if e.ID != "" {
					item.ID = e.ID + "." + item.ID
				}
			}
			in := open
			if item.ID != "" {
				in = append(slices.Clip(open), item.ID)
			}
			if item.out != "" {
				b.places[item.out] = place{trail: trail, sections: in}
				pages = append(pages, item)
			}
			walk(item, append(slices.Clip(trail), &Link{item.Title, item.URL}), in)
		}
	}
	var trail []*Link
	if b.home != nil {
		trail = []*Link{b.home}
	}
	walk(b.top, trail, nil)
	for i, e := range pages {
		at := b.places[e.out]
		if i > 0 {
			at.previous = &Link{pages[i-1].Title, pages[i-1].URL}
		}
		if i+1 < len(pages) {
			at.next = &Link{pages[i+1].Title, pages[i+1].URL}
		}
		b.places[e.out] = at
	}
	b.list = b.top.vars(func(string) bool { return true })
	key := sha256.New()
	b.top.writeKey(key)
	b.key = hex.EncodeToString(key.Sum(nil))
}

// trailFrom returns the trail to the section of a folder, or of the nearest one above it
// that has a section.
func (b *sidebar) trailFrom(dir string) (trail []*Link) {
	for b.folders[dir] == nil && dir != "." && dir != "/" {
		dir = path.Dir(dir)
	}
	for e := b.folders[dir]; e != nil; e = e.above {
		if e.Title != "" { // not the top
			trail = append(trail, &Link{e.Title, e.URL})
		}
	}
	if b.home != nil {
		trail = append(trail, b.home)
	}
	slices.Reverse(trail)
	return trail
}

func compareEntries(a, b *Entry) int {
	return cmp.Or(cmp.Compare(a.order, b.order), boolOrder(a.URL == "", b.URL == ""),
		strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)), strings.Compare(a.path, b.path))
}

func (e *Entry) writeKey(to io.Writer) {
	fmt.Fprintf(to, "%q%q(", e.Title, e.URL)
	for _, item := range e.Items {
		item.writeKey(to)
	}
	fmt.Fprint(to, ")")
}

// vars returns what templates see of the entries below one. Of a section that is not
// shown they see nothing but the address of its first page.
func (e *Entry) vars(shown func(id string) bool) []any {
	list := make([]any, len(e.Items))
	for i, item := range e.Items {
		v := (&Link{item.Title, item.URL}).value()
		v.Set("id", item.ID)
		v.Set("items", []any{})
		if len(item.Items) > 0 && shown(item.ID) {
			v.Set("items", item.vars(shown))
		} else if len(item.Items) > 0 {
			v.Set("url", item.first())
		}
		list[i] = v
	}
	return list
}

// first returns the address of the first page of a section.
func (e *Entry) first() string {
	for e.URL == "" && len(e.Items) > 0 {
		e = e.Items[0]
	}
	return e.URL
}
