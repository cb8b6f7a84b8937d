package diag

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"docgen/internal/source"
)

// Change is the result of applying fixes to a file.
type Change struct {
	File  *source.File
	After []byte
	// Fixed are the findings that are fixed; one whose fix edits several
	// files is listed with the file of its first edit.
	Fixed []*Diagnostic
}

// Apply applies the first safe fix of each finding, or with unsafe the first
// fix where none is safe. It changes no file on disk. A fix is applied whole
// or not at all: one that clashes with an earlier one of the list is left for
// the next run, identical edits are made once. No other bytes are changed. The
// changes are sorted by file name.
func Apply(list []*Diagnostic, unsafe bool) []Change {
	edits := map[*source.File][]Edit{} // sorted; they do not clash
	fixed := map[*source.File][]*Diagnostic{}
	for _, d := range list {
		fix, ok := chooseFix(d, unsafe)
		if !ok || !agrees(fix, edits) {
			continue
		}
		for _, e := range fix.Edits {
			list := edits[e.Span.File]
			i, _ := slices.BinarySearchFunc(list, e, func(a, b Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
			if i == len(list) || list[i] != e {
				edits[e.Span.File] = slices.Insert(list, i, e)
			}
		}
		first := fix.Edits[0].Span.File
		fixed[first] = append(fixed[first], d)
	}
	changes := make([]Change, 0, len(edits))
	for file, list := range edits {
		changes = append(changes, Change{file, rewrite(file, list), fixed[file]})
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.File.Name, b.File.Name) })
	return changes
}

// SafeFix returns the fix that Apply applies where only safe ones are.
func (d *Diagnostic) SafeFix() (Fix, bool) { return chooseFix(d, false) }

func chooseFix(d *Diagnostic, unsafe bool) (Fix, bool) {
	i := slices.IndexFunc(d.Fixes, func(f Fix) bool { return f.Safe && len(f.Edits) > 0 })
	if i < 0 && unsafe {
		i = slices.IndexFunc(d.Fixes, func(f Fix) bool { return len(f.Edits) > 0 })
	}
	if i < 0 {
		return Fix{}, false
	}
	return d.Fixes[i], true
}

// agrees reports whether a fix can be applied in addition to the edits.
func agrees(fix Fix, edits map[*source.File][]Edit) bool {
	for i, e := range fix.Edits {
		clashes := func(other Edit) bool { return e != other && e.clashes(other) }
		// Edits that do not clash have different starts, and end in the order
		// they start in.
		list := edits[e.Span.File]
		first := sort.Search(len(list), func(i int) bool { return list[i].Span.End >= e.Span.Start })
		for ; first < len(list) && list[first].Span.Start <= e.Span.End; first++ {
			if clashes(list[first]) {
				return false
			}
		}
		if slices.ContainsFunc(fix.Edits[:i], clashes) {
			return false
		}
	}
	return true
}

// clashes reports whether two edits change the same bytes, or whether one
// inserts where the other changes something, so that the order would matter.
func (e Edit) clashes(other Edit) bool {
	a, b := e.Span, other.Span
	if a.File != b.File {
		return false
	}
	if a.Start == a.End || b.Start == b.End {
		return a.Start <= b.End && b.Start <= a.End
	}
	return a.Start < b.End && b.Start < a.End
}

// rewrite makes the edits, which must not clash.
func rewrite(file *source.File, edits []Edit) []byte {
	slices.SortFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	var out bytes.Buffer
	done := 0
	for _, e := range edits {
		out.Write(file.Text[done:e.Span.Start])
		out.WriteString(e.text())
		done = e.Span.End
	}
	out.Write(file.Text[done:])
	return out.Bytes()
}

// text returns the new text with the line ends of the place it goes to, so
// that a fix does not mix two kinds in a file.
func (e Edit) text() string {
	if !strings.Contains(e.Text, "\n") || e.Span.File == nil {
		return e.Text
	}
	text := strings.ReplaceAll(e.Text, "\r\n", "\n")
	content := e.Span.File.Text
	end := bytes.IndexByte(content[e.Span.Start:], '\n') + e.Span.Start
	if end < e.Span.Start {
		end = bytes.LastIndexByte(content, '\n')
	}
	if end > 0 && content[end-1] == '\r' {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// Diff writes what changed in a file as a unified diff that patch -p1 and git
// apply understand; nothing if nothing changed.
func Diff(w io.Writer, name string, before, after []byte) error {
	_, err := w.Write(diff.Diff(patchName("a/"+name), before, patchName("b/"+name), after))
	return err
}

// patchName returns the name of a file as git writes it in a patch: quoted, with
// the bytes in octal that would end the line or are invisible.
func patchName(name string) string {
	switch {
	case strings.ContainsAny(name, "\"\\") || visible(name, graphic) != name:
	case strings.Contains(name, " "):
		return name + "\t" // marks the end of a name with spaces
	default:
		return name
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(name) {
		switch {
		case c == '"' || c == '\\':
			b.WriteString("\\" + string(c))
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, "\\%03o", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String() + "\""
}
