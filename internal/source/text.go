package source

import (
	"slices"
	"sort"
)

// Text is derived text: bytes with their provenance, the places they came from.
// The zero value is empty and ready for Copy and Put.
//
// Only one goroutine may write to a Text. A Text that is no longer written to
// may be read, and sliced, by many.
type Text struct {
	// Bytes is the text. Change it through Copy, Put, Derive and Append only.
	Bytes []byte

	runs []run // sorted by at; the first one starts at or before base
	base int   // offset of Bytes[0] in the text that run.at counts in
}

// run is the provenance of the bytes from at to the next run.
type run struct {
	at    int
	from  Span
	via   *Via
	exact bool // copied byte by byte, or produced by all of from
	// nothing: from produced no bytes. Without it, an empty run was cut by a
	// slice.
	nothing bool
}

// Via is one step of the chain that brought text to a page: the place of an
// include tag, or of the {{ }} that printed a value. Next leads outward.
type Via struct {
	At   Span
	Next *Via
}

// Spans returns the chain from the innermost step outward.
func (v *Via) Spans() []Span {
	var out []Span
	for ; v != nil; v = v.Next {
		out = append(out, v.At)
	}
	return out
}

// Of returns the text of a span, mapped byte by byte and not copied.
func Of(from Span) Text {
	return Text{Bytes: from.Bytes(), runs: []run{{from: from, exact: true}}}
}

// Len returns the length in bytes.
func (t *Text) Len() int { return len(t.Bytes) }

// String returns the text. It shares memory with Bytes: see Memory.
func (t *Text) String() string { return viewString(t.Bytes) }

// Copy appends the bytes of from; each one maps to itself.
func (t *Text) Copy(from Span, via *Via) {
	if from.Start == from.End {
		return
	}
	end := t.base + len(t.Bytes)
	if n := len(t.runs); n > 0 {
		last := t.runs[n-1]
		if last.exact && last.via == via && last.from.File == from.File &&
			last.from.Start+(end-last.at) == from.Start {
			t.Bytes = append(t.Bytes, from.Bytes()...)
			t.runs[n-1].from.End = from.End
			return
		}
	}
	t.runs = append(t.runs, run{at: end, from: from, via: via, exact: true})
	t.Bytes = append(t.Bytes, from.Bytes()...)
}

// Put appends bytes that from produced; each one maps to all of from. With no
// bytes it records that from produced nothing here: see Nothing.
func (t *Text) Put(from Span, via *Via, b []byte) {
	t.runs = append(t.runs, run{at: t.base + len(t.Bytes), from: from, via: via, nothing: len(b) == 0})
	t.Bytes = append(t.Bytes, b...)
}

// Derive appends bytes that another text produced; each one maps to all of it.
func (t *Text) Derive(from Text, b []byte) {
	at, _, _ := from.Origin(0, from.Len())
	var via *Via
	if len(from.runs) > 0 {
		via = from.runs[from.find(from.base)].via
	}
	t.Put(at, via, b)
}

// Restore appends the bytes that another text was derived from: it takes back Derive.
// Each of them maps to itself where they are what they were, else to all of the other
// text.
func (t *Text) Restore(derived Text, b []byte) {
	if len(derived.runs) > 0 {
		if r := derived.runs[derived.find(derived.base)]; !r.exact && string(r.from.Bytes()) == string(b) {
			t.Copy(r.from, r.via)
			return
		}
	}
	t.Derive(derived, b)
}

// Append appends another text with its provenance. The chain of each of its
// runs is continued by via.
func (t *Text) Append(u Text, via *Via) {
	first, last := u.runRange(0, len(u.Bytes))
	shift := t.base + len(t.Bytes) - u.base
	t.runs, t.Bytes = slices.Grow(t.runs, last-first), slices.Grow(t.Bytes, len(u.Bytes))
	for i := first; i < last; i++ {
		r := u.runs[i]
		end := u.base + len(u.Bytes)
		if i+1 < last {
			end = u.runs[i+1].at
		}
		if max(r.at, u.base) >= end && !r.nothing && len(t.runs) > 0 {
			continue // cut by a slice
		}
		if r.at < u.base {
			if r.exact {
				r.from.Start += u.base - r.at
			}
			r.at = u.base
		}
		r.at += shift
		if via != nil {
			r.via = extend(r.via, via)
		}
		t.runs = append(t.runs, r)
	}
	t.Bytes = append(t.Bytes, u.Bytes...)
}

func extend(v, tail *Via) *Via {
	if v == nil {
		return tail
	}
	return &Via{v.At, extend(v.Next, tail)}
}

// depth returns the length of the chain.
func (v *Via) depth() int {
	n := 0
	for ; v != nil; v = v.Next {
		n++
	}
	return n
}

// Slice returns the bytes from start to end with their provenance, without a
// copy.
func (t Text) Slice(start, end int) Text {
	first, last := t.runRange(start, end)
	return Text{
		// The capacity is cut so that an append cannot run into t.
		Bytes: t.Bytes[start:end:end],
		runs:  t.runs[first:last:last],
		base:  t.base + start,
	}
}

// runRange returns the half-open range of runs that cover start to end,
// including the empty ones at either edge.
func (t *Text) runRange(start, end int) (first, last int) {
	first = t.find(t.base + start)
	for first > 0 && t.runs[first].at == t.base+start && t.runs[first-1].at == t.runs[first].at {
		first--
	}
	last = sort.Search(len(t.runs), func(i int) bool { return t.runs[i].at > t.base+end })
	return first, max(first, last)
}

// find returns the index of the run that holds a byte: the last run that starts
// at or before it. off counts as run.at does.
func (t *Text) find(off int) int {
	i := sort.Search(len(t.runs), func(i int) bool { return t.runs[i].at > off })
	return max(0, i-1)
}

