package data

import (
	"cmp"
	"encoding/json"
	"math"
	"regexp"
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

// schemaSet is shared by the schemas that are compiled together.
type schemaSet struct {
	refs     map[*Node]*Node   // a schema with a $ref to the schema it refers to
	parts    map[*Node]*Schema // schemas that are evaluated separately
	patterns map[string]*regexp.Regexp
}

// Violation is one way in which a document does not fit a schema.
type Violation struct {
	// Node is the value that violates the schema, or the object that lacks a
	// property. Key is the member's key if the key is the violation, else nil.
	Node, Key *Node
	// Path leads from the root to Node: keys, and indexes counted from 0.
	Path []string
	// Keyword is the violated keyword of the schema, such as "required"; it is
	// "false" where the schema allows nothing at all.
	Keyword string
	// Property is the key that is missing, unknown or not allowed.
	Property string
	Message  string
	// Schema is the keyword with its value in the schema file. It has no file
	// if there is no single place.
	Schema source.Span

	place *Node  // the schema object that has the keyword
	meant string // the known key that an unknown one may be meant to be
}

// Check returns where a document does not fit the schema, sorted by place.
// A Placeholder fits every type, pattern and range. A key that is given twice
// counts with its last value. A nil node fits every schema.
func (s *Schema) Check(n *Node) []Violation {
	if n == nil {
		return nil
	}
	return s.violations(&document{n, map[*Node]map[string]*Member{}}, place{node: n})
}

// compareViolations sorts by place, then by keyword and property.
func compareViolations(a, b Violation) int {
	x, y := a.at(), b.at()
	switch {
	case x.Before(y):
		return -1
	case y.Before(x):
		return 1
	}
	return cmp.Or(cmp.Compare(a.Keyword, b.Keyword), cmp.Compare(a.Property, b.Property),
		cmp.Compare(a.Schema.Start, b.Schema.Start), cmp.Compare(a.Message, b.Message))
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

// plainValue returns the value in the form that the library expects, that of
// encoding/json with json.Number.
func plainValue(n *Node) any {
	switch n.Kind {
	case Bool:
		return n.True()
	case Number:
		return plainNumber(n.Str())
	case String:
		return n.Str()
	case Placeholder:
		return anyValue{n.Str()}
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

// anyValue is a Placeholder for the library, which accepts a value of an unknown
// Go type as any type, unless nothing is allowed.
type anyValue struct{ text string }

func (v anyValue) MarshalJSON() ([]byte, error) { return json.Marshal(v.text) }

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

// keywords maps the library's kinds of errors to keywords. Other kinds only
// summarise these.
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
	"number_not":                      "not",
	"number_any_of":                   "anyOf",
	"number_one_of":                   "oneOf",
	"contains":                        "contains",
	"invalid_property_name":           "propertyNames",
}
