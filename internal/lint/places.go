package lint

import (
	"slices"
	"sort"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// Places are offsets in files, sorted, to be looked up: a page may have as many
// findings as problems, or as variables that are missing.
type Places map[*source.File][]int

// PlacesOf returns where the findings start that a condition holds for.
func PlacesOf(list []*diag.Diagnostic, holds func(*diag.Diagnostic) bool) Places {
	places := Places{}
	for _, d := range list {
		if holds(d) {
			places[d.Span.File] = append(places[d.Span.File], d.Span.Start)
		}
	}
	for _, offsets := range places {
		slices.Sort(offsets)
	}
	return places
}

// In reports whether one of them is in a span, or where that is empty at its place.
func (p Places) In(at source.Span) bool {
	offsets := p[at.File]
	i := sort.SearchInts(offsets, at.Start)
	return i < len(offsets) && offsets[i] < max(at.End, at.Start+1)
}
