package source

import (
	"cmp"
	"slices"
	"sort"
	"unsafe"
	"weak"
)

// Memory finds the provenance of Go strings: the text that each is a part of.
//
// A string that was cut from a file's text (Span.String) or from a derived
// text (Text.String) shares that text's memory, however many maps, variables
// and loops it went through. Its address is therefore proof of its provenance:
// its bytes *are* the bytes of the file. A string with newly allocated bytes is
// not found. The garbage collector does not move memory, and the Memory keeps
// its texts alive.
//
// The zero value is empty. Once all texts are added, Find may be called from
// many goroutines.
type Memory struct {
	texts []Text // sorted by address
}

// Add adds texts. Texts that overlap in memory must have the same provenance.
// Many texts are best added in one call.
func (m *Memory) Add(texts ...Text) {
	for _, t := range texts {
		if len(t.Bytes) > 0 {
			m.texts = append(m.texts, t)
		}
	}
	slices.SortFunc(m.texts, func(a, b Text) int { return cmp.Compare(address(a.Bytes), address(b.Bytes)) })
}

// Clone returns a copy that can be added to.
func (m *Memory) Clone() Memory { return Memory{slices.Clone(m.texts)} }

// Replace returns a Memory that knows other texts in place of some.
func (m *Memory) Replace(older, newer []Text) Memory {
	gone := map[uintptr]bool{}
	for _, t := range older {
		gone[address(t.Bytes)] = true
	}
	out := Memory{make([]Text, 0, len(m.texts)+len(newer))}
	for _, t := range m.texts {
		if !gone[address(t.Bytes)] {
			out.texts = append(out.texts, t)
		}
	}
	for _, t := range newer {
		if len(t.Bytes) > 0 {
			i := sort.Search(len(out.texts), func(i int) bool { return address(out.texts[i].Bytes) > address(t.Bytes) })
			out.texts = slices.Insert(out.texts, i, t)
		}
	}
	return out
}

// Find returns the text that s is a part of. An empty string is not found.
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

// address returns the address of the bytes of a string or a slice.
func address[T string | []byte](b T) uintptr {
	return uintptr(*(*unsafe.Pointer)(unsafe.Pointer(&b)))
}

// Captures is a Memory for the texts that a run captures. It does not keep them
// alive: a template may capture thousands of texts, each made of the one before,
// of which only the last is still used. The zero value is empty. It must not be
// used by several goroutines.
type Captures struct {
	blocks map[uintptr][]*captured // by the blocks of memory that a text is in
	count  int
	limit  int // the count at which collected texts are removed
}

// block is the size of a block of memory, as a power of two.
const block = 12

// captured is a Text that does not keep its bytes alive.
type captured struct {
	bytes weak.Pointer[byte] // the first one; nil after the text was collected
	at    uintptr
	len   int
	text  Text // without Bytes
}

func (c *captured) isGone() bool { return c.bytes.Value() == nil }

// Add adds a text.
func (c *Captures) Add(t Text) {
	if len(t.Bytes) == 0 {
		return
	}
	if c.limit = max(c.limit, 64); c.count >= c.limit {
		c.count = 0
		for key, list := range c.blocks {
			if list = slices.DeleteFunc(list, (*captured).isGone); len(list) == 0 {
				delete(c.blocks, key)
			} else {
				c.blocks[key] = list
			}
			c.count += len(list)
		}
		c.limit = 2 * c.count
	}
	if c.blocks == nil {
		c.blocks = map[uintptr][]*captured{}
	}
	k := &captured{at: address(t.Bytes), bytes: weak.Make(&t.Bytes[0]), text: t, len: len(t.Bytes)}
	k.text.Bytes = nil
	for b := k.at >> block; b <= (k.at+uintptr(k.len)-1)>>block; b++ {
		list := c.blocks[b]
		if len(list) == cap(list) { // remove collected texts before growing
			before := len(list)
			list = slices.DeleteFunc(list, (*captured).isGone)
			c.count -= before - len(list)
		}
		c.blocks[b] = append(list, k)
		c.count++
	}
}

// Find returns the text that s is a part of.
func (c *Captures) Find(s string) (Text, bool) {
	if s == "" {
		return Text{}, false
	}
	at := address(s)
	// Collected texts may have had the same address.
	for _, k := range slices.Backward(c.blocks[at>>block]) {
		if at < k.at || at+uintptr(len(s)) > k.at+uintptr(k.len) {
			continue
		}
		if first := k.bytes.Value(); first != nil {
			start := int(at - k.at)
			t := k.text
			t.Bytes = unsafe.Slice(first, k.len)
			return t.Slice(start, start+len(s)), true
		}
	}
	return Text{}, false
}
