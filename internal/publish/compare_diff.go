package publish

import "slices"

// hunk is a place where two lists differ: old[oldStart:oldEnd] has become
// new[newStart:newEnd].
type hunk struct{ oldStart, oldEnd, newStart, newEnd int }

// differences compares two lists by anchors: elements that occur once in each
// are matched where they keep their order, and so on between them. Unlike the
// shortest difference this stays fast where a whole page differs.
func differences(old, new []string) []hunk {
	d := &differ{old: old, new: new}
	d.between(0, len(old), 0, len(new))
	return d.hunks
}

// join joins hunks with only one or two equal elements between them.
func join(hunks []hunk) []hunk {
	var out []hunk
	for _, h := range hunks {
		if n := len(out); n > 0 && h.oldStart-out[n-1].oldEnd <= 2 {
			out[n-1].oldEnd, out[n-1].newEnd = h.oldEnd, h.newEnd
			continue
		}
		out = append(out, h)
	}
	return out
}

type differ struct {
	old, new []string
	hunks    []hunk
}

func (d *differ) between(a, aEnd, b, bEnd int) {
	for a < aEnd && b < bEnd && d.old[a] == d.new[b] {
		a, b = a+1, b+1
	}
	tail := 0
	for a < aEnd-tail && b < bEnd-tail && d.old[aEnd-1-tail] == d.new[bEnd-1-tail] {
		tail++
	}
	aEnd, bEnd = aEnd-tail, bEnd-tail
	if a == aEnd && b == bEnd {
		return
	}
	matches := d.anchors(a, aEnd, b, bEnd)
	if len(matches) == 0 && (aEnd-a)*(bEnd-b) <= maxTable {
		matches = d.common(a, aEnd, b, bEnd)
	}
	if len(matches) == 0 {
		d.hunks = append(d.hunks, hunk{a, aEnd, b, bEnd})
		return
	}
	for _, m := range matches {
		d.between(a, m[0], b, m[1])
		a, b = m[0], m[1]
	}
	d.between(a, aEnd, b, bEnd)
}

// maxTable limits the table of common, in cells.
const maxTable = 1 << 16

// common returns the longest common subsequence of two short ranges that have no
// anchors, because their common elements occur more than once.
func (d *differ) common(a, aEnd, b, bEnd int) [][2]int {
	width := bEnd - b + 1
	length := make([]int, (aEnd-a+1)*width) // of the common rest
	for i := aEnd - 1; i >= a; i-- {
		for j := bEnd - 1; j >= b; j-- {
			at := (i-a)*width + j - b
			if d.old[i] == d.new[j] {
				length[at] = length[at+width+1] + 1
			} else {
				length[at] = max(length[at+width], length[at+1])
			}
		}
	}
	var pairs [][2]int
	for i, j := a, b; i < aEnd && j < bEnd; {
		at := (i-a)*width + j - b
		switch {
		case d.old[i] == d.new[j]:
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case length[at+width] >= length[at+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// anchors returns the longest run, in order on both sides, of the elements
// that occur once on each side.
func (d *differ) anchors(a, aEnd, b, bEnd int) [][2]int {
	const twice = -1
	inOld := map[string]int{}
	for i := a; i < aEnd; i++ {
		if _, ok := inOld[d.old[i]]; ok {
			inOld[d.old[i]] = twice
		} else {
			inOld[d.old[i]] = i
		}
	}
	inNew := map[string]int{}
	for i := b; i < bEnd; i++ {
		if _, ok := inNew[d.new[i]]; ok {
			inNew[d.new[i]] = twice
		} else {
			inNew[d.new[i]] = i
		}
	}
	var pairs [][2]int
	for i := a; i < aEnd; i++ {
		if j, ok := inNew[d.old[i]]; ok && j != twice && inOld[d.old[i]] != twice {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	return increasing(pairs)
}

// increasing returns the longest subsequence with increasing second numbers, by
// patience sorting; the first numbers are in order.
func increasing(pairs [][2]int) [][2]int {
	var tops []int // index in pairs of the top of each pile
	before := make([]int, len(pairs))
	for i, p := range pairs {
		pile, _ := slices.BinarySearchFunc(tops, p[1], func(top, second int) int { return pairs[top][1] - second })
		before[i] = -1
		if pile > 0 {
			before[i] = tops[pile-1]
		}
		if pile == len(tops) {
			tops = append(tops, i)
		} else {
			tops[pile] = i
		}
	}
	if len(tops) == 0 {
		return nil
	}
	out := make([][2]int, len(tops))
	for k, i := len(tops)-1, tops[len(tops)-1]; k >= 0; k, i = k-1, before[i] {
		out[k] = pairs[i]
	}
	return out
}
