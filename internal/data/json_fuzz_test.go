package data

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"docgen/internal/source"
)

func FuzzJSON(f *testing.F) {
	for _, test := range jsonMistakes {
		f.Add([]byte(test.text))
	}
	for _, body := range plantedBodies {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		doc := ReadJSON(source.Of(source.NewFile("fuzz", b).All()))
		all := doc.Text.Bytes
		for _, n := range doc.Docs {
			checkNode(t, all, n, span{0, len(all)})
		}
		for _, p := range doc.Problems {
			if p.Start < 0 || p.Start > p.End || p.End > len(all) {
				t.Errorf("%s at %d to %d of %d", p.Kind, p.Start, p.End, len(all))
			}
			checkEdits(t, all, p)
		}
		if json.Valid(b) {
			checkValid(t, b, doc)
		}
		end := 0
		ScanJSON(b, func(tok Token) {
			if tok.Start != end || tok.End <= tok.Start {
				t.Fatalf("token from %d to %d after %d", tok.Start, tok.End, end)
			}
			end = tok.End
		})
		if end != len(b) {
			t.Errorf("tokens end at %d of %d", end, len(b))
		}
	})
}

type span struct{ start, end int }

// checkNode checks that the place of a node holds its text and lies within the
// node around it.
func checkNode(t *testing.T, all []byte, n *Node, within span) {
	t.Helper()
	at, _, exact := n.Origin()
	if !exact && n.Raw.Len() > 0 {
		t.Fatalf("%s %q has no place", n.Kind, n.Raw.Bytes)
	}
	if n.Raw.Len() == 0 {
		return
	}
	if at.Start < within.start || at.End > within.end {
		t.Fatalf("%s at %v reaches out of %v", n.Kind, at, within)
	}
	if string(all[at.Start:at.End]) != string(n.Raw.Bytes) {
		t.Fatalf("%s at %v is not %q", n.Kind, at, n.Raw.Bytes)
	}
	inner := span{at.Start, at.End}
	for _, item := range n.Items {
		checkNode(t, all, item, inner)
	}
	for _, m := range n.Members {
		checkNode(t, all, m.Key, inner)
		checkNode(t, all, m.Value, inner)
	}
}

func checkEdits(t *testing.T, all []byte, p Problem) {
	t.Helper()
	if p.Fix == nil {
		return
	}
	end := 0
	for _, e := range p.Fix.Edits {
		if e.Start < end || e.End < e.Start || e.End > len(all) {
			t.Errorf("%s: edits %v of %d bytes", p.Kind, p.Fix.Edits, len(all))
		}
		end = e.End
	}
}

// checkValid checks what was read from valid JSON: the same as encoding/json
// reads, and nothing wrong but keys that are given twice.
func checkValid(t *testing.T, b []byte, doc *JSON) {
	t.Helper()
	if slices.ContainsFunc(doc.Problems, func(p Problem) bool { return p.Kind != "duplicate-key" }) {
		t.Errorf("valid, but %v", places(doc))
	}
	var want any
	if err := json.Unmarshal(b, &want); err != nil {
		return // a number out of range
	}
	if len(doc.Docs) != 1 {
		t.Fatalf("%d documents", len(doc.Docs))
	}
	var got any
	if err := json.Unmarshal([]byte(plain(doc.Docs[0].Value())), &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %s, want %s", plain(got), plain(want))
	}
}

func TestScanJSON(t *testing.T) {
	text := "{\"a\" : [-1.5, true, \"x\\\"y\", oops, \"open\r\n ] // end\n}"
	want := []string{"punctuation {", "key \"a\"", "punctuation :", "punctuation [", "number -1.5", "punctuation ,", "literal true",
		"punctuation ,", `string "x\"y"`, "punctuation ,", "other oops", "punctuation ,", "string \"open", "punctuation ]",
		"comment // end", "punctuation }"}
	names := []string{"space", "key", "string", "number", "literal", "punctuation", "comment", "other"}
	var got []string
	ScanJSON([]byte(text), func(tok Token) {
		if tok.Kind != TokenSpace {
			got = append(got, names[tok.Kind]+" "+text[tok.Start:tok.End])
		}
	})
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	b := []byte(plantedBodies[0])
	if n := testing.AllocsPerRun(10, func() { ScanJSON(b, func(Token) {}) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkReadJSON(b *testing.B) {
	file := source.NewFile("body.json", []byte(plantedBodies[0]))
	b.SetBytes(int64(len(file.Text)))
	b.ReportAllocs()
	for b.Loop() {
		ReadJSON(source.Of(file.All()))
	}
}

func BenchmarkScanJSON(b *testing.B) {
	text := []byte(plantedBodies[0])
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		ScanJSON(text, func(Token) {})
	}
}
