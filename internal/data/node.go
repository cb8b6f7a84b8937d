// Package data reads YAML and JSON into one tree that keeps its places, and
// checks such a tree against a JSON Schema.
package data

import (
	"errors"
	"strconv"
	"time"

	"docgen/internal/source"
)

// Kind is the kind of a value.
type Kind uint8

// The kinds of values. A Placeholder, such as <API_KEY>, is to be replaced by the
// reader of an example; it fits every type.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
	Placeholder
)

var kindNames = [...]string{"null", "boolean", "number", "string", "array", "object", "placeholder"}

// String returns the name JSON Schema gives the kind.
func (k Kind) String() string { return kindNames[k] }

// Node is one value of a YAML or JSON document.
type Node struct {
	Kind Kind
	// Raw is the value as written, with quotes and brackets.
	Raw source.Text
	// Text is the decoded text of a string, the literal of a number or
	// boolean, with the bytes it was decoded from as provenance.
	Text source.Text
	// Items are the values of an array.
	Items []*Node
	// Members are the members of an object in the order written; a key that
	// is given twice is here twice.
	Members []Member
}

// Member is one key of an object with its value.
type Member struct {
	Key   *Node // a String
	Value *Node
}

// Origin returns where the value as written came from.
func (n *Node) Origin() (at source.Span, via []source.Span, exact bool) {
	return n.Raw.Origin(0, len(n.Raw.Bytes))
}

// Get returns the value of a key: the last one, as JSON and YAML readers
// agree. It is nil where n is no object or has no such key.
func (n *Node) Get(key string) *Node {
	if m := n.Member(key); m != nil {
		return m.Value
	}
	return nil
}

// Member returns the member with the given key, or nil.
func (n *Node) Member(key string) *Member {
	if n == nil {
		return nil
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if string(n.Members[i].Key.Text.Bytes) == key {
			return &n.Members[i]
		}
	}
	return nil
}

// Str returns the text of a scalar, or "" for anything else, nil included.
func (n *Node) Str() string {
	if n == nil {
		return ""
	}
	return n.Text.String()
}

// True reports whether n is the boolean true.
func (n *Node) True() bool { return n != nil && n.Kind == Bool && n.Str() == "true" }

// Value returns the plain Go value: nil, bool, int or float64, string, []any,
// Map. Strings share the memory of the tree (see source.Memory).
func (n *Node) Value() any { return n.ValueIn(nil) }

// ValueIn is Value where timestamps of YAML are values of the type time.Time, those
// without a zone of their own in the given one; nil leaves them as they are written.
func (n *Node) ValueIn(zone *time.Location) any {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case Bool:
		return n.True()
	case Number:
		i, err := strconv.Atoi(n.Str())
		switch {
		case err == nil:
			return i
		case errors.Is(err, strconv.ErrRange): // Ruby has whole numbers of any size
			return n.Text.String()
		}
		f, _ := strconv.ParseFloat(n.Str(), 64)
		return f
	case String:
		if zone != nil {
			return n.timestamp(zone)
		}
		return n.Text.String()
	case Placeholder:
		return n.Text.String()
	case Array:
		out := make([]any, len(n.Items))
		for i, item := range n.Items {
			out[i] = item.ValueIn(zone)
		}
		return out
	case Object:
		out := make(Map, len(n.Members))
		for _, m := range n.Members {
			out.Set(m.Key.Text.String(), m.Value.ValueIn(zone))
		}
		return out
	}
	return nil
}

// Problem is a mistake in a document: its place in the text that was read.
type Problem struct {
	// Kind names the mistake, such as "missing-comma".
	Kind string
	// Start and End are bytes of the text that was read. An empty range is
	// the point where something is missing.
	Start, End int
	Message    string
	// Fix is the one obvious fix, if there is one.
	Fix *Fix
}

// Fix replaces ranges of the text that was read.
type Fix struct {
	Message string
	// Safe: the fix cannot change the meaning.
	Safe  bool
	Edits []Edit
}

// Edit replaces the bytes from Start to End; an empty range inserts.
type Edit struct {
	Start, End int
	Text       string
}
