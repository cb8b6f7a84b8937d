package diag

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"docgen/internal/source"
)

func TestApply(t *testing.T) {
	type edit struct {
		start, end int
		text       string
	}
	type fix struct {
		safe  bool
		edits []edit
	}
	for _, c := range []struct {
		name, before, after string
		fixes               []fix // one finding each
		fixed               int
		unsafe              bool
	}{
		{name: "insert, replace, remove", before: "abcdef", after: "a,bXef", fixed: 2,
			fixes: []fix{{true, []edit{{2, 3, "X"}, {3, 4, ""}}}, {true, []edit{{1, 1, ","}}}}},
		{name: "unsafe left alone", before: "ab", after: "ab", fixes: []fix{{false, []edit{{0, 1, "x"}}}}},
		{name: "unsafe wanted", before: "ab", after: "xb", fixed: 1, unsafe: true,
			fixes: []fix{{false, []edit{{0, 1, "x"}}}}},
		{name: "first wins", before: "abcd", after: "aXd", fixed: 1,
			fixes: []fix{{true, []edit{{1, 3, "X"}}}, {true, []edit{{2, 4, "Y"}}}}},
		{name: "whole or not at all", before: "abcd", after: "aXcd", fixed: 1,
			fixes: []fix{{true, []edit{{1, 2, "X"}}}, {true, []edit{{3, 4, "Y"}, {1, 2, "Z"}}}}},
		{name: "identical is one", before: "ab", after: "a,b", fixed: 2,
			fixes: []fix{{true, []edit{{1, 1, ","}}}, {true, []edit{{1, 1, ","}}}}},
		{name: "two insertions in one place", before: "ab", after: "a,b", fixed: 1,
			fixes: []fix{{true, []edit{{1, 1, ","}}}, {true, []edit{{1, 1, ";"}}}}},
		{name: "insertion at the edge of a change", before: "abc", after: "aXc", fixed: 1,
			fixes: []fix{{true, []edit{{1, 2, "X"}}}, {true, []edit{{2, 2, ","}}}}},
		{name: "neighbours", before: "abc", after: "XYc", fixed: 2,
			fixes: []fix{{true, []edit{{1, 2, "Y"}}}, {true, []edit{{0, 1, "X"}}}}},
		{name: "at odds with itself", before: "abc", after: "abc",
			fixes: []fix{{true, []edit{{0, 2, "X"}, {1, 3, "Y"}}}}},
		{name: "line ends of the file", before: "a\r\nb\xff\r\n", after: "a\r\nx\r\ny\r\nb\xff\r\nz\r\n", fixed: 2,
			fixes: []fix{{true, []edit{{3, 3, "x\ny\r\n"}}}, {true, []edit{{7, 7, "z\n"}}}}},
		{name: "no edits", before: "ab", after: "ab", fixes: []fix{{true, nil}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := source.NewFile("f.md", []byte(c.before))
			var list []*Diagnostic
			for _, f := range c.fixes {
				d := &Diagnostic{Fixes: []Fix{{Safe: f.safe}}}
				for _, e := range f.edits {
					d.Fixes[0].Edits = append(d.Fixes[0].Edits, Edit{file.Span(e.start, e.end), e.text})
				}
				list = append(list, d)
			}
			changes := Apply(list, c.unsafe)
			if c.fixed == 0 {
				if len(changes) > 0 {
					t.Errorf("%d changes", len(changes))
				}
				return
			}
			if got := string(changes[0].After); len(changes) != 1 || got != c.after {
				t.Errorf("got %q, want %q", got, c.after)
			}
			if n := len(changes[0].Fixed); n != c.fixed {
				t.Errorf("%d findings fixed, want %d", n, c.fixed)
			}
			if string(file.Text) != c.before {
				t.Error("the file itself has changed")
			}
		})
	}
}

func TestApplyAcrossFiles(t *testing.T) {
	a, b := source.NewFile("a.md", []byte("a")), source.NewFile("b.md", []byte("b"))
	both := &Diagnostic{Fixes: []Fix{
		{Message: "unsafe", Edits: []Edit{{a.All(), "?"}}},
		{Message: "safe", Safe: true, Edits: []Edit{{b.All(), "B"}, {a.All(), "A"}}},
	}}
	for _, unsafe := range []bool{false, true} {
		changes := Apply([]*Diagnostic{both}, unsafe)
		if len(changes) != 2 || string(changes[0].After) != "A" || string(changes[1].After) != "B" {
			t.Fatalf("got %v", changes)
		}
		if len(changes[0].Fixed) != 0 || len(changes[1].Fixed) != 1 {
			t.Error("a finding is to be listed once, with its first edit")
		}
	}
}

