package data

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"docgen/internal/diag"
)

// patterns are the compiled regular expressions of the schemas.
type patterns map[string]*regexp.Regexp

// walk goes through a schema and a document side by side. It keeps in places
// which schemas speak of which value, and judges the keywords whose schemas may
// fail without harm: anyOf, oneOf, not, if, contains and propertyNames. The
// library says too little about those, neither the branch nor which errors
// belong to it. So they are left out of what it gets, and each of their schemas
// is compiled by itself.
type walk struct {
	set    *schemaSet
	root   *Node              // of the document
	places map[string][]*Node // by path
	found  []Violation
}

// target follows the $refs of a schema.
func (s *schemaSet) target(schema *Node) *Node {
	for s.refs[schema] != nil {
		schema = s.refs[schema]
	}
	return schema
}

func pathKey(path []string) string { return strings.Join(path, "\x00") }

// apply visits the value n, whose key is key if an object holds it.
func (w *walk) apply(schema, n, key *Node, path []string) {
	schema = w.set.target(schema)
	at := pathKey(path)
	w.places[at] = append(w.places[at], schema)
	for _, sub := range items(schema.Get("allOf")) {
		w.apply(sub, n, key, path)
	}
	w.not(schema, n, key, path)
	switch n.Kind {
	case Placeholder:
		return
	case Array:
		w.array(schema, n, path)
	case Object:
		w.object(schema, n, path)
	}
	w.choose(schema, n, path, "anyOf")
	w.choose(schema, n, path, "oneOf")
	w.condition(schema, n, path)
}

func items(n *Node) []*Node {
	if n == nil {
		return nil
	}
	return n.Items
}

func (w *walk) object(schema, n *Node, path []string) {
	properties, matching := schema.Get("properties"), schema.Get("patternProperties")
	rest, names := schema.Get("additionalProperties"), w.set.parts[schema.Get("propertyNames")]
	for i := range n.Members {
		m := n.Members[i]
		name := m.Key.Str()
		if n.Member(name) != &n.Members[i] {
			continue // given again below, which counts
		}
		below := append(slices.Clip(path), name)
		known := false
		if sub := properties.Get(name); sub != nil {
			w.apply(sub, m.Value, m.Key, below)
			known = true
		}
		if matching != nil {
			for _, p := range matching.Members {
				if re := w.set.patterns[p.Key.Str()]; re != nil && re.MatchString(name) {
					w.apply(p.Value, m.Value, m.Key, below)
					known = true
				}
			}
		}
		if !known && rest != nil {
			w.apply(rest, m.Value, m.Key, below)
		}
		if names != nil && len(names.check(w.root, m.Key, below)) > 0 {
			w.add(Violation{Node: n, Key: m.Key, Path: path, Keyword: "propertyNames", Property: name, place: schema})
		}
	}
	if needs := schema.Get("dependencies"); needs != nil {
		for _, d := range needs.Members {
			if d.Value.Kind == Object && n.Get(d.Key.Str()) != nil {
				w.apply(d.Value, n, nil, path)
			}
		}
	}
}

func (w *walk) array(schema, n *Node, path []string) {
	each, rest := schema.Get("items"), schema.Get("additionalItems")
	for i, item := range n.Items {
		sub := each
		if each != nil && each.Kind == Array {
			if sub = rest; i < len(each.Items) {
				sub = each.Items[i]
			}
		}
		if sub != nil {
			w.apply(sub, item, nil, append(slices.Clip(path), strconv.Itoa(i)))
		}
	}
	contains := w.set.parts[schema.Get("contains")]
	if contains == nil {
		return
	}
	for i, item := range n.Items {
		if len(contains.check(w.root, item, append(slices.Clip(path), strconv.Itoa(i)))) == 0 {
			return
		}
	}
	w.add(Violation{Node: n, Path: path, Keyword: "contains", place: schema})
}

// not reports a value that fits what it must not. A Placeholder may stand for
// another value, unless no value is allowed.
func (w *walk) not(schema, n, key *Node, path []string) {
	not := schema.Get("not")
	if part := w.set.parts[not]; part != nil && len(part.check(w.root, n, path)) == 0 &&
		(n.Kind != Placeholder || len(not.Members) == 0) {
		v := Violation{Node: n, Path: path, Keyword: "not", place: schema}
		if len(not.Members) == 0 {
			v.Key = key
		}
		w.add(v)
	}
}

func (w *walk) condition(schema, n *Node, path []string) {
	part := w.set.parts[schema.Get("if")]
	if part == nil {
		return
	}
	branch := "then"
	if len(part.check(w.root, n, path)) > 0 {
		branch = "else"
	}
	if part = w.set.parts[schema.Get(branch)]; part != nil {
		w.found = append(w.found, part.check(w.root, n, path)...)
	}
}

