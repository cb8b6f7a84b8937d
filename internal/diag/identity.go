package diag

import (
	"crypto/sha256"
	"encoding/hex"
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
	const distinct = 8 // bytes
	if d.Span.File == nil {
		return d.Message
	}
	text, _, _ := strings.Cut(d.Span.String(), "\n")
	text = strings.Join(strings.Fields(text), " ")
	if len(text) < distinct {
		line, _ := d.Span.Position()
		text = strings.Join(strings.Fields(string(d.Span.File.Line(line))), " ")
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
