package data

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
	"strings"

	"docgen/internal/diag"
)

// reportEntry reports the mistake in the lines lo to hi, an entry that cannot be
// read by itself, and hides the entry.
func (m *recovery) reportEntry(lo, hi int) {
	for lo < hi-1 && !m.hasText(lo) {
		lo++
	}
	v := m.value(lo, hi)
	if v.closed >= 0 && m.tabs(lo, hi) {
		if !m.reads(lo, hi) {
			m.blank(lo, hi)
		}
		return
	}
	m.mistake(v, lo, hi)
	if v.key && v.start < v.end {
		m.mask(v.start, v.end)
		m.blank(lo+1, hi)
	}
	if !m.reads(lo, hi) {
		m.blank(lo, hi)
	}
}

// tabs reports the tabs that indent lines, once, and replaces each by a space.
func (m *recovery) tabs(lo, hi int) bool {
	var edits []Edit
	for i := lo; i < hi; i++ {
		tab := m.tab(i)
		if len(tab) == 0 {
			continue
		}
		text, _ := m.bounds(i)
		start := text - len(tab)
		m.tabbed = append(m.tabbed, i)
		edits = append(edits, Edit{start, text, strings.ReplaceAll(string(tab), "\t", "  ")})
		for at := start; at < text; at++ {
			m.src[at] = ' '
		}
	}
	if edits == nil {
		return false
	}
	p := m.found("tab-in-indentation", edits[0].Start, edits[0].End, "a tab cannot indent a line in YAML: use spaces")
	p.Fix = &Fix{Message: "indent with spaces", Edits: edits}
	return true
}

// tab returns the blanks from the first tab that indents a line up to its
// text, if there are any.
func (m *recovery) tab(i int) []byte {
	text, end := m.bounds(i)
	blanks := m.src[m.starts[i]:text]
	if tab := bytes.IndexByte(blanks, '\t'); tab >= 0 && text < end {
		return blanks[tab:]
	}
	return nil
}

// mistake reports why the value v in the lines lo to hi cannot be read.
func (m *recovery) mistake(v yamlValue, lo, hi int) {
	value := m.src[v.start:v.end]
	if len(value) == 0 {
		m.unexplained(lo, hi)
		return
	}
	first := string(value[0])
	isQuote, isBracket := strings.Contains(`"'`, first), strings.Contains("[{", first)
	rest, restEnd := 0, 0 // text after a closing quote or bracket
	if (isQuote || isBracket) && v.closed >= 0 {
		rest, restEnd = m.after(v)
	}
	colon, escape := m.valueColon(v), m.badEscape(v)
	var p *Problem
	switch {
	case isQuote && v.closed < 0:
		_, end := m.bounds(lo)
		p = m.found("unclosed-quote", v.start, v.start+1, "the quote that begins here does not end: add %s after the text", first)
		p.Fix = &Fix{Message: "close the quote", Edits: []Edit{{end, end, first}}}
		return
	case isQuote && rest < restEnd:
		escaped := `\"`
		if first == "'" {
			escaped = "''"
		}
		m.found("text-after-quote", rest, restEnd, "text follows the closing quote: write %s for a quote inside the text", escaped)
		return
	case first == `"` && escape > 0:
		m.found("bad-escape", escape, escape+2, `\%c means nothing in double quotes: write \\ for a backslash, or use single quotes`, m.src[escape+1])
		return
	case bytes.HasPrefix(value, []byte("{{")), bytes.HasPrefix(value, []byte("{%")):
		p = m.found("unquoted-liquid", v.start, v.end, "a value that begins with a Liquid tag reads as an object: put quotes around it")
	case isBracket && v.closed < 0:
		m.found("unclosed-bracket", v.start, v.start+1, "the %q that begins here does not end: close it, or put quotes around the value", first)
		return
	case isBracket && rest < restEnd:
		p = m.found("reserved-character", v.start, v.start+1, "a value that begins with %q is a list or an object, but text follows it: put quotes around the value", first)
	case strings.Contains("@`%,]}|>*&!", first):
		p = m.found("reserved-character", v.start, v.start+1, "a value cannot begin with %q: put quotes around it", first)
	case isMarker(value, "-"):
		m.found("syntax", v.start, v.start+1, "a list cannot begin on the line of its key: begin it on the next line, or put quotes around the value")
		return
	case !isQuote && !isBracket && colon > 0:
		p = m.found("colon-in-value", colon, colon+1, "a colon followed by a space inside a value begins another key: put quotes around the value")
	default:
		m.unexplained(lo, hi)
		return
	}
	m.quoteFix(p, v)
}

