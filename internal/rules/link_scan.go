package rules

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

// opaqueRanges returns the links, images, code spans and tags in the paragraphs
// of a page, in order; an outer range comes before the ones nested in it.
func opaqueRanges(page *lint.Page) []markdown.Range {
	f := page.Facts
	out := slices.Concat(f.Code, f.Hidden)
	for _, list := range [][]markdown.Link{f.Links, f.Images} {
		for _, l := range list {
			if l.Raw == nil && !l.Auto {
				out = append(out, l.Range)
			}
		}
	}
	for _, t := range f.Tags {
		out = append(out, t.Range)
	}
	slices.SortFunc(out, func(a, b markdown.Range) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	return out
}

// linkScan looks for malformed links in the text of a block.
type linkScan struct {
	p      *lint.Pass
	page   *lint.Page
	text   []byte
	begin  int
	end    int
	opaque []markdown.Range

	open []int // brackets that are open; escaped for one that is meant as text
}

// escaped is the place of an opening bracket after a backslash.
const escaped = -2

func (s *linkScan) scan(at int) {
	line := s.text[at:s.end]
	if bytes.IndexByte(line, '[') < 0 && bytes.IndexByte(line, ']') < 0 && bytes.IndexByte(line, '<') < 0 && len(s.open) == 0 {
		return // most lines
	}
	next, _ := slices.BinarySearchFunc(s.opaque, at, func(r markdown.Range, at int) int { return r.Start - at })
	for ; at < s.end; at++ {
		for next < len(s.opaque) && s.opaque[next].Start < at {
			next++
		}
		if next < len(s.opaque) && s.opaque[next].Start == at {
			at = max(at, s.opaque[next].End-1)
			continue
		}
		switch s.text[at] {
		case '\\':
			if at++; at < s.end && s.text[at] == '[' {
				s.open = append(s.open, escaped)
			}
		case '<':
			at = s.unread(at)
		case '[':
			s.open = append(s.open, at)
		case ']':
			start := -1
			if n := len(s.open); n > 0 {
				start, s.open = s.open[n-1], s.open[:n-1]
			}
			switch start {
			case -1:
				s.notOpened(at)
			case escaped:
			default:
				at = s.closed(start, at)
			}
		}
	}
	for _, at := range s.open {
		if at != escaped {
			s.notClosed(at)
		}
	}
}

// closed checks a pair of brackets that is not a link, and returns the offset of
// the last byte that it has checked.
func (s *linkScan) closed(start, end int) int {
	rest := s.text[end+1 : s.end]
	if m := bracketedTarget.FindSubmatchIndex(rest); m != nil && s.leads(rest[m[2]:m[3]]) {
		d := s.report(start, end+1+m[1], "reference-with-anchor", "no link: an address stands in ( ), not in [ ]")
		lint.FixText(d, true, "put the address in ( )", s.page.Text, end+1, end+1+m[1], "("+string(rest[m[2]:m[3]])+")")
		return end + m[1]
	}
	if m := referenceLabel.FindIndex(rest); m != nil && isProse(s.text, start, end) {
		s.report(start, end+1+m[1], "undefined-reference", "no link: nothing on the page says where %s leads", rest[:m[1]])
		return end + m[1]
	}
	gap := len(rest) - len(bytes.TrimLeft(rest, " \t\r\n"))
	if gap < len(rest) && rest[gap] == '(' {
		return s.withParens(start, end, gap)
	}
	if len(rest) > 0 && rest[0] == ')' && s.noAddress(start, end) {
		return end + 1
	}
	// A text that ends with ")" has its "(" at most an address before.
	tail := max(start+1, end-longestAddress)
	if s.text[end-1] != ')' || s.links().ends[end] { // [[text](address)]
		return end
	}
	if m := parenthesisAtEnd.FindSubmatchIndex(s.text[tail:end]); m != nil {
		from := tail + m[0]
		if to := s.text[tail+m[2] : tail+m[3]]; s.leads(to) && from > start+1 {
			d := s.report(start, end+1, "url-inside-brackets", "no link: the address stands inside the brackets, not after them")
			lint.FixText(d, true, "put the address after the brackets", s.page.Text, from, end+1, "]("+string(to)+")")
		}
	}
	return end
}

// withParens checks a pair of brackets with a "(" gap bytes after it.
func (s *linkScan) withParens(start, end, gap int) int {
	rest := s.text[end+1 : s.end]
	inner, ok := parens(rest[gap:])
	after := end + 1 + gap + len(inner) + 2
	words := bytes.Fields(inner)
	if !ok && len(words) > 0 {
		words = [][]byte{bytes.TrimRight(words[0], ".,;:!?*_")} // without the sentence's punctuation
	}
	switch {
	case len(words) == 0, end-start <= 2: // "[x]" is the box of a task
	case !s.leads(words[0]) && !s.leads(words[len(words)-1]):
	case !ok:
		s.report(start, end+1+gap+1+len(words[0]), "unclosed-paren", "no link: the ) after the address is missing")
		return end + 1 + gap
	case gap > 0:
		d := s.report(start, after, "space-before-url", "no link: nothing may stand between ] and (")
		lint.FixText(d, true, "remove the space", s.page.Text, end+1, end+1+gap, "")
		return after - 1
	case len(words) > 1:
		s.report(start, after, "space-in-url", "no link: an address with spaces must stand in < >, and a title in quotes")
		return after - 1
	}
	return end
}

// unread checks a "<" that does not begin a tag in Markdown, which is stricter
// with attributes than browsers.
func (s *linkScan) unread(at int) int {
	m := anchorTag.FindSubmatchIndex(s.text[at:s.end])
	if m == nil {
		return at
	}
	if m[2] < 0 {
		s.report(at, at+m[1], "anchor-not-read", "no link: the quotes in the tag do not match")
	} else {
		d := s.report(at, at+m[1], "anchor-not-read", "no link: the address must stand between quotes")
		quote := s.quoteAt(at)
		lint.FixText(d, true, "put the address in quotes", s.page.Text, at+m[2], at+m[3], quote+string(s.text[at+m[2]:at+m[3]])+quote)
	}
	return at + m[1] - 1
}

// quoteAt returns the quote for an attribute at a place: in a parameter of an
// include, not the quote that would end the parameter.
func (s *linkScan) quoteAt(off int) string {
	at, _, _ := s.page.Text.Origin(off, off+1)
	before := at.File.Text[max(0, at.Start-longestTag):at.Start]
	if tag := bytes.LastIndex(before, []byte("{%")); tag > bytes.LastIndex(before, []byte("%}")) && bytes.Contains(before[tag:], []byte(`="`)) {
		return "'"
	}
	return `"`
}

// notOpened checks a "]" without a "[".
func (s *linkScan) notOpened(at int) {
	rest := s.text[at+1 : s.end]
	if len(rest) > 0 && rest[0] == '(' {
		if inner, ok := parens(rest); ok && s.leads(inner) {
			s.report(at, at+1+len(inner)+2, "unbalanced-bracket", "no link: the [ before its text is missing")
			return
		}
	}
	if s.links().ends[at] {
		d := s.report(at, at+1, "unbalanced-bracket", "a ] too many after the link")
		lint.FixText(d, true, "remove it", s.page.Text, at, at+1, "")
	}
}

// notClosed checks a "[" without a "]".
func (s *linkScan) notClosed(at int) {
	if s.links().starts[at+1] {
		d := s.report(at, at+1, "unbalanced-bracket", "a [ too many before the link")
		lint.FixText(d, true, "remove it", s.page.Text, at, at+1, "")
		return
	}
	if m := textAndParens.FindSubmatchIndex(s.text[at:s.end]); m != nil && s.leads(s.text[at+m[2]:at+m[3]]) {
		d := s.report(at, at+m[1], "unbalanced-bracket", "no link: the ] after its text is missing")
		lint.FixText(d, true, "insert ]", s.page.Text, at+m[2]-1, at+m[2]-1, "]")
	}
}

// edges are where the links of a page begin and end.
type edges struct{ starts, ends map[int]bool }

type edgesKey struct{}

func (s *linkScan) links() edges {
	return s.page.Once(edgesKey{}, func() any {
		e := edges{map[int]bool{}, map[int]bool{}}
		for _, l := range s.page.Facts.Links {
			if l.Raw == nil && !l.Auto {
				e.starts[l.Start], e.ends[l.End] = true, true
			}
		}
		return e
	}).(edges)
}

func (s *linkScan) report(start, end int, kind, format string, args ...any) *diag.Diagnostic {
	d := s.p.At(s.page, markdown.Range{Start: start, End: end}, format, args...)
	d.Kind = kind
	return d
}

var (
	anchorTag        = regexp.MustCompile(`(?i)^<a\s+(?:href\s*=\s*([^\s"'<>]+)>|[^<>]*href\s*=[^<>]*>?)`)
	bracketedTarget  = regexp.MustCompile(`^\s?\[([^\[\]\s]+)\]`)
	referenceLabel   = regexp.MustCompile(`^\[[\w .:-]+\]`)
	parenthesisAtEnd = regexp.MustCompile(`\s*\(([^()\s]+)\)$`)
	textAndParens    = regexp.MustCompile(`^\[[^\[\]()\n]+\(([^()\s]+)\)`)
	linkTarget       = regexp.MustCompile(`(?i)^(?:(?:https?|ftp|mailto):\S+|www\.\S+|#[a-z][\w.-]*|\.{0,2}/\S*|[^\s<>"]+\.(?:html?|md|png|jpe?g|gif|svg|pdf)(?:[?#]\S*)?)$`)
)

// isTarget reports whether a text looks like the address of a link.
func isTarget(b []byte) bool { return linkTarget.Match(b) }

// leads reports whether a text is the address of a link. A path without an
// extension may be that of an endpoint, so it must be an existing page or file.
func (s *linkScan) leads(b []byte) bool {
	if isTarget(b) && b[0] != '/' {
		return true
	}
	return bytes.IndexByte(b, '/') >= 0 && s.p.Index.Leads(s.page, string(b))
}

// isProse reports whether brackets hold words, and not an index, a type or a
// choice of characters.
func isProse(text []byte, start, end int) bool {
	before := start > 0 && (text[start-1] == ']' || text[start-1] == '_' || text[start-1]|0x20 >= 'a' && text[start-1]|0x20 <= 'z')
	end = min(end, start+longestAddress)
	return !before && bytes.IndexByte(bytes.TrimSpace(text[start+1:end]), ' ') > 0
}

const (
	longestAddress = 2000 // bytes; servers refuse longer ones
	longestTag     = 4000
)

// parens returns the text between the "(" that b begins with and its ")", where
// it is no longer than an address.
func parens(b []byte) (inner []byte, ok bool) {
	depth := 0
	b = b[:min(len(b), longestAddress)]
	for i, c := range b {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return b[1:i], true
			}
		}
	}
	return b[1:], false
}
