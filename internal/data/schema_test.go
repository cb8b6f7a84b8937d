package data

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xeipuuv/gojsonschema"

	"docgen/internal/source"
)

func compileSchema(tb testing.TB, text string) *Schema {
	tb.Helper()
	s, err := CompileSchema(source.NewFile("schema/test.schema.json", []byte(text)), nil)
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return s
}

func TestSchemaCheck(t *testing.T) {
	for _, c := range []struct{ schema, doc, want string }{
		{`{"required": ["name"]}`, "a: 1\n", `1:1 required "name" is missing`},
		{`{"properties": {"a": {"required": ["b"]}}}`, "a: {}\n", `1:4 required "b" is missing in "a"`},
		{`{"properties": {"a": {"type": "integer"}}}`, "a: x\n", `1:4 type "a" must be an integer, but it is "x"`},
		{`{"properties": {"a": {"type": "boolean"}}}`, "a: \"true\"\n", `1:4 type "a" must be a boolean, but it is "true": remove the quotes`},
		{`{"properties": {"a": {"type": "boolean"}}}`, "a: Yes\n", `1:4 type "a" must be a boolean, but it is "Yes": write true`},
		{`{"properties": {"a": {"type": "object", "properties": {"b": {}, "c": {}}}}}`, "a: x\n", `1:4 type "a" must be an object, but it is "x": write keys with values, such as "b" or "c"`},
		{`{"properties": {"a": {"type": "string"}}}`, "a: 12\n", `1:4 type "a" must be a string, but it is 12: put quotes around it`},
		{`{"properties": {"a": {"type": ["string", "array"]}}}`, "a: {b: 1}\n", `1:4 type "a" must be a string or an array, but it is an object`},
		{`{"properties": {"a": {"type": "string"}}}`, "a:\n", `1:3 type "a" must be a string, but it is empty`},
		{`{"properties": {"a.b": {"items": {"type": "string"}}}}`, "a.b: [x, 1]\n", `1:10 type item 2 of "a.b" must be a string, but it is 1: put quotes around it`},
		{`{"properties": {"a": {"type": "string"}}}`, "a: <NAME>\n", ``},
		{`{"additionalProperties": false, "properties": {"auth": {}, "name": {}}}`, "name: x\natuh: y\n", `2:1 additionalProperties unknown key "atuh": did you mean "auth"?`},
		{`{"additionalProperties": false, "required": ["auth"], "properties": {"auth": {}}}`, "atuh: y\n", `1:1 additionalProperties unknown key "atuh": did you mean "auth"?`},
		{`{"additionalProperties": false, "properties": {"auth": {}}}`, "zzz: y\n", `1:1 additionalProperties unknown key "zzz": use "auth"`},
		{`{"properties": {"a": {"enum": ["oauth2", "basic"]}}}`, "a: oauth\n", `1:4 enum "a" cannot be "oauth": did you mean "oauth2"?`},
		{`{"properties": {"a": {"enum": ["x", "y", 3]}}}`, "a: 4\n", `1:4 enum "a" cannot be 4: use "x", "y" or 3`},
		{`{"properties": {"a": {"const": "x"}}}`, "a: 4\n", `1:4 const "a" cannot be 4: use "x"`},
		{`{"properties": {"a": {"pattern": "^/"}}}`, "a: b\n", `1:4 pattern "a" is "b": it must match the pattern ^/`},
		{`{"properties": {"a": {"format": "uri"}}}`, "a: b\n", `1:4 format "a" is "b": it must have the format "uri"`},
		{`{"properties": {"a": {"minLength": 1}}}`, "a: \"\"\n", `1:4 minLength "a" must not be empty`},
		{`{"properties": {"a": {"minimum": 2, "maximum": 5}}}`, "a: 1\n", `1:4 minimum "a" is 1: it must be at least 2`},
		{`{"$schema": "http://json-schema.org/draft-04/schema#", "properties": {"a": {"minimum": 2, "exclusiveMinimum": true}}}`, "a: 2\n", `1:4 exclusiveMinimum "a" is 2: it must be more than 2`},
		{`{"properties": {"a": {"exclusiveMaximum": 2}}}`, "a: 2.5\n", `1:4 exclusiveMaximum "a" is 2.5: it must be less than 2`},
		{`{"properties": {"a": {"minItems": 2}}}`, "a: [1]\n", `1:4 minItems "a" has 1 item: it must have at least 2`},
		{`{"properties": {"a": {"uniqueItems": true}}}`, "a:\n- x\n- y\n- x\n", `4:3 uniqueItems "x" stands twice in "a"`},
		{`{"properties": {"a": {"contains": {"const": 1}}}}`, "a: [2, 3]\n", `1:4 contains no item of "a" is of the kind that must be there`},
		{`{"propertyNames": {"pattern": "^[a-z]+$"}}`, "ab: 1\nB: 2\n", `2:1 propertyNames "B" is not allowed as a key`},
		{`{"dependencies": {"a": ["b"]}}`, "a: 1\n", `1:1 dependencies "b" is missing: another key in the document needs it`},
		{`{"dependencies": {"a": {"properties": {"b": {"type": "null"}}}}}`, "a: 1\nb: 2\n", `2:4 type "b" must be null, but it is 2`},
		{`{"properties": {"tags": {"description": "Tags stand outside.", "not": {}}}}`, "tags: 1\n", `1:1 not "tags" is not allowed here: Tags stand outside`},
		{`{"properties": {"tags": false}}`, "tags: <X>\n", `1:1 false "tags" is not allowed here`},
		{`{"patternProperties": {"^x": {"type": "null"}}, "additionalProperties": {"type": "string"}}`, "xa: 1\nb: 2\n",
			`1:5 type "xa" must be null, but it is 1;2:4 type "b" must be a string, but it is 2: put quotes around it`},
		{`{"allOf": [{"required": ["a"]}, {"properties": {"b": {"type": "null"}}}]}`, "b: 1\n",
			`1:1 required "a" is missing;1:4 type "b" must be null, but it is 1`},
		{`{"$ref": "#/definitions/a%20b", "definitions": {"a b": {"items": [{"$ref": "#"}, {"type": "string"}]}}}`, "[[x, 1], y]\n",
			`1:6 type item 2 of item 1 of the document must be a string, but it is 1: put quotes around it`},

		{`{"properties": {"a": {"anyOf": [{"type": "string"}, {"type": "array"}]}}}`, "a: 1\n", `1:4 anyOf "a" must be a string or an array, but it is 1: put quotes around it`},
		{`{"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}`, "c: 1\n", `1:1 anyOf one of "a", "b" is missing in the document`},
		{`{"properties": {"a": {"oneOf": [{"const": "x"}, {"enum": ["y", "z"]}]}}}`, "a: w\n", `1:4 oneOf "a" cannot be "w": use "x", "y" or "z"`},
		{`{"properties": {"a": {"oneOf": [{"type": "string"}, {"type": "object", "required": ["b"], "properties": {"c": {"type": "string"}}}]}}}`, "a: {c: 1}\n",
			`1:4 required "b" is missing in "a";1:8 type "c" must be a string, but it is 1: put quotes around it`},
		{`{"oneOf": [{"properties": {"t": {"const": "x"}, "a": {"type": "null"}, "b": {"type": "null"}}}, {"properties": {"t": {"const": "y"}, "a": {"type": "string"}}}]}`,
			"t: x\na: 1\nb: 2\n", `2:4 type "a" must be null, but it is 1;3:4 type "b" must be null, but it is 2`},
		{`{"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}`, "a: 1\nb: 1\n", `1:1 oneOf the document fits more than one of the forms that exclude each other`},
		{`{"properties": {"a": {"oneOf": [{"type": "string"}, {"type": "object"}]}}}`, "a: <X>\n", ``},
		{`{"if": {"properties": {"t": {"const": 1}}}, "then": {"required": ["x"]}, "else": {"required": ["y"]}}`, "t: 1\n", `1:1 required "x" is missing`},
		{`{"if": {"properties": {"t": {"const": 1}}}, "then": {"required": ["x"]}, "else": {"required": ["y"]}}`, "t: 2\n", `1:1 required "y" is missing`},
		{`{"anyOf": [{"type": "object", "additionalProperties": false, "properties": {"name": {}}}, {"type": "null"}]}`, "nmae: 1\n", `1:1 additionalProperties unknown key "nmae": did you mean "name"?`},
		{`{"properties": {"a": {"enum": ["x", "y"]}}, "if": {"required": ["b"]}, "then": {"properties": {"a": {"enum": ["x"]}}}}`, "a: y\nb: 1\n", `1:4 enum "a" cannot be "y": use "x"`},
		{`{"properties": {"a": {"allOf": [{"pattern": "^/"}, {"pattern": "/$"}]}}}`, "a: /b\n", `1:4 pattern "a" is "/b": it must match the pattern /$`},
		{`{"allOf": [{"not": {"required": ["a"]}}, {"description": "No b.", "not": {"required": ["b"]}}]}`, "b: 1\n", `1:1 not the document is not allowed here: No b`},
		{`{"allOf": [{"additionalProperties": false, "properties": {"a": {}}}, {"properties": {"bcd": {}}}]}`, "bce: 1\n", `1:1 additionalProperties unknown key "bce": use "a"`},
		{`{"additionalProperties": {"oneOf": [{"type": "null"}, {"minimum": 2}]}}`, "a: 1\nb: <X>\n\"c\\0d\": 1\n", `1:4 minimum "a" is 1: it must be at least 2`},
		{`{"type": "object"}`, "a: 12345678901234567890123\nb: 1.5e300\n", ``},
		{`true`, "a: 1\n", ``},
	} {
		doc := source.NewFile("a.yml", []byte(c.doc))
		n, problems := ReadYAML(source.Of(doc.All()))
		if len(problems) > 0 {
			t.Fatalf("%q: %v", c.doc, problems)
		}
		markPlaceholders(n)
		var got []string
		for _, v := range compileSchema(t, c.schema).Check(n) {
			line, col := v.at().Position()
			got = append(got, fmt.Sprintf("%d:%d %s %s", line, col, v.Keyword, v.Message))
			if keyword := v.Schema.String(); !strings.Contains(keyword, v.Keyword) && v.Keyword != "required" {
				t.Errorf("%s: the place of %s has %q", c.schema, v.Keyword, keyword)
			}
		}
		if got := strings.Join(got, ";"); got != c.want {
			t.Errorf("%s on %q:\ngot  %s\nwant %s", c.schema, c.doc, got, c.want)
		}
	}
}

