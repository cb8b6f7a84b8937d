package diag

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"docgen/internal/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

// spanOf returns the place of a text that occurs once in a file, or of the
// point that a | in it marks.
func spanOf(t testing.TB, f *source.File, text string) source.Span {
	t.Helper()
	before, after, point := strings.Cut(text, "|")
	at := bytes.Index(f.Text, []byte(before+after))
	if at < 0 || bytes.Count(f.Text, []byte(before+after)) > 1 {
		t.Fatalf("%q must stand once in %s", text, f.Name)
	}
	if point {
		return f.Span(at+len(before), at+len(before))
	}
	return f.Span(at, at+len(text))
}

// sample returns findings of every form that a printer has to handle.
func sample(t testing.TB) *Report {
	setup := source.NewFile("docs/acme/setup.md", []byte(strings.Repeat("\n", 110)+"# Set up\nSee [the events](events.html#webhook).\n"))
	body := source.NewFile("_includes/body.md", []byte("```json\n{\n  \"name\": \"acme\"\n  \"tags\": []\n}\n```\n"))
	events := source.NewFile("docs/acme/events.md", []byte("---\ntitle: Events\n---\n\n{% include body.md\n   key=\"acme\" %}\n"))
	schema := source.NewFile("schema/instance.schema.json", []byte("{\n  \"properties\": {\n    \"tags\": {\"type\": \"array\"}\n  }\n}\n"))
	wide := source.NewFile("docs/größe, 100%.md", []byte("\xef\xbb\xbf| 名前\t| e\u0301te\u0301 | \x1b[31mred |\r\n| 日本語キー\t| 'key' |\r\n"))
	table := source.NewFile("docs/table.md", []byte(
		strings.Repeat("A long paragraph <b>on</b> one line. ", 8)+"It has <em>a fault & more</em> here."+
			strings.Repeat(" And it goes on.", 9)+"\n\n```bash\ncurl -X POST\n  -H 'A: b'\n\n  -d '{}'\n  https://x\n```\n"))

	missing := &Diagnostic{
		Rule: "json-syntax", Kind: "missing-comma", Severity: Error,
		Span: spanOf(t, body, `"acme"|`), Message: `missing comma after "name"`,
		Via: []source.Span{spanOf(t, events, "{% include body.md\n   key=\"acme\" %}")},
	}
	for i := range 5 {
		missing.Pages = append(missing.Pages, fmt.Sprintf("docs/e%d/events.md", i))
	}
	missing.Fix(true, "insert a comma", missing.Span, ",").
		Fix(false, "remove the line", spanOf(t, body, "  \"tags\": []\n"), "").
		Note(spanOf(t, schema, `"tags"`), "declared here").
		Note(source.Span{}, "a page shows it as it is")

	anchor := &Diagnostic{
		Rule: "broken-anchor", Severity: Error, Span: spanOf(t, setup, "#webhook"),
		Message: `no heading "webhook" on docs/acme/events.md`, Pages: []string{"docs/acme/setup.md"},
	}
	anchor.Fix(false, `use "webhooks"`, anchor.Span, "#webhooks")

	code := &Diagnostic{Rule: "param-not-code", Severity: Warning, Span: spanOf(t, wide, "'key'"),
		Message: "a parameter name is not in code formatting: 100% <sure>, \"really\""}
	code.Fix(true, "use backticks", code.Span, "`key`")

	list := []*Diagnostic{
		{Rule: "unused-include", Severity: Info, Message: "\x01 no page\nuses includes"},
		missing, anchor, code,
		{Rule: "glossary-mismatch", Severity: Warning, Span: spanOf(t, wide, "te\u0301"), Message: "other words in the glossary"},
		{Rule: "leaked-markup", Severity: Error, Span: spanOf(t, wide, "\x1b"), Message: "control character"},
		{Rule: "leaked-markup", Severity: Error, Span: spanOf(t, table, "<em>a fault & more</em>"), Message: "markup ]]> shows"},
		{Rule: "curl-syntax", Kind: "missing-continuation", Severity: Error,
			Span: spanOf(t, table, "curl -X POST\n  -H 'A: b'\n\n  -d '{}'\n  https"), Message: "the command ends too early"},
		{Rule: "curl-syntax", Kind: "missing-continuation", Severity: Warning,
			Span: spanOf(t, table, "  -d '{}'\n  https://x\n"), Message: "these lines are no part of it"},
	}
	return &Report{
		Version: "1.2.3", Root: "portal",
		Rules: []RuleInfo{
			{"json-syntax", "An example is not valid JSON.", "# json-syntax\n\nWhat it says.\n", "https://docs.example.com/json-syntax.html", Error},
			{"duplicate-id", "Two headings have one id.", "", "", Off},
		},
		Findings: Merge(list),
		Summary:  Summary{Pages: 2, Examples: 4, Elapsed: 12*time.Millisecond + 3*time.Microsecond},
	}
}

