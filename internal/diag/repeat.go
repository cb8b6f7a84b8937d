package diag

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"docgen/internal/source"
)

// Group makes one finding of those that report the same fault in the same text of
// one block: the first, with the places of the others as its Repeats, and with fixes
// that change all of them. A block is a paragraph or an item of a list; a row of a
// table and a line of code are edited, and reported, for themselves. The list must be
// as Merge leaves it; it stays as it is.
//
// It is for showing findings: those that are compared with others, as in a baseline,
// are compared one by one.
func Group(list []*Diagnostic) []*Diagnostic {
	alike := map[fault]int{}
	for _, d := range list {
		if f, ok := faultOf(d); ok {
			alike[f]++
		}
	}
	type at struct {
		fault
		block int
	}
	blocks := map[*source.File][]int{}
	groups := map[at][]*Diagnostic{}
	var order []at
	for i, d := range list {
		f, ok := faultOf(d)
		key := at{f, -1 - i} // of its own
		if ok && alike[f] > 1 {
			if blocks[f.file] == nil {
				blocks[f.file] = blocksOf(f.file)
			}
			line, _ := d.Span.Position()
			key.block = blocks[f.file][line-1]
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], d)
	}
	out := make([]*Diagnostic, 0, len(order))
	for _, key := range order {
		out = append(out, join(groups[key])...)
	}
	if len(out) < len(list) {
		slices.SortStableFunc(out, Compare)
	}
	return out
}

// fault is what findings have in common that report the same.
type fault struct {
	rule, kind, message, text string
	severity                  Severity
	file                      *source.File
}

// faultOf returns the fault of a finding that can be grouped: what is missing at a
// point is another fault at each point.
func faultOf(d *Diagnostic) (fault, bool) {
	const longest = 200 // bytes; no longer text is wrong in the same way twice
	length := d.Span.End - d.Span.Start
	if d.Span.File == nil || length == 0 || length > longest || d.Cause != nil || d.IsFault() {
		return fault{}, false
	}
	return fault{d.Rule, d.Kind, d.Message, d.Span.String(), d.Severity, d.Span.File}, true
}

// join makes one finding of those with one fault, and one more of each whose notes or
// fixes do not fit the others.
func join(list []*Diagnostic) (out []*Diagnostic) {
	if len(list) == 1 {
		return list
	}
	first := *list[0]
	first.Fixes = slices.Clone(first.Fixes)
	for i, fix := range first.Fixes {
		first.Fixes[i].Edits = slices.Clone(fix.Edits)
	}
	joined := []*Diagnostic{&first}
	for _, d := range list[1:] {
		if !slices.Equal(d.Notes, first.Notes) || !joinFixes(first.Fixes, d.Fixes) {
			out = append(out, d)
			continue
		}
		joined = append(joined, d)
		first.Repeats = append(first.Repeats, d.Span)
	}
	d := first.OnPages(joined[1:]...)
	if n := len(joined); n > 1 {
		d.Message = fmt.Sprintf("%s (%d times)", d.Message, n)
	}
	return append([]*Diagnostic{d}, out...)
}

// joinFixes adds the edits of other fixes to those of fixes, if all of them can be
// made at once.
func joinFixes(fixes, others []Fix) bool {
	fits := func(a, b Fix) bool {
		if a.Message != b.Message || a.Safe != b.Safe {
			return false
		}
		return slices.Equal(a.Edits, b.Edits) ||
			len(a.Edits) > 0 && len(b.Edits) == 1 && after(a.Edits[len(a.Edits)-1].Span, b.Edits[0].Span)
	}
	if !slices.EqualFunc(fixes, others, fits) {
		return false
	}
	for i, other := range others {
		if !slices.Equal(fixes[i].Edits, other.Edits) {
			fixes[i].Edits = append(fixes[i].Edits, other.Edits...)
		}
	}
	return true
}

// after reports whether b is after a, so that both can be replaced, or b be inserted.
func after(a, b source.Span) bool {
	return a.File == b.File && (a.End < b.Start || a.End == b.Start && a.Start < a.End && b.Start < b.End)
}

// blocksOf returns for each line of a file the first line of the block it is of. In
// files that are no text for readers each line is one.
func blocksOf(f *source.File) []int {
	starts := make([]int, f.Lines())
	text := f.Content().Bytes()
	prose := slices.Contains([]string{".md", ".markdown", ".html", ".htm"}, strings.ToLower(path.Ext(f.Name)))
	var fence []byte
	front := prose && bytes.HasPrefix(text, []byte("---"))
	begins := true // the next line begins a block
	for i := range starts {
		starts[i] = i + 1
		line := bytes.TrimSpace(f.Line(i + 1))
		switch {
		case !prose:
		case front:
			front = i == 0 || string(line) != "---"
		case fence != nil:
			if bytes.HasPrefix(line, fence) {
				fence = nil
			}
		case bytes.HasPrefix(line, []byte("```")) || bytes.HasPrefix(line, []byte("~~~")):
			fence, begins = line[:3], true
		case len(line) == 0 || bytes.IndexByte(line, '|') >= 0:
			begins = true
		case begins || opensBlock(line):
			begins = line[0] == '#'
		default:
			starts[i] = starts[i-1]
		}
	}
	return starts
}

// opensBlock reports whether a line begins another block than the line before it: a
// heading, a quote, an item of a list, a tag.
func opensBlock(line []byte) bool {
	if bytes.IndexByte([]byte("#>"), line[0]) >= 0 || bytes.HasPrefix(line, []byte("{%")) {
		return true
	}
	if line[0] == '<' && len(line) > 1 && line[1] != '/' {
		return true
	}
	rest := bytes.TrimLeft(line, "0123456789")
	if len(rest) == len(line) {
		return len(line) > 1 && bytes.IndexByte([]byte("-*+"), line[0]) >= 0 && line[1] == ' '
	}
	return len(rest) > 1 && (rest[0] == '.' || rest[0] == ')') && rest[1] == ' '
}
