package data

import (
	"slices"
	"strings"
	"unsafe"
)

// Map is the plain form of an object, as templates see it. Looped over, it
// yields [key, value] pairs in the order of the file that was read.
type Map map[string]any

// Len returns the number of pairs.
func (m Map) Len() int { return len(m) }

// Index returns the i-th pair.
func (m Map) Index(i int) any {
	key := m.Keys()[i]
	return []any{key, m[key]}
}

// Keys returns the keys in the order of the file. Keys are cut from the text
// that was read, so the order of their memory is the order of the text; keys
// of several texts are kept apart by sorting equal ones by name.
func (m Map) Keys() []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		x, y := uintptr(unsafe.Pointer(unsafe.StringData(a))), uintptr(unsafe.Pointer(unsafe.StringData(b)))
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return strings.Compare(a, b)
	})
	return keys
}
