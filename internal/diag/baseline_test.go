package diag

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"docgen/internal/source"
)

// commas reports every ",," of a text.
func commas(text string) (list []*Diagnostic) {
	f := source.NewFile("a.md", []byte(text))
	for i := range text {
		if strings.HasPrefix(text[i:], ",,") {
			list = append(list, &Diagnostic{Rule: "commas", Span: f.Span(i, i+2), Message: "two <commas>"})
		}
	}
	return list
}

func TestBaseline(t *testing.T) {
	old := commas("first,, line\n  second,, line\nsecond,,  line\n")
	for _, c := range []struct {
		name, now string
		fresh     []int // lines
		stale     int
	}{
		{"same", "first,, line\n  second,, line\nsecond,,  line\n", nil, 0},
		{"moved, other order and line ends", "new\r\nsecond,, line\r\nsecond,, line\r\n\tfirst,, line\r\n", nil, 0},
		{"one more", "first,, line\nsecond,, line\nsecond,, line\nsecond,, line\n", []int{4}, 0},
		{"one less", "first,, line\nsecond,, line\n", nil, 1},
		{"another", "first,, line\nsecond,, line\nthird,, line\n", []int{3}, 1},
		{"none", "", nil, 3},
	} {
		fresh, stale := NewBaseline(old).Filter(commas(c.now))
		var lines []int
		for _, d := range fresh {
			line, _ := d.Span.Position()
			lines = append(lines, line)
		}
		missing := 0
		for _, e := range stale {
			missing += e.Count
		}
		if !slices.Equal(lines, c.fresh) || missing != c.stale {
			t.Errorf("%s: fresh on %v, want %v; %d stale, want %d", c.name, lines, c.fresh, missing, c.stale)
		}
	}
}

func TestBaselineFile(t *testing.T) {
	list := append(sample(t).Findings, commas("a <b>,,\na <b>,,\nb\xff\xff,,")...)
	var out bytes.Buffer
	if err := NewBaseline(list).Write(&out); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "baseline.json", out.Bytes())

	slices.Reverse(list)
	var again bytes.Buffer
	if err := NewBaseline(list).Write(&again); err != nil || again.String() != out.String() {
		t.Errorf("the order of the findings matters (%v)", err)
	}
	read, err := ReadBaseline(&out)
	if err != nil {
		t.Fatal(err)
	}
	if fresh, stale := read.Filter(list); len(fresh) > 0 || len(stale) > 0 {
		t.Errorf("read back: %v fresh, %v stale", fresh, stale)
	}
	for text, want := range map[string]string{
		"{":              "reading the baseline: unexpected EOF",
		`{"version": 2}`: "reading the baseline: unknown version 2: use 1",
	} {
		if _, err := ReadBaseline(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

func TestFingerprintsSurviveMoves(t *testing.T) {
	before := fingerprints(commas("first,, line\nsecond,, line\nsecond,, line\n"))
	after := fingerprints(commas("new\n\nfirst,, line\nnew\n second,, line\r\nsecond,, line\n"))
	if !slices.Equal(before, after) {
		t.Errorf("%v became %v", before, after)
	}
	slices.Sort(before)
	if n := len(slices.Compact(before)); n != 3 {
		t.Errorf("%d different ones of 3", n)
	}
}
