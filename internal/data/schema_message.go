package data

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// maxListed is how many allowed values or keys a message lists.
const maxListed = 8

// message returns the message of a violation.
func (c *check) message(v *Violation) string {
	it, place := c.subject(v.Path), v.place
	limit := place.Get(v.Keyword).Str()
	switch v.Keyword {
	case "required":
		if len(v.Path) == 0 {
			return fmt.Sprintf("%q is missing", v.Property)
		}
		return fmt.Sprintf("%q is missing in %s", v.Property, it)
	case "type":
		return c.wrongType(v, stringsOf(place.Get("type")))
	case "enum":
		return c.notAllowed(v, literals(items(place.Get("enum"))))
	case "const":
		return c.notAllowed(v, literals([]*Node{place.Get("const")}))
	case "additionalProperties":
		return unknownKey(v)
	case "propertyNames":
		return fmt.Sprintf("%q is not allowed as a key%s", v.Property, because(place.Get("propertyNames")))
	case "dependencies":
		return fmt.Sprintf("%q is missing: another key in %s needs it", v.Property, it)
	case "not", "false":
		return fmt.Sprintf("%s is not allowed here%s", it, because(place))
	case "anyOf", "oneOf":
		return fmt.Sprintf("%s fits more than one of the forms that exclude each other", it)
	case "contains":
		return fmt.Sprintf("no item of %s is of the kind that must be there%s", it, because(place.Get("contains")))
	case "pattern":
		if like := items(place.Get("examples")); len(like) > 0 {
			return fmt.Sprintf("%s is %s: write it like %s (it must match %s)", it, shown(v.Node), shown(like[0]), limit)
		}
	case "format":
		limit = strconv.Quote(limit)
	case "minLength":
		if limit == "1" {
			return fmt.Sprintf("%s must not be empty", it)
		}
	case "additionalItems":
		limit = strconv.Itoa(len(items(place.Get("items"))))
	case "uniqueItems":
		return fmt.Sprintf("%s stands twice in %s", shown(v.Node), c.subject(v.Path[:len(v.Path)-1]))
	case "exclusiveMinimum", "exclusiveMaximum":
		if limit == "true" { // draft 4 keeps it in another keyword
			limit = place.Get(strings.ToLower(strings.TrimPrefix(v.Keyword, "exclusive"))).Str()
		}
	}
	switch rule := fmt.Sprintf(rules[v.Keyword], limit); v.Keyword {
	case "minItems", "maxItems", "additionalItems":
		return fmt.Sprintf("%s has %s: it must %s", it, diag.Plural(len(v.Node.Items), "item"), rule)
	case "minProperties", "maxProperties":
		return fmt.Sprintf("%s has %s: it must %s", it, diag.Plural(len(v.Node.Members), "key"), rule)
	default:
		return fmt.Sprintf("%s is %s: it must %s", it, shown(v.Node), rule)
	}
}

// rules has the messages of keywords with a limit.
var rules = map[string]string{
	"pattern":          "match the pattern %s",
	"format":           "have the format %s",
	"minLength":        "have at least %s characters",
	"maxLength":        "have at most %s characters",
	"minItems":         "have at least %s",
	"maxItems":         "have at most %s",
	"additionalItems":  "have at most %s",
	"minProperties":    "have at least %s",
	"maxProperties":    "have at most %s",
	"multipleOf":       "be a multiple of %s",
	"minimum":          "be at least %s",
	"maximum":          "be at most %s",
	"exclusiveMinimum": "be more than %s",
	"exclusiveMaximum": "be less than %s",
}

// branchMessage is the message for a value that fits no branch of an anyOf or
// oneOf, each of which fails by one keyword.
func (c *check) branchMessage(v *Violation, keyword string, places []*Node) string {
	var list []string
	for _, place := range places {
		switch keyword {
		case "type":
			list = append(list, stringsOf(place.Get("type"))...)
		case "required":
			list = append(list, literals(items(place.Get("required")))...)
		default:
			list = append(list, literals(items(place.Get("enum")))...)
			list = append(list, literals([]*Node{place.Get("const")})...)
		}
	}
	switch keyword {
	case "type":
		return c.wrongType(v, list)
	case "required":
		return fmt.Sprintf("one of %s is missing in %s", strings.Join(list, ", "), c.subject(v.Path))
	}
	return c.notAllowed(v, list)
}

// subject names the value that a path leads to.
func (c *check) subject(path []string) string {
	name := "the document"
	n := c.doc.root
	for _, step := range path {
		value, key := c.doc.child(n, step)
		if key != nil {
			name = strconv.Quote(step)
		} else {
			i, _ := strconv.Atoi(step)
			name = fmt.Sprintf("item %d of %s", i+1, name)
		}
		n = value
	}
	return name
}

// shown formats a value for a message.
func shown(n *Node) string {
	switch {
	case n.Kind == Array || n.Kind == Object:
		return typeName(n.Kind.String())
	case n.Kind == Null && n.Raw.Len() == 0:
		return "empty"
	case n.Kind == Null:
		return "null"
	case n.Kind == String || n.Kind == Placeholder:
		return quoted(n.Str())
	}
	return n.Str()
}

func quoted(s string) string {
	const most = 60
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most-1]) + "…"
	}
	return strconv.Quote(s)
}