// Copies yields the ranges of files that were copied to the text.
func (t Text) Copies(yield func(Span) bool) {
	for i := range t.runs {
		if from := t.copied(i); from.Start < from.End && !yield(from) {
			return
		}
	}
}

// copied returns what the text has of a run, empty if that was not copied.
func (t *Text) copied(i int) Span {
	r, end := t.runs[i], t.base+len(t.Bytes)
	if !r.exact {
		return Span{}
	}
	if i+1 < len(t.runs) {
		end = min(end, t.runs[i+1].at)
	}
	start := r.from.Start - r.at // of the text, in the file
	return Span{File: r.from.File, Start: start + max(r.at, t.base), End: start + end}
}

// Origin returns where the bytes from start to end came from, the chain that
// brought them here (innermost first), and whether the bytes of the span are
// the bytes of the text. If the range came from several places, the result is
// the first one. An empty range maps to the point where missing text must be
// inserted: after the byte before it, but not at the end of an included text,
// which other pages may include too. An empty range in produced text has no such
// point and maps to all that produced it.
func (t Text) Origin(start, end int) (at Span, via []Span, exact bool) {
	if len(t.runs) == 0 {
		return Span{}, nil, false
	}
	if start >= end {
		return t.point(start)
	}
	i, j := t.find(t.base+start), t.find(t.base+end-1)
	r, last := t.runs[i], t.runs[j]
	via = r.via.Spans()
	at = r.from
	exact = r.exact
	if r.exact {
		at.Start += t.base + start - r.at
	}
	switch {
	case i == j:
		if r.exact {
			at.End = at.Start + end - start
		}
	case last.from.File == at.File && last.via == r.via && last.from.Start >= at.Start:
		at.End = last.from.End
		if last.exact {
			at.End = last.from.Start + t.base + end - last.at
		}
		exact = exact && last.exact && at.End-at.Start == end-start
	default:
		exact = false
	}
	return at, via, exact
}

// point maps the gap before the byte at off.
func (t Text) point(off int) (Span, []Span, bool) {
	if off > 0 {
		if i := t.find(t.base + off); i > 0 && t.runs[i].at == t.base+off && t.runs[i].exact &&
			(!t.runs[i-1].exact || t.runs[i].via.depth() < t.runs[i-1].via.depth()) {
			at := t.runs[i].from
			at.End = at.Start
			return at, t.runs[i].via.Spans(), true
		}
		at, via, exact := t.Origin(off-1, off)
		if exact {
			at.Start = at.End
		}
		return at, via, exact
	}
	if len(t.Bytes) == 0 {
		r := t.runs[0]
		at := r.from
		if r.exact {
			at.Start += max(0, min(t.base-r.at, at.End-at.Start))
			at.End = at.Start
		}
		return at, r.via.Spans(), r.exact
	}
	at, via, exact := t.Origin(0, 1)
	if exact {
		at.End = at.Start
	}
	return at, via, exact
}

// Shown yields the ranges of the text that were made of bytes of a span: copied, or
// produced by a part of it. It is what Origin leads back from.
func (t Text) Shown(of Span, yield func(start, end int) bool) {
	for i, r := range t.runs {
		if r.from.File != of.File {
			continue
		}
		start, end := max(r.at, t.base), t.base+len(t.Bytes)
		if i+1 < len(t.runs) {
			end = min(end, t.runs[i+1].at)
		}
		switch {
		case !r.exact && (r.from.Start < of.Start || r.from.End > of.End):
			continue
		case r.exact:
			shift := r.at - r.from.Start // of the file, in the text
			if of.Start+shift > end || of.End+shift < start {
				continue
			}
			start, end = max(start, of.Start+shift), min(end, of.End+shift)
		}
		if start > end || start == end && of.Start < of.End {
			continue
		}
		if !yield(start-t.base, end-t.base) {
			return
		}
	}
}

// Nothing returns the place that produced no bytes at off, such as a {{ }} whose
// variable is not defined.
func (t Text) Nothing(off int) (at Span, via []Span, ok bool) {
	i := sort.Search(len(t.runs), func(i int) bool { return t.runs[i].at >= t.base+off })
	for ; i < len(t.runs) && t.runs[i].at == t.base+off; i++ {
		if t.runs[i].nothing {
			return t.runs[i].from, t.runs[i].via.Spans(), true
		}
	}
	return Span{}, nil, false
}

// Through maps the provenance of t through an intermediate file, whose bytes are
// those of the text original: places in the file become places of original.
func (t Text) Through(file *File, original Text) Text {
	var out Text
	for i, r := range t.runs {
		end := t.base + len(t.Bytes)
		if i+1 < len(t.runs) {
			end = t.runs[i+1].at
		}
		start := max(r.at, t.base)
		if start >= end && !r.nothing {
			continue
		}
		b := t.Bytes[start-t.base : end-t.base]
		from := r.from
		if r.exact {
			from.Start += start - r.at
			from.End = from.Start + len(b)
		}
		switch {
		case from.File == file && r.exact:
			out.Append(original.Slice(from.Start, from.End), nil)
		case from.File == file:
			out.Derive(original.Slice(from.Start, from.End), b)
		case r.exact:
			out.Copy(from, r.via.through(file, original))
		default:
			out.Put(from, r.via.through(file, original), b)
		}
	}
	return out
}

func (v *Via) through(file *File, original Text) *Via {
	if v == nil {
		return nil
	}
	at := v.At
	if at.File == file {
		at, _, _ = original.Origin(at.Start, at.End)
	}
	return &Via{at, v.Next.through(file, original)}
}
