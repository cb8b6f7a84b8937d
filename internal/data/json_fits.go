package data

import "bytes"

// jsonState is what may come next on a line.
type jsonState uint8

const (
	wantColon jsonState = iota
	wantKey
	wantValue
	wantAny   // a key or a value: the bracket around was opened elsewhere
	wantComma // or a closing bracket
)

// fitWindow is how many tokens of a line decide whether it can be read.
const fitWindow = 8

// fits reports whether the rest of the line from p can be read as what follows
// a string of the given role. It looks at a few tokens, and forgives mistakes
// of one character such as a missing comma or colon: they are found later.
func (l *jsonLexer) fits(p int, role jsonRole) bool {
	return l.fit(fitter{l: l, p: p, state: wantComma}, role)
}

// fitsUnclosed is fits for a string that has no closing quote. With no quote
// to prove the string over, the keys that follow must have theirs.
func (l *jsonLexer) fitsUnclosed(p int, role jsonRole) bool {
	return l.fit(fitter{l: l, p: p, state: wantComma, strict: true}, role)
}

// keyEnds reports whether a key may end before the colon at p: a value follows.
func (l *jsonLexer) keyEnds(p int) bool {
	f := fitter{l: l, p: p, state: wantColon}
	if done, ok := f.step(); done || !ok {
		return ok
	}
	_, ok := f.step()
	return ok
}

func (l *jsonLexer) fit(f fitter, role jsonRole) bool {
	if role == roleKey {
		f.state = wantColon
	}
	switch {
	case len(l.open) > 0 && !l.inObject():
		f.open = append(f.open, '[')
	case len(l.open) > 0 || role == roleKey:
		f.open = append(f.open, '{')
	}
	for range fitWindow {
		done, ok := f.step()
		if done || !ok {
			return ok
		}
	}
	return true
}

// fitter walks along a line.
type fitter struct {
	l     *jsonLexer
	p     int
	state jsonState
	// strict demands quotes around keys.
	strict bool
	// keys and items count the strings that were read. A whole one, with what
	// must follow it, is proof enough that the line can be read from here.
	keys, items int
	open        []byte // brackets known to be open
}

// next returns the state behind a comma.
func (f *fitter) next() jsonState {
	if len(f.open) == 0 {
		return wantAny
	}
	if f.open[len(f.open)-1] == '{' {
		return wantKey
	}
	return wantValue
}

// step reads one token. It is done where the line cannot be judged further.
func (f *fitter) step() (done, ok bool) {
	b, start := f.l.b, f.p
	f.p = skipWhile(b, f.p, isBlank)
	if f.p == len(b) || b[f.p] == '\n' {
		return true, f.state != wantColon
	}
	spaced := f.p > start || start > 0 && isPunctuation(b[start-1])
	if spaced && commentEnd(b, f.p) > f.p || gapEnd(b, f.p) > f.p {
		return true, true
	}
	switch {
	case f.state == wantColon:
		return f.keys > 0, f.colon()
	case f.state == wantComma:
		return f.comma(f.p > start)
	case b[f.p] == ',':
		f.p++ // a comma too many
		return false, true
	case f.state == wantKey:
		return f.key()
	}
	return f.value()
}

func (f *fitter) colon() bool {
	f.state = wantValue
	switch f.l.b[f.p] {
	case ':', '=':
		f.p++
		return true
	case '"', '{', '[':
		return true
	}
	return f.scalarEnd() > f.p
}

func (f *fitter) comma(spaced bool) (done, ok bool) {
	b := f.l.b
	switch b[f.p] {
	case ',':
		f.p++
		f.state = f.next()
		return f.items > 0, true
	case '}', ']':
		f.close()
		return f.items > 0, true
	case '.', ';', '\\':
		end := skipWhile(b, f.p+1, isBlank)
		return true, end == len(b) || b[end] == '\n'
	case '"':
		// A comma is missing, if this begins another member or item.
		f.state = f.next()
		return false, spaced || f.begins()
	case '{':
		return true, f.next() == wantValue
	}
	f.state = f.next()
	return false, spaced && f.state == wantValue && f.scalarEnd() > f.p
}

// begins reports whether the string at the place is a key or an item.
func (f *fitter) begins() bool {
	b := f.l.b
	end, closed := stringEnd(b, f.p)
	next := skipWhile(b, end, isBlank)
	if !closed || next == len(b) {
		return false
	}
	return b[next] == ':' && f.state != wantValue || f.state == wantValue && (b[next] == ',' || b[next] == ']')
}

// scalarEnd returns the end of the number or literal at the place, or the
// place itself.
func (f *fitter) scalarEnd() int {
	b := f.l.b
	end := skipWhile(b, f.p, isWordByte)
	if isLiteral(b[f.p:end]) || end > f.p && numberEnd(b[f.p:end]) == end-f.p {
		return end
	}
	return f.p
}

func (f *fitter) close() {
	f.p++
	f.state = wantComma
	if len(f.open) > 0 {
		f.open = f.open[:len(f.open)-1]
	}
}

func (f *fitter) key() (done, ok bool) {
	b := f.l.b
	switch b[f.p] {
	case '"':
		f.keys++
		return false, f.string(wantColon)
	case '}', ']':
		f.close()
		return false, true
	case '\'', '<', '$':
		return true, true
	}
	if smartQuote(b[f.p:]) > 0 {
		return true, true
	}
	return true, f.bareKey()
}

// bareKey reports whether a key stands here without quotes, or without its
// opening quote.
func (f *fitter) bareKey() bool {
	b := f.l.b
	p := skipWhile(b, f.p, isWordByte)
	if p < len(b) && b[p] == '"' {
		p++
	} else if f.strict {
		return false
	}
	p = skipWhile(b, p, isBlank)
	return p < len(b) && b[p] == ':'
}

func (f *fitter) value() (done, ok bool) {
	b := f.l.b
	either := f.state == wantAny
	switch c := b[f.p]; c {
	case '"':
		f.items++
		if !f.string(wantComma) {
			return false, false
		}
		next := skipWhile(b, f.p, isBlank)
		return either && next < len(b) && b[next] == ':', true
	case '{', '[':
		f.open = append(f.open, c)
		f.p++
		f.state = f.next()
		return false, true
	case '}', ']':
		f.close()
		return false, true
	case '<', '$', '\'':
		return true, true
	}
	if smartQuote(b[f.p:]) > 0 || either && f.bareKey() {
		return true, true
	}
	end := f.scalarEnd()
	if end == f.p && !f.strict {
		// Text without quotes, or without its opening quote.
		end = skipWhile(b, f.p, isWordByte)
		if end > f.p && end < len(b) && b[end] == '"' {
			end++
		}
	}
	ok = end > f.p
	f.p, f.state = end, wantComma
	return false, ok
}

// string reads a string that is closed on the line.
func (f *fitter) string(then jsonState) bool {
	end, closed := stringEnd(f.l.b, f.p)
	f.p, f.state = end, then
	return closed
}

// gapEnd returns the end of the ellipsis that starts at i, with the words that
// say what is left out, or i.
func gapEnd(b []byte, i int) int {
	rest := b[i:]
	switch {
	case bytes.HasPrefix(rest, []byte("...")), bytes.HasPrefix(rest, []byte("…")), bytes.HasPrefix(rest, []byte(". . .")):
	default:
		return i
	}
	return skipWhile(b, i, func(c byte) bool { return c != '\n' && c != '\r' && c != '"' && !isPunctuation(c) })
}
