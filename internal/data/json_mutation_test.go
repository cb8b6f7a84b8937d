package data

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var mutants = flag.Int("mutants", 10_000, "how many mutants of examples TestJSONMutants reads")

// mutationBodies are seeds beside plantedBodies and jsonMistakes: layouts in
// which one slip moves a bracket, a quote or a comma to an odd place.
var mutationBodies = []string{
	"{\n  \"id\": 41,\n  \"owner\": {\n    \"name\": \"Ada\",\n    \"roles\": [\n      \"admin\",\n      \"editor\"\n    ]\n    },\n  \"on\": true\n}",
	"[\n  {\n    \"sku\": \"A-1\",\n    \"price\": 9.5\n  },\n  {\n    \"sku\": \"B-2\",\n    \"price\": null\n  }\n]\n",
	"{\n  , \"first\": 1\n  , \"second\": {\n      \"third\": []\n    }    },\n  \"fourth\": \"x\"\n}",
	"\"from\": \"2020-01-01\",\n\"filter\": {\"state\": [\"open\", \"held\"]},\n\"page\": 2\n",
	"{\r\n\t\"url\": \"https://api.example.com/v1?x={y}\",\r\n\t\"body\": \"{\\\"k\\\": \\\"v\\\"}\",\r\n\t\"note\": \"say \\\"hi\\\", then go\"\r\n}",
	"{\"token\": <TOKEN>, \"list\": [{{first}}, ...], \"rest\": {…}} // and so on\n",
}

// fencesOf returns the code blocks with brackets of the pages in a tree.
func fencesOf(root string) []string {
	fence := regexp.MustCompile("(?ms)^```[a-z]*\\r?\\n(.*?)^```")
	var out []string
	filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range fence.FindAllSubmatch(b, -1) {
			if bytes.ContainsAny(m[1], "{[") && len(m[1]) < 2000 {
				out = append(out, string(m[1]))
			}
		}
		return err
	})
	slices.Sort(out)
	return slices.Compact(out)
}

var pieces = []string{"{", "}", "[", "]", "\"", ",", ":", "\n", "\n", "\"", " ", "  ", "\\", "\"k\"", "\"k\": ", "1", "null", "t", "x y",
	"{}", "},", "],", "\"\"", "...", "<A>", "{{a}}", "'", "“", "”", "//", "\r\n", "\t", ".", ";", "=", "/*", "\x01", "é", "$", "\u00a0"}

// mutate makes one to three edits: of a character, of a token, or of a line.
func mutate(r *rand.Rand, text string) string {
	for range 1 + r.IntN(3) {
		var parts []string
		switch r.IntN(3) {
		case 0:
			parts = strings.SplitAfter(text, "")
		case 1:
			ScanJSON([]byte(text), func(t Token) { parts = append(parts, text[t.Start:t.End]) })
		default:
			parts = strings.SplitAfter(text, "\n")
		}
		if len(parts) == 0 {
			return text
		}
		i, j := r.IntN(len(parts)), r.IntN(len(parts))
		switch r.IntN(5) {
		case 0:
			parts = slices.Delete(parts, i, i+1)
		case 1, 2:
			parts = slices.Insert(parts, i, pieces[r.IntN(len(pieces))])
		case 3:
			parts = slices.Insert(parts, j, parts[i])
		default:
			if r.IntN(2) == 0 {
				j = min(i+1, len(parts)-1)
			}
			parts[i], parts[j] = parts[j], parts[i]
		}
		text = strings.Join(parts, "")
	}
	return text
}

// applySafe makes the edits of the safe fixes that do not clash.
func applySafe(text string, problems []Problem) string {
	var edits []Edit
	for _, p := range problems {
		if p.Fix == nil || !p.Fix.Safe {
			continue
		}
		if !slices.ContainsFunc(p.Fix.Edits, func(e Edit) bool {
			return slices.ContainsFunc(edits, e.clashes)
		}) {
			edits = append(edits, p.Fix.Edits...)
		}
	}
	slices.SortStableFunc(edits, func(a, b Edit) int { return a.Start - b.Start })
	return applyFix(text, &Fix{Edits: edits})
}

