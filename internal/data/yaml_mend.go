package data

import (
	"bytes"
	"regexp"
	"slices"
	"sort"

	"gopkg.in/yaml.v3"
)

// maxMistakes bounds how often a document is mended and read again.
const maxMistakes = 20

// maxDepth bounds how deep a mistake is looked for.
const maxDepth = 50

// mender finds the smallest entries that keep the library from reading a
// document, says what is wrong with them and hides them, so that the rest can
// be read. It needs no position from the library, only its yes or no.
type mender struct {
	*yamlReader
	starts []int // offset of each line, and the length of the text
	tabbed []int // lines that were indented with tabs
	fixed  int
	depth  int
}

// mend returns the document without its mistakes, or nil.
func (r *yamlReader) mend() *yaml.Node {
	r.src = bytes.Clone(r.src)
	m := mender{yamlReader: r, starts: append(lineStarts(r.src), len(r.src))}
	for m.fixed < maxMistakes {
		doc, err := parseYAML(r.src)
		if err == nil {
			return doc
		}
		if name := unknownAlias.FindStringSubmatch(err.Error()); name == nil {
			m.block(0, len(m.starts)-1)
		} else if !m.unknownAlias(name[1]) {
			break
		}
	}
	doc, err := parseYAML(r.src)
	if err != nil && m.fixed == 0 {
		r.problem("syntax", 0, len(r.src), "this is not YAML: %s", plainWords(err))
	}
	return doc
}

var unknownAlias = regexp.MustCompile(`^yaml: unknown anchor '(.*)' referenced$`)

// unknownAlias reports and hides the first alias with a name that no anchor
// before it has.
func (m *mender) unknownAlias(name string) bool {
	alias := []byte("*" + name)
	// The first line with which the error appears holds the alias.
	line := sort.Search(len(m.starts)-1, func(i int) bool {
		_, err := parseYAML(m.src[:m.starts[i+1]])
		return err != nil && unknownAlias.MatchString(err.Error())
	})
	if line == len(m.starts)-1 {
		return false
	}
	i := bytes.Index(m.src[m.starts[line]:m.starts[line+1]], alias)
	if i < 0 {
		return false
	}
	at := m.starts[line] + i
	m.found("unknown-alias", at, at+len(alias),
		"no anchor %q stands above this alias: put quotes around the value if the asterisk belongs to the text", "&"+name)
	m.mask(at, at+len(alias))
	return true
}

func (m *mender) found(kind string, start, end int, format string, args ...any) *Problem {
	m.fixed++
	return m.problem(kind, start, end, format, args...)
}

// mask makes the library read a value as a word. It comes out as a
// Placeholder with the text as written.
func (m *mender) mask(start, end int) {
	for i := start; i < end; i++ {
		m.src[i] = 'x'
	}
	m.masked = append(m.masked, start)
}

// blank hides the lines from lo to hi.
func (m *mender) blank(lo, hi int) {
	for i := lo; i < hi; i++ {
		_, end := m.line(i)
		for at := m.starts[i]; at < end; at++ {
			m.src[at] = ' '
		}
	}
}

// line returns where the text of a line begins and ends, blanks around it left
// out.
func (m *mender) line(i int) (start, end int) {
	start = m.starts[i]
	line := m.src[start : start+lineEnd(m.src[start:m.starts[i+1]])]
	text := bytes.TrimLeft(line, " \t")
	start += len(line) - len(text)
	return start, start + len(bytes.TrimRight(text, " \t"))
}

func (m *mender) indent(i int) int {
	start, _ := m.line(i)
	return start - m.starts[i]
}

// hasText reports whether a line has more than blanks and a comment.
func (m *mender) hasText(i int) bool {
	start, end := m.line(i)
	return start < end && m.src[start] != '#'
}

// reads reports whether the lines from lo to hi alone are good YAML. Aliases
// may have their anchor elsewhere.
func (m *mender) reads(lo, hi int) bool {
	src := m.src[m.starts[lo]:m.starts[hi]]
	for {
		_, err := parseYAML(src)
		if err == nil {
			return true
		}
		name := unknownAlias.FindStringSubmatch(err.Error())
		if name == nil {
			return false
		}
		known := bytes.ReplaceAll(src, []byte("*"+name[1]), []byte("x"+name[1]))
		if bytes.Equal(known, src) {
			return false
		}
		src = known
	}
}

