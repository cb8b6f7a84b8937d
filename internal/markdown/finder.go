package markdown

import "bytes"

// finder finds the signs that end constructs, and remembers the last search for
// each. A text in which thousands of constructs begin and none ends is so searched
// once, not once for each.
type finder struct {
	b    []byte
	seen map[string]search
}

// search says that a sign stands at at and not from from on, and nowhere from none
// on.
type search struct{ from, at, none int }

// next returns where a sign stands next from an offset on, -1 for nowhere.
func (f *finder) next(sign string, from int) int { return f.nextThat(sign, from, nil) }

// nextThat is next of the signs that end something: the same sign must come with
// the same condition always.
func (f *finder) nextThat(sign string, from int, ends func(at int) bool) int {
	s, ok := f.seen[sign]
	switch {
	case !ok:
		s = search{from: 1, none: len(f.b)}
	case s.from <= from && from <= s.at:
		return s.at
	}
	for at := from; at < s.none; at++ {
		n := bytes.Index(f.b[at:], []byte(sign))
		if n < 0 {
			break
		}
		if at += n; ends == nil || ends(at) {
			f.note(sign, search{from, at, s.none})
			return at
		}
	}
	f.note(sign, search{s.from, s.at, min(s.none, from)})
	return -1
}

func (f *finder) note(sign string, s search) {
	if f.seen == nil {
		f.seen = map[string]search{}
	}
	f.seen[sign] = s
}
