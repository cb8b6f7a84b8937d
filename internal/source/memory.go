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
	blocks map[uintptr][]*captured // by the blocks of memory that a text lies in
	count  int
	limit  int // the count from which on those that are gone are removed
}

// block is how many bytes of memory are looked up together, as a power of two.
const block = 12

// captured is a Text that does not keep its bytes alive.
type captured struct {
	bytes weak.Pointer[byte] // the first one; nil once nobody has the text
	at    uintptr
	len   int
	text  Text // without Bytes
}

func (c *captured) isGone() bool { return c.bytes.Value() == nil }

// Add makes a text known.
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
		if len(list) == cap(list) { // those that are gone make room
			before := len(list)
			list = slices.DeleteFunc(list, (*captured).isGone)
			c.count -= before - len(list)
		}
		c.blocks[b] = append(list, k)
		c.count++
	}
}

// Find returns the known text that s is a piece of.
func (c *Captures) Find(s string) (Text, bool) {
	if s == "" {
		return Text{}, false
	}
	at := address(s)
	// Texts that are gone may have lain where this one lies now.
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
