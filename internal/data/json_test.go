package data

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"docgen/internal/source"
)

func readJSON(text string) *JSON {
	return ReadJSON(source.Of(source.NewFile("page.md", []byte(text)).All()))
}

// places renders problems as "line:column kind".
func places(doc *JSON) []string {
	var out []string
	for _, p := range doc.Problems {
		before := doc.Text.Bytes[:p.Start]
		line := 1 + bytes.Count(before, []byte{'\n'})
		out = append(out, fmt.Sprintf("%d:%d %s", line, p.Start-bytes.LastIndexByte(before, '\n'), p.Kind))
	}
	return out
}

// jsonMistakes are texts with the mistakes in them.
var jsonMistakes = []struct {
	name, text string
	want       []string
}{
	{"comma between members", "{\n  \"a\": \"x\"\n  \"b\": 1\n}", []string{"2:11 missing-comma"}},
	{"comma between items", `[{"a": 1}{"a": 2}]`, []string{"1:10 missing-comma"}},
	{"comma on one line", `{"a": "x" "b": "y"}`, []string{"1:10 missing-comma"}},
	{"comma in compact text", `{"a":"x""b":"y"}`, []string{"1:9 missing-comma"}},
	{"comma twice after a string", "{\n\"a\": \"x\",,\n\"b\": [\"y\",, 1]}", []string{"2:10 extra-comma", "3:11 extra-comma"}},
	{"comma inside of a comment", "{\n\"a\": false // or true,\n\"b\": 1}", []string{"2:11 missing-comma"}},
	{"trailing comma", "{\n  \"a\": [1,\n  2,\n  ],\n}", []string{"3:4 trailing-comma", "4:4 trailing-comma"}},
	{"extra comma", `{"a": 1,, "b": [,2]}`, []string{"1:9 extra-comma", "1:17 extra-comma"}},
	{"colon", `{"a" 1, "b" {}, "c": 2}`, []string{"1:5 missing-colon", "1:12 missing-colon"}},
	{"second colon", `{"a":: 1}`, []string{"1:6 extra-colon"}},
	{"equals for colon", `{"a" = 1, "b" => 2}`, []string{"1:6 wrong-separator", "1:15 wrong-separator"}},
	{"comma for colon", `{"a": 1, "b", "c"}`, []string{"1:13 wrong-separator"}},
	{"dot for comma", "{\"a\": \"x\".\n\"b\": 1;\n\"c\": 2}", []string{"1:10 wrong-separator", "2:7 wrong-separator"}},
	{"attributes in a string", `{"a": "see <a href="http://x" target="_blank">x</a>", "b": 1}`, []string{"1:20 unescaped-quote"}},
	{"JSON in a string", `{"a": "{"b": "c", "d": [1]}", "e": 1}`, []string{"1:9 unescaped-quote"}},
	{"one quote in a string", `{"a": "a 5" disk", "b": 1}`, []string{"1:11 unescaped-quote"}},
	{"closing quote of a value", "{\n\"a\": \"x, y,\n\"b\": 1\n}", []string{"2:11 unterminated-string"}},
	{"closing quote before brackets", `{"a": {"b": "/x/{id}}, "c": 1}`, []string{"1:21 unterminated-string"}},
	{"opening quote of a value", `{"a": x, y", "b": 12"}`, []string{"1:7 unterminated-string", "1:19 unterminated-string"}},
	{"opening quote before brackets", `{"a": {id}/x", "b": [{\"c\": 1}]"}`, []string{"1:7 unterminated-string", "1:21 unterminated-string"}},
	{"quotes of keys", `{"a: 1, b": 2, c: 3, "d: {"e": 4}}`, []string{"1:16 unquoted-key", "1:24 unterminated-string"}},
	{"string over lines with escapes", "{\"a\": \"one\n  \\\"two\\\" three\", \"b\": 1}", []string{"1:11 newline-in-string"}},
	{"string over lines", "{\"a\": \"one\n  two\n\n  three\", \"b\": 1}", []string{"1:11 newline-in-string"}},
	{"tabs and controls", "{\"a\": \"x\ty\tz\", \"b\": \"\x01\"}", []string{"1:9 tab-in-string", "1:22 control-character"}},
	{"escapes", `{"a": "\d\e", "b": "it\'s", "c": "C:\"}`, []string{"1:8 invalid-escape", "1:23 invalid-escape", "1:37 invalid-escape"}},
	{"value without quotes", `{"a": 333-333-3333, "b": yes, "c": hello world, "d": True}`,
		[]string{"1:7 unquoted-value", "1:26 unquoted-value", "1:36 unquoted-value", "1:54 unquoted-value"}},
	{"numbers", `[01, +1, .5, 1., 0x1F, -.5, NaN, 1]`, []string{"1:2 invalid-number", "1:6 invalid-number", "1:10 invalid-number",
		"1:14 invalid-number", "1:18 invalid-number", "1:24 invalid-number", "1:29 invalid-number"}},
	{"typographic quotes", `{“a”: “x”, "b": “y", "c": "z”, "d": "“w”"}`,
		[]string{"1:2 smart-quote", "1:11 smart-quote", "1:25 smart-quote", "1:39 smart-quote"}},
	{"single quotes", `{"a": 'it is "x"', "b": 1}`, []string{"1:7 single-quote"}},
	{"value missing", "{\"a\": , \"b\":\n\"c\": 1, \"d\":}", []string{"1:6 missing-value", "1:13 missing-value", "2:13 missing-value"}},
	{"key missing", `{: 1, {"a": 1}}`, []string{"1:2 missing-key", "1:7 missing-key"}},
	{"word out of place", "{\"a\": 1,\noops\n}", []string{"2:1 unexpected-text"}},
	{"no-break space", "{\u00a0\"a\":\u00a01}", []string{"1:2 invalid-whitespace"}},
	{"line continuations", "{ \\\n\"a\": 1, \\\n\"b\": 2 \\\n}", []string{"1:3 backslash-in-payload"}},
	{"key written twice", `{"a": "a": 1, "b": 2}`, []string{"1:2 unexpected-text"}},
	{"bracket missing after an ellipsis for members", "{\n  \"a\": [\n    1,\n    ...\n}", []string{"4:8 missing-bracket"}},
	{"bracket missing far from an ellipsis", "{\n  \"a\": {\n    \"b\": 1\n  ,\n  \"c\": [\n    ...\n    2\n  ],\n  ...\n}", []string{"4:3 missing-bracket"}},
	{"comma at the end beside an ellipsis", "{\n  \"a\": {\n    \"b\": 1,\n  },\n  ...\n}", []string{"3:11 trailing-comma"}},
	{"comma before a comment about the rest", "{\n\"a\": 1\n// other settings\n\"b\": 2}", []string{"2:7 missing-comma"}},
	{"empty string and a quote", "{\"a\": \"\"\", \"b\": 1}", []string{"1:8 unescaped-quote"}},
	{"key given twice", "{\"a\": 1, \"b\": {\"a\": 2},\n\"a\": 3}", []string{"2:1 duplicate-key"}},
	{"typographic key in a fragment", "“a”: \"x\",\n\"b\": 1", []string{"1:1 smart-quote"}},
	{"single quotes in a fragment", "'a': \"x\",\n\"b\": 1", []string{"1:1 single-quote"}},
	{"key without quotes in a fragment", "a.b: \"x\",\n\"b\": 1", []string{"1:1 unquoted-key"}},
	{"error in a fragment", "\"a\": \"x\"\n\"b\": {\"c\": 1,}", []string{"1:9 missing-comma", "2:13 trailing-comma"}},

	{"object not closed", "{\n  \"a\": {\n    \"b\": 1,\n  \"c\": 2\n}", []string{"3:11 missing-bracket"}},
	{"object not closed but for its comma", "{\n  \"a\": {\n    \"b\": 1\n  ,\n  \"c\": 2\n}", []string{"4:3 missing-bracket"}},
	{"object not closed after another", "{\n  \"a\": {\n    \"b\": []\n  \"c\": {\n    \"d\": 1\n  }\n}", []string{"3:12 missing-bracket"}},
	{"array not closed", "{\n\"a\": {\n\"b\": [\n},\n\"c\": 1\n}", []string{"3:7 missing-bracket"}},
	{"array of objects not closed", `{"a": [{"b": 1}, "c": 2}`, []string{"1:16 missing-bracket"}},
	{"item not closed", "[\n  {\n    \"a\": 1\n  ,\n  {\n    \"a\": 2\n  }\n]", []string{"4:3 missing-bracket"}},
	{"end missing", "{\"a\": {\"b\": [1", []string{"1:15 missing-bracket"}},
	{"fragment not closed", "\"a\": {\n  \"b\": {\n    \"c\": 1\n  }", []string{"4:4 missing-bracket"}},
	{"object not opened", "{\n  \"a\":\n    \"b\": 1\n  },\n  \"c\": 2\n}", []string{"2:7 missing-bracket"}},
	{"array not opened", `{"a": "b", "c"], "d": 1}`, []string{"1:6 missing-bracket"}},
	{"item not opened", `[{"a": 1}, "a": 2}]`, []string{"1:12 missing-bracket"}},
	{"start missing", "\n  \"a\": 1,\n  \"b\": {}\n}", []string{"1:1 missing-bracket"}},
	{"member not opened", "{\n  \"id\": 1,\n  \"id\": 2,\n      \"n\": 3,\n      \"m\": 4\n    },\n  {\n    \"v\": 1\n  }",
		[]string{"2:11 missing-bracket", "7:3 extra-bracket"}},
	{"end twice", "{\n    \"a\": {\n      }\n    }\n }", []string{"5:2 extra-bracket"}},
	{"closed twice", "{\n  \"a\": {\n    \"b\": {\n      \"c\": 1\n    }}\n  },\n  \"d\": 2\n}", []string{"5:6 extra-bracket"}},
	{"closed too early", "{\n\"a\": {\n  \"b\": 1\n  }\n  },\n  \"c\": 2\n}", []string{"4:3 extra-bracket"}},
	{"wrong bracket", `{"a": [1, 2}, "b": {"c": 1]}`, []string{"1:12 wrong-bracket", "1:27 wrong-bracket"}},

	{"several mistakes", "{\n  \"a\": \"x\"\n  \"b\": <b>,\n  c: \"y\",\n  \"d\": \"z,\n  \"e\": [1 2],\n}",
		[]string{"2:11 missing-comma", "4:3 unquoted-key", "5:10 unterminated-string", "6:10 missing-comma", "6:13 trailing-comma"}},
}