// entry is a run of lines: a key or list item with what is indented below it.
type entry struct{ lo, hi int }

// block mends the lines from lo to hi, which cannot be read.
func (m *mender) block(lo, hi int) {
	m.depth++
	defer func() { m.depth-- }()
	for m.fixed < maxMistakes && !m.reads(lo, hi) {
		entries := m.entries(lo, hi)
		before := m.fixed
		switch {
		case m.depth > maxDepth || len(entries) == 0:
		case m.startsWithTab(entries[0].lo):
			m.tabs(lo, hi)
		case len(entries) > 1:
			for _, e := range entries {
				if !m.reads(e.lo, e.hi) {
					m.block(e.lo, e.hi)
				}
			}
			if m.fixed == before {
				m.joint(entries)
			}
		default:
			m.entry(entries[0].lo, entries[0].hi)
		}
		if m.fixed == before {
			m.fault(lo, hi)
		}
	}
}

func (m *mender) startsWithTab(i int) bool {
	start, text := m.tab(i)
	return start < text
}

// entries splits lines at those with the least indentation. Blank lines belong
// to the entry above.
func (m *mender) entries(lo, hi int) []entry {
	least := -1
	for i := lo; i < hi; i++ {
		if n := m.indent(i); m.hasText(i) && (least < 0 || n < least) {
			least = n
		}
	}
	var list []entry
	for i := lo; i < hi; i++ {
		switch {
		case m.hasText(i) && (len(list) == 0 || m.indent(i) == least):
			list = append(list, entry{i, i + 1})
		case len(list) > 0:
			list[len(list)-1].hi = i + 1
		}
	}
	// Quotes and brackets may go on in lines that are not indented.
	for i := 0; i < len(list); i++ {
		if !m.isOpen(list[i]) {
			continue
		}
		for j := i + 1; j < len(list) && j <= i+maxMistakes; j++ {
			if m.reads(list[i].lo, list[j].hi) {
				list[i].hi = list[j].hi
				list = slices.Delete(list, i+1, j+1)
				break
			}
		}
	}
	return list
}

// isOpen reports whether an entry ends within quotes or brackets.
func (m *mender) isOpen(e entry) bool {
	v := m.value(e.lo, e.hi)
	return v.start < v.end && v.closed < 0 && bytes.IndexByte([]byte(`"'[{`), m.src[v.start]) >= 0
}

// entry mends a single entry.
func (m *mender) entry(lo, hi int) {
	if m.isItem(lo) {
		// What the item holds stands one level deeper.
		head, _ := m.line(lo)
		m.src[head] = ' '
		before := m.fixed
		m.block(lo, hi)
		if len(bytes.TrimSpace(m.src[m.starts[lo]:m.starts[hi]])) > 0 {
			m.src[head] = '-'
			if m.fixed > before && !m.reads(lo, hi) {
				m.blank(lo, hi)
			}
		}
		return
	}
	body := lo + 1
	for body < hi && !m.hasText(body) {
		body++
	}
	switch {
	case body == hi || !m.reads(lo, body):
		m.fault(lo, hi)
	case !m.reads(body, hi):
		m.block(body, hi)
	default:
		m.misplaced(lo, body, hi)
	}
}

// joint mends entries each of which is good, but not after those before it.
func (m *mender) joint(entries []entry) {
	n := sort.Search(len(entries), func(i int) bool { return !m.reads(entries[0].lo, entries[i].hi) })
	if n == 0 || n == len(entries) {
		return
	}
	before, e := entries[n-1], entries[n]
	if !m.isEntry(before.lo) {
		// A line that is no entry, such as one without a colon, reads as text
		// that goes on in the next line.
		before, e = e, before
	}
	m.outOfPlace(before, e)
	m.blank(e.lo, e.hi)
}

// isItem reports whether a line begins a list item.
func (m *mender) isItem(i int) bool {
	start, end := m.line(i)
	return isMarker(m.src[start:end], "-")
}

// isEntry reports whether a line begins a list item or has a key.
func (m *mender) isEntry(i int) bool { return m.isItem(i) || m.value(i, i+1).key }