func (c *check) wrongType(v *Violation, types []string) string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = typeName(t)
	}
	slices.Sort(names)
	hint := ""
	switch n := v.Node; {
	case n.Kind != String && n.Kind != Array && n.Kind != Object && n.Raw.Len() > 0 && slices.Contains(types, "string"):
		hint = ": put quotes around it"
	case n.Kind == String && n.Raw.Len() > n.Text.Len() && slices.ContainsFunc(types, func(t string) bool { return readsAs(n.Str(), t) }):
		hint = ": remove the quotes"
	case n.Kind == String && slices.Equal(types, []string{"boolean"}) && booleanWords[strings.ToLower(n.Str())] != "":
		hint = ": write " + booleanWords[strings.ToLower(n.Str())]
	case n.Kind != Array && n.Kind != Object && n.Raw.Len() > 0 && slices.Equal(types, []string{"array"}):
		hint = ": put brackets around it"
	}
	if known := v.place.Get("properties"); hint == "" && v.Node.Kind != Object && slices.Equal(types, []string{"object"}) && known != nil && len(known.Members) <= maxListed {
		keys := make([]string, len(known.Members))
		for i, m := range known.Members {
			keys[i] = strconv.Quote(m.Key.Str())
		}
		hint = ": write keys with values, such as " + oneOf(keys)
	}
	return fmt.Sprintf("%s must be %s, but it is %s%s", c.subject(v.Path), strings.Join(slices.Compact(names), " or "), shown(v.Node), hint)
}

// booleanWords are the words for booleans in YAML 1.1, which are texts today.
var booleanWords = map[string]string{"yes": "true", "on": "true", "no": "false", "off": "false"}

// readsAs reports whether a string without its quotes is of a type.
func readsAs(text, name string) bool {
	switch name {
	case "boolean":
		return text == "true" || text == "false"
	case "null":
		return text == "null"
	case "integer":
		_, err := strconv.Atoi(text)
		return err == nil
	case "number":
		_, err := strconv.ParseFloat(text, 64)
		return err == nil
	}
	return false
}

// isOfType reports whether a value is of a type of JSON Schema.
func isOfType(n *Node, name string) bool {
	switch {
	case n.Kind == Placeholder:
		return true
	case n.Kind == Number && name == "integer":
		_, err := strconv.ParseInt(n.Str(), 10, 64)
		return err == nil
	}
	return n.Kind.String() == name
}

func typeName(name string) string {
	switch name {
	case "null":
		return name
	case "array", "object", "integer":
		return "an " + name
	}
	return "a " + name
}

func (c *check) notAllowed(v *Violation, allowed []string) string {
	it := c.subject(v.Path)
	if v.Node.Kind == String {
		var texts []string
		for _, a := range allowed {
			if text, err := strconv.Unquote(a); err == nil {
				texts = append(texts, text)
			}
		}
		if near := diag.Nearest(v.Node.Str(), texts); near != "" {
			return fmt.Sprintf("%s cannot be %s: did you mean %q?", it, shown(v.Node), near)
		}
	}
	return fmt.Sprintf("%s cannot be %s: use %s", it, shown(v.Node), oneOf(allowed))
}

// unknownKey also stores the key that may be meant.
func unknownKey(v *Violation) string {
	var known, names []string
	if properties := v.place.Get("properties"); properties != nil {
		for _, m := range properties.Members {
			known, names = append(known, m.Key.Str()), append(names, strconv.Quote(m.Key.Str()))
		}
	}
	if v.meant = diag.Nearest(v.Property, known); v.meant != "" {
		return fmt.Sprintf("unknown key %q: did you mean %q?", v.Property, v.meant)
	}
	if len(known) == 0 || len(known) > maxListed {
		return fmt.Sprintf("unknown key %q", v.Property)
	}
	return fmt.Sprintf("unknown key %q: use %s", v.Property, oneOf(names))
}

// oneOf lists the allowed values.
func oneOf(list []string) string {
	if n := len(list); n > maxListed {
		return fmt.Sprintf("%s or one of %d others", strings.Join(list[:maxListed], ", "), n-maxListed)
	}
	if n := len(list); n > 1 {
		return strings.Join(list[:n-1], ", ") + " or " + list[n-1]
	}
	return strings.Join(list, "")
}

// because returns the end of a message: the description in the schema.
func because(schema *Node) string {
	if text := schema.Get("description").Str(); text != "" {
		return ": " + strings.TrimSuffix(text, ".")
	}
	return ""
}

// stringsOf returns a string, or the strings of an array.
func stringsOf(n *Node) []string {
	if n == nil {
		return nil
	}
	if n.Kind != Array {
		return []string{n.Str()}
	}
	list := make([]string, len(n.Items))
	for i, item := range n.Items {
		list[i] = item.Str()
	}
	return list
}

// literals formats values for a message.
func literals(nodes []*Node) []string {
	list := make([]string, 0, len(nodes))
	for _, n := range nodes {
		if n != nil {
			list = append(list, shown(n))
		}
	}
	return list
}

// keywordSpan returns the keyword with its value in a schema file.
func keywordSpan(schema *Node, keyword string) source.Span {
	if schema == nil {
		return source.Span{}
	}
	at, _, _ := schema.Origin()
	if m := schema.Member(keyword); m != nil {
		key, _, _ := m.Key.Origin()
		value, _, _ := m.Value.Origin()
		at.Start, at.End = key.Start, value.End
	}
	return at
}

// items returns the items of a list, or nil without one.
func items(n *Node) []*Node {
	if n == nil {
		return nil
	}
	return n.Items
}