func TestJSONMistakes(t *testing.T) {
	for _, test := range jsonMistakes {
		for _, lineEnd := range []string{"\n", "\r\n"} {
			t.Run(test.name, func(t *testing.T) {
				doc := readJSON(strings.ReplaceAll(test.text, "\n", lineEnd))
				if got := places(doc); !slices.Equal(got, test.want) {
					t.Errorf("%s\ngot  %v\nwant %v", test.text, got, test.want)
					for _, p := range doc.Problems {
						t.Log(p.Message)
					}
				}
			})
		}
	}
}

// A safe fix must leave fewer problems, and none of a new kind.
func TestJSONSafeFixes(t *testing.T) {
	for _, test := range jsonMistakes {
		doc := readJSON(test.text)
		for _, p := range doc.Problems {
			if p.Fix == nil || !p.Fix.Safe {
				continue
			}
			fixed := readJSON(applyFix(test.text, p.Fix))
			kinds := kindsOf(doc)
			if len(fixed.Problems) >= len(doc.Problems) {
				t.Errorf("%s: %q leaves %v", test.name, p.Fix.Message, places(fixed))
			}
			for _, kind := range kindsOf(fixed) {
				if !slices.Contains(kinds, kind) {
					t.Errorf("%s: %q makes %v", test.name, p.Fix.Message, places(fixed))
				}
			}
		}
	}
}

