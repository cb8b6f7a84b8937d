// Package diag holds diagnostics about the docs, with their places, notes and
// fixes, and the formats they are written in.
package diag

import (
	"cmp"
	"fmt"
	"slices"

	"docgen/internal/source"
)

// Severity is the severity of a diagnostic. The zero value is Off.
type Severity int

// The severities, in rising order.
const (
	Off Severity = iota
	Info
	Warning
	Error
)

var severityNames = [...]string{"off", "info", "warning", "error"}

// String returns the name used in every output format and in docgen.yml.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity returns the severity with the given name.
func ParseSeverity(name string) (Severity, error) {
	if i := slices.Index(severityNames[:], name); i >= 0 {
		return Severity(i), nil
	}
	return Off, fmt.Errorf("unknown severity %q: use error, warning, info or off", name)
}

// Diagnostic is one finding about the docs.
type Diagnostic struct {
	// Rule is the name of the rule, such as "json-syntax".
	Rule string
	// Kind narrows the rule, such as "missing-comma"; often empty.
	Kind     string
	Severity Severity
	// Span is the place a writer must edit. An empty span is a point where
	// something is missing. A span without a file means the whole run.
	Span    source.Span
	Message string
	// Via leads from the place outward to the page: include tags and the
	// {{ }} that printed a value.
	Via []source.Span
	// Pages are the paths of all pages that show the problem.
	Pages []string
	Notes []Note
	Fixes []Fix
}

// Note adds a place and a sentence to a diagnostic.
type Note struct {
	Span    source.Span
	Message string
}

// Fix is a change of the files that removes a diagnostic. A safe fix cannot
// change the meaning of the text, and is applied by --fix.
type Fix struct {
	// Message describes the change in the imperative: "insert a comma".
	Message string
	Safe    bool
	Edits   []Edit
}

// Edit replaces the bytes of a span; an empty span inserts.
type Edit struct {
	Span source.Span
	Text string
}

// Note appends a note and returns d, to be chained.
func (d *Diagnostic) Note(at source.Span, format string, args ...any) *Diagnostic {
	d.Notes = append(d.Notes, Note{at, fmt.Sprintf(format, args...)})
	return d
}

// Fix appends a fix of one edit and returns d, to be chained.
func (d *Diagnostic) Fix(safe bool, message string, at source.Span, text string) *Diagnostic {
	d.Fixes = append(d.Fixes, Fix{message, safe, []Edit{{at, text}}})
	return d
}

// Error makes a diagnostic usable as an error: "file:line:col: message".
func (d *Diagnostic) Error() string {
	if d.Span.File == nil {
		return d.Message
	}
	line, col := d.Span.Position()
	return fmt.Sprintf("%s:%d:%d: %s", d.Span.File.Name, line, col, d.Message)
}

// Merge makes one diagnostic of those with one cause: the same rule, kind, place
// and message. Their pages are joined, and Via is that of the first page. The
// result is sorted by file, line, column and rule; the pages of its diagnostics
// are changed in place.
func Merge(list []*Diagnostic) []*Diagnostic {
	type cause struct {
		rule, kind, message, file string
		start, end                int
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b *Diagnostic) int {
		return cmp.Or(compare(a, b), slices.Compare(a.Pages, b.Pages))
	})
	merged := make([]*Diagnostic, 0, len(list))
	seen := map[cause]*Diagnostic{}
	for _, d := range list {
		key := cause{d.Rule, d.Kind, d.Message, fileName(d.Span), d.Span.Start, d.Span.End}
		if first := seen[key]; first != nil {
			first.Pages = append(first.Pages, d.Pages...)
			continue
		}
		seen[key] = d
		merged = append(merged, d)
	}
	for _, d := range merged {
		slices.Sort(d.Pages)
		d.Pages = slices.Compact(d.Pages)
	}
	return merged
}

func compare(a, b *Diagnostic) int {
	return cmp.Or(cmp.Compare(fileName(a.Span), fileName(b.Span)), cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Span.End, b.Span.End),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Message, b.Message))
}

// Count returns how many diagnostics have at least the given severity.
func Count(list []*Diagnostic, least Severity) int {
	n := 0
	for _, d := range list {
		if d.Severity >= least {
			n++
		}
	}
	return n
}
