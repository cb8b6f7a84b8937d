package data

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xeipuuv/gojsonschema"
)

// check is the check of a value and its contents against a schema. The library
// reports what is wrong where, but not by which schema: that is found by
// following the path to the value through the schema.
type check struct {
	*Schema
	doc    *document
	start  place
	places map[string]*place // by the library's name for a value
	found  []Violation
}

// document is what is checked.
type document struct {
	root    *Node
	members map[*Node]map[string]*Member // those of a key given twice: the last
}

// place is a value in the document, with its key if an object holds it.
type place struct {
	node, key *Node
	path      []string
	schemas   []*Node // that apply to the value
}

// child returns the value one step below n, and its key if n is an object; nil
// where there is none.
func (d *document) child(n *Node, step string) (value, key *Node) {
	if n.Kind == Array {
		i, _ := strconv.Atoi(step)
		return n.Items[i], nil
	}
	members, ok := d.members[n]
	if !ok {
		members = make(map[string]*Member, len(n.Members))
		for i := range n.Members {
			members[n.Members[i].Key.Str()] = &n.Members[i]
		}
		d.members[n] = members
	}
	if m := members[step]; m != nil {
		return m.Value, m.Key
	}
	return nil, nil
}

// violations returns those of the value at a place in a document.
func (s *Schema) violations(d *document, at place) []Violation {
	result, err := s.compiled.Validate(gojsonschema.NewRawLoader(plainValue(at.node)))
	if err != nil {
		panic("data: a value in memory cannot be loaded: " + err.Error())
	}
	if result.Valid() {
		return nil
	}
	at.schemas = s.set.apply(nil, s.node, d, at)
	c := check{Schema: s, doc: d, start: at, places: map[string]*place{}}
	for _, e := range result.Errors() {
		if keyword, ok := keywords[e.Type()]; ok {
			c.report(e, keyword)
		}
	}
	found := c.withoutMisspelt()
	slices.SortFunc(found, compareViolations)
	return slices.CompactFunc(found, func(a, b Violation) bool { return compareViolations(a, b) == 0 })
}

// fits reports whether the value at a place fits a schema that is evaluated
// separately.
func (s *schemaSet) fits(schema *Node, d *document, at place) bool {
	return len(s.parts[schema].violations(d, at)) == 0
}

// at returns the place that the library names by the steps that lead to it,
// each after a NUL. The first one is the start.
func (c *check) at(name string) *place {
	i := strings.LastIndexByte(name, 0)
	if i < 0 {
		return &c.start
	}
	p, known := c.places[name]
	if !known {
		above, step := c.at(name[:i]), name[i+1:]
		p = &place{path: append(slices.Clip(above.path), step)}
		if p.node, p.key = c.doc.child(above.node, step); p.node == nil {
			return above // the key has a NUL
		}
		for _, schema := range above.schemas {
			for _, sub := range c.set.below(schema, above.node, step) {
				p.schemas = c.set.apply(p.schemas, sub, c.doc, *p)
			}
		}
		c.places[name] = p
	}
	return p
}

// apply adds a schema to those that apply to the value at a place, together with
// the schemas that it combines, such as those in allOf.
func (s *schemaSet) apply(list []*Node, schema *Node, d *document, at place) []*Node {
	for s.refs[schema] != nil {
		schema = s.refs[schema]
	}
	list = append(list, schema)
	for _, sub := range items(schema.Get("allOf")) {
		list = s.apply(list, sub, d, at)
	}
	if test := schema.Get("if"); test != nil {
		branch := "else"
		if s.fits(test, d, at) {
			branch = "then"
		}
		if sub := schema.Get(branch); sub != nil {
			list = s.apply(list, sub, d, at)
		}
	}
	if needs := schema.Get("dependencies"); needs != nil {
		for _, m := range needs.Members {
			if m.Value.Kind == Object && at.node.Get(m.Key.Str()) != nil {
				list = s.apply(list, m.Value, d, at)
			}
		}
	}
	return list
}

// below returns the schemas in a schema of n for the value one step below.
func (s *schemaSet) below(schema, n *Node, step string) (list []*Node) {
	rest := schema.Get("additionalProperties")
	if n.Kind == Array {
		each := schema.Get("items")
		if rest = each; each != nil && each.Kind == Array {
			rest = schema.Get("additionalItems")
			if i, _ := strconv.Atoi(step); i < len(each.Items) {
				return each.Items[i : i+1]
			}
		}
	} else {
		if sub := schema.Get("properties").Get(step); sub != nil {
			list = append(list, sub)
		}
		if matching := schema.Get("patternProperties"); matching != nil {
			for _, m := range matching.Members {
				if s.patterns[m.Key.Str()].MatchString(step) {
					list = append(list, m.Value)
				}
			}
		}
	}
	if len(list) == 0 && rest != nil && rest.Kind == Object {
		list = append(list, rest)
	}
	return list
}