func TestFormats(t *testing.T) {
	for _, name := range Formats() {
		t.Run(name, func(t *testing.T) { golden(t, name, sample(t), "findings."+name) })
	}
	t.Run("color", func(t *testing.T) {
		r := sample(t)
		r.Findings, r.Color = r.Findings[1:2], true
		golden(t, "text", r, "findings.color")
	})
	t.Run("none", func(t *testing.T) {
		var all bytes.Buffer
		for _, name := range Formats() {
			fmt.Fprintf(&all, "-- %s --\n%s", name, render(t, name, &Report{}))
		}
		compareGolden(t, "none.txt", all.Bytes())
	})
}

func render(t *testing.T, format string, r *Report) []byte {
	t.Helper()
	print, err := ParseFormat(format)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := print(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func golden(t *testing.T, format string, r *Report, file string) {
	t.Helper()
	got := render(t, format, r)
	switch format {
	case "json", "sarif", "gitlab":
		if !json.Valid(got) {
			t.Error("not JSON")
		}
	case "checkstyle", "junit":
		for dec := xml.NewDecoder(bytes.NewReader(got)); ; {
			if _, err := dec.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
	compareGolden(t, file, got)
}

func compareGolden(t *testing.T, file string, got []byte) {
	t.Helper()
	file = filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var diff bytes.Buffer
	if err := Diff(&diff, file, want, got); err != nil {
		t.Fatal(err)
	}
	if diff.Len() > 0 {
		t.Errorf("run with -update if this is right:\n%s", &diff)
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

// TestSARIFIsConsistent checks what the schema of SARIF cannot: that references
// within the log are correct.
func TestSARIFIsConsistent(t *testing.T) {
	r := sample(t)
	var log sarifLog
	if err := json.Unmarshal(render(t, "sarif", r), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(run.Results) != len(r.Findings) {
		t.Fatalf("%d results of %d findings", len(run.Results), len(r.Findings))
	}
	seen := map[string]bool{}
	for i, result := range run.Results {
		d := r.Findings[i]
		if id := run.Tool.Driver.Rules[result.RuleIndex].ID; id != d.Rule || result.RuleID != d.Rule {
			t.Errorf("result of %s names %s and points at %s", d.Rule, result.RuleID, id)
		}
		if print := result.Fingerprints["docgen/v1"]; print == "" || seen[print] {
			t.Errorf("fingerprint %q is empty or not the only one", print)
		} else {
			seen[print] = true
		}
		at := result.Locations[0].Physical
		if run.BaseIDs[at.Artifact.BaseID].Description.Text == "" {
			t.Errorf("unknown base %q", at.Artifact.BaseID)
		}
		if region := at.Region; region != nil {
			start := d.Span.File.Offset(region.StartLine, region.StartColumn)
			end := d.Span.File.Offset(region.EndLine, region.EndColumn)
			if d.Span.File.Span(start, end) != d.Span {
				t.Errorf("region %v is not %q", *region, d.Span)
			}
		}
		for j, fix := range result.Fixes {
			deleted, span := fix.Changes[0].Replacements[0].Deleted, d.Fixes[j].Edits[0].Span
			if *deleted.ByteOffset != span.Start || *deleted.ByteLength != span.End-span.Start {
				t.Errorf("%s: %d+%d", fix.Description.Text, *deleted.ByteOffset, *deleted.ByteLength)
			}
		}
	}
}

func TestPrintersReportWriteErrors(t *testing.T) {
	for _, name := range Formats() {
		print, _ := ParseFormat(name)
		if err := print(brokenWriter{}, sample(t)); !errors.Is(err, errBroken) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestParseFormat(t *testing.T) {
	for name, want := range map[string]string{
		"jsom": `unknown format "jsom": did you mean "json"?`,
		"XML":  `unknown format "XML": use text, json, jsonl, sarif, github, gitlab, checkstyle, junit`,
	} {
		if _, err := ParseFormat(name); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestSummaryLine(t *testing.T) {
	one := &Report{
		Findings: []*Diagnostic{{Severity: Error}, {Severity: Info}},
		Summary:  Summary{Pages: 1, Examples: 1, Elapsed: 1249 * time.Millisecond},
	}
	for want, r := range map[string]*Report{
		"0 pages, 0 examples: 0 errors, 0 warnings in 0 ms":          {},
		"1 page, 1 example: 1 error, 0 warnings, 1 info in 1.2 s":    one,
		"2 pages, 4 examples: 5 errors, 3 warnings, 1 info in 12 ms": sample(t),
	} {
		if got := r.SummaryLine(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"oauth.api.key", "oauth.api.secret", "broken-link", "tags"}
	for word, want := range map[string]string{
		"oauth.api.secert": "oauth.api.secret",
		"OAuth.Api.Key":    "oauth.api.key",
		"broken-lnik":      "broken-link",
		"tag":              "tags",
		"cat":              "",
		"":                 "",
	} {
		if got := Nearest(word, words); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}