func kindsOf(doc *JSON) []string {
	var out []string
	for _, p := range doc.Problems {
		out = append(out, p.Kind)
	}
	return out
}

func applyFix(text string, fix *Fix) string {
	for _, e := range slices.Backward(fix.Edits) {
		text = text[:e.Start] + e.Text + text[e.End:]
	}
	return text
}

func TestJSONOnPurpose(t *testing.T) {
	for _, test := range []struct {
		name, text                     string
		fragment, abbreviated, notJSON bool
		docs                           int
	}{
		{name: "document", text: ` {"a": [1, true, null]} `, docs: 1},
		{name: "members", text: "\"a\": 1,\n\"b\": {}", fragment: true, docs: 1},
		{name: "members with a comma", text: "\"a\": 1,\n\"b\": {},\n", fragment: true, docs: 1},
		{name: "ellipsis", text: "{\"a\": 1, ...}", abbreviated: true, docs: 1},
		{name: "ellipsis for a comma", text: "[{\"a\": 1}\n   …\n]", abbreviated: true, docs: 1},
		{name: "ellipsis for a value", text: "{\"a\":\n  ...\n}", abbreviated: true, docs: 1},
		{name: "ellipsis in brackets", text: `{"a": {...}, "b": [...]}`, abbreviated: true, docs: 1},
		{name: "ellipsis for the rest", text: "{\"a\": {\"b\": 1,\n...", abbreviated: true, docs: 1},
		{name: "two dots", text: "{\"a\": [1, 2, ..], \"b\": [\n0.5,\n..\n]}", abbreviated: true, docs: 1},
		{name: "ellipsis after a number", text: `{"a": [1,2...], "b": [100,101..], "c": true...}`, abbreviated: true, docs: 1},
		{name: "ellipsis with a remark", text: "[\n{\"a\": 1},\n... [more items, one for each list]\n]", abbreviated: true, docs: 1},
		{name: "ellipsis in brackets for members", text: "{\"a\": 1,\n[...]\n\"b\": 2,\n(…)\n}", abbreviated: true, docs: 1},
		{name: "ellipsis in a comment", text: "{\"a\": [\n1,\n// ...\n],\n\"b\": 2,\n/* … and so on */\n}", abbreviated: true, docs: 1},
		{name: "comment for the rest", text: "[\n{\"a\": 1},\n// more of them\n]", abbreviated: true, docs: 1},
		{name: "ellipsis for brackets too", text: "...\n  \"a\": {\n    \"b\": 1\n  }\n}", fragment: false, abbreviated: true, docs: 1},
		{name: "ellipsis for closing brackets", text: "{\n  \"a\": {\n    \"b\": [\n      1,\n...\n}", abbreviated: true, docs: 1},
		{name: "ellipsis for opening brackets", text: "{\n  ...\n      \"b\": 1\n    }\n  },\n  \"c\": 2\n}", abbreviated: true, docs: 1},
		{name: "alternatives", text: `{"a": true/false, "b": asc|desc, "c": "x" | "y", "d": string, "e": [integer]}`, abbreviated: true, docs: 1},
		{name: "long strings", text: "{\"a\": \"\"\"one \"x\", {\n \\d two\"\"\", \"b\": \"\"\"\n  \"z\"\"\"\"\n}", docs: 1},
		{name: "calls of templates", text: `{"a": [{{ f(x="1") }}, {{ g }}], {{ h | j }}}`, abbreviated: true, docs: 1},
		{name: "statements of templates", text: "{\"a\": 1\n{%- if x %},\n\"b\": {{ y | j }}\n{%- endif %}\n}", abbreviated: true, docs: 1},
		{name: "blocks of templates", text: "{\"a\": [{{#each x}} {\"b\": 1}, {{/each}}]}", abbreviated: true, docs: 1},
		{name: "Ruby", text: "{\n\"a\" => \"x\",\n\"b\" => 2013-01-01T00:00Z\n}", abbreviated: true, docs: 1},
		{name: "comments", text: "// the body\n{\"a\": 1, // one\n/* two */ \"b\": 2} # three", abbreviated: true, docs: 1},
		{name: "comment in a box", text: "{\"a\": 1,\n///////////\n/\"b\": \"2\",/\n///////////\n\"c\": 3}", abbreviated: true, docs: 1},
		{name: "prose between documents", text: "{\"a\": 1}\nThe response:\n\n{\"b\": 2}", abbreviated: true, docs: 2},
		{name: "documents", text: "{\"a\": 1}\n{\"b\": 2}", docs: 2},
		{name: "list of documents", text: "{\"a\": 1},\n{\"b\": 2}", abbreviated: true, docs: 2},
		{name: "prose for members", text: "{\"a\": 1,\nand so on\n}", abbreviated: true, docs: 1},
		{name: "JavaScript", text: "{a: 'x', b: [1,],}", abbreviated: true, docs: 1},
		{name: "Python", text: "{'a': True, 'b': 'x', # rest\n}", abbreviated: true, docs: 1},
		{name: "calls", text: `{"_id": ObjectId("1"), "a": 1}`, abbreviated: true, docs: 1},
		{name: "placeholders", text: `{"a": <The "CE" id>, "b": {{b}}, "c": ${c}, "d": {id}, <KEY>: 1, {% more %}, "e": [<E>]}`, abbreviated: true, docs: 1},
		{name: "empty", text: "\n", notJSON: true},
		{name: "template", text: "{{lead.First Name}}", docs: 1, notJSON: true},
		{name: "request line", text: "POST /instances HTTP/1.1\nAccept: */*\n\n{\"a\": 1}", abbreviated: true, notJSON: true, docs: 1},
		{name: "command", text: "curl -X POST \\\n  -d '{\n  \"a\": 1\n}'", notJSON: true, abbreviated: true, docs: 1},
		{name: "code", text: "const x = {\n  \"a\": 1\n};", notJSON: true, abbreviated: true, docs: 1},
		{name: "reference", text: "[URL]?where=x", notJSON: true, abbreviated: true, docs: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := readJSON(test.text)
			if doc.Problems != nil {
				t.Errorf("problems: %v", places(doc))
			}
			if doc.Fragment != test.fragment || doc.Abbreviated != test.abbreviated || doc.NotJSON != test.notJSON || len(doc.Docs) != test.docs {
				t.Errorf("fragment %v, abbreviated %v, not JSON %v, %d documents", doc.Fragment, doc.Abbreviated, doc.NotJSON, len(doc.Docs))
			}
		})
	}
}