// markPlaceholders marks placeholders as the JSON reader does.
func markPlaceholders(n *Node) {
	if n.Kind == String && n.Text.Len() > 0 && n.Text.Bytes[0] == '<' {
		n.Kind = Placeholder
	}
	for _, m := range n.Members {
		markPlaceholders(m.Value)
	}
}

func TestSchemaMistakes(t *testing.T) {
	for _, c := range []struct{ schema, want string }{
		{`{"$schema": "https://json-schema.org/draft/2020-12/schema"}`, `1:13: schemas of "https://json-schema.org/draft/2020-12/schema" cannot be checked: write for draft 7, "http://json-schema.org/draft-07/schema#"`},
		{`{"propertes": {}}`, `1:2: unknown keyword "propertes": did you mean "properties"?`},
		{`{"$defs": {}}`, `1:2: "$defs" belongs to a later draft of JSON Schema and would have no effect: use "definitions"`},
		{`{"$schema": "http://json-schema.org/draft-04/schema#", "const": 1}`, `1:56: "const" belongs to draft 6, but the schema is written for draft 4`},
		{`{"properties": {"a": {"$ref": "#/definitions/b", "type": "string"}}, "definitions": {"b": {}}}`, `1:50: "type" has no effect beside "$ref": put both into "allOf"`},
		{`{"properties": {"a": {"$ref": "#/definitions/nmae"}}, "definitions": {"name": {}}}`, `1:31: "#/definitions/nmae" leads nowhere: there is no "nmae", did you mean "name"?`},
		{`{"$ref": "https://example.com/a.json"}`, `1:10: "https://example.com/a.json" is not read from the network: keep the schema in a file beside this one`},
		{`{"$ref": "other.json"}`, `1:10: "other.json" stands in another file, which cannot be read from here`},
		{`{"$ref": "#"}`, `1:1: this schema refers to itself without going deeper into the document`},
		{`{"anyOf": [{"$ref": "#"}]}`, `1:1: this schema refers to itself without going deeper into the document`},
		{`{"type": "strin"}`, `1:10: unknown type "strin": use array, boolean, integer, null, number, object or string`},
		{`{"required": "a"}`, `1:14: "required" must be a list of keys`},
		{`{"pattern": "(?=a)"}`, "1:13: the pattern cannot be used: invalid or unsupported Perl syntax: `(?=`"},
		{`{"format": "colour"}`, `1:12: nothing checks the format "colour": use "pattern"`},
		{`{"properties": {"a": 1}}`, `1:22: a schema must be an object, but this is 1`},
		{`{"properties": []}`, `1:16: "properties" must be an object of schemas`},
		{`{"properties": {"a": {"$id": "x"}}}`, `1:23: "$id" inside a schema is not supported: name it in "definitions"`},
	} {
		_, err := CompileSchema(source.NewFile("s.json", []byte(c.schema)), nil)
		if err == nil || err.Error() != "s.json:"+c.want {
			t.Errorf("%s:\ngot  %v\nwant s.json:%s", c.schema, err, c.want)
		}
	}
}

