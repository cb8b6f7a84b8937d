package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// pathological are pages on which a step that looks at everything for each
// part would take minutes. Each comes with the findings of one rule on it.
var pathological = []struct {
	name, text string
	rule       string
	findings   int
}{
	{"markers that do not match", strings.Repeat("*a_ ", 50_000), "unsupported", 0},
	{"links that do not end", strings.Repeat("[a](", 50_000), "unsupported", 1},
	{"brackets in brackets", strings.Repeat("[", 200_000) + "a" + strings.Repeat("]", 200_000), "unsupported", 1},
	{"quotes in quotes", strings.Repeat(">", 200_000) + "a\n" + strings.Repeat("a\n", 50_000), "unsupported", 1},
	{"lists in lists", strings.Repeat("1. ", 50_000), "unsupported", 1},
	{"definitions", strings.Repeat("[r]: /u\n", 40_000), "unsupported", 0},
	{"a long definition", "[r]: /" + strings.Repeat("u", 100_000) + "\n\n" + strings.Repeat("[r] ", 5_000), "unsupported", 1},
	{"a wide table with short rows", "|" + strings.Repeat("a|", 20_000) + "\n|" + strings.Repeat("-|", 20_000) + "\n" + strings.Repeat("|a|\n", 20_000), "unsupported", 1},
	{"tags that do not end", "<div>\n" + strings.Repeat(`<a b="`, 30_000), "unsupported", 0},
	{"tags that others close", "<div>" + strings.Repeat("<div>", 3_000) + strings.Repeat("</b>", 3_000), "invalid-html", 6_001},
	{"titles of many parts", "<div>\n<h1>" + strings.Repeat("a<x-b>", 60_000) + "</h1>\n</div>\n", "invalid-html", 0},
	{"angles", strings.Repeat("<", 100_000), "unsupported", 0},
	{"addresses that are none", strings.Repeat("<a@", 30_000) + ">", "unsupported", 0},
	{"instructions that do not end", "<div>\n" + strings.Repeat("<?", 50_000), "unsupported", 0},
	{"attribute lists that do not end", strings.Repeat("*a*{:", 20_000), "unsupported", 0},
	{"extensions that do not end", strings.Repeat("{::comment}\n", 10_000) + strings.Repeat("a{::nomarkdown}", 10_000), "unsupported", 0},
	{"links without their angle", strings.Repeat("[a](<//b.c) ", 6_000), "unsupported", 0},
	{"classes", "a\n{: " + strings.Repeat(".b", 50_000) + "}\n", "unsupported", 0},
	{"an attribute list used often", "{:a: .b" + strings.Repeat("b", 50_000) + "}\n\na\n{: " + strings.Repeat("a ", 20_000) + "}\n", "unsupported", 1},
	{"an abbreviation used often", "*[ab]: " + strings.Repeat("b", 50_000) + "\n\n" + strings.Repeat("ab ", 20_000), "unsupported", 1},
	{"fences with a long language", "~~~" + strings.Repeat("a", 100_000) + "\nb\n~~~\n", "unsupported", 0},
	{"anchors that are not there", numbered("# heading %d\n[a](#headinh-%[1]d)\n\n", 6_000), "broken-anchor", 6_000},
	{"long anchors", "# " + strings.Repeat("a", 100_000) + "\n\n[a](#" + strings.Repeat("b", 100_000) + ")\n", "broken-anchor", 1},
	{"findings on one line", strings.Repeat("[a](m.html) ", 6_000), "broken-link", 6_000},
	{"allows before one block", strings.Repeat("<!-- docgen:allow json-syntax: old -->\n", 6_000) + "\n" + strings.Repeat("[a](m.html)\n\n", 1_000), "allow", 6_000},
	{"bodies without a request", numbered("```json\n{\"name\": \"a%d\", \"element\": {\"key\": \"a\"}}\n```\n\n", 3_000), "unsupported", 0},
	{"substitutions in substitutions", "```bash\ncurl http://a" + strings.Repeat(" $((", 300_000) + "\n```\n", "curl-syntax", 1},
	{"quotes in JSON", "```json\n" + strings.Repeat(`"`, 100_000) + "\n```\n", "json-syntax", 2},
	{"more parameters than are compared", "```json\n{\"element\": {\"key\": \"a\"}, \"configuration\": {" + numbered(`"p%d.a": "1", `, 3_000) + "\"z.a\": \"1\"}}\n```\n\n| Parameter | Description |\n|---|---|\n" + numbered("| `q%d.a` | b |\n", 3_000), "unknown-param", 1},
	{"invisible characters in JSON", "```json\n" + strings.Repeat("\u200b", 40_000) + "\n```\n", "json-syntax", 0},
	{"comments in strings of JSON", "```json\n{\"a\": " + strings.Repeat(`"/*`, 30_000) + "}\n```\n", "json-syntax", 2},
	{"brackets too deep for JSON", "```json\n{\"a\": " + strings.Repeat(`"a": {a: `, 11_000) + "\n```\n", "internal-fault", 0},
	{"redirections of curl", "```bash\ncurl -d " + strings.Repeat("--data @>", 12_000) + "\n```\n", "curl-syntax", 1},
	{"escaped quotes beside curl", "```bash\ncurl a.b\n" + strings.Repeat(`\"`, 60_000) + "\n```\n", "curl-syntax", 0},
	{"mistakes in many blocks", strings.Repeat("```json\n{\"a\" 1}\n```\n\n", 4_000), "json-syntax", 4_000},
	{"addresses without variables", strings.Repeat("[a]({{ x }}) ", 8_000), "undefined-variable", 8_000},
}

// numbered repeats a format with the numbers from 0 on.
func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestPathological lints each of them, and prints what it finds in a format that
// has columns, fixes and fingerprints.
func TestPathological(t *testing.T) {
	for _, p := range pathological {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			writeFile(t, dir, "_config.yml", "")
			writeFile(t, dir, "page.md", "---\ntitle: A\n---\n"+p.text)
			s := runIn(t, dir, nil, "lint", "--format", "sarif")
			var log struct {
				Runs []struct {
					Results []struct {
						RuleID           string
						RelatedLocations []struct{ Message struct{ Text string } }
					}
				}
			}
			if err := json.Unmarshal([]byte(s.stdout), &log); err != nil || len(log.Runs) != 1 {
				t.Fatalf("exit code %d: %v\n%s", s.code, err, s.stderr)
			}
			got := 0
			for _, r := range log.Runs[0].Results {
				if r.RuleID != p.rule {
					continue
				}
				got++
				for _, l := range r.RelatedLocations {
					if l.Message.Text == "also here" {
						got++
					}
				}
			}
			if got != p.findings {
				t.Errorf("%d findings of %s, want %d", got, p.rule, p.findings)
			}
			if p.rule == "json-syntax" { // its fixes have the most edits
				if s := runIn(t, dir, nil, "lint", "--diff"); s.code > exitFindings {
					t.Errorf("--diff: exit code %d: %s", s.code, s.stderr)
				}
			}
		})
	}
}