func TestJSONUndefinedVariable(t *testing.T) {
	file := source.NewFile("page.md", []byte(`{"id": {{page.id}}, "b": [{{x}}, 1]}`))
	var text source.Text
	text.Copy(file.Span(0, 7), nil)
	text.Put(file.Span(7, 18), nil, nil)
	text.Copy(file.Span(18, 26), nil)
	text.Put(file.Span(26, 31), nil, nil)
	text.Copy(file.Span(31, len(file.Text)), nil)
	doc := ReadJSON(text)
	want := []string{"1:8 undefined-variable", "1:16 undefined-variable"}
	if got := places(doc); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if !strings.Contains(doc.Problems[0].Message, "{{page.id}}") {
		t.Errorf("message %q", doc.Problems[0].Message)
	}
}

func TestJSONValues(t *testing.T) {
	text := `{"a\u0062": "tab\t, quote\", \ud83d\ude00, \ud83d!", "n": -1.5e3, "i": 12, "t": true, "z": null, "l": [[], {}, ""]}`
	doc := readJSON(text)
	var want any
	if err := json.Unmarshal([]byte(text), &want); err != nil {
		t.Fatal(err)
	}
	if got := plain(doc.Docs[0].Value()); got != plain(want) {
		t.Errorf("got %s, want %s", got, plain(want))
	}
	// The provenance of decoded text is the escape.
	value := doc.Docs[0].Get("ab")
	at, _, _ := value.Text.Origin(3, 4)
	if got := at.String(); got != `\t` {
		t.Errorf("the tab leads to %q", got)
	}
}

