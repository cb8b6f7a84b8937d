package data

import "slices"

// Merge returns an object with the keys of both: where both have a key, the
// value of over counts, and two objects are merged. A null of over counts for
// nothing. The values keep their places. nil is an empty object.
func Merge(node, over *Node) *Node {
	switch {
	case node == nil || over == nil:
		if over == nil {
			return node
		}
		return over
	case over.Kind == Null:
		return node
	case node.Kind != Object || over.Kind != Object:
		return over
	}
	merged := *node
	merged.Members = slices.Clone(node.Members)
	at := make(map[string]int, len(merged.Members))
	for i, m := range merged.Members {
		at[m.Key.Str()] = i // the last one of two counts
	}
	for _, m := range over.Members {
		i, ok := at[m.Key.Str()]
		switch {
		case !ok:
			at[m.Key.Str()] = len(merged.Members)
			merged.Members = append(merged.Members, m)
		case m.Value.Kind != Null:
			merged.Members[i] = Member{m.Key, Merge(merged.Members[i].Value, m.Value)}
		}
	}
	return &merged
}
