package data

import (
	"cmp"
	"slices"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// maxSafeAlone is how many fixes are tried one by one, in a text of a usual size, and
// maxSettled how many bytes are read for that.
const (
	maxSafeAlone = 16
	maxSettled   = 1 << 18
)

// Settle keeps a fix safe only if the text, read again with the safe fixes, has
// fewer problems by their number and no others: after one mistake the reader may
// misunderstand the next. So repeated rounds of fixes end. count returns how many
// problems a text has when it is read.
func Settle(t source.Text, problems []Problem, count func(source.Text) int) {
	improves := func(fixes []*Fix) bool {
		if len(fixes) == 0 {
			return true
		}
		edits, made := together(t, fixes)
		return count(edited(t, edits)) <= len(problems)-made
	}
	safe := safeFixes(problems)
	if improves(safe) {
		return
	}
	alone := min(maxSafeAlone, maxSettled/max(1, t.Len()))
	for i, f := range safe {
		f.Safe = i < alone && improves(safe[i:i+1])
	}
	if safe = safeFixes(problems); !improves(safe) {
		for _, f := range safe {
			f.Safe = false
		}
	}
}

func safeFixes(problems []Problem) []*Fix {
	var safe []*Fix
	for _, p := range problems {
		if p.Fix != nil && p.Fix.Safe {
			safe = append(safe, p.Fix)
		}
	}
	return safe
}

// together returns the edits of fixes of a text, sorted, and how many fixes that are:
// of two for the same place the second is left out.
func together(t source.Text, fixes []*Fix) (edits []Edit, made int) {
	claims := diag.NewClaims(t.Len())
	for _, f := range fixes {
		n := 0
		for n < len(f.Edits) && claims.Take(f.Edits[n].Start, f.Edits[n].End) {
			n++
		}
		if n == len(f.Edits) {
			edits = append(edits, f.Edits...)
			made++
			continue
		}
		for _, e := range f.Edits[:n] {
			claims.Drop(e.Start, e.End)
		}
	}
	slices.SortFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Start, b.Start) })
	return edits, made
}

// Add adds an edit after the others. One that touches the last is made a part of
// it: edits that clash are not made.
func (f *Fix) Add(e Edit) {
	if n := len(f.Edits) - 1; n >= 0 && f.Edits[n].clashes(e) {
		f.Edits[n].End = e.End
		f.Edits[n].Text += e.Text
		return
	}
	f.Edits = append(f.Edits, e)
}

// clashes reports whether two edits cannot be made at once.
func (e Edit) clashes(other Edit) bool {
	if e.Start == e.End || other.Start == other.End {
		return e.Start <= other.End && other.Start <= e.End
	}
	return e.Start < other.End && other.Start < e.End
}

// edited returns a text after edits, which are sorted.
func edited(t source.Text, edits []Edit) source.Text {
	var out source.Text
	from := 0
	for _, e := range edits {
		out.Append(t.Slice(from, e.Start), nil)
		if e.Text != "" {
			out.Derive(t.Slice(e.Start, e.End), []byte(e.Text))
		}
		from = e.End
	}
	out.Append(t.Slice(from, t.Len()), nil)
	return out
}
