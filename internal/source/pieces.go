package source

import (
	"iter"
	"sort"
)

// Runs returns in how many pieces the provenance of the text is known.
func (t *Text) Runs() int { return len(t.runs) }

// A Piece is a range of a text that has one provenance.
type Piece struct {
	Start, End int // in the text
	At         Span
	Via        *Via
	Exact      bool // copied byte by byte
}

// Pieces yields the pieces of the text, without those that have no bytes.
func (t Text) Pieces(yield func(Piece) bool) {
	for i, r := range t.runs {
		end := t.base + len(t.Bytes)
		if i+1 < len(t.runs) {
			end = min(end, t.runs[i+1].at)
		}
		start := max(r.at, t.base)
		if start >= end {
			continue
		}
		p := Piece{start - t.base, end - t.base, r.from, r.via, r.exact}
		if r.exact {
			p.At.Start += start - r.at
			p.At.End = p.At.Start + end - start
		}
		if !yield(p) {
			return
		}
	}
}

// IsCopy reports whether the bytes from start to end were copied from one place.
func (t *Text) IsCopy(start, end int) bool {
	i := t.find(t.base + start)
	return i < len(t.runs) && t.runs[i].exact && (i+1 == len(t.runs) || t.runs[i+1].at >= t.base+end)
}

// Gaps yields the places that produced no bytes from start to end: see Nothing.
func (t *Text) Gaps(start, end int) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		i := sort.Search(len(t.runs), func(i int) bool { return t.runs[i].at >= t.base+start })
		for ; i < len(t.runs) && t.runs[i].at <= t.base+end; i++ {
			if t.runs[i].nothing && !yield(t.runs[i].from) {
				return
			}
		}
	}
}
