package data

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"docgen/internal/source"
)

func FuzzYAML(f *testing.F) {
	for _, doc := range yamlSeeds {
		f.Add([]byte(doc))
		f.Add([]byte(strings.ReplaceAll(doc, "\n", "\r\n")))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		file := source.NewFile("f.yml", doc)
		root, problems := ReadYAML(source.Of(file.All()))
		for _, p := range problems {
			if p.Start < 0 || p.Start > p.End || p.End > len(doc) {
				t.Fatalf("problem %+v lies outside", p)
			}
		}
		if root != nil {
			checkPlaces(t, root, file.All())
			if len(problems) == 0 {
				checkBrackets(t, root)
			}
		}
		var want any
		if len(problems) > 0 || bytes.IndexByte(doc, '!') >= 0 || bytes.Contains(doc, []byte("...")) {
			return // tags and ends of documents are read differently
		}
		if err := yaml.Unmarshal(doc, &want); err != nil && !strings.Contains(err.Error(), "map merge") {
			t.Fatalf("no problem found, but: %v", err)
		}
		checkValue(t, root, want)
	})
}

var yamlSeeds = []string{
	"title: Events # note\nseo: \"Events | Acme: \\u00e9\\n\"\nlist: [a, 'it''s', {b: c}]\n",
	"a: |\n  one\n\n   two\n  three\n\nb: >-\n  folded\n  text\n\n  more\n    kept\nc: |+\n  x\n\n\n",
	"a: &x\n  b: 1\n  c: [2, 3]\nd: *x\ne:\n  <<: *x\n  b: 4\n",
	"- - a\n  - b\n-\n- c: d\n  e: plain\n    over lines\n",
	"? key\n: value\n\"q\": 'two\n  lines\n\n  here'\n",
	"\xef\xbb\xbfa: é 2018-03-26\nb: !!str 12\nc: 0x1F\nd: 1_000\ne: 010\nf: ~\n",
	"--- \na: \"x \\\n   y\"\n...\nb: c\n---\n",
	"[a: b, {c, d: }, !t [e], &k f, *k]\n",
	"title: Events # note\nn: 12\nv: 1.0\n\n# c\nd: 2018-03-26\ny: yes\ne:\nq: \"a b\" # c\nr: 'x'\no: 010\nt: True\n",
	"x: Foo: bar\ny: ok\nz: \"open\nlast: 1\n",
	"a:\n\t- b\n - c\nd: {{ page.x }}\n",
}

// checkPlaces checks the places of the tree: a value is within the value around
// it, and text that is mapped exactly equals the source.
func checkPlaces(t *testing.T, n *Node, within source.Span) {
	t.Helper()
	at, _, exact := n.Origin()
	if !exact && n.Raw.Len() > 0 || at.Start < within.Start || at.End > within.End || at.Start > at.End {
		t.Fatalf("%v %q at %d-%d lies outside %d-%d", n.Kind, at, at.Start, at.End, within.Start, within.End)
	}
	for i := range n.Text.Bytes {
		if at, _, exact := n.Text.Origin(i, i+1); exact && (at.End != at.Start+1 || at.Bytes()[0] != n.Text.Bytes[i]) {
			t.Fatalf("byte %d of %q leads to %q", i, n.Text.Bytes, at)
		}
	}
	if at.Start == at.End || at.Bytes()[0] == '*' {
		return // an empty value, or one at the anchor
	}
	for _, item := range n.Items {
		checkPlaces(t, item, at)
	}
	for _, m := range n.Members {
		outer := at
		if key, _, _ := m.Key.Origin(); key.Start < at.Start || key.End > at.End {
			outer = at.File.All() // came through a merge key
		}
		checkPlaces(t, m.Key, outer)
		checkPlaces(t, m.Value, outer)
	}
}

// checkBrackets checks that a value that begins with a quote or bracket ends with
// the matching one.
func checkBrackets(t *testing.T, n *Node) {
	t.Helper()
	begin, end := byte(0), byte(0)
	if n.Raw.Len() > 0 {
		begin, end = n.Raw.Bytes[0], n.Raw.Bytes[n.Raw.Len()-1]
	}
	want := map[byte]byte{'"': '"', '\'': '\'', '[': ']', '{': '}'}[begin]
	if isKey := len(n.Members) > 0 && n.Members[0].Key.Raw.Len() > 0 && n.Members[0].Key.Raw.Bytes[0] == begin; want != end && want != 0 && !isKey {
		t.Fatalf("%q does not end as it begins", n.Raw.Bytes)
	}
	for _, item := range n.Items {
		checkBrackets(t, item)
	}
	for _, m := range n.Members {
		checkBrackets(t, m.Key)
		checkBrackets(t, m.Value)
	}
}

// checkValue compares a value with the library's own reading. Only what is
// documented may differ: times, infinities and keys are strings.
func checkValue(t *testing.T, n *Node, want any) {
	t.Helper()
	ok := true
	switch want := want.(type) {
	case nil:
		ok = n == nil || n.Kind == Null
	case bool:
		ok = n.Kind == Bool && n.True() == want
	case int, int64, uint64, float64:
		f, _ := strconv.ParseFloat(fmt.Sprint(want), 64)
		if math.IsInf(f, 0) || math.IsNaN(f) {
			ok = n.Kind == String
			break
		}
		got, err := strconv.ParseFloat(n.Str(), 64)
		ok = n.Kind == Number && err == nil && got == f
	case time.Time:
		ok = n.Kind == String
	case string:
		ok = n.Kind == String && n.Str() == want
	case []any:
		if ok = n.Kind == Array && len(n.Items) == len(want); ok {
			for i, item := range n.Items {
				checkValue(t, item, want[i])
			}
		}
	case map[any]any:
		ok = n.Kind == Object
	case map[string]any:
		if ok = n.Kind == Object && len(n.Members) == len(want); ok {
			for key, value := range want {
				checkValue(t, n.Get(key), value)
			}
		}
	}
	if !ok {
		t.Fatalf("got %v %q %v, want %#v", n.Kind, n.Raw.Bytes, n.Value(), want)
	}
}
