package main

import (
	"bytes"
	"cmp"
	"hash/maphash"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/source"
)

// renames returns the names that files of an older site have in a newer one, by
// their old names. As for git, such a file shares half of its text with a file
// that was not there before.
func renames(older, newer *content.Site) map[string]string {
	var gone, added []*lineSet
	for _, name := range newer.Changes(older) {
		was, is := ownFile(older, name), ownFile(newer, name)
		switch {
		case was != nil && is == nil:
			gone = append(gone, linesOf(was))
		case was == nil && is != nil:
			added = append(added, linesOf(is))
		}
	}
	pairs := likely(gone, added)
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.similarity, a.similarity), cmp.Compare(b.tail, a.tail),
			cmp.Compare(a.from.name, b.from.name), cmp.Compare(a.to.name, b.to.name))
	})
	renamed, taken := map[string]string{}, map[string]bool{}
	for _, p := range pairs {
		if _, done := renamed[p.from.name]; !done && !taken[p.to.name] && p.similarity >= 0.5 {
			renamed[p.from.name], taken[p.to.name] = p.to.name, true
		}
	}
	return renamed
}

// ownFile returns a file of a source folder; nil for one that only docgen ships.
func ownFile(site *content.Site, name string) *source.File {
	if !site.Has(name) {
		if _, err := fs.Stat(docgen.Defaults, name); err == nil {
			return nil
		}
	}
	return site.File(name)
}

// pair is a file that is gone, and one that may be its successor.
type pair struct {
	from, to   *lineSet
	similarity float64
	tail       int // how many parts their paths have in common at the end
}

// The names and lines that lead from one file to another are those that at most
// rare files have, and at most candidates of these files are compared, so that
// the time grows with the size of the files and not with its square.
const (
	rare       = 16
	candidates = 16
)

// likely returns the pairs that have something rare in common.
func likely(gone, added []*lineSet) []pair {
	users := map[uint64][]*lineSet{}
	for _, to := range added {
		for _, mark := range to.marks() {
			users[mark] = append(users[mark], to)
		}
	}
	var pairs []pair
	for _, from := range gone {
		shared := map[*lineSet]int{}
		for _, mark := range from.marks() {
			if len(users[mark]) > rare {
				continue
			}
			for _, to := range users[mark] {
				shared[to]++
			}
		}
		best := slices.SortedFunc(maps.Keys(shared), func(a, b *lineSet) int {
			return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(a.name, b.name))
		})
		for _, to := range best[:min(len(best), candidates)] {
			tail := commonTail(from.name, to.name)
			pairs = append(pairs, pair{from, to, from.similarity(to), tail})
		}
	}
	return pairs
}

// lineSet is the lines of a file, without their order. Long ones are cut into the
// parts of their sentences: in prose, a line is a paragraph.
type lineSet struct {
	name  string
	size  int            // of all lines, in bytes
	lines map[uint64]int // the bytes in each line, and in all that are equal to it
}

var lineSeed = maphash.MakeSeed()

func linesOf(f *source.File) *lineSet {
	s := &lineSet{name: f.Name, lines: map[uint64]int{}}
	for line := range bytes.FieldsFuncSeq(f.Text, func(r rune) bool { return strings.ContainsRune("\r\n.,;:|", r) }) {
		s.lines[maphash.Bytes(lineSeed, line)] += len(line)
		s.size += len(line)
	}
	return s
}

// marks returns the lines of the file and the ends of its path, as hashes.
func (s *lineSet) marks() []uint64 {
	marks := slices.Collect(maps.Keys(s.lines))
	for i := range s.name {
		if i == 0 || s.name[i-1] == '/' {
			marks = append(marks, maphash.String(lineSeed, "path\n"+s.name[i:]))
		}
	}
	return marks
}

// similarity is the part of the larger of two files that the other has too.
func (s *lineSet) similarity(t *lineSet) float64 {
	larger, common := max(s.size, t.size), 0
	if 2*min(s.size, t.size) < larger {
		return 0
	}
	for line, n := range s.lines {
		common += min(n, t.lines[line])
	}
	return float64(common) / float64(max(larger, 1))
}

// commonTail returns how many parts two paths have in common at the end.
func commonTail(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < min(len(x), len(y)) && x[len(x)-1-n] == y[len(y)-1-n] {
		n++
	}
	return n
}