// quoteFix offers to put quotes around a value.
func (m *recovery) quoteFix(p *Problem, v yamlValue) {
	text := m.src[v.start:v.end]
	quote := `"`
	if bytes.ContainsAny(text, `"\`) {
		if quote = `'`; bytes.Contains(text, []byte(quote)) {
			return
		}
	}
	p.Fix = &Fix{Message: "put quotes around the value", Safe: true,
		Edits: []Edit{{v.start, v.start, quote}, {v.end, v.end, quote}}}
}

// unexplained reports a mistake with the library's message, at the first line
// that makes the lines from lo unreadable.
func (m *recovery) unexplained(lo, hi int) {
	n := sort.Search(hi-lo, func(i int) bool { return !m.reads(lo, lo+i+1) })
	line := min(lo+n, hi-1)
	start, end := m.bounds(line)
	m.found("syntax", start, end, "this is not YAML: %s", plainWords(m.parse(lo, hi)))
}

// misplaced reports that the lines from body cannot be below the entry that
// begins at lo, and hides them.
func (m *recovery) misplaced(lo, body, hi int) {
	v := m.value(lo, body)
	switch {
	case slices.Contains(m.tabbed, body):
		// The intended indentation is not known.
		m.fixed++
	case !v.key:
		m.missingColon(lo)
		m.blank(lo, hi)
		return
	case v.start < v.end && m.isEntry(body):
		start, end := m.name(body)
		m.found("wrong-indentation", start, end,
			"this is indented below %q, which has a value already: remove the spaces before it, or put the whole value in quotes", m.src[m.starts[lo]+m.indent(lo):v.keyEnd])
	default:
		m.unexplained(lo, hi)
	}
	m.blank(body, hi)
}

// name returns the key of the entry that begins at a line, or the whole line.
func (m *recovery) name(i int) (start, end int) {
	start, end = m.bounds(i)
	if v := m.value(i, i+1); v.key {
		end = v.keyEnd
	}
	return start, end
}

// outOfPlace reports that e cannot follow the entry before it.
func (m *recovery) outOfPlace(before, e entry) {
	start, end := m.name(e.lo)
	switch here, there := m.indent(e.lo), m.indent(before.lo); {
	case slices.Contains(m.tabbed, e.lo) || slices.Contains(m.tabbed, before.lo):
		m.fixed++
	case !m.isEntry(e.lo):
		m.missingColon(e.lo)
	case here != there:
		m.found("wrong-indentation", start, end,
			"this is indented by %s, the entry above by %d: entries that belong together begin in one column", diag.Plural(here, "space"), there)
	case m.isItem(e.lo) && !m.isItem(before.lo):
		m.found("wrong-indentation", start, end, "a list item cannot follow a key that has a value: indent it, or write a key")
	case !m.isItem(e.lo) && m.isItem(before.lo):
		m.found("wrong-indentation", start, end, `a key cannot follow list items: begin the line with "- ", or indent the list`)
	default:
		m.found("syntax", start, end, "this is not YAML: %s", plainWords(m.parse(before.lo, e.hi)))
	}
}

// missingColon reports a line that is neither a list item nor has a key.
func (m *recovery) missingColon(i int) {
	start, end := m.bounds(i)
	text := m.src[start:end]
	if colon := bytes.IndexByte(text, ':'); colon > 0 && !bytes.ContainsAny(text[:colon], " \t") && !bytes.HasPrefix(text[colon:], []byte("://")) {
		at := start + colon + 1
		p := m.found("missing-space", at, at, "a space is missing after the colon of %q", text[:colon])
		p.Fix = &Fix{Message: "insert a space", Safe: true, Edits: []Edit{{at, at, " "}}}
		return
	}
	p := m.found("missing-colon", start, end, `%q is no key with a value: write "key: value"`, text)
	if !bytes.ContainsAny(text, " \t") {
		p.Fix = &Fix{Message: "insert a colon", Edits: []Edit{{end, end, ":"}}}
	}
}

// plainWords replaces the library's most frequent messages by plainer ones.
func plainWords(err error) string {
	if err == nil {
		return "an entry does not fit in here"
	}
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		if _, rest, ok = strings.Cut(rest, ": "); ok {
			message = rest
		}
	}
	return cmp.Or(libraryWords[message], message)
}

var libraryWords = map[string]string{
	"did not find expected <document start>":         "text follows the end of the document",
	"mapping values are not allowed in this context": "a colon stands where no key can be",
	"did not find expected key":                      "a key with a colon is expected here",
	"could not find expected ':'":                    "a key with a colon is expected here",
	"did not find expected '-' indicator":            "a list item is expected here",
	"found unexpected end of stream":                 "a quote or bracket is not closed",
}
