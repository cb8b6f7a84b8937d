package lint

import (
	"path"
	"slices"
	"strings"

	"docgen/internal/diag"
)

// Suggestion is what a writer most likely meant by a reference.
type Suggestion struct {
	// Dest is the whole address as it would be.
	Dest string
	// Start and End are the bytes of the old address that With replaces.
	Start, End int
	With       string
	// Sure says that nothing else on the site is as near.
	Sure bool
}

// suggest returns what was meant by a reference on a page that leads nowhere;
// nil if nothing is near.
func (x *speller) suggest(p *Page, dest string, t Target) *Suggestion {
	s := &Suggestion{}
	switch t.Verdict {
	case NoAnchor:
		s.Start, s.End = strings.IndexByte(dest, '#')+1, len(dest)
		s.With, s.Sure = x.nearest(t.Fragment, t.Page.kept.IDs)
	case NoPage:
		s.End = len(dest)
		if i := strings.IndexAny(dest, "?#"); i >= 0 {
			s.End = i
		}
		near, sure := t.Path, true
		if !t.Unprefixed {
			near, sure = x.nearPage(t.Path)
		}
		if near != "" {
			s.With, s.Sure = x.index.written(p, dest[:s.End], near), sure
		}
	}
	if s.With == "" {
		return nil
	}
	s.Dest = dest[:s.Start] + s.With + dest[s.End:]
	return s
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, s := range list {
		set[s] = true
	}
	return set
}

// anchors returns the ids and names that links to a page may name, without the
// memory of the page.
func (p *Page) anchors() []string {
	var ids []string
	for _, h := range p.Headings {
		if h.ID != "" {
			ids = append(ids, strings.Clone(h.ID))
		}
	}
	for _, a := range p.Facts.Anchors {
		ids = append(ids, strings.Clone(a.Value))
	}
	return ids
}

// maxCompared is with how many names the references of one page are compared
// in search of what was meant; those after have no suggestion.
const maxCompared = 500_000

// speller finds what the references of a page were meant to be.
type speller struct {
	index *Index
	left  int // of maxCompared
}

// nearest returns the nearest candidate, and whether it can be the only one
// that was meant.
func (x *speller) nearest(word string, candidates []string) (near string, sure bool) {
	if x.left -= len(candidates); x.left < 0 {
		return "", false
	}
	if slip := diag.Slip(word, candidates); slip != "" {
		return slip, true
	}
	return diag.Nearest(word, candidates), false
}

// nearPath is what findNear has found for a path, and what it has taken of maxCompared.
type nearPath struct {
	path string
	sure bool
	cost int
}

// nearPage returns the path of the page or file that is nearest to one that is
// not there. What a layout prints is on all pages, and is looked for once; it counts for
// each of them, so that a page has the same suggestions whoever was first.
func (x *speller) nearPage(name string) (near string, sure bool) {
	known, ok := x.index.nearest.Load(name)
	if !ok {
		fresh := speller{x.index, maxCompared}
		found := nearPath{}
		found.path, found.sure = fresh.findNear(name)
		found.cost = maxCompared - fresh.left
		known, _ = x.index.nearest.LoadOrStore(name, found)
	}
	found := known.(nearPath)
	if x.left -= found.cost; found.cost > 0 && x.left < 0 {
		return "", false
	}
	return found.path, found.sure
}

// findNear looks for the path: each segment may be near, and the ending be another.
func (x *speller) findNear(name string) (near string, sure bool) {
	sure = true
	for _, segment := range strings.Split(name, "/") {
		names := x.index.folders()[near]
		if segment == "" || segment == "index.html" && names == nil && near != "" {
			continue // "a//b", or "a.html/"
		}
		if !has(names, segment) {
			if page := strings.TrimSuffix(segment, path.Ext(segment)) + ".html"; has(names, page) {
				segment = page
			} else {
				slip, only := x.nearest(segment, names)
				if segment, sure = slip, sure && only; segment == "" {
					return "", false
				}
			}
		}
		near = path.Join(near, segment)
	}
	if _, ok := x.index.entries[near]; !ok {
		near += "/"
	}
	if _, ok := x.index.lookup(near); !ok {
		return "", false
	}
	return near, sure
}

// has reports whether a sorted list has a name.
func has(sorted []string, name string) bool {
	_, ok := slices.BinarySearch(sorted, name)
	return ok
}

// listFolders returns the sorted names in each folder of the site.
func (x *Index) listFolders() map[string][]string {
	folders := map[string][]string{}
	seen := map[string]bool{}
	for name := range x.entries {
		for name != "" && !seen[name] {
			seen[name] = true
			dir, base := path.Split(name)
			dir = strings.TrimSuffix(dir, "/")
			folders[dir] = append(folders[dir], base)
			name = dir
		}
	}
	for _, names := range folders {
		slices.Sort(names)
	}
	return folders
}

// written returns the address of a path of the site in the style of another
// address: with the host, from the root, or from the page.
func (x *Index) written(from *Page, style, name string) string {
	if path.Base(name) == "index.html" && path.Base(style) != "index.html" {
		name = strings.TrimSuffix(name, "index.html")
	}
	whole := x.base + strings.TrimPrefix("/"+name, from.Mount) // a link gets the folder of the language
	if i := strings.Index(style, "//"); i == 0 || i > 0 && style[i-1] == ':' {
		end := len(style)
		if slash := strings.IndexByte(style[i+2:], '/'); slash >= 0 {
			end = i + 2 + slash
		}
		return style[:end] + whole
	}
	if strings.HasPrefix(style, "/") {
		return whole
	}
	here := strings.Split(strings.Trim(folderOf(from), "/"), "/")
	there := strings.Split(name, "/")
	for len(here) > 0 && len(there) > 1 && here[0] == there[0] {
		here, there = here[1:], there[1:]
	}
	up := ""
	if len(here) > 0 && here[0] != "" {
		up = strings.Repeat("../", len(here))
	} else if strings.HasPrefix(style, "./") {
		up = "./"
	}
	return up + strings.Join(there, "/")
}
