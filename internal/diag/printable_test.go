package diag

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"docgen/internal/source"
)

func TestPrintable(t *testing.T) {
	for s, want := range map[string]string{
		"größe 日本.md":                            "größe 日本.md",
		"a\nb\r\tc\x00":                          `a\nb\r\tc\x00`,
		"\x1b[31m\u009b0m\x7f":                   `\x1b[31m\u009b0m\x7f`,
		"\u202egpj.exe\u2066":                    `\u202egpj.exe\u2066`,
		"\xffa\xc3":                              `\xffa\xc3`,
		"\u2028\ufffe\U000e0001\ufeff":           `\u2028\ufffe\U000e0001\ufeff`,
		"::error::x":                             `\x3a:error::x`,
		" \u00a0\u200d::error::x":                " \u00a0\u200d\\x3a:error::x",
		"a::b":                                   "a::b",
		"x ##[add-mask]y ##vso[a] ## [b] ###[c]": `x \x23#[add-mask]y \x23#vso[a] ## [b] #\x23#[c]`,
		"\U0001f469\u200d\U0001f467":             "\U0001f469\u200d\U0001f467",
	} {
		if got := Printable(s); got != want {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	}
}

// hostile are pieces of names, messages and lines that would forge output.
var hostile = []string{
	"\n", "\r", "\r\n", "\t", "\x00", "\x1b[2J", "\u009b1m", "\u202e", "\u2066", "\u2028", "\ufffe", "\xff", "\xc3", "\u200b",
	"::error file=x::y", "\n::add-mask::a", "##[error]", "##vso[x]", "##", "[", "]]>", "<![CDATA[", "&", "<", "\"", "'", "%0A", ",", ":", "%",
	"docs/a.md:1:1: error: forged [x]", "a", "b/c", " ", "é", "日", "\U0001f469\u200d\U0001f467", "{\"rule\":", "\\", "-- ", "{{ x }}",
}

func hostileText(r *rand.Rand, pieces int) string {
	var b strings.Builder
	for range 1 + r.IntN(pieces) {
		b.WriteString(hostile[r.IntN(len(hostile))])
	}
	return b.String()
}

func hostileReport(r *rand.Rand) *Report {
	file := func() *source.File { return source.NewFile(hostileText(r, 4), []byte(hostileText(r, 12))) }
	span := func() source.Span {
		f := file()
		start := r.IntN(len(f.Text) + 1)
		return f.Span(start, start+r.IntN(len(f.Text)-start+1))
	}
	report := &Report{Version: "1", Root: []string{"", "sub"}[r.IntN(2)]}
	for i := range 1 + r.IntN(4) {
		d := &Diagnostic{Rule: fmt.Sprintf("rule-%d", i), Severity: Severity(1 + r.IntN(3)), Message: hostileText(r, 5)}
		if r.IntN(8) > 0 {
			d.Span = span()
		}
		d.Pages = []string{hostileText(r, 3), hostileText(r, 3)}
		d.Via = []source.Span{span()}
		d.Note(span(), "%s", hostileText(r, 3)).Fix(true, hostileText(r, 3), span(), hostileText(r, 3))
		report.Findings = append(report.Findings, d)
	}
	return report
}

var (
	githubLine = regexp.MustCompile(`^::(notice|warning|error) (file=[^,:]*,line=\d+,(col=\d+,)?endLine=\d+,(endColumn=\d+,)?)?title=rule-\d::`)
	firstLine  = regexp.MustCompile(`: (info|warning|error): .* \[rule-\d\]$`)
)

// TestNothingForgesOutput prints findings of random names, messages and lines in
// all formats. What is printed can be read back, has one record for each finding,
// and no line or character that is not docgen's own.
func TestNothingForgesOutput(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		report := hostileReport(r)
		for _, format := range Formats() {
			out := render(t, format, report)
			if err := checkOutput(format, out, report); err != nil {
				t.Fatalf("%s: %s\n%s", format, err, out)
			}
		}
	}
}

