package diag

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"docgen/internal/source"
)

// Report is the result of one run.
type Report struct {
	// Version is the version of docgen.
	Version string
	// Root is the source folder as seen from where the report is read, with
	// forward slashes; empty where the two are one. The formats for code hosts
	// and CI servers put it before file names; text and JSON name files
	// relative to the source folder.
	Root string
	// Rules describes the rules that ran.
	Rules []RuleInfo
	// Findings are in the order Merge leaves them in.
	Findings []*Diagnostic
	Summary  Summary
	// Color lets the text format use the colours of a terminal.
	Color bool
	// Fixable reports whether --fix fixes a finding; nil where there is no --fix.
	Fixable func(*Diagnostic) bool
	// Most is how many findings the text format prints, the worst ones; 0 for all.
	Most int
	// Counted adds statistics to the JSON format. The text format prints nothing else
	// then.
	Counted bool
}

// RuleInfo describes a rule to the formats that carry descriptions.
type RuleInfo struct {
	Name string
	// Short is one sentence, Help the whole page about the rule in Markdown.
	Short, Help string
	// URL is the address of the page about the rule.
	URL string
	// Severity is the default severity of the rule.
	Severity Severity
}

// Summary counts what was read.
type Summary struct {
	Pages, Examples int
	Elapsed         time.Duration
}

// Printer writes a report in one format. Its error is the writer's.
type Printer func(io.Writer, *Report) error

var formats = []struct {
	name  string
	print Printer
}{
	{"text", printText},
	{"json", printJSON},
	{"jsonl", printJSONL},
	{"sarif", printSARIF},
	{"github", printGitHub},
	{"gitlab", printGitLab},
	{"checkstyle", printCheckstyle},
	{"junit", printJUnit},
}

// Formats returns the names of the formats.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// ParseFormat returns the printer of a format. The error names the nearest
// format, or all of them.
func ParseFormat(name string) (Printer, error) {
	for _, f := range formats {
		if f.name == name {
			return f.print, nil
		}
	}
	if near := Nearest(name, Formats()); near != "" {
		return nil, fmt.Errorf("unknown format %q: did you mean %q?", name, near)
	}
	return nil, fmt.Errorf("unknown format %q: use %s", name, strings.Join(Formats(), ", "))
}

// SummaryLine returns the summary in one line, such as
// "2 pages, 4 examples: 1 error, 0 warnings in 12 ms".
func (r *Report) SummaryLine() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s: %s, %s",
		Plural(r.Summary.Pages, "page"), Plural(r.Summary.Examples, "example"),
		Plural(r.tally(Error), "error"), Plural(r.tally(Warning), "warning"))
	if n := r.tally(Info); n > 0 {
		fmt.Fprintf(&b, ", %s", Plural(n, "info"))
	}
	if t := r.Summary.Elapsed.Round(time.Millisecond); t < time.Second {
		fmt.Fprintf(&b, " in %d ms", t.Milliseconds())
	} else {
		fmt.Fprintf(&b, " in %.1f s", t.Seconds())
	}
	return b.String()
}

// Plural returns a number with a noun: "1 page", "2 pages".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Worst returns the findings that the text format prints: of many the most severe,
// and of those the ones on the most pages.
func (r *Report) Worst() []*Diagnostic {
	if r.Most <= 0 || len(r.Findings) <= r.Most {
		return r.Findings
	}
	list := slices.Clone(r.Findings)
	slices.SortStableFunc(list, func(a, b *Diagnostic) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(len(b.Pages), len(a.Pages)))
	})
	return list[:r.Most]
}

// tally counts the findings of exactly one severity.
func (r *Report) tally(s Severity) int {
	return Count(r.Findings, s) - Count(r.Findings, s+1)
}

// path returns the name of a file relative to the reader of the report. Without
// a file it is the source folder.
func (r *Report) path(f *source.File) string {
	if f == nil {
		return path.Join(r.Root, ".")
	}
	if f.Embedded {
		return f.Name
	}
	return path.Join(r.Root, f.Name)
}

// place is a span in lines and columns. Both count from 1, columns count
// characters, the end is the first column after it.
type place struct{ line, column, endLine, endColumn int }

// placeOf returns the place of a span; a point is one column wide. Without a
// file all numbers are 0.
func placeOf(s source.Span) place {
	if s.File == nil {
		return place{}
	}
	line, column := s.Position()
	if s.Start == s.End {
		return place{line, column, line, column + 1}
	}
	endLine, endColumn := s.File.Position(s.End)
	return place{line, column, endLine, endColumn}
}

// linesOf returns the first and the last line a span has text on: one that
// ends with a line end does not include the next line.
func linesOf(s source.Span) (first, last int) {
	first, _ = s.Position()
	last, column := s.File.Position(s.End)
	if column == 1 && last > first {
		last--
	}
	return first, last
}

// details returns the lines after the message: the include chain, the pages and
// the notes.
func details(d *Diagnostic) []string {
	var lines []string
	for _, via := range d.Via {
		lines = append(lines, viaLine(via))
	}
	if len(d.Pages) > 1 {
		lines = append(lines, pagesLine(d.Pages))
	}
	if len(d.Repeats) > 0 {
		lines = append(lines, repeatsLine(d.Repeats))
	}
	for _, note := range d.Notes {
		lines = append(lines, noteLine(note))
	}
	return lines
}

// allNotes returns the notes with one for each further place of the fault.
func allNotes(d *Diagnostic) []Note {
	if len(d.Repeats) == 0 {
		return d.Notes
	}
	notes := make([]Note, 0, len(d.Repeats)+len(d.Notes))
	for _, at := range d.Repeats {
		notes = append(notes, Note{at, "also here"})
	}
	return append(notes, d.Notes...)
}

// repeatsLine lists the further places of a fault, all in one file.
func repeatsLine(repeats []source.Span) string {
	const shown = 8
	var places []string
	for _, at := range repeats[:min(shown, len(repeats))] {
		line, column := at.Position()
		places = append(places, fmt.Sprintf("%d:%d", line, column))
	}
	list := "also at " + strings.Join(places, ", ")
	if n := len(repeats) - shown; n > 0 {
		list += fmt.Sprintf(" and %d more", n)
	}
	return list
}

func viaLine(via source.Span) string {
	const shown = 60 // characters
	tag := via.String()
	tag = strings.Join(strings.Fields(tag[:min(len(tag), 8*shown)]), " ")
	return fmt.Sprintf("via %s: %s", where(via), cut(Printable(tag), shown))
}

func pagesLine(pages []string) string {
	const shown = 3
	list := strings.Join(pages[:min(shown, len(pages))], ", ")
	if len(pages) > shown {
		list += ", …"
	}
	return fmt.Sprintf("on %d pages: %s", len(pages), Printable(list))
}

func noteLine(note Note) string {
	if note.Span.File == nil {
		return "note: " + Printable(note.Message)
	}
	return fmt.Sprintf("note: %s: %s", where(note.Span), Printable(note.Message))
}

// where returns "file:line:col", printable, or "docgen" without a file.
func where(s source.Span) string {
	if s.File == nil {
		return "docgen"
	}
	line, column := s.Position()
	return Printable(fmt.Sprintf("%s:%d:%d", s.File.Name, line, column))
}

// cut shortens s to at most n characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
