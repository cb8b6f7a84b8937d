package rules

import (
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var paramType = &lint.Rule{
	Name:     diag.RuleParamType,
	Severity: diag.Warning,
	Platform: true,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, t := range paramTables(page) {
			if !documentsExample(page, t) {
				continue // "Type" may be the type of anything
			}
			for _, row := range t.rows {
				if len(row.Cells) != len(t.Header.Cells) {
					continue // it is not known which cell has the type: see table-shape
				}
				cell := row.Cells[t.dataType]
				if cell.Text == "" || isType(cell.Text) {
					continue
				}
				d := p.At(page, cell.Range, "%q is no data type", cell.Text)
				if name := exampleType(page, row.key); name != "" {
					d.Message += ": the examples have " + article(name)
					lint.FixText(d, false, "write "+name, page.Text, cell.Start, cell.End, name)
				}
			}
		}
	},
}

// documentsExample reports whether a table is about the parameters of an example:
// one of them has a value there.
func documentsExample(page *lint.Page, t *paramTable) bool {
	return slices.ContainsFunc(t.rows, func(row *paramRow) bool { return row.key != "" && exampleValue(page, row.key) != nil })
}

// dataTypes are the names of types in JSON and in common programming languages.
var dataTypes = map[string]bool{
	"string": true, "text": true, "boolean": true, "bool": true, "number": true, "integer": true, "int": true,
	"long": true, "float": true, "double": true, "decimal": true, "object": true, "array": true, "list": true,
	"map": true, "hash": true, "json": true, "xml": true, "null": true, "any": true, "enum": true, "date": true,
	"time": true, "datetime": true, "timestamp": true, "url": true, "uri": true, "file": true, "binary": true,
	"uuid": true, "strings": true, "objects": true, "numbers": true, "integers": true, "booleans": true,
}

// isType reports whether a cell names a type, possibly among other words.
func isType(text string) bool {
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
		if dataTypes[word] {
			return true
		}
	}
	return false
}

// exampleType returns the type of the value of a parameter in the examples of a
// page, or "" without a value.
func exampleType(page *lint.Page, key string) string {
	switch v := exampleValue(page, key); {
	case v == nil || v.Kind == data.Null:
		return ""
	case v.Kind == data.Placeholder && strings.HasPrefix(v.Raw.String(), `"`):
		return "string"
	case v.Kind == data.Placeholder:
		return ""
	default:
		return v.Kind.String()
	}
}

// exampleValue returns the value of a parameter in the examples of a page, or
// nil.
func exampleValue(page *lint.Page, key string) *data.Node {
	type byKey struct{}
	return page.Once(byKey{}, func() any {
		values := map[string]*data.Node{}
		for _, b := range paramBodies(page) {
			for _, object := range []*data.Node{b.doc, b.doc.Get("configuration"), b.doc.Get("providerData")} {
				if object == nil {
					continue
				}
				for _, m := range slices.Backward(object.Members) { // the last of several counts
					if name := m.Key.Str(); values[name] == nil {
						values[name] = m.Value
					}
				}
			}
		}
		return values
	}).(map[string]*data.Node)[key]
}

// article puts an article before the name of a type.
func article(name string) string {
	if strings.ContainsRune("aeiou", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}