func TestSchemaFiles(t *testing.T) {
	load := func(name string) (*source.File, error) {
		if name != "schema/parts/b.yml" {
			return nil, errors.New("no file " + name)
		}
		return source.NewFile(name, []byte("definitions:\n  c: {type: string}\nitems: {$ref: '../a.json#/definitions/d'}\n")), nil
	}
	s, err := CompileSchema(source.NewFile("schema/a.json", []byte(
		`{"properties": {"b": {"$ref": "parts/b.yml"}, "c": {"$ref": "parts/b.yml#/definitions/c"}}, "definitions": {"d": {"type": "null"}}}`)), load)
	if err != nil {
		t.Fatal(err)
	}
	n, _ := ReadYAML(source.Of(source.NewFile("x.yml", []byte("b: [1]\nc: 2\n")).All()))
	var got []string
	for _, v := range s.Check(n) {
		got = append(got, fmt.Sprint(v.Path, v.Schema.File.Name, v.Schema))
	}
	if got, want := strings.Join(got, "\n"), "[b 0]schema/a.json\"type\": \"null\"\n[c]schema/parts/b.ymltype: string"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// FuzzSchema: the flat list of schemas gives the same result as the library with
// the whole schema.
func FuzzSchema(f *testing.F) {
	f.Add([]byte(`{"anyOf": [{"type": "string"}, {"not": {"required": ["a"]}}], "properties": {"a": {"oneOf": [{"const": 1}, {"minimum": 2}]}}}`), []byte(`{"a": 1}`))
	f.Add([]byte(`{"if": {"contains": {"type": "null"}}, "then": {"maxItems": 1}, "items": {"$ref": "#/definitions/x"}, "definitions": {"x": {"allOf": [{"enum": [null, 2]}]}}}`), []byte(`[null, 2]`))
	f.Add([]byte(`{"propertyNames": {"maxLength": 2}, "dependencies": {"a": ["b"]}, "patternProperties": {"^b": {"type": "integer"}}, "additionalProperties": false}`), []byte(`{"b": 1.0, "a": 2}`))
	f.Fuzz(func(t *testing.T, schema, doc []byte) {
		s, err := CompileSchema(source.NewFile("s.json", schema), nil)
		if err != nil {
			return
		}
		n, problems := ReadYAML(source.Of(source.NewFile("d.yml", doc).All()))
		if n == nil || len(problems) > 0 {
			return
		}
		valid, ok := libraryJudges(schema, n)
		if found := s.Check(n); ok && valid != (len(found) == 0) {
			t.Fatalf("%s on %s: library says %v, found %v", schema, doc, valid, found)
		}
	})
}

func BenchmarkSchemaCheck(b *testing.B) {
	name := filepath.Join("..", "..", "schema", "instance.schema.json")
	text, err := os.ReadFile(name)
	if err != nil {
		b.Skip(err)
	}
	s := compileSchema(b, string(text))
	n, _ := ReadYAML(source.Of(source.NewFile("x", []byte(`{"element": {"key": "x"}, "configuration": {"oauth.api.key": "a", "oauth.api.secret": "b", "event.notification.enabled": true}, "tags": ["t"], "name": "n"}`)).All()))
	if found := s.Check(n); len(found) > 0 {
		b.Fatal(found)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Check(n)
	}
}

func TestOwnSchemas(t *testing.T) {
	names, _ := filepath.Glob(filepath.Join("..", "..", "schema", "*.json"))
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := CompileSchema(source.NewFile(filepath.Base(name), bytes.TrimSpace(text)), nil); err != nil {
			t.Error(err)
		}
	}
}

// libraryJudges returns the library's own result, except where it is known to be
// wrong.
func libraryJudges(schema []byte, n *Node) (valid, ok bool) {
	loader := gojsonschema.NewSchemaLoader()
	loader.AutoDetect = false
	whole, err := loader.Compile(gojsonschema.NewBytesLoader(schema))
	if err != nil {
		return false, false
	}
	result, err := whole.Validate(gojsonschema.NewRawLoader(plainValue(n)))
	if err != nil {
		return false, false
	}
	return result.Valid(), true
}