func checkOutput(format string, out []byte, report *Report) error {
	if !utf8.Valid(out) {
		return fmt.Errorf("not UTF-8")
	}
	// A line that begins with a command is not searched for others.
	if format != "github" && bytes.Contains(out, []byte("##[")) {
		return fmt.Errorf("a command of a CI server")
	}
	switch format {
	case "text", "github":
		return checkLines(format, string(out), report)
	case "checkstyle", "junit":
		return checkXML(format, out, report)
	case "jsonl":
		out = append(append([]byte("["), bytes.ReplaceAll(bytes.TrimSpace(out), []byte("\n"), []byte(","))...), ']')
	}
	return checkJSON(format, out, report)
}

func checkLines(format, out string, report *Report) error {
	records := 0
	for line := range strings.Lines(out) {
		line = strings.TrimSuffix(line, "\n")
		for _, c := range line {
			if !unicode.IsGraphic(c) && c != '\u200d' && c != '\u200c' {
				return fmt.Errorf("%U in %q", c, line)
			}
		}
		switch {
		case format == "github":
			if !githubLine.MatchString(line) {
				return fmt.Errorf("line %q", line)
			}
			records++
		case strings.HasPrefix(strings.TrimSpace(line), "::"):
			return fmt.Errorf("a command: %q", line)
		case firstLine.MatchString(line):
			records++
		}
	}
	if records != len(report.Findings) {
		return fmt.Errorf("%d records of %d findings", records, len(report.Findings))
	}
	return nil
}

func checkXML(format string, out []byte, report *Report) error {
	records := 0
	for dec := xml.NewDecoder(bytes.NewReader(out)); ; {
		token, err := dec.Token()
		if err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "error" || e.Name.Local == "testcase") {
			records++
			if format == "checkstyle" && !report.has(e.Attr, func(d *Diagnostic) string { return visible(d.Message, xmlRune) }) {
				return fmt.Errorf("no finding has the message of %v", e.Attr)
			}
		}
	}
	if records != len(report.Findings) {
		return fmt.Errorf("%d records of %d findings", records, len(report.Findings))
	}
	return nil
}

// has reports whether an attribute is a text of one of the findings.
func (r *Report) has(attributes []xml.Attr, text func(*Diagnostic) string) bool {
	for _, d := range r.Findings {
		for _, a := range attributes {
			if a.Value == text(d) {
				return true
			}
		}
	}
	return false
}

// checkJSON also compares the names of files: JSON holds them as they are, unless
// they are not UTF-8, and the address of SARIF holds all of them.
func checkJSON(format string, out []byte, report *Report) error {
	var doc any
	if err := json.Unmarshal(out, &doc); err != nil {
		return err
	}
	at := func(v any, path ...any) any {
		for _, step := range path {
			switch step := step.(type) {
			case string:
				v = v.(map[string]any)[step]
			case int:
				v = v.([]any)[step]
			}
		}
		return v
	}
	path := map[string][]any{"json": {"findings"}, "sarif": {"runs", 0, "results"}}[format]
	records := at(doc, path...).([]any)
	if len(records) != len(report.Findings) {
		return fmt.Errorf("%d records of %d findings", len(records), len(report.Findings))
	}
	for i, d := range report.Findings {
		want, got := "", any("")
		switch name := report.path(d.Span.File); format {
		case "json", "jsonl":
			want, got = fileName(d.Span), at(records[i], "file")
		case "gitlab":
			want, got = name, at(records[i], "location", "path")
		case "sarif":
			uri, err := url.Parse(at(records[i], "locations", 0, "physicalLocation", "artifactLocation", "uri").(string))
			if err != nil {
				return err
			}
			if strings.TrimPrefix(uri.Path, "./") != name || uri.Scheme+uri.Host+uri.RawQuery+uri.Fragment != "" {
				return fmt.Errorf("address %q of %q", uri, name)
			}
		}
		if want = visible(want, func(rune) bool { return true }); got != want {
			return fmt.Errorf("name %q, want %q", got, want)
		}
	}
	return nil
}
