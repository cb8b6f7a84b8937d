// Package diag holds diagnostics about the docs, with their places, notes and
// fixes, and the formats they are written in.
package diag

import (
	"cmp"
	"fmt"
	"maps"
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
	// Repeats are further places of the same fault in the same block: see Group.
	Repeats []source.Span
	Notes   []Note
	Fixes   []Fix
	// Cause is what findings at many places have in common, so that one of them is
	// enough; nil for all else.
	Cause *Cause
	// Stack are the calls that led to a fault of docgen; "" for all else.
	Stack string
}

// Cause is the one cause of findings at many places.
type Cause struct {
	Key    string        // equal for equal causes
	Places []source.Span // where it was found, once they are merged
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
		return Printable(d.Message)
	}
	return where(d.Span) + ": " + Printable(d.Message)
}

// Merge makes one diagnostic of those with one cause: the same rule, kind, place
// and message. Their pages are joined, and Via is that of the first page. The
// result is sorted by file, line, column and rule; the diagnostics that are
// given stay as they are.
func Merge(list []*Diagnostic) []*Diagnostic {
	files := map[string][]*Diagnostic{} // sorting each file by itself is much cheaper
	for _, d := range list {
		name := fileName(d.Span)
		files[name] = append(files[name], d)
	}
	merged := make([]*Diagnostic, 0, len(list))
	for _, name := range slices.Sorted(maps.Keys(files)) {
		slices.SortStableFunc(files[name], func(a, b *Diagnostic) int {
			if order := compare(a, b); order != 0 {
				return order
			}
			return slices.Compare(a.Pages, b.Pages)
		})
		list := files[name]
		for len(list) > 0 {
			n := 1
			for n < len(list) && compare(list[0], list[n]) == 0 {
				n++
			}
			d := list[0].OnPages(list[1:n]...)
			for _, other := range list[1:n] {
				if other.Severity > d.Severity { // d is a copy
					d.Severity = other.Severity
				}
			}
			merged = append(merged, d)
			list = list[n:]
		}
	}
	return mergeCauses(merged)
}

// mergeCauses keeps the first finding of each cause, with a note about the others.
func mergeCauses(list []*Diagnostic) []*Diagnostic {
	first := map[string][]*Diagnostic{}
	out := list[:0]
	for _, d := range list {
		if d.Cause == nil {
			out = append(out, d)
			continue
		}
		key := d.Rule + "\n" + d.Cause.Key
		if first[key] = append(first[key], d); len(first[key]) == 1 {
			out = append(out, d)
		}
	}
	for i, d := range out {
		if d.Cause == nil {
			continue
		}
		all := first[d.Rule+"\n"+d.Cause.Key]
		c := *d.OnPages(all[1:]...)
		c.Cause, c.Notes = &Cause{Key: d.Cause.Key}, nil
		for _, other := range all {
			if c.Cause.Places = append(c.Cause.Places, other.Cause.Places...); len(other.Cause.Places) == 0 {
				c.Cause.Places = append(c.Cause.Places, other.Span)
			}
		}
		slices.SortFunc(c.Cause.Places, func(a, b source.Span) int {
			return cmp.Or(cmp.Compare(fileName(a), fileName(b)), cmp.Compare(a.Start, b.Start))
		})
		c.Cause.Places = slices.Compact(c.Cause.Places)
		if n := len(c.Cause.Places) - 1; n > 0 {
			c.Note(c.Cause.Places[1], "also at %s; this is the next", Plural(n, "other place"))
		}
		out[i] = &c
	}
	return out
}

// OnPages returns the diagnostic with the pages of others too. Its pages are
// sorted, and each is there once.
func (d *Diagnostic) OnPages(others ...*Diagnostic) *Diagnostic {
	if len(others) == 0 && len(d.Pages) < 2 {
		return d
	}
	c := *d
	c.Pages = slices.Clone(d.Pages)
	for _, o := range others {
		c.Pages = append(c.Pages, o.Pages...)
	}
	slices.Sort(c.Pages)
	c.Pages = slices.Compact(c.Pages)
	return &c
}

// Compare orders diagnostics by file, line, column and rule. Those of one cause
// are equal.
func Compare(a, b *Diagnostic) int {
	return cmp.Or(cmp.Compare(fileName(a.Span), fileName(b.Span)), compare(a, b))
}

// compare orders the diagnostics of one file; those of one cause are equal.
func compare(a, b *Diagnostic) int {
	if a.Span.Start != b.Span.Start {
		return cmp.Compare(a.Span.Start, b.Span.Start)
	}
	if a.Rule != b.Rule {
		return cmp.Compare(a.Rule, b.Rule)
	}
	return cmp.Or(cmp.Compare(a.Span.End, b.Span.End),
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
