package rules

import (
	"bytes"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/example"
	"docgen/internal/lint"
	"docgen/internal/source"
)

// requestProblems reports what is wrong in the requests of a language.
func requestProblems(p *lint.Pass, page *lint.Page, language *example.Language) {
	for _, e := range page.Examples() {
		for _, r := range e.Requests {
			if r.Language != language {
				continue
			}
			for _, found := range r.Problems {
				problem(p, page, e.Text, found)
			}
		}
	}
}

// problem reports a problem of the parser of an example. Its places and fixes are
// offsets in the parsed text, whose provenance gives the places in files.
func problem(p *lint.Pass, page *lint.Page, text source.Text, found data.Problem) *diag.Diagnostic {
	d := p.Textf(page, text, found.Start, found.End, "%s", found.Message)
	d.Kind = found.Kind
	if at, via, ok := printed(text, found.Start, found.End); ok && !within(d.Span, at) {
		d.Span, d.Via = at, via
	}
	if found.Fix == nil {
		return d
	}
	fix := diag.Fix{Message: found.Fix.Message, Safe: found.Fix.Safe}
	for _, e := range found.Fix.Edits {
		at, via, exact := text.Origin(e.Start, e.End)
		if !exact || at.End-at.Start != e.End-e.Start {
			return d // produced text cannot be replaced
		}
		fix.Safe = fix.Safe && !isValue(at, via, e.Text) && !opensLiquid(at, e.Text)
		fix.Edits = append(fix.Edits, diag.Edit{Span: at, Text: e.Text})
	}
	d.Fixes = append(d.Fixes, fix)
	return d
}

// isValue reports whether text came through a {{ }} or stands in a tag, where the
// fix may mean something else: in YAML and CSV anything, in Liquid the quotes.
func isValue(at source.Span, via []source.Span, text string) bool {
	quotes := strings.ContainsAny(at.String()+text, `"'\\`)
	value := slices.ContainsFunc(via, func(tag source.Span) bool { return bytes.HasPrefix(tag.Bytes(), []byte("{{")) })
	switch {
	case !quotes && !value:
		return false
	case inTag(at.File.Text[max(0, at.Start-longestTag):at.Start]):
		return quotes
	}
	return value
}

// inTag reports whether a text ends inside of {{ }} or {% %}.
func inTag(text []byte) bool {
	if bytes.IndexByte(text, '{') < 0 {
		return false // as nearly always, and found many times as fast
	}
	for i := len(text) - 2; i >= 0; i-- {
		switch second := text[i+1]; {
		case text[i] == '{' && (second == '{' || second == '%'):
			return true
		case second == '}' && (text[i] == '}' || text[i] == '%'):
			return false
		}
	}
	return false
}

// opensLiquid reports whether "{{" or "{%" stands at a place once it has other text, or
// a brace inside of {{ }}, where Liquid ends it.
func opensLiquid(at source.Span, text string) bool {
	file := at.File.Text
	if strings.Contains(text, "}") && inTag(file[max(0, at.Start-longestTag):at.Start]) {
		return true
	}
	around := func(text string) int {
		all := string(file[max(0, at.Start-1):at.Start]) + text + string(file[at.End:min(at.End+1, len(file))])
		return strings.Count(all, "{{") + strings.Count(all, "{%")
	}
	return around(text) > around(at.String())
}

// printed returns what printed exactly the text from start to end, such as a
// {{ }}. A mistake in JSON is fixed there, because the value may be correct
// elsewhere.
func printed(text source.Text, start, end int) (at source.Span, via []source.Span, ok bool) {
	from, via, first := text.Origin(start, start)
	to, _, last := text.Origin(end, end)
	if !first || !last || start == end || from.File != to.File || from.Start > to.Start {
		return source.Span{}, nil, false
	}
	return source.Span{File: from.File, Start: from.Start, End: to.Start}, via, true
}

func within(at, outer source.Span) bool {
	return at.File == outer.File && outer.Start <= at.Start && at.End <= outer.End
}
