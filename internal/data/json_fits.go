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
	f := fitter{l: l, p: p, state: wantComma}
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
	open  []byte // brackets known to be open
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
	if b[f.p] == '/' && commentEnd(b, f.p) > f.p || b[f.p] == '#' || gapEnd(b, f.p) > f.p {
		return true, true
	}
	switch f.state {
	case wantColon:
		return false, f.colon()
	case wantComma:
		return f.comma(f.p > start)
	case wantKey:
		return f.key()
	}
	return f.value()
}

func (f *fitter) colon() bool {
	f.state = wantValue
	switch b := f.l.b; b[f.p] {
	case ':', '=':
		f.p++
		return true
	case '"', '{', '[':
		return true
	default:
		end := skipWhile(b, f.p, isWordByte)
		return isLiteral(b[f.p:end]) || end > f.p && numberEnd(b[f.p:end]) == end-f.p
	}
}

func (f *fitter) comma(spaced bool) (done, ok bool) {
	b := f.l.b
	switch b[f.p] {
	case ',':
		f.p++
		f.state = f.next()
		return false, true
	case '}', ']':
		f.close()
		return false, true
	case '"':
		// A comma is missing, if this begins another member or item.
		f.state = f.next()
		return false, spaced
	case '.', ';':
		return true, skipWhile(b, f.p+1, isBlank) == lineEndAt(b, f.p)
	case '\\':
		return true, f.p+1 == lineEndAt(b, f.p)
	case '{':
		return true, len(f.open) > 0 && f.open[len(f.open)-1] == '['
	}
	return true, false
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
	f.p = skipWhile(b, f.p, isWordByte)
	if f.p < len(b) && b[f.p] == '"' {
		f.p++
	}
	f.p = skipWhile(b, f.p, isBlank)
	return true, f.p < len(b) && b[f.p] == ':'
}

func (f *fitter) value() (done, ok bool) {
	b := f.l.b
	switch c := b[f.p]; c {
	case '"':
		either := f.state == wantAny
		if !f.string(wantComma) {
			return false, false
		}
		if next := skipWhile(b, f.p, isBlank); either && next < len(b) && b[next] == ':' {
			f.p, f.state = next+1, wantValue
		}
		return false, true
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
	end := skipWhile(b, f.p, isWordByte)
	if end == f.p {
		return true, false
	}
	f.p, f.state = end, wantComma
	return false, true
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
