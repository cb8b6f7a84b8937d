package data

import (
	"bytes"
	"regexp"
	"slices"
	"sort"

	"gopkg.in/yaml.v3"
)

// maxMistakes limits how many mistakes are reported.
const maxMistakes = 20

// maxDepth limits the depth of the search for a mistake.
const maxDepth = 50

// recovery finds the smallest entries that the library cannot read, reports
// their mistakes and hides them, so that the rest can be read. It does not need
// the library's positions, only whether a text can be read.
type recovery struct {
	*yamlReader
	starts []int // offset of each line, and the length of the text
	tabbed []int // lines that were indented with tabs
	fixed  int   // how many mistakes are hidden
	depth  int
}

// recover returns the document without its mistakes, or nil. err is the library's
// error.
func (r *yamlReader) recover(err error) (doc *yaml.Node) {
	r.src = bytes.Clone(r.src)
	m := recovery{yamlReader: r, starts: append(lineStarts(r.src), len(r.src))}
	for err != nil && m.fixed < maxMistakes {
		if name := unknownAlias.FindStringSubmatch(err.Error()); name == nil {
			m.block(0, len(m.starts)-1)
		} else if !m.unknownAlias(name[1]) {
			break
		}
		doc, err = parseYAML(r.src)
	}
	if err != nil && m.fixed == 0 {
		r.problem("syntax", 0, len(r.src), "this is not YAML: %s", plainWords(err))
	}
	return doc
}

var (
	unknownAlias = regexp.MustCompile(`^yaml: unknown anchor '(.*)' referenced$`)
	anyAlias     = regexp.MustCompile("\\*([0-9A-Za-z_-]+(?:[\\s?:,\\]}%@`]|$))")
)

// unknownAlias reports and hides the first alias with a name that no anchor
// before it has.
func (m *recovery) unknownAlias(name string) bool {
	alias := []byte("*" + name)
	var found []int
	for at := 0; ; at += len(alias) {
		i := bytes.Index(m.src[at:], alias)
		if i < 0 {
			break
		}
		at += i
		found = append(found, at)
	}
	if len(found) == 0 {
		return false
	}
	// It is in the first line with which the error appears.
	at := found[sort.Search(len(found)-1, func(i int) bool {
		_, err := parseYAML(m.src[:m.nextLine(found[i])])
		return err != nil && unknownAlias.MatchString(err.Error())
	})]
	m.found("unknown-alias", at, at+len(alias),
		"no anchor %q stands above this alias: put quotes around the value if the asterisk belongs to the text", "&"+name)
	m.mask(at, at+len(alias))
	return true
}

func (m *recovery) found(kind string, start, end int, format string, args ...any) *Problem {
	m.fixed++
	return m.problem(kind, start, end, format, args...)
}

// mask makes the library read a value as a word. In the tree it becomes a
// Placeholder with the text as written.
func (m *recovery) mask(start, end int) {
	for i := start; i < end; i++ {
		m.src[i] = 'x'
	}
	m.masked = append(m.masked, start)
}

// blank hides the lines from lo to hi.
func (m *recovery) blank(lo, hi int) {
	for i := lo; i < hi; i++ {
		_, end := m.bounds(i)
		for at := m.starts[i]; at < end; at++ {
			m.src[at] = ' '
		}
	}
}

// bounds returns where the text of a line begins and ends, blanks around it left
// out.
func (m *recovery) bounds(i int) (start, end int) {
	start = m.starts[i]
	line := m.line(start)
	text := bytes.TrimLeft(line, " \t")
	start += len(line) - len(text)
	return start, start + len(bytes.TrimRight(text, " \t"))
}

func (m *recovery) indent(i int) int {
	start, _ := m.bounds(i)
	return start - m.starts[i]
}

// hasText reports whether a line has more than blanks and a comment.
func (m *recovery) hasText(i int) bool {
	start, end := m.bounds(i)
	return start < end && m.src[start] != '#'
}

