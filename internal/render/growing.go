package render

import (
	"slices"
	"unsafe"
)

// grown remembers the values that were extended last, with the memory after them that
// is still free. A template that adds to a list or a text in each round of a loop takes
// as much memory as the last value, not as all values on the way. Those keep their
// length and never see what is added later.
type grown struct {
	lists [4][]any
	texts [4][]byte
	next  int
}

// extend returns a list with more items.
func (m *meter) extend(list, more []any) []any {
	n := len(list) + len(more)
	if m.spend(2*n) != nil || n > m.limits.items {
		_ = m.makeList(n)
		return nil
	}
	return grow(m, &m.grown.lists, list, more, int(unsafe.Sizeof(any(nil))))
}

// appendText returns a text with another one after it.
func (m *meter) appendText(s, more string) string {
	if s == "" || more == "" {
		return s + more
	}
	if n := len(s) + len(more); n > m.limits.text {
		_ = m.makeText(n)
		return ""
	}
	b := grow(m, &m.grown.texts, unsafe.Slice(unsafe.StringData(s), len(s)), unsafe.Slice(unsafe.StringData(more), len(more)), 1)
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// grow appends to a value in place if it is the longest one in its memory.
func grow[T any](m *meter, known *[4][]T, value, more []T, size int) []T {
	n := len(value) + len(more)
	i := slices.IndexFunc(known[:], func(k []T) bool {
		return len(k) == len(value) && unsafe.SliceData(k) == unsafe.SliceData(value)
	})
	var room []T
	switch {
	case i >= 0 && cap(known[i]) >= n:
		room = known[i]
		m.spend(len(more))
	default:
		free := 0
		if i >= 0 { // it has grown before
			free = n
		} else {
			i = m.grown.next % len(known)
			m.grown.next++
		}
		if m.take(size*(n+free)) != nil {
			return nil
		}
		room = append(make([]T, 0, n+free), value...)
	}
	known[i] = append(room, more...)
	return known[i][:n:n]
}