// plain converts values of both readers to a common form.
func plain(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestJSONPlaceholders(t *testing.T) {
	doc := readJSON(`{"a": <A>, "b": "<B>", "c": "<b>C</b>"}`)
	for key, want := range map[string]Kind{"a": Placeholder, "b": Placeholder, "c": String} {
		if got := doc.Docs[0].Get(key).Kind; got != want {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
}

func TestJSONDepth(t *testing.T) {
	for _, text := range []string{strings.Repeat("[", 1e5), strings.Repeat(`{"a":`, 2e4), strings.Repeat("{", 2e4) + strings.Repeat("}", 2e4)} {
		if doc := readJSON(text); len(doc.Problems) == 0 {
			t.Errorf("%.10s…: no problem", text)
		}
	}
}

// TestJSONTooDeep nests more brackets than are read, with and without the mistakes
// after which the parser adds brackets of its own.
func TestJSONTooDeep(t *testing.T) {
	for _, unit := range []string{`[`, `{"a": `, `"a": {a: `, `"a": {:`, `:"a": {`, `{a: "a": `} {
		doc := readJSON(`{"a": ` + strings.Repeat(unit, maxJSONDepth+10))
		n := 0
		for _, p := range doc.Problems {
			if p.Kind == "too-deep" {
				n++
			}
		}
		if len(doc.Docs) == 0 || n != 1 && !doc.Abbreviated && !doc.NotJSON {
			t.Errorf("%s: %d documents, %d problems", unit, len(doc.Docs), n)
		}
	}
}
