package source

import (
	"cmp"
	"slices"
	"sort"
	"unsafe"
	"weak"
)

// Memory knows the provenance of Go strings: the text that each is a piece of.
//
// A string that was cut from a file's text (Span.String) or from a derived
// text (Text.String) shares that text's memory, however many maps, variables
// and loops it went through. Where it points to is therefore proof of where it
// came from: its bytes *are* the bytes of the file. A string that a program
// made anew lies elsewhere and is not found. The garbage collector does not
// move memory, and the Memory keeps what it knows alive.
//
// The zero value is empty. Once all texts are added, Find may be called from
// many goroutines.
type Memory struct {
	texts []Text // sorted by address
}

// Add makes the texts known. Texts that overlap in memory must have the same
// provenance. To add many, give them in one call.
func (m *Memory) Add(texts ...Text) {
	for _, t := range texts {
		if len(t.Bytes) > 0 {
			m.texts = append(m.texts, t)
		}
	}
	slices.SortFunc(m.texts, func(a, b Text) int { return cmp.Compare(address(a.Bytes), address(b.Bytes)) })
}

// Clone returns a Memory that knows the same texts and can be added to.
func (m *Memory) Clone() Memory { return Memory{slices.Clone(m.texts)} }

// Find returns the known text that s is a piece of. An empty string is found
// nowhere.
func (m *Memory) Find(s string) (Text, bool) {
	at := address(s)
	i := sort.Search(len(m.texts), func(i int) bool { return address(m.texts[i].Bytes) > at })
	if s == "" || i == 0 {
		return Text{}, false
	}
	t := m.texts[i-1]
	start := int(at - address(t.Bytes))
	if start+len(s) > len(t.Bytes) {
		return Text{}, false
	}
	return t.Slice(start, start+len(s)), true
}

// address returns where the bytes of a string or a slice lie in memory.
func address[T string | []byte](b T) uintptr {
	return uintptr(*(*unsafe.Pointer)(unsafe.Pointer(&b)))
}

// Captures is a Memory of texts that a run makes and forgets again: it keeps
// none of them alive. A template may capture thousands of texts, each made of
// the one before, and only the last is still wanted. The zero value is empty;
// it belongs to one goroutine.
type Captures struct {
	texts []captured // sorted by address
	limit int        // the number of texts from which on the dead are removed
}

// captured is a Text that does not keep its bytes alive.
type captured struct {
	at    uintptr
	bytes weak.Pointer[byte] // the first one; nil once nobody has the text
	text  Text               // without Bytes
	len   int
}

// Add makes a text known.
func (c *Captures) Add(t Text) {
	if len(t.Bytes) == 0 {
		return
	}
	if c.limit = max(c.limit, 16); len(c.texts) >= c.limit {
		c.texts = slices.DeleteFunc(c.texts, func(k captured) bool { return k.bytes.Value() == nil })
		c.limit = 2 * len(c.texts)
	}
	k := captured{at: address(t.Bytes), bytes: weak.Make(&t.Bytes[0]), text: t, len: len(t.Bytes)}
	k.text.Bytes = nil
	i := c.after(k.at)
	if i > 0 && c.texts[i-1].at == k.at { // of one that is gone, whose memory it has
		c.texts[i-1] = k
		return
	}
	c.texts = slices.Insert(c.texts, i, k)
}

// after returns the index of the first text that begins after an address.
func (c *Captures) after(at uintptr) int {
	return sort.Search(len(c.texts), func(i int) bool { return c.texts[i].at > at })
}

// Find returns the known text that s is a piece of.
func (c *Captures) Find(s string) (Text, bool) {
	at := address(s)
	// Texts that are gone may overlap in memory with the one that is wanted.
	for i := c.after(at) - 1; i >= 0 && s != ""; i-- {
		k := c.texts[i]
		first := k.bytes.Value()
		if first == nil {
			continue
		}
		start := int(at - k.at)
		if start+len(s) > k.len {
			return Text{}, false
		}
		k.text.Bytes = unsafe.Slice(first, k.len)
		return k.text.Slice(start, start+len(s)), true
	}
	return Text{}, false
}
