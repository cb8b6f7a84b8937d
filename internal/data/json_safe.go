package data

import (
	"cmp"
	"slices"

	"docgen/internal/source"
)

// maxSafeAlone is how many fixes are tried one by one.
const maxSafeAlone = 16

// settle keeps a fix safe only if the text, read again with the safe fixes, has
// fewer problems by their number and no others: after one mistake the reader may
// misunderstand the next. So repeated rounds of fixes end.
func (doc *JSON) settle() {
	safe := doc.safeFixes()
	if doc.improves(safe) {
		return
	}
	for i, f := range safe {
		f.Safe = i < maxSafeAlone && doc.improves(safe[i:i+1])
	}
	if safe = doc.safeFixes(); !doc.improves(safe) {
		for _, f := range safe {
			f.Safe = false
		}
	}
}

func (doc *JSON) safeFixes() []*Fix {
	var safe []*Fix
	for _, p := range doc.Problems {
		if p.Fix != nil && p.Fix.Safe {
			safe = append(safe, p.Fix)
		}
	}
	return safe
}

// improves reports whether the text has fewer problems with the fixes. Of two
// fixes for the same place the second is left out.
func (doc *JSON) improves(fixes []*Fix) bool {
	if len(fixes) == 0 {
		return true
	}
	var edits []Edit
	done := 0
	place := func(e Edit) int {
		i, _ := slices.BinarySearchFunc(edits, e, func(a, b Edit) int { return cmp.Compare(a.Start, b.Start) })
		return i
	}
	for _, f := range fixes {
		if slices.ContainsFunc(f.Edits, func(e Edit) bool {
			i := place(e)
			return i > 0 && edits[i-1].clashes(e) || i < len(edits) && edits[i].clashes(e)
		}) {
			continue
		}
		for _, e := range f.Edits {
			edits = slices.Insert(edits, place(e), e)
		}
		done++
	}
	return len(read(doc.with(edits)).Problems) <= len(doc.Problems)-done
}

// clashes reports whether two edits cannot be made at once.
func (e Edit) clashes(other Edit) bool {
	if e.Start == e.End || other.Start == other.End {
		return e.Start <= other.End && other.Start <= e.End
	}
	return e.Start < other.End && other.Start < e.End
}

// with returns the text after edits, which are sorted.
func (doc *JSON) with(edits []Edit) source.Text {
	var out source.Text
	from := 0
	for _, e := range edits {
		out.Append(doc.Text.Slice(from, e.Start), nil)
		if e.Text != "" {
			out.Derive(doc.Text.Slice(e.Start, e.End), []byte(e.Text))
		}
		from = e.End
	}
	out.Append(doc.Text.Slice(from, doc.Text.Len()), nil)
	return out
}
