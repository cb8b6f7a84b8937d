package data

// jsonState is the set of tokens that may come next.
type jsonState uint8

const (
	wantColon jsonState = iota
	wantKey
	wantValue
	wantAny   // a key or a value: the bracket around is not known
	wantComma // or a closing bracket
)

// fitWindow is how many tokens of a line decide whether it can be read.
const fitWindow = 8

// fits reports whether the rest of the line from p can be read as what follows
// a string of the given role. It reads a few tokens, and tolerates mistakes of
// one character such as a missing comma or colon: they are reported later.
func (l *jsonLexer) fits(p int, role jsonRole) bool {
	return l.fit(fitter{b: l.b, p: p, state: wantComma}, role)
}

// fitsUnclosed is fits for a string that has no closing quote. As no quote marks
// the end of the string, the keys that follow must have theirs.
func (l *jsonLexer) fitsUnclosed(p int, role jsonRole) bool {
	return l.fit(fitter{b: l.b, p: p, state: wantComma, strict: true}, role)
}

// keyEnds reports whether a key may end before the colon at p: a value follows.
func (l *jsonLexer) keyEnds(p int) bool {
	f := fitter{b: l.b, p: p, state: wantColon}
	done, ok := f.step()
	if !done && ok {
		_, ok = f.step()
	}
	return ok
}

func (l *jsonLexer) fit(f fitter, role jsonRole) bool {
	if role == roleKey {
		f.state = wantColon
	}
	if !l.inObject() {
		f.opened('[')
	} else if len(l.open) > 0 || role == roleKey {
		f.opened('{')
	}
	for range fitWindow {
		if done, ok := f.step(); done || !ok {
			return ok
		}
	}
	return true
}

// fitter walks along a line.
type fitter struct {
	b     []byte
	p     int
	state jsonState
	// strict demands quotes around keys.
	strict bool
	// keys and items count the strings that were read. A complete one with the
	// expected token after it is sufficient: the line can be read from here.
	keys, items int
	open        [1 + fitWindow]byte // brackets known to be open, depth of them
	depth       int
}

func (f *fitter) opened(bracket byte) {
	f.open[f.depth] = bracket
	f.depth++
}

// next continues after a comma or an opening bracket.
func (f *fitter) next() {
	f.state = wantAny
	if f.depth > 0 && f.open[f.depth-1] == '{' {
		f.state = wantKey
	} else if f.depth > 0 {
		f.state = wantValue
	}
}

// step reads one token. done: the result is known.
func (f *fitter) step() (done, ok bool) {
	b, start := f.b, f.p
	f.p = skipWhile(b, f.p, isBlank)
	if f.p == len(b) || b[f.p] == '\n' {
		return true, f.state != wantColon
	}
	if dots(b[f.p:]) > 0 {
		return true, true
	}
	// Only as much is read of a long line as tells what comes next.
	if beginsComment(b, f.p) && (f.p > start || start > 0 && isPunctuation(b[start-1]) || !quoteFollows(b[f.p:])) {
		return true, true
	}
	kind, end := scanWord(b, f.p)
	scalar := kind != TokenOther
	c, state := b[f.p], f.state
	switch {
	case state == wantColon:
		f.state = wantValue
		if c == ':' || c == '=' {
			f.p++
		}
		return f.keys > 0, c == ':' || c == '=' || c == '"' || c == '{' || c == '[' || scalar
	case c == ',':
		f.p++
		if state == wantComma {
			f.next()
		}
		return state == wantComma && f.items > 0, true
	case c == '}', c == ']':
		f.p++
		f.state = wantComma
		f.depth = max(0, f.depth-1)
		return state == wantComma && f.items > 0, true
	case state == wantComma:
		return f.noComma(f.p > start, scalar)
	case c == '"':
		return f.string()
	case c == '\'', c == '<', c == '$', smartQuote(b[f.p:]) > 0:
		return true, true
	case state == wantKey:
		return true, f.bareKey()
	case c == '{', c == '[':
		f.p++
		f.opened(c)
		f.next()
		return false, true
	}
	if !scalar && !f.strict {
		// Text without quotes, or without its opening quote.
		scalar = end > f.p
		if scalar && end < len(b) && b[end] == '"' {
			end++
		}
	}
	f.p, f.state = end, wantComma
	return false, scalar
}

// quoteFollows reports whether there is a quote on the line that b begins with.
func quoteFollows(b []byte) bool {
	n := skipWhile(b, 0, func(c byte) bool { return c != '"' && c != '\n' })
	return n < len(b) && b[n] == '"'
}

// noComma reads what is in the place of a comma.
func (f *fitter) noComma(spaced, scalar bool) (done, ok bool) {
	f.next()
	switch c := f.b[f.p]; c {
	case '.', ';', '\\':
		end := skipWhile(f.b, f.p+1, isBlank)
		return true, end == len(f.b) || f.b[end] == '\n'
	case '"':
		// A comma is missing, if this begins another member or item.
		return false, spaced || f.begins()
	case '{':
		return true, f.state == wantValue
	case '|':
		next := skipWhile(f.b, f.p+1, isBlank)
		return true, next < len(f.b) && f.b[next] == '"' // another value to choose from
	}
	return false, spaced && f.state == wantValue && scalar
}

// begins reports whether the string at the place is a key or an item.
func (f *fitter) begins() bool {
	end, closed := stringEnd(f.b, f.p)
	next := skipWhile(f.b, end, isBlank)
	if !closed || next == len(f.b) {
		return false
	}
	if c := f.b[next]; f.state == wantValue {
		return c == ',' || c == ']'
	}
	return f.b[next] == ':'
}

// string reads a key or an item that is closed on the line.
func (f *fitter) string() (done, ok bool) {
	end, closed := stringEnd(f.b, f.p)
	next := skipWhile(f.b, end, isBlank)
	done = closed && f.state == wantAny && next < len(f.b) && f.b[next] == ':'
	if f.state == wantKey {
		f.keys, f.state = f.keys+1, wantColon
	} else {
		f.items, f.state = f.items+1, wantComma
	}
	f.p = end
	return done, closed
}

// bareKey reports whether there is a key without quotes, or without its opening
// quote.
func (f *fitter) bareKey() bool {
	b := f.b
	p := skipWhile(b, f.p, isWordByte)
	if p < len(b) && b[p] == '"' {
		p++
	} else if f.strict {
		return false
	}
	p = skipWhile(b, p, isBlank)
	return p < len(b) && b[p] == ':'
}
