package diag

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"docgen/internal/source"
)

// Baseline is the list of known findings, so that a run on an old tree reports
// new ones only. A finding is identified by its rule, kind, file and text, not
// by its line.
type Baseline []Entry

// Entry is a known finding.
type Entry struct {
	Rule string `json:"rule"`
	Kind string `json:"kind"`
	File string `json:"file"`
	// Text is the text the finding is about: its span, or the line of a
	// short one.
	Text string `json:"text"`
	// Count is how many findings are alike.
	Count int `json:"count"`
}

func (e Entry) identity() identity { return identity{e.Rule, e.Kind, e.File, e.Text} }

const baselineVersion = 1

// NewBaseline returns the baseline with all findings of the list.
func NewBaseline(list []*Diagnostic) Baseline {
	counts := map[identity]int{}
	for _, d := range list {
		counts[identify(d)]++
	}
	b := make(Baseline, 0, len(counts))
	for id, n := range counts {
		b = append(b, Entry{id.rule, id.kind, id.file, id.text, n})
	}
	b.sort()
	return b
}

func (b Baseline) sort() {
	slices.SortFunc(b, func(x, y Entry) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Rule, y.Rule),
			cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Text, y.Text))
	})
}

// Limits of a baseline that is read.
const (
	baselineSize  = 64 << 20 // bytes
	baselineCount = 1 << 30  // findings that are alike
)

// ReadBaseline reads what Write wrote. The error does not name the file.
func ReadBaseline(r io.Reader) (Baseline, error) {
	b, err := readBaseline(r)
	if err != nil {
		return nil, fmt.Errorf("reading the baseline: %w", err)
	}
	return b, nil
}

func readBaseline(r io.Reader) (Baseline, error) {
	text, err := io.ReadAll(io.LimitReader(r, baselineSize+1))
	if err != nil {
		return nil, err
	}
	if len(text) > baselineSize {
		return nil, fmt.Errorf("it is larger than %d MiB", baselineSize>>20)
	}
	var doc struct {
		Version  int      `json:"version"`
		Findings Baseline `json:"findings"`
	}
	file := source.NewFile("", text)
	if err := json.Unmarshal(file.Content().Bytes(), &doc); err != nil {
		at, message := int64(0), err.Error()
		if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
			at = syntax.Offset
		}
		if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
			at, message = wrong.Offset, fmt.Sprintf("%q cannot be %s", cmp.Or(wrong.Field, "baseline"), wrong.Value)
		}
		line, column := file.Position(file.Content().Start + int(max(at, 1)) - 1)
		return nil, fmt.Errorf("line %d, column %d: %s", line, column, message)
	}
	if doc.Version != baselineVersion {
		return nil, fmt.Errorf("unknown version %d: use %d", doc.Version, baselineVersion)
	}
	for i, e := range doc.Findings {
		if e.Rule == "" || e.Count < 1 || e.Count > baselineCount {
			return nil, fmt.Errorf("finding %d, of rule %q with count %d, is none that `docgen baseline` wrote", i+1, e.Rule, e.Count)
		}
	}
	return doc.Findings, nil
}

// Write writes the baseline as JSON with one entry per line, in a stable order,
// so that a diff of the file is readable.
func (b Baseline) Write(w io.Writer) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\"version\": %d,\n \"findings\": [", baselineVersion)
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for i, e := range b {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n  ")
		if err := enc.Encode(e); err != nil {
			return err
		}
		out.Truncate(out.Len() - 1) // Encode ends the line
	}
	out.WriteString("\n]}\n")
	_, err := w.Write(out.Bytes())
	return err
}

// Filter returns the findings that are not in the baseline, and the entries
// with a higher count than there are findings; their Count is the difference. If
// there are more equal findings than the baseline has, the last ones are new.
func (b Baseline) Filter(list []*Diagnostic) (fresh []*Diagnostic, stale []Entry) {
	known := map[identity]int{}
	for _, e := range b {
		known[e.identity()] += e.Count
	}
	for _, d := range list {
		if id := identify(d); known[id] > 0 {
			known[id]--
		} else {
			fresh = append(fresh, d)
		}
	}
	for _, e := range b {
		if n := known[e.identity()]; n > 0 {
			e.Count = n
			stale = append(stale, e)
			delete(known, e.identity())
		}
	}
	return fresh, stale
}
