package data

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xeipuuv/gojsonschema"

	"docgen/internal/diag"
)

// use describes the value of a keyword.
type use uint8

const (
	annotation  use = iota // not checked
	identity               // names the schema
	literal                // passed to the library unchanged
	one                    // a schema
	oneOrFlag              // a schema, or true or false
	oneOrMany              // a schema, or a list of them
	many                   // a list of schemas
	named                  // schemas by name
	judged                 // a schema that is also evaluated separately
	branch                 // a schema that may fail without a violation
	branches               // a list of such schemas
	definitions            // schemas by name, used by $ref
)

// keyword describes a keyword: its value, the first draft that has it, and
// the last one (0 if all that follow have it).
type keyword struct {
	use          use
	since, until int
}

func (k keyword) in(draft int) bool {
	return draft >= k.since && (k.until == 0 || draft <= k.until)
}

// keywordKinds are the keywords of drafts 4, 6 and 7, and annotations that
// editors understand.
var keywordKinds = map[string]keyword{
	"$schema":             {use: annotation},
	"$comment":            {use: annotation},
	"title":               {use: annotation},
	"description":         {use: annotation},
	"markdownDescription": {use: annotation},
	"default":             {use: annotation},
	"examples":            {use: annotation},
	"deprecated":          {use: annotation},
	"readOnly":            {use: annotation},
	"writeOnly":           {use: annotation},
	"contentMediaType":    {use: annotation},
	"contentEncoding":     {use: annotation},

	"$ref":        {use: annotation},
	"id":          {use: identity, until: 4},
	"$id":         {use: identity, since: 6},
	"definitions": {use: definitions},

	"type":             {use: literal},
	"enum":             {use: literal},
	"const":            {use: literal, since: 6},
	"multipleOf":       {use: literal},
	"minimum":          {use: literal},
	"maximum":          {use: literal},
	"exclusiveMinimum": {use: literal},
	"exclusiveMaximum": {use: literal},
	"minLength":        {use: literal},
	"maxLength":        {use: literal},
	"pattern":          {use: literal},
	"format":           {use: literal},
	"minItems":         {use: literal},
	"maxItems":         {use: literal},
	"uniqueItems":      {use: literal},
	"minProperties":    {use: literal},
	"maxProperties":    {use: literal},
	"required":         {use: literal},

	"items":                {use: oneOrMany},
	"additionalItems":      {use: oneOrFlag},
	"properties":           {use: named},
	"patternProperties":    {use: named},
	"additionalProperties": {use: oneOrFlag},
	"dependencies":         {use: named},
	"allOf":                {use: many},

	"anyOf":         {use: branches},
	"oneOf":         {use: branches},
	"not":           {use: judged},
	"contains":      {use: branch, since: 6},
	"propertyNames": {use: branch, since: 6},
	"if":            {use: judged, since: 7},
	"then":          {use: one, since: 7},
	"else":          {use: one, since: 7},
}

// laterKeywords are keywords of drafts 2019-09 and 2020-12, and what draft 7
// has in their place.
var laterKeywords = map[string]string{
	"$defs":                 `use "definitions"`,
	"$anchor":               `use "definitions"`,
	"$dynamicAnchor":        `use "definitions"`,
	"$recursiveAnchor":      `use "definitions"`,
	"$dynamicRef":           `use "$ref"`,
	"$recursiveRef":         `use "$ref"`,
	"$vocabulary":           "remove it",
	"dependentRequired":     `use "dependencies"`,
	"dependentSchemas":      `use "dependencies"`,
	"prefixItems":           `use a list in "items"`,
	"minContains":           `use "contains"`,
	"maxContains":           `use "contains"`,
	"unevaluatedItems":      `use "additionalItems"`,
	"unevaluatedProperties": `use "additionalProperties"`,
	"contentSchema":         "remove it",
}

// literal checks the keywords whose value is passed to the library unchanged.
func (c *schemaCompiler) literal(m Member) {
	key := m.Key.Str()
	if wanted := literalShape(key, m.Value); wanted != "" {
		c.errorf(m.Value, "%q must be %s", key, wanted)
		return
	}
	switch key {
	case "type":
		for _, name := range stringsOf(m.Value) {
			if !slices.Contains(typeNames, name) {
				c.errorf(m.Value, "unknown type %q: use %s", name, oneOf(typeNames))
			}
		}
	case "pattern":
		c.pattern(m.Value)
	case "format":
		if name := m.Value.Str(); !gojsonschema.FormatCheckers.Has(name) {
			c.errorf(m.Value, "nothing checks the format %q: use \"pattern\"", name)
		}
	}
}

// literalShape returns the required form of the value of a keyword if the value
// has another one, else "".
func literalShape(keyword string, n *Node) string {
	isList := n.Kind == Array
	areStrings := isList && !slices.ContainsFunc(n.Items, func(n *Node) bool { return n.Kind != String })
	ok, wanted := true, ""
	switch keyword {
	case "type":
		ok, wanted = n.Kind == String || areStrings && len(n.Items) > 0, "the name of a type or a list of them"
	case "required":
		ok, wanted = areStrings, "a list of keys"
	case "enum":
		ok, wanted = isList && len(n.Items) > 0, "a list of values"
	case "pattern", "format":
		ok, wanted = n.Kind == String, "a string"
	case "uniqueItems":
		ok, wanted = n.Kind == Bool, "true or false"
	case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties":
		i, err := strconv.Atoi(n.Str())
		ok, wanted = n.Kind == Number && err == nil && i >= 0, "a number of zero or more"
	case "minimum", "maximum", "multipleOf":
		ok, wanted = n.Kind == Number, "a number"
	}
	if ok {
		return ""
	}
	return wanted
}

var typeNames = []string{"array", "boolean", "integer", "null", "number", "object", "string"}

// pattern checks a regular expression, and stores it for the check.
func (c *schemaCompiler) pattern(n *Node) {
	re, err := regexp.Compile(n.Str())
	if err != nil {
		c.errorf(n, "the pattern cannot be used: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return
	}
	c.set.patterns[n.Str()] = re
}

func (c *schemaCompiler) unknown(f *schemaFile, key *Node) {
	name := key.Str()
	if strings.HasPrefix(name, "x-") {
		return
	}
	if kind, ok := keywordKinds[name]; ok {
		c.errorf(key, "%q belongs to draft %d, but the schema is written for draft %d", name, max(kind.since, kind.until), f.draft)
		return
	}
	if advice, ok := laterKeywords[name]; ok {
		c.errorf(key, "%q belongs to a later draft of JSON Schema and would have no effect: %s", name, advice)
		return
	}
	var known []string
	for keyword, kind := range keywordKinds {
		if kind.in(f.draft) {
			known = append(known, keyword)
		}
	}
	slices.Sort(known)
	if near := diag.Nearest(name, known); near != "" {
		c.errorf(key, "unknown keyword %q: did you mean %q?", name, near)
		return
	}
	c.errorf(key, "unknown keyword %q", name)
}
