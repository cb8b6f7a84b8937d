package data

import (
	"slices"
	"testing"

	"docgen/internal/source"
)

func FuzzJSON(f *testing.F) {
	for _, seed := range jsonSeeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if fault := jsonFault(text); fault != "" {
			t.Error(fault)
		}
	})
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
