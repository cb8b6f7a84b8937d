package diag

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// identity identifies a finding independently of its line.
type identity struct{ rule, kind, file, text string }

// identify returns the identity of a finding, in valid UTF-8, so that JSON
// keeps it.
func identify(d *Diagnostic) identity {
	valid := func(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
	return identity{d.Rule, d.Kind, jsonName(fileName(d.Span)), valid(subject(d))}
}

// subject returns the text a finding is about, with runs of white space made
// one blank: the first line of its span, or the whole line where the span is
// too short to be distinct. For a finding without a file it is the message.
func subject(d *Diagnostic) string {
	const (
		distinct = 8    // bytes
		longest  = 2000 // bytes of the span, and of the line on either side of it
	)
	if d.Span.File == nil {
		return d.Message
	}
	text, _, _ := strings.Cut(d.Span.String()[:min(longest, d.Span.End-d.Span.Start)], "\n")
	text = strings.Join(strings.Fields(text), " ")
	if len(text) < distinct {
		at := d.Span.Start
		before, after := d.Span.File.Text[max(0, at-longest):at], d.Span.File.Text[at:min(len(d.Span.File.Text), at+longest)]
		before = before[bytes.LastIndexByte(before, '\n')+1:]
		after, _, _ = bytes.Cut(after, []byte{'\n'})
		line := bytes.TrimPrefix(slices.Concat(before, after), []byte("\uFEFF"))
		text = strings.Join(strings.Fields(string(line)), " ")
	}
	return text
}

// fingerprints returns an id for each finding that stays the same when it moves
// to another line. Findings with the same identity are numbered in their order.
func fingerprints(list []*Diagnostic) []string {
	seen := map[identity]int{}
	names := make([]string, len(list))
	for i, d := range list {
		id := identify(d)
		seen[id]++
		sum := sha256.Sum256([]byte(strings.Join(
			[]string{id.rule, id.kind, id.file, id.text, strconv.Itoa(seen[id])}, "\x00")))
		names[i] = hex.EncodeToString(sum[:16])
	}
	return names
}