// report adds a violation for an error of the library.
func (c *check) report(e gojsonschema.ResultError, keyword string) {
	p := c.at(e.Context().String("\x00"))
	v := Violation{Node: p.node, Path: p.path, Keyword: keyword}
	details := e.Details()
	switch keyword {
	case "required", "additionalProperties", "propertyNames":
		v.Property, _ = details["property"].(string)
	case "dependencies":
		v.Property, _ = details["dependency"].(string)
	case "uniqueItems":
		i, _ := details["j"].(int)
		v.Node, v.Path = p.node.Items[i], append(slices.Clip(p.path), strconv.Itoa(i))
		if v.Node.Kind == Placeholder {
			return
		}
	case "anyOf", "oneOf":
		for _, schema := range p.schemas {
			if list := schema.Get(keyword); list != nil {
				c.choose(v, p, schema, items(list))
			}
		}
		return
	}
	if v.place = c.place(&v, p, details); v.place == nil {
		return
	}
	switch keyword {
	case "additionalProperties", "propertyNames":
		_, v.Key = c.doc.child(p.node, v.Property)
	case "false":
		if v.Key = p.key; v.place.Kind != Bool {
			v.Keyword = "not"
		}
	}
	c.add(v)
}

// place returns the schema that has the keyword of a violation. It is nil for a
// violation of a branch: see branch.
func (c *check) place(v *Violation, p *place, details gojsonschema.ErrorDetails) (first *Node) {
	for _, schema := range p.schemas {
		value := schema.Get(v.Keyword)
		if v.Keyword == "false" {
			if allowsNothing(schema) {
				return schema
			}
			continue
		}
		if value != nil && c.matches(schema, value, v, p, details) {
			return schema
		}
		if value != nil && first == nil {
			first = schema
		}
	}
	return first
}

// matches reports whether a violation can be the one of a keyword with a value in
// a schema.
func (c *check) matches(schema, value *Node, v *Violation, p *place, details gojsonschema.ErrorDetails) bool {
	switch v.Keyword {
	case "required":
		return slices.Contains(stringsOf(value), v.Property)
	case "additionalProperties":
		return value.Kind == Bool && schema.Get("properties").Get(v.Property) == nil
	case "type":
		return !slices.ContainsFunc(stringsOf(value), func(name string) bool { return isOfType(v.Node, name) })
	case "enum", "const":
		return !slices.Contains(literals(append(slices.Clip(value.Items), value)), shown(v.Node))
	case "not":
		return c.set.fits(value, c.doc, *p)
	}
	for _, limit := range []string{"min", "max", "multiple", "pattern", "format"} {
		if d, ok := details[limit]; ok {
			return fmt.Sprint(d) == value.Str()
		}
	}
	return true
}

// choose evaluates the branches of an anyOf or oneOf. If none fits, it reports
// the violations of the one that the writer most likely meant.
func (c *check) choose(v Violation, p *place, schema *Node, branches []*Node) {
	var failed [][]Violation
	for _, branch := range branches {
		if found := c.set.parts[branch].violations(c.doc, *p); len(found) > 0 {
			failed = append(failed, found)
		}
	}
	fit := len(branches) - len(failed)
	switch {
	case fit == 1, fit > 1 && (v.Keyword == "anyOf" || hasPlaceholder(v.Node)):
	case fit > 1:
		v.place = schema
		c.add(v)
	default:
		c.found = append(c.found, c.bestBranch(failed, v.Node, v.Path, v.Keyword, schema)...)
	}
}

func hasPlaceholder(n *Node) bool {
	return n.Kind == Placeholder || slices.ContainsFunc(n.Items, hasPlaceholder) ||
		slices.ContainsFunc(n.Members, func(m Member) bool { return hasPlaceholder(m.Value) })
}

// bestBranch returns the violations of the branch that fits n best.
func (c *check) bestBranch(failed [][]Violation, n *Node, path []string, keyword string, schema *Node) []Violation {
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
			v.Message = c.branchMessage(&v, alike[0], places)
			return []Violation{v}
		}
	}
	// A branch for another type, or for another value of the key that
	// distinguishes the branches, is not the one that was meant.
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

// add adds a violation with its message.
func (c *check) add(v Violation) {
	v.Schema = keywordSpan(v.place, v.Keyword)
	if v.Keyword == "required" {
		for _, name := range items(v.place.Get("required")) {
			if name.Str() == v.Property {
				v.Schema, _, _ = name.Origin()
			}
		}
	}
	v.Message = c.message(&v)
	c.found = append(c.found, v)
}

// withoutMisspelt removes violations about missing keys that are only misspelt.
func (c *check) withoutMisspelt() []Violation {
	type key struct {
		object *Node
		name   string
	}
	meant := map[key]bool{}
	for _, v := range c.found {
		meant[key{v.Node, v.meant}] = true
	}
	return slices.DeleteFunc(c.found, func(v Violation) bool {
		return v.Keyword == "required" && v.Property != "" && meant[key{v.Node, v.Property}]
	})
}
