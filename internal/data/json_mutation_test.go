package data

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"docgen/internal/corpus"
	"docgen/internal/mutant"
)

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

func jsonSeeds() []string {
	seeds := slices.Concat(plantedBodies, mutationBodies)
	for _, test := range jsonMistakes {
		seeds = append(seeds, test.text)
	}
	return seeds
}

// jsonFault returns what is wrong with the result of reading a text, or "".
func jsonFault(text string) string {
	if fault := scanFault(text); fault != "" {
		return fault
	}
	doc := readJSON(text)
	if all := applyFixes(text, doc.Problems, false); all != text {
		if fault := placesFault(readJSON(all)); fault != "" {
			return "with all fixes: " + fault
		}
	}
	for round := 0; ; round++ {
		if fault := cmp.Or(placesFault(doc), strictFault(doc)); fault != "" || doc.NotJSON {
			return fault // no rule reports what is not JSON
		}
		next := applyFixes(text, doc.Problems, true)
		if next == text {
			return ""
		}
		if round == 8 {
			return "after 8 rounds of safe fixes there are more"
		}
		fixed := readJSON(next)
		if len(fixed.Problems) >= len(doc.Problems) || fixed.NotJSON || fixed.Abbreviated && !doc.Abbreviated {
			return fmt.Sprintf("safe fixes lead to no less:\n%v, then %v in\n%s", places(doc), places(fixed), next)
		}
		text, doc = next, fixed
	}
}

// applyFixes makes the edits of fixes that do not clash.
func applyFixes(text string, problems []Problem, safe bool) string {
	var edits []Edit
	for _, p := range problems {
		if p.Fix != nil && (p.Fix.Safe || !safe) && !slices.ContainsFunc(p.Fix.Edits, func(e Edit) bool {
			return slices.ContainsFunc(edits, e.clashes)
		}) {
			edits = append(edits, p.Fix.Edits...)
		}
	}
	slices.SortStableFunc(edits, func(a, b Edit) int { return a.Start - b.Start })
	return applyFix(text, &Fix{Edits: edits})
}

// placesFault holds the places of problems, edits and nodes to the text.
func placesFault(doc *JSON) string {
	all := doc.Text.Bytes
	for _, p := range doc.Problems {
		if p.Start < 0 || p.End < p.Start || p.End > len(all) {
			return fmt.Sprintf("%s at %d to %d of %d", p.Kind, p.Start, p.End, len(all))
		}
		if p.Message == "" || !utf8.ValidString(p.Message) && utf8.Valid(all) {
			return fmt.Sprintf("the message of %s is %q", p.Kind, p.Message)
		}
		if p.Fix == nil {
			continue
		}
		end := 0
		for i, e := range p.Fix.Edits {
			if e.Start < end || e.End < e.Start || e.End > len(all) || i > 0 && e.clashes(p.Fix.Edits[i-1]) {
				return fmt.Sprintf("%s: edits %v of %d bytes", p.Kind, p.Fix.Edits, len(all))
			}
			end = e.End
		}
	}
	for _, n := range doc.Docs {
		if fault := nodeFault(all, n, 0, len(all)); fault != "" {
			return fault
		}
	}
	return ""
}

// nodeFault checks that the place of a node holds its text and lies within the
// node around it.
func nodeFault(all []byte, n *Node, start, end int) string {
	if n.Raw.Len() == 0 {
		return ""
	}
	at, _, exact := n.Origin()
	switch {
	case !exact:
		return fmt.Sprintf("%s %q has no place", n.Kind, n.Raw.Bytes)
	case at.Start < start || at.End > end:
		return fmt.Sprintf("%s at %d to %d reaches out of %d to %d", n.Kind, at.Start, at.End, start, end)
	case string(all[at.Start:at.End]) != n.Raw.String():
		return fmt.Sprintf("%s at %d to %d is not %q", n.Kind, at.Start, at.End, n.Raw.Bytes)
	}
	inner := slices.Clone(n.Items)
	for _, m := range n.Members {
		inner = append(inner, m.Key, m.Value)
	}
	for _, n := range inner {
		if fault := nodeFault(all, n, at.Start, at.End); fault != "" {
			return fault
		}
	}
	return ""
}

