package data

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xeipuuv/gojsonschema"

	"docgen/internal/source"
)

// Schema is a compiled JSON Schema of draft 4, 6 or 7. It may be used by many
// goroutines.
type Schema struct {
	node     *Node // the schema as written
	compiled *gojsonschema.Schema
	set      *schemaSet
}

// schemaSet is what the schemas compiled together have in common.
type schemaSet struct {
	refs map[*Node]*Node // a schema with a $ref to the schema it refers to
	// parts are the schemas that are judged one by one: see walk.
	parts    map[*Node]*Schema
	patterns patterns
}

// Violation is one way in which a document does not fit a schema.
type Violation struct {
	// Node is the value at fault, or the object that lacks a property. Key is
	// the member's key where the key is at fault, else nil.
	Node, Key *Node
	// Path leads from the root to Node: keys, and indexes counted from 0.
	Path []string
	// Keyword is the keyword of the schema that says so, such as "required";
	// it is "false" where the schema allows nothing at all.
	Keyword string
	// Property is the key that is missing, unknown or not allowed.
	Property string
	Message  string
	// Schema is the keyword with its value in the schema file. It has no file
	// where no single place says so.
	Schema source.Span

	place *Node // the schema object that has the keyword
}

// Check returns where a document does not fit the schema, sorted by place.
// A Placeholder fits every type, pattern and range. A key that is given twice
// counts with its last value. A nil node fits every schema.
func (s *Schema) Check(n *Node) []Violation {
	if n == nil {
		return nil
	}
	found := s.check(n, n, nil)
	slices.SortStableFunc(found, func(a, b Violation) int {
		x, y := a.at(), b.at()
		switch {
		case x.Before(y):
			return -1
		case y.Before(x):
			return 1
		}
		return cmp.Or(cmp.Compare(a.Keyword, b.Keyword), cmp.Compare(a.Property, b.Property))
	})
	return found
}

// at returns the place a writer must edit.
func (v *Violation) at() source.Span {
	n := v.Node
	if v.Key != nil {
		n = v.Key
	}
	at, _, _ := n.Origin()
	return at
}

// check returns the violations of the value n that path leads to from root.
func (s *Schema) check(root, n *Node, path []string) []Violation {
	result, err := s.compiled.Validate(gojsonschema.NewRawLoader(plainValue(n)))
	if err != nil {
		panic("data: a value in memory cannot be loaded: " + err.Error())
	}
	if result.Valid() && len(s.set.parts) == 0 {
		return nil
	}
	w := walk{set: s.set, root: root, places: map[string][]*Node{}}
	w.apply(s.node, n, nil, path)
	for _, e := range result.Errors() {
		w.report(e, n, path)
	}
	return w.withoutMisspelt()
}

// plainValue returns the value as the library wants it, which is what
// encoding/json makes when it is asked for json.Number.
func plainValue(n *Node) any {
	switch n.Kind {
	case Bool:
		return n.True()
	case Number:
		return plainNumber(n.Str())
	case String, Placeholder:
		return n.Str()
	case Array:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = plainValue(item)
		}
		return list
	case Object:
		object := make(map[string]any, len(n.Members))
		for _, m := range n.Members {
			object[m.Key.Str()] = plainValue(m.Value)
		}
		return object
	}
	return nil
}

// plainNumber returns a number as JSON has it. The library computes with exact
// fractions, which a huge exponent would make huge, so those are written out
// or cut off at the range of a float.
func plainNumber(literal string) json.Number {
	if json.Valid([]byte(literal)) && !strings.ContainsAny(literal, "eE") {
		return json.Number(literal)
	}
	f, err := strconv.ParseFloat(literal, 64)
	if math.IsNaN(f) || err != nil && f == 0 {
		return "0"
	}
	f = max(-math.MaxFloat64, min(f, math.MaxFloat64))
	return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
}

// keywords names the keyword behind each kind of error of the library.
var keywords = map[string]string{
	"required":                        "required",
	"invalid_type":                    "type",
	"enum":                            "enum",
	"const":                           "const",
	"pattern":                         "pattern",
	"format":                          "format",
	"additional_property_not_allowed": "additionalProperties",
	"array_no_additional_items":       "additionalItems",
	"missing_dependency":              "dependencies",
	"unique":                          "uniqueItems",
	"array_min_items":                 "minItems",
	"array_max_items":                 "maxItems",
	"array_min_properties":            "minProperties",
	"array_max_properties":            "maxProperties",
	"string_gte":                      "minLength",
	"string_lte":                      "maxLength",
	"multiple_of":                     "multipleOf",
	"number_gte":                      "minimum",
	"number_gt":                       "exclusiveMinimum",
	"number_lte":                      "maximum",
	"number_lt":                       "exclusiveMaximum",
	"false":                           "false",
}

// report adds a violation for an error of the library about n or a value in
// it.
func (w *walk) report(e gojsonschema.ResultError, n *Node, path []string) {
	keyword, ok := keywords[e.Type()]
	if !ok {
		return // number_all_of, which follows the errors it speaks of
	}
	v := Violation{Node: n, Path: path, Keyword: keyword}
	var key *Node
	// The first step is the library's name for the root.
	for _, step := range strings.Split(e.Context().String("\x00"), "\x00")[1:] {
		v.Path = append(slices.Clip(v.Path), step)
		v.Node, key = child(v.Node, step)
	}
	switch keyword {
	case "required", "additionalProperties":
		v.Property, _ = e.Details()["property"].(string)
	case "dependencies":
		v.Property, _ = e.Details()["dependency"].(string)
	case "uniqueItems":
		i, _ := e.Details()["j"].(int)
		v.Node, v.Path = v.Node.Items[i], append(slices.Clip(v.Path), strconv.Itoa(i))
	}
	if v.Node.Kind == Placeholder && keyword != "false" {
		return
	}
	switch keyword {
	case "additionalProperties":
		v.Key = v.Node.Member(v.Property).Key
	case "false":
		v.Key = key
	}
	w.add(v)
}

// child returns the value one step below n, and its key if n is an object.
func child(n *Node, step string) (value, key *Node) {
	if m := n.Member(step); m != nil {
		return m.Value, m.Key
	}
	i, _ := strconv.Atoi(step)
	return n.Items[i], nil
}
