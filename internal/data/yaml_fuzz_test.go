package data

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"docgen/internal/corpus"
	"docgen/internal/mutant"
	"docgen/internal/source"
)

func FuzzYAML(f *testing.F) {
	for _, doc := range yamlSeeds {
		f.Add([]byte(doc))
		f.Add([]byte(strings.ReplaceAll(doc, "\n", "\r\n")))
	}
	f.Fuzz(func(t *testing.T, doc []byte) { checkYAML(t, string(doc)) })
}

// Texts whose safe fixes did not end or led to more problems, or whose places were
// wrong.
func TestYAMLHardTexts(t *testing.T) {
	for _, text := range []string{"@:x\n4", "{{:<<\n90", "`\n    :\n-", "a:\na:{{", "{a\u2028b}\n", "a: b\n\u2029 c\n", "a: &b://c\nd: []\n", "[b, !t\u2028[], f]\n"} {
		if fault := yamlFault(0, text); fault != "" {
			t.Errorf("%q: %s", text, fault)
		}
	}
}

func TestYAMLMutants(t *testing.T) {
	mutant.Run(t, 300, slices.Concat(yamlSeeds, corpus.Files(t, "../..", 4000, ".yml")), yamlFault)
}

// The same with the front matter and the data of a real tree.
func TestYAMLMutantsOfTree(t *testing.T) {
	seeds := corpus.Files(t, corpus.Tree(t), 4000, ".yml", ".yaml")
	for _, page := range corpus.Files(t, corpus.Tree(t), 1<<20, ".md") {
		if parts := strings.SplitN(page, "---\n", 3); len(parts) == 3 && len(parts[1]) < 4000 {
			seeds = append(seeds, parts[1])
		}
	}
	mutant.Run(t, 300, seeds, yamlFault)
}

func yamlFault(_ int, text string) string {
	return mutant.Fault(func(t mutant.Reporter) { checkYAML(t, text) })
}

// checkYAML holds what is read from a text to the library's own reading, and the
// places to the text. Its safe fixes end, and lead to fewer problems.
func checkYAML(t mutant.Reporter, doc string) {
	for round := 0; ; round++ {
		file := source.NewFile("f.yml", []byte(doc))
		problems := checkYAMLOnce(t, file)
		next := applyFixes(doc, problems, true)
		if next == doc {
			return
		}
		if round == 8 {
			t.Fatalf("after 8 rounds of safe fixes there are more")
		}
		if _, fixed := ReadYAML(source.Of(source.NewFile("f.yml", []byte(next)).All())); len(fixed) >= len(problems) {
			t.Fatalf("safe fixes lead to no less:\n%v, then %v in\n%s", problems, fixed, next)
		}
		doc = next
	}
}

func checkYAMLOnce(t mutant.Reporter, file *source.File) []Problem {
	doc := file.Text
	root, problems := ReadYAML(source.Of(file.All()))
	for _, p := range problems {
		if p.Start < 0 || p.Start > p.End || p.End > len(doc) {
			t.Fatalf("problem %+v lies outside", p)
		}
		if p.Fix == nil {
			continue
		}
		for i, e := range p.Fix.Edits {
			if e.Start < 0 || e.Start > e.End || e.End > len(doc) || i > 0 && (e.clashes(p.Fix.Edits[i-1]) || e.Start < p.Fix.Edits[i-1].End) {
				t.Fatalf("%s: edits %v of %d bytes", p.Kind, p.Fix.Edits, len(doc))
			}
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
		return problems // tags and ends of documents are read differently
	}
	if err := yaml.Unmarshal(doc, &want); err != nil {
		// Several "<<" in one mapping are merged, as Ruby's parser does.
		if !strings.Contains(err.Error(), "map merge") && !strings.Contains(err.Error(), `"<<" already defined`) {
			t.Fatalf("no problem found, but: %v", err)
		}
		return nil
	}
	checkValue(t, root, want)
	return nil
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
func checkPlaces(t mutant.Reporter, n *Node, within source.Span) {
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
func checkBrackets(t mutant.Reporter, n *Node) {
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
func checkValue(t mutant.Reporter, n *Node, want any) {
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
