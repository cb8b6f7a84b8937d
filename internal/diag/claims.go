package diag

import "slices"

// Claims are the places of a text that edits change. Two edits clash if they change
// the same bytes, or if one inserts where the other changes something, so that their
// order would matter.
type Claims struct{ changed, inserted []bool } // changed has the byte before each offset

// NewClaims returns the claims on a text of a length in bytes, without any.
func NewClaims(length int) *Claims { return &Claims{make([]bool, length+2), make([]bool, length+1)} }

// Take takes the bytes from start to end, or the place of an insertion, and reports
// true, unless that clashes with what was taken.
func (c *Claims) Take(start, end int) bool {
	if start == end && (c.changed[start] || c.changed[start+1] || c.inserted[start]) ||
		slices.Contains(c.changed[start+1:end+1], true) || start < end && slices.Contains(c.inserted[start:end+1], true) {
		return false
	}
	c.set(start, end, true)
	return true
}

// Drop gives back what was taken.
func (c *Claims) Drop(start, end int) { c.set(start, end, false) }

func (c *Claims) set(start, end int, to bool) {
	if start == end {
		c.inserted[start] = to
	}
	for i := range c.changed[start+1 : end+1] {
		c.changed[start+1+i] = to
	}
}