// strictFault compares the result with encoding/json. What it accepts is read as it
// reads it, without problems; a key that is given twice is one nevertheless. What
// is read without problems is accepted by it, but for what docgen allows:
// placeholders, several documents with or without commas, a comma at the end, bare
// members and a byte order mark.
func strictFault(doc *JSON) string {
	text := doc.Text.Bytes
	clean := !slices.ContainsFunc(doc.Problems, func(p Problem) bool { return p.Kind != "duplicate-key" })
	if json.Valid(text) {
		if !clean || doc.NotJSON || doc.Abbreviated || doc.Fragment || len(doc.Docs) != 1 {
			return fmt.Sprintf("valid, but %q", places(doc))
		}
		var got, want any
		if json.Unmarshal(text, &want) != nil {
			return "" // a number out of range
		}
		if err := json.Unmarshal([]byte(plain(doc.Docs[0].Value())), &got); err != nil || !reflect.DeepEqual(got, want) {
			return fmt.Sprintf("read as %q, not %q", plain(got), plain(want))
		}
		return ""
	}
	if !clean || doc.NotJSON || doc.Abbreviated {
		return ""
	}
	between, from := []byte{}, 0
	for _, n := range doc.Docs {
		at, _, _ := n.Origin()
		between = append(between, text[from:at.Start]...)
		from = at.End
		b := withoutHoles(n)
		if doc.Fragment && n.Kind == Object && !json.Valid([]byte(b)) {
			b = "{" + strings.TrimRight(b, ", \t\r\n") + "}"
		}
		if !json.Valid([]byte(b)) {
			return fmt.Sprintf("refused by encoding/json, but no problem: %q", b)
		}
	}
	if between = append(between, text[from:]...); strings.Trim(strings.TrimPrefix(string(between), byteOrderMark), ", \t\r\n") != "" {
		return fmt.Sprintf("refused by encoding/json, but no problem with %q", between)
	}
	return ""
}

// withoutHoles returns the text of a value with strings in place of its
// placeholders, of strings of consoles, and of values to choose from.
func withoutHoles(n *Node) string {
	text, start := n.Raw.String(), 0
	if at, _, _ := n.Origin(); at.File != nil {
		start = at.Start
	}
	var holes []*Node
	var find func(*Node)
	find = func(n *Node) {
		if raw := n.Raw.String(); raw != "" && n.Kind != Object && (strings.Contains("<{$%", raw[:1]) || strings.HasPrefix(raw, `"""`) || alternatives.FindString(raw) == raw) {
			holes = append(holes, n)
		}
		for _, item := range n.Items {
			find(item)
		}
		for _, m := range n.Members {
			find(m.Key)
			find(m.Value)
		}
	}
	find(n)
	for _, hole := range slices.Backward(holes) {
		at, _, _ := hole.Origin()
		text = text[:at.Start-start] + `"hole"` + text[at.End-start:]
	}
	return text
}

// scanFault checks that the tokens for colouring are the text.
func scanFault(text string) (fault string) {
	end := 0
	ScanJSON([]byte(text), func(tok Token) {
		if tok.Start != end || tok.End <= tok.Start {
			fault = fmt.Sprintf("token from %d to %d after %d", tok.Start, tok.End, end)
		}
		end = tok.End
	})
	if fault == "" && end != len(text) {
		fault = fmt.Sprintf("tokens end at %d of %d", end, len(text))
	}
	return fault
}

func TestJSONMutants(t *testing.T) {
	seeds := jsonSeeds()
	for _, text := range seeds {
		if fault := jsonFault(text); fault != "" {
			t.Errorf("%s\n%s", fault, text)
		}
	}
	mutant.Run(t, 600, seeds, func(_ int, text string) string { return jsonFault(text) })
}

// The same with the examples of a real tree.
func TestJSONMutantsOfTree(t *testing.T) {
	seeds := corpus.Fences(corpus.Files(t, corpus.Tree(t), 1<<20, ".md"), `[\[{]`, 3000)
	mutant.Run(t, 600, seeds, func(_ int, text string) string { return jsonFault(text) })
}

// Texts that once made the reader panic, or whose fixes did not end, were never made,
// or hid the mistakes.
func TestJSONHardTexts(t *testing.T) {
	for _, text := range []string{
		"[{\n:,\n\":],\n\"\":",
		"{[t\n\"",
		`{"a": 1, "b" ,}"c"}{"a": 1, "b", "c"}`,
		"{\na: 1,\n{}  \"c\": 2\n    \"b\": 1\n  },\n  {\"a\":\n}",
		"/*\n*/x y\nz {",
		"{\n  , \"a\": {\n      \"b\": 1\n    }    },\n  \"c\": 2\n}",
		"{\"a\": .5, \"b\": +.5, \"c\": -.5}",
		"{‘\"a\"’: '\"b'}",
		"a\":[1 2},]{\"\"}",
		"'\n{\"\"[{}]}",
		"\"a\": 1, \"b\":",
	} {
		if fault := jsonFault(text); fault != "" {
			t.Errorf("%q: %s", text, fault)
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
