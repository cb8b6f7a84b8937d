package data

import (
	"encoding/json"
	"slices"
)

// Map is the plain form of an object, as templates see it. It keeps the order
// in which its keys were set, which is that of the file that was read. It is a
// Go map so that the template language can look into it.
//
// Only one goroutine may fill a Map; after that it may be read by many.
type Map map[string]Item

// Item is a value of a Map with its place in the order.
type Item struct {
	Value any
	at    int
}

// ToLiquid gives the template language the value without its place.
func (i Item) ToLiquid() any { return i.Value }

// MarshalJSON writes the value alone.
func (i Item) MarshalJSON() ([]byte, error) { return json.Marshal(i.Value) }

// MapOf returns a Map of keys and values that alternate; the keys are strings.
func MapOf(pairs ...any) Map {
	m := make(Map, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		m.Set(pairs[i].(string), pairs[i+1])
	}
	return m
}

// Set sets the value of a key. A new key is added at the end; an existing one
// keeps its place.
func (m Map) Set(key string, value any) {
	at := len(m)
	if old, ok := m[key]; ok {
		at = old.at
	}
	m[key] = Item{value, at}
}

// SetAll sets the keys of another Map, in its order.
func (m Map) SetAll(other Map) {
	for _, key := range other.Keys() {
		m.Set(key, other[key].Value)
	}
}

// Get returns the value of a key, or nil.
func (m Map) Get(key string) any { return m[key].Value }

// Has reports whether a key was set.
func (m Map) Has(key string) bool { _, ok := m[key]; return ok }

// Text returns the value of a key that is a string or a date, or "".
func (m Map) Text(key string) string {
	switch v := m[key].Value.(type) {
	case string:
		return v
	case Date:
		return string(v)
	}
	return ""
}

// Keys returns the keys in their order.
func (m Map) Keys() []string {
	keys := make([]string, len(m))
	for key, item := range m {
		keys[item.at] = key
	}
	return keys
}

// Pairs returns the keys with their values, in their order, as a loop over an
// object yields them.
func (m Map) Pairs() []any {
	pairs := make([]any, len(m))
	for key, item := range m {
		pairs[item.at] = []any{key, item.Value}
	}
	return pairs
}

// SortedKeys returns the keys in alphabetical order.
func (m Map) SortedKeys() []string {
	keys := m.Keys()
	slices.Sort(keys)
	return keys
}