// choose judges anyOf and oneOf. Where no branch fits it reports the one that
// the writer most likely meant.
func (w *walk) choose(schema, n *Node, path []string, keyword string) {
	list := schema.Get(keyword)
	if list == nil {
		return
	}
	var failed [][]Violation
	for _, branch := range list.Items {
		if found := w.set.parts[branch].check(w.root, n, path); len(found) > 0 {
			failed = append(failed, found)
		}
	}
	fit := len(list.Items) - len(failed)
	switch {
	case fit == 1, fit > 1 && (keyword == "anyOf" || hasPlaceholder(n)):
	case fit > 1:
		w.add(Violation{Node: n, Path: path, Keyword: keyword, place: schema})
	default:
		w.found = append(w.found, w.bestBranch(failed, n, path, keyword, schema)...)
	}
}

func hasPlaceholder(n *Node) bool {
	return n.Kind == Placeholder || slices.ContainsFunc(n.Items, hasPlaceholder) ||
		slices.ContainsFunc(n.Members, func(m Member) bool { return hasPlaceholder(m.Value) })
}

// bestBranch returns what is wrong with n by the branch that fits best.
func (w *walk) bestBranch(failed [][]Violation, n *Node, path []string, keyword string, schema *Node) []Violation {
	isAbout := func(v Violation, keywords ...string) bool {
		return len(v.Path) == len(path) && slices.Contains(keywords, v.Keyword)
	}
	every := func(keywords ...string) bool {
		return !slices.ContainsFunc(failed, func(found []Violation) bool {
			return len(found) != 1 || !isAbout(found[0], keywords...)
		})
	}
	// Where all branches fail alike, all of them together are the reason.
	for _, alike := range [][]string{{"type"}, {"enum", "const"}, {"required"}} {
		if every(alike...) {
			v := Violation{Node: n, Path: path, Keyword: keyword, Schema: keywordSpan(schema, keyword)}
			var places []*Node
			for _, found := range failed {
				places = append(places, found[0].place)
			}
			v.Message = w.branchMessage(&v, alike[0], places)
			return []Violation{v}
		}
	}
	// A branch for another type, or with another word in a key that tells the
	// branches apart, is not the one that was meant.
	distance := func(found []Violation) int {
		d := len(found)
		for _, v := range found {
			switch {
			case isAbout(v, "type"):
				d += 10_000
			case len(v.Path) == len(path)+1 && (v.Keyword == "const" || v.Keyword == "enum"):
				d += 100
			}
		}
		return d
	}
	return slices.MinFunc(failed, func(a, b []Violation) int { return distance(a) - distance(b) })
}

// add finds the schema that a violation speaks of, and words it.
func (w *walk) add(v Violation) {
	if v.place == nil {
		v.place = w.place(&v)
	}
	v.Schema = keywordSpan(v.place, v.Keyword)
	var known []string
	switch v.Keyword {
	case "required":
		for _, name := range items(v.place.Get("required")) {
			if name.Str() == v.Property {
				v.Schema, _, _ = name.Origin()
			}
		}
	case "additionalProperties":
		known = w.knownKeys(v.Path)
	}
	v.Message = w.message(&v, known)
	w.found = append(w.found, v)
}

// place returns the schema that has the keyword of a violation, or nil.
func (w *walk) place(v *Violation) *Node {
	path := v.Path
	if v.Keyword == "uniqueItems" {
		path = path[:len(path)-1]
	}
	var first *Node
	for _, schema := range w.places[pathKey(path)] {
		value := schema.Get(v.Keyword)
		if v.Keyword == "false" && schema.Kind == Bool && !schema.True() {
			return schema
		}
		if value == nil {
			continue
		}
		says := true
		switch v.Keyword {
		case "required":
			says = slices.Contains(words(value), v.Property)
		case "additionalProperties":
			says = value.Kind == Bool && schema.Get("properties").Get(v.Property) == nil
		case "type":
			says = !slices.ContainsFunc(words(value), func(name string) bool { return isOfType(v.Node, name) })
		}
		if says {
			return schema
		}
		if first == nil {
			first = schema
		}
	}
	return first
}

// knownKeys returns the keys that the schemas of the object at path name.
func (w *walk) knownKeys(path []string) []string {
	var keys []string
	for _, schema := range w.places[pathKey(path)] {
		if properties := schema.Get("properties"); properties != nil {
			for _, m := range properties.Members {
				if key := m.Key.Str(); !slices.Contains(keys, key) {
					keys = append(keys, key)
				}
			}
		}
	}
	return keys
}

// withoutMisspelt returns what was found, but for keys that are missing only
// because they are misspelt.
func (w *walk) withoutMisspelt() []Violation {
	misspelt := func(v Violation) bool {
		return v.Keyword == "required" && slices.ContainsFunc(w.found, func(u Violation) bool {
			return u.Keyword == "additionalProperties" && u.Node == v.Node &&
				diag.Nearest(u.Property, w.knownKeys(u.Path)) == v.Property
		})
	}
	// Both must be seen together, so nothing is removed before all is judged.
	var kept []Violation
	for _, v := range w.found {
		if !misspelt(v) {
			kept = append(kept, v)
		}
	}
	return kept
}
