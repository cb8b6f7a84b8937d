package diag

import (
	"bytes"
	"fmt"
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

// A baseline may come from others: what is wrong with it is reported with its
// place.
func TestReadBaselineRefuses(t *testing.T) {
	entry := `{"version": 1, "findings": [{"rule": "x", "kind": "", "file": "a.md", "text": "t", "count": %s}]}`
	for text, want := range map[string]string{
		"":                                    "line 1, column 1: unexpected end of JSON input",
		"{\"version\": 1,\n \"findings\": [}": "line 2, column 15: invalid character '}' looking for beginning of value",
		"null":                                "unknown version 0: use 1",
		"[]":                                  `line 1, column 1: "baseline" cannot be array`,
		`{"version": 2}`:                      "unknown version 2: use 1",
		`{"version": 1} {}`:                   "line 1, column 16: invalid character '{' after top-level value",
		"\xef\xbb\xbf{\"version\": 1,}":       "line 1, column 15: invalid character '}' looking for beginning of object key string",
		strings.Repeat("[", 1<<20):            "line 1, column 10001: invalid character '[' exceeded max depth",
		fmt.Sprintf(entry, `"1"`):             `line 1, column 95: "findings.count" cannot be string`,
		fmt.Sprintf(entry, "-1"):              "finding 1, of rule \"x\" with count -1, is none that `docgen baseline` wrote",
		fmt.Sprintf(entry, "9999999999"):      "finding 1, of rule \"x\" with count 9999999999, is none that `docgen baseline` wrote",
		fmt.Sprintf(entry, "1e999"):           `line 1, column 97: "findings.count" cannot be number 1e999`,
		`{"version": 1, "findings": [null]}`:  "finding 1, of rule \"\" with count 0, is none that `docgen baseline` wrote",
	} {
		if _, err := ReadBaseline(strings.NewReader(text)); err == nil || err.Error() != "reading the baseline: "+want {
			t.Errorf("%.60q: got %v, want %s", text, err, want)
		}
	}
	// The report of lint in JSON is no baseline, although it looks like one.
	if _, err := ReadBaseline(bytes.NewReader(render(t, "json", sample(t)))); err == nil {
		t.Error("a report is taken for a baseline")
	}
	if _, err := ReadBaseline(endless{}); err == nil || !strings.Contains(err.Error(), "larger than 64 MiB") {
		t.Errorf("an endless baseline: %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