// wrong returns what is wrong with the result of reading a text, or "".
func wrong(text string) (problem string) {
	defer func() {
		if e := recover(); e != nil {
			problem = fmt.Sprintf("panic: %v\n%s", e, debug.Stack())
		}
	}()
	doc := readJSON(text)
	for _, p := range doc.Problems {
		if p.Start < 0 || p.End < p.Start || p.End > len(text) {
			return fmt.Sprintf("%s at %d to %d of %d", p.Kind, p.Start, p.End, len(text))
		}
		end := 0
		for _, e := range fixEdits(p) {
			if e.Start < end || e.End < e.Start || e.End > len(text) {
				return fmt.Sprintf("%s: edits %v of %d bytes", p.Kind, p.Fix.Edits, len(text))
			}
			end = e.End
		}
	}
	syntax := slices.ContainsFunc(doc.Problems, func(p Problem) bool { return p.Kind != "duplicate-key" })
	valid := json.Valid([]byte(text))
	switch {
	case valid && (syntax || doc.NotJSON || doc.Abbreviated || doc.Fragment || len(doc.Docs) != 1):
		return fmt.Sprintf("valid, but %v", places(doc))
	case !valid && !syntax && !doc.NotJSON && !doc.Abbreviated && !doc.Fragment && len(doc.Docs) == 1 && !hasHole(doc.Docs[0]) &&
		!json.Valid([]byte(strings.TrimRight(text, " \t\r\n,"))):
		return "refused by encoding/json, but no problem"
	}
	for round := 0; ; round++ {
		next := applySafe(text, doc.Problems)
		if next == text {
			return ""
		}
		if round == 20 {
			return "safe fixes find no end"
		}
		fixed := readJSON(next)
		if len(fixed.Problems) > len(doc.Problems) {
			return fmt.Sprintf("safe fixes of %v lead to %v in\n%s", places(doc), places(fixed), next)
		}
		text, doc = next, fixed
	}
}

func fixEdits(p Problem) []Edit {
	if p.Fix == nil {
		return nil
	}
	return p.Fix.Edits
}

// hasHole reports whether a value or a key is a placeholder.
func hasHole(n *Node) bool {
	return n.Raw.Len() > 0 && strings.Contains("<{$%", n.Raw.String()[:1]) && n.Kind != Object ||
		slices.ContainsFunc(n.Items, hasHole) ||
		slices.ContainsFunc(n.Members, func(m Member) bool { return hasHole(m.Key) || hasHole(m.Value) })
}

func testMutants(t *testing.T, seeds []string) {
	r := rand.New(rand.NewPCG(1, uint64(len(seeds))))
	problems := 0
	for range *mutants {
		text := mutate(r, seeds[r.IntN(len(seeds))])
		if problem := wrong(text); problem != "" {
			t.Errorf("%s\n%q\n%s", problem, text, text)
			if problems++; problems == 10 {
				t.Fatal("and so on")
			}
		}
	}
}

func TestJSONMutants(t *testing.T) {
	seeds := slices.Concat(plantedBodies, mutationBodies)
	for _, test := range jsonMistakes {
		seeds = append(seeds, test.text)
	}
	for _, text := range seeds {
		if problem := wrong(text); problem != "" {
			t.Errorf("%s\n%s", problem, text)
		}
	}
	testMutants(t, seeds)
}

// The same with the examples of a real tree.
func TestJSONMutantsOfTree(t *testing.T) {
	shared := os.Getenv("DOCGEN_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	seeds := fencesOf(filepath.Join(shared, "corpus/devportal"))
	if len(seeds) == 0 {
		t.Skip("no tree to read: set DOCGEN_SHARED")
	}
	testMutants(t, seeds)
}

// Texts that once made the reader panic, or whose fixes did not end.
func TestJSONHardTexts(t *testing.T) {
	for _, text := range []string{
		"[{\n:,\n\":],\n\"\":",
		"{[t\n\"",
		`{"a": 1, "b" ,}"c"}{"a": 1, "b", "c"}`,
		"{\na: 1,\n{}  \"c\": 2\n    \"b\": 1\n  },\n  {\"a\":\n}",
		"/*\n*/x y\nz {",
		"{\n  , \"a\": {\n      \"b\": 1\n    }    },\n  \"c\": 2\n}",
	} {
		if problem := wrong(text); problem != "" {
			t.Errorf("%q: %s", text, problem)
		}
	}
}

// The time per byte does not grow with the length of the text: this test would
// take minutes if it did.
func TestJSONLongTexts(t *testing.T) {
	const keys = 40_000
	for _, test := range []struct {
		member, separator   string
		different, problems int
	}{
		{`"kN": 1`, ", ", keys, 0},
		{`"kN": 1`, " ", keys, keys - 1},
		{`"kN": 1`, "\n", keys, keys - 1},
		{`"kN": 1`, ", ", keys / 2, keys / 2},
		{`"kN": 1,`, ", ", keys, keys},
		{`"kN": {"a": 1,}`, ",\n", keys, keys},
	} {
		var members []string
		for i := range keys {
			members = append(members, strings.ReplaceAll(test.member, "N", strconv.Itoa(i%test.different)))
		}
		doc := readJSON("{" + strings.Join(members, test.separator) + "}")
		if len(doc.Problems) != test.problems {
			t.Errorf("%s: %d problems, want %d", test.member, len(doc.Problems), test.problems)
		}
	}
}