// TestApplyComesToRest applies the fixes of a small checker to random texts:
// however the fixes overlap, a few runs leave nothing to fix, and no run changes
// a byte outside the fixes it made.
func TestApplyComesToRest(t *testing.T) {
	check := func(text []byte) (list []*Diagnostic) {
		f := source.NewFile("f.md", text)
		for _, rule := range []struct{ find, insert string }{{"xy", "z"}, {"yx", ""}, {"yxy", "-"}, {"zz", "z"}, {"\n\n", "\n"}} {
			for i := range text {
				if bytes.HasPrefix(text[i:], []byte(rule.find)) {
					d := &Diagnostic{Rule: rule.find, Span: f.Span(i, i+len(rule.find))}
					list = append(list, d.Fix(true, "", d.Span, rule.insert))
				}
			}
		}
		return list
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		text := make([]byte, random.IntN(200))
		for i := range text {
			text[i] = "xyz-\n\r\xff"[random.IntN(7)]
		}
		for run := 0; ; run++ {
			list := check(text)
			changes := Apply(list, false)
			if len(list) == 0 {
				if len(changes) != 0 {
					t.Fatal("changes without findings")
				}
				break
			}
			if len(changes) != 1 || len(changes[0].Fixed) == 0 {
				t.Fatalf("%d findings in %q, none fixed", len(list), text)
			}
			if got, want := changes[0].After, byHand(changes[0]); !bytes.Equal(got, want) {
				t.Fatalf("%q became %q, want %q", text, got, want)
			}
			text = changes[0].After
			if run > 200 {
				t.Fatal("does not come to rest")
			}
		}
	}
}

// byHand makes the fixes of a change one at a time, from the last to the first.
func byHand(c Change) []byte {
	fixed := slices.Clone(c.Fixed)
	slices.SortFunc(fixed, func(a, b *Diagnostic) int { return b.Span.Start - a.Span.Start })
	text := string(c.File.Text)
	for _, d := range fixed {
		e := d.Fixes[0].Edits[0]
		text = text[:e.Span.Start] + e.text() + text[e.Span.End:]
	}
	return []byte(text)
}

// TestPrintedEdits makes very many edits of one fix, as they are and as formats print
// them: the texts are the same.
func TestPrintedEdits(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{10, 5_000} {
		var text []byte
		for range 30 * n {
			text = append(text, "ab\n\r\n"[random.IntN(5)])
		}
		f := source.NewFile("f.md", text)
		fix := Fix{Safe: true}
		for at := 0; len(fix.Edits) < n; at += 2 + random.IntN(3) {
			fix.Edits = append(fix.Edits, Edit{f.Span(at, at+random.IntN(2)), []string{"", "x", "y\n"}[random.IntN(3)]})
			if random.IntN(500) == 0 {
				at += 100
			}
		}
		printed := fix.printed()
		if n < 1_000 && len(printed) != n || n > 1_000 && len(printed) > n/50 {
			t.Errorf("%d edits are printed as %d", n, len(printed))
		}
		changes := Apply([]*Diagnostic{{Fixes: []Fix{fix}}}, false)
		if len(changes) != 1 {
			t.Fatal("the edits clash")
		}
		var after []byte
		done := 0
		for _, e := range printed {
			after = append(append(after, text[done:e.Span.Start]...), e.Text...)
			done = e.Span.End
		}
		if after = append(after, text[done:]...); !bytes.Equal(after, changes[0].After) {
			t.Errorf("%d edits: the texts differ", n)
		}
	}
}

func TestDiff(t *testing.T) {
	var out strings.Builder
	if err := Diff(&out, "docs/a.md", []byte("one\r\ntwo\r\n"), []byte("one\r\n2")); err != nil {
		t.Fatal(err)
	}
	want := "diff a/docs/a.md b/docs/a.md\n--- a/docs/a.md\n+++ b/docs/a.md\n" +
		"@@ -1,2 +1,2 @@\n one\r\n-two\r\n+2\n\\ No newline at end of file\n"
	if out.String() != want {
		t.Errorf("got %q", out.String())
	}
	out.Reset()
	if err := Diff(&out, "a.md", []byte("x"), []byte("x")); err != nil || out.Len() > 0 {
		t.Errorf("got %q, %v", out.String(), err)
	}
}
