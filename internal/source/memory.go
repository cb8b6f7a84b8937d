package source

import (
	"slices"
	"unsafe"
)

// Memory leads from a Go string back to the text it is a piece of.
//
// A string that was cut from a file's text (Span.String) or from a derived
// text (Text.String) shares that text's memory, however many maps, variables
// and loops it went through. Where it points to is therefore proof of where it
// came from: its bytes *are* the bytes of the file. A string that a program
// made anew lies elsewhere and is not found. The garbage collector does not
// move memory, and the Memory keeps what it knows alive.
//
// The zero value is empty. Add all texts first; Find may then be called from
// many goroutines.
type Memory struct {
	texts []Text // sorted by address
}

// Add makes the texts known. Texts that overlap in memory must not differ in
// their way back.
func (m *Memory) Add(texts ...Text) {
	m.Hold(texts...)
	m.Ready()
}

// Hold takes texts that Find knows after the next Ready. To add many, hold
// each and make ready once.
func (m *Memory) Hold(texts ...Text) {
	for _, t := range texts {
		if len(t.Bytes) > 0 {
			m.texts = append(m.texts, t)
		}
	}
}

// Ready makes the texts that are held known to Find.
func (m *Memory) Ready() {
	slices.SortFunc(m.texts, func(a, b Text) int {
		switch x, y := address(a), address(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
}

// Find returns the known text that s is a piece of. An empty string is found
// nowhere.
func (m *Memory) Find(s string) (Text, bool) {
	if s == "" {
		return Text{}, false
	}
	at := uintptr(unsafe.Pointer(unsafe.StringData(s)))
	lo, hi := 0, len(m.texts)
	for lo < hi {
		if mid := (lo + hi) / 2; address(m.texts[mid]) <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return Text{}, false
	}
	t := m.texts[lo-1]
	start := int(at - address(t))
	if start+len(s) > len(t.Bytes) {
		return Text{}, false
	}
	return t.Slice(start, start+len(s)), true
}

func address(t Text) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(t.Bytes))) }
