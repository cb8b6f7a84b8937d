package rules

import (
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var paramType = &lint.Rule{
	Name:     diag.RuleParamType,
	Severity: diag.Warning,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, t := range paramTables(page) {
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
	for _, b := range paramBodies(page) {
		objects := []*data.Node{b.doc, b.doc.Get("configuration"), b.doc.Get("providerData")}
		for _, object := range objects {
			v := object.Get(key)
			if v == nil {
				continue
			}
			switch {
			case v.Kind == data.Placeholder && strings.HasPrefix(v.Raw.String(), `"`):
				return "string"
			case v.Kind == data.Placeholder || v.Kind == data.Null:
				return ""
			}
			return v.Kind.String()
		}
	}
	return ""
}

// article puts an article before the name of a type.
func article(name string) string {
	if strings.ContainsRune("aeiou", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}