// parse returns why the lines from lo to hi alone are not valid YAML, or nil.
// Aliases may have their anchor elsewhere.
func (m *recovery) parse(lo, hi int) error {
	src := m.src[m.starts[lo]:m.starts[hi]]
	_, err := parseYAML(src)
	if err != nil && unknownAlias.MatchString(err.Error()) {
		_, err = parseYAML(anyAlias.ReplaceAll(src, []byte("x$1")))
	}
	return err
}

func (m *recovery) reads(lo, hi int) bool { return m.parse(lo, hi) == nil }

// entry is a run of lines: a key or list item with what is indented below it.
type entry struct{ lo, hi int }

// block finds the mistakes in the lines from lo to hi, which cannot be read.
func (m *recovery) block(lo, hi int) {
	m.depth++
	defer func() { m.depth-- }()
	for {
		entries := m.entries(lo, hi)
		before := m.fixed
		switch {
		case m.depth > maxDepth || len(entries) == 0:
		case len(m.tab(entries[0].lo)) > 0:
			m.tabs(lo, hi)
		case len(entries) > 1:
			for _, e := range entries {
				if m.fixed < maxMistakes && !m.reads(e.lo, e.hi) {
					m.block(e.lo, e.hi)
				}
			}
			if m.fixed == before {
				m.joints(entries)
			}
		default:
			m.entry(entries[0].lo, entries[0].hi)
		}
		if m.fixed == before {
			m.reportEntry(lo, hi)
		}
		if m.fixed >= maxMistakes || m.reads(lo, hi) {
			return
		}
	}
}

// entries splits lines at those with the least indentation. Blank lines belong
// to the entry above.
func (m *recovery) entries(lo, hi int) []entry {
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
	// Quotes and brackets may continue in lines that are not indented.
	whole := list[:0]
	for i := 0; i < len(list); i++ {
		e, near := list[i], list[i:min(i+maxMistakes, len(list))]
		closed := m.value(e.lo, near[len(near)-1].hi).closed
		j := slices.IndexFunc(near, func(e entry) bool { return closed <= m.starts[e.hi] })
		if j > 0 && m.reads(e.lo, near[j].hi) {
			e.hi = near[j].hi
			i += j
		}
		whole = append(whole, e)
	}
	return whole
}

// entry finds the mistakes in a single entry.
func (m *recovery) entry(lo, hi int) {
	if m.isItem(lo) {
		// The content of the item is one level deeper.
		head, _ := m.bounds(lo)
		m.src[head] = ' '
		before := m.fixed
		if !m.reads(lo, hi) {
			m.block(lo, hi)
		}
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
		m.reportEntry(lo, hi)
	case !m.reads(body, hi):
		m.block(body, hi)
	default:
		m.misplaced(lo, body, hi)
	}
}

// joints hides the entries that are valid by themselves, but not after those
// before them.
func (m *recovery) joints(entries []entry) {
	found := m.fixed
	before, key := entries[0], entries[0]
	for _, e := range entries[1:] {
		from, last := before, key
		if m.isEntry(e.lo) && !m.isItem(e.lo) {
			from, last = key, e // what is between may be the value of key
		}
		if m.fixed >= maxMistakes || m.reads(from.lo, e.hi) || m.joint(before, e) != e {
			before, key = e, last
		}
	}
	if m.fixed > found {
		return
	}
	// An entry may be valid after those around it, but not after an anchor above.
	n := sort.Search(len(entries), func(i int) bool { return !m.reads(entries[0].lo, entries[i].hi) })
	if n > 0 && n < len(entries) {
		m.joint(entries[n-1], entries[n])
	}
}

// joint reports that e cannot follow the entry before it, and hides and
// returns one of them.
func (m *recovery) joint(before, e entry) entry {
	if !m.isEntry(before.lo) {
		// A line that is not an entry, such as one without a colon, is read as
		// text that continues on the next line.
		before, e = e, before
	}
	m.outOfPlace(before, e)
	m.blank(e.lo, e.hi)
	return e
}

// isItem reports whether a line begins a list item.
func (m *recovery) isItem(i int) bool {
	start, end := m.bounds(i)
	return isMarker(m.src[start:end], "-")
}

// isEntry reports whether a line begins a list item or has a key.
func (m *recovery) isEntry(i int) bool { return m.isItem(i) || m.value(i, i+1).key }
