package diag

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
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
	files := map[*source.File]*made{}
	for _, d := range list {
		if fix, ok := chooseFix(d, unsafe); ok && take(fix, files) {
			first := files[fix.Edits[0].Span.File]
			first.fixed = append(first.fixed, d)
		}
	}
	var changes []Change
	for file, m := range files {
		if len(m.edits) > 0 {
			after := rewrite(file.All(), slices.Collect(maps.Keys(m.edits)))
			changes = append(changes, Change{file, after, m.fixed})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.File.Name, b.File.Name) })
	return changes
}

// made are the edits of a file that are made, and what they fix.
type made struct {
	edits  map[Edit]bool
	claims *Claims
	fixed  []*Diagnostic
}

// take makes the edits of a fix, or none if one clashes with those of another.
func take(fix Fix, files map[*source.File]*made) bool {
	var taken []Edit
	for _, e := range fix.Edits {
		m := files[e.Span.File]
		if m == nil {
			m = &made{edits: map[Edit]bool{}, claims: NewClaims(len(e.Span.File.Text))}
			files[e.Span.File] = m
		}
		switch {
		case m.edits[e]: // identical edits are made once
		case m.claims.Take(e.Span.Start, e.Span.End):
			m.edits[e] = true
			taken = append(taken, e)
		default:
			for _, e := range taken {
				m := files[e.Span.File]
				m.claims.Drop(e.Span.Start, e.Span.End)
				delete(m.edits, e)
			}
			return false
		}
	}
	return true
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

// rewrite returns the text of a span after edits, which must not clash.
func rewrite(at source.Span, edits []Edit) []byte {
	slices.SortFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	var out bytes.Buffer
	done := at.Start
	for _, e := range edits {
		out.Write(at.File.Text[done:e.Span.Start])
		out.WriteString(e.text())
		done = e.Span.End
	}
	out.Write(at.File.Text[done:at.End])
	return out.Bytes()
}

// printed returns the edits as formats print them, with their final texts. Of very
// many those near each other are one, so that a report is not much larger than the
// files it is about.
func (f Fix) printed() []Edit {
	const many, near = 1000, 64 // edits, bytes
	edits := slices.Clone(f.Edits)
	if len(edits) > many {
		slices.SortFunc(edits, func(a, b Edit) int {
			return cmp.Or(cmp.Compare(fileName(a.Span), fileName(b.Span)), cmp.Compare(a.Span.Start, b.Span.Start))
		})
	}
	out := make([]Edit, 0, min(len(edits), many))
	for len(edits) > 0 {
		at, n := edits[0].Span, 1
		for len(f.Edits) > many && n < len(edits) && at.File == edits[n].Span.File {
			if gap := edits[n].Span.Start - at.End; gap < 0 || gap >= near {
				break
			}
			at.End = edits[n].Span.End
			n++
		}
		text := edits[0].text()
		if n > 1 {
			text = string(rewrite(at, edits[:n]))
		}
		out = append(out, Edit{at, text})
		edits = edits[n:]
	}
	return out
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
