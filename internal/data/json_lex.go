package data

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// jsonKind is the kind of a jsonToken: a bracket, a comma or a colon is its own.
type jsonKind byte

const (
	jsonEnd     jsonKind = iota
	jsonString           // whatever its quotes
	jsonNumber           // also one that JSON does not allow
	jsonLiteral          // true, false, null
	jsonWord             // text without quotes where a key or value is expected
	jsonHole             // a placeholder such as <NAME>, {{name}} or ${name}
	jsonGap              // an ellipsis
	jsonMark             // punctuation that JSON does not have
	jsonText             // prose
)

// jsonRole is what a string is expected to be: a key or a value.
type jsonRole uint8

const (
	roleKey jsonRole = iota
	roleValue
	roleItem
)

// jsonToken is a token with its place in the layout, from which the place of a
// missing bracket is guessed.
type jsonToken struct {
	kind       jsonKind
	role       jsonRole
	start, end int
	// text is the content of a string without its quotes.
	text struct{ start, end int }
	line int
	// first: the token is the first one of its line, which is indented by indent
	// columns.
	first  bool
	indent int
	// added: the token is not in the text but was added to balance the brackets.
	added bool
}

func (t *jsonToken) opener() bool { return t.kind == '{' || t.kind == '[' }
func (t *jsonToken) closer() bool { return t.kind == '}' || t.kind == ']' }
func (t *jsonToken) scalar() bool { return jsonString <= t.kind && t.kind <= jsonHole }

// closes is 1 for a closing bracket, -1 for an opening one, and 0 for the rest.
func (t *jsonToken) closes() int {
	switch {
	case t.closer():
		return 1
	case t.opener():
		return -1
	}
	return 0
}

// value reports whether the token is, or begins, a value.
func (t *jsonToken) value() bool { return t.scalar() || t.opener() }

// jsonLexer splits text into tokens. It decides where a string starts and ends,
// and reports the mistakes in it: see json_strings.go and json_words.go.
type jsonLexer struct {
	b []byte
	// valid: b is valid JSON, in which nothing is guessed.
	valid    bool
	tokens   []jsonToken
	problems []Problem

	open      []byte // the brackets that are open, as far as they match
	line      int
	lineStart int
	lineEnd   int // before the line break
	indent    int
	fresh     bool // no token on this line yet

	abbreviated  bool
	template     bool // a statement of a template language was seen
	noLong       bool // no """ follows
	code         bool // a line of program code was seen
	calls, words int  // in values and keys without quotes

	effort   int            // bytes read a second time
	gathered map[string]int // indexes of the problems that have all places: see gather
}

func newJSONLexer(b []byte, valid bool) *jsonLexer {
	return &jsonLexer{b: b, valid: valid, fresh: true, gathered: map[string]int{}, tokens: make([]jsonToken, 0, 16+len(b)/8)}
}

// run lexes the whole text. The last token is a jsonEnd.
func (l *jsonLexer) run() {
	if bytes.HasPrefix(l.b, []byte(byteOrderMark)) {
		l.lineStart = len(byteOrderMark)
	}
	l.lineEnd = lineEndAt(l.b, 0)
	for i := l.lineStart; i < len(l.b); {
		if l.effort > 1<<16+32*len(l.b) {
			// Too many mistakes: the text is not JSON.
			l.add(jsonGap, i, len(l.b))
			break
		}
		switch c := l.b[i]; {
		case isSpace(c):
			end := skipWhile(l.b, i, isSpace)
			l.fresh = l.countLines(i, end) || l.fresh
			i = end
		case c == '"':
			i = l.quoted(i)
		case isPunctuation(c):
			i = l.punctuation(i)
		case !l.valid:
			i = l.other(i)
		default:
			kind := jsonNumber
			word, end := scanWord(l.b, i)
			if word == TokenLiteral {
				kind = jsonLiteral
			}
			i = l.add(kind, i, end)
		}
	}
	l.add(jsonEnd, len(l.b), len(l.b))
}

// countLines counts the lines that begin between two offsets.
func (l *jsonLexer) countLines(start, end int) bool {
	line := l.line
	for i := start; i < end; i++ {
		if l.b[i] == '\n' {
			l.line, l.lineStart, l.lineEnd = l.line+1, i+1, lineEndAt(l.b, i+1)
		}
	}
	return l.line > line
}

// punctuation lexes a bracket, comma or colon, or what begins with one.
func (l *jsonLexer) punctuation(i int) int {
	c := l.b[i]
	open := c == '{' || c == '['
	if open && !l.valid && l.role() == roleValue {
		if q := l.halfQuoted(i); q > 0 {
			return l.halfString(i, q)
		}
	}
	if end := l.hole(i); end > i {
		l.template = l.template || isTemplate(l.b[i:end])
		return l.add(jsonHole, i, end)
	}
	if open && l.bracketedGap(i) > i {
		return l.add(jsonGap, i, l.bracketedGap(i))
	}
	if open {
		l.open = append(l.open, c)
	} else if n := len(l.open); n > 0 && (c == '}' || c == ']') {
		l.open = l.open[:n-1]
	}
	return l.add(jsonKind(c), i, i+1)
}

// add appends a token and returns its end.
func (l *jsonLexer) add(kind jsonKind, start, end int) int {
	if l.fresh {
		l.indent = columns(l.b[l.lineStart:start])
	}
	l.tokens = append(l.tokens, jsonToken{
		kind: kind, role: l.role(), start: start, end: end, line: l.line, first: l.fresh, indent: l.indent,
	})
	l.fresh = false
	return end
}

// addText adds a token that has text: a string or a word.
func (l *jsonLexer) addText(kind jsonKind, start, end, textStart, textEnd int) int {
	l.add(kind, start, end)
	t := &l.tokens[len(l.tokens)-1]
	t.text.start, t.text.end = textStart, textEnd
	return end
}

// columns returns the width of the white space that begins a line.
func columns(b []byte) int {
	n := 0
	for _, c := range b {
		if c == '\t' {
			n += 4 - n%4
		} else {
			n++
		}
	}
	return n
}

// last returns the token before the current place.
func (l *jsonLexer) last() jsonToken {
	if len(l.tokens) == 0 {
		return jsonToken{}
	}
	return l.tokens[len(l.tokens)-1]
}

func (l *jsonLexer) inObject() bool { return len(l.open) == 0 || l.open[len(l.open)-1] == '{' }

// role returns what the next token is expected to be. After a key it is a value,
// even if the colon is missing, unless the next line has begun.
func (l *jsonLexer) role() jsonRole {
	prev := l.last()
	switch {
	case prev.kind == ':', prev.kind == jsonMark && prev.role == roleValue:
		return roleValue
	case !l.inObject():
		return roleItem
	case (prev.kind == jsonString || prev.kind == jsonWord) && prev.role == roleKey && !l.fresh:
		return roleValue
	}
	return roleKey
}

// problem adds a problem. The caller sets its message.
func (l *jsonLexer) problem(p Problem) { l.problems = append(l.problems, p) }

// other lexes anything other than white space, strings and punctuation of JSON,
// and returns where to continue.
func (l *jsonLexer) other(i int) int {
	if l.b[i] == '/' || l.b[i] == '#' || l.b[i] == '<' {
		if end := l.comment(i); end > i {
			l.abbreviated = true
			if omits(l.b, i, end) {
				l.add(jsonGap, i, end)
			}
			l.countLines(i, end)
			return end
		}
	}
	if l.b[i] == '\\' && skipWhile(l.b, i+1, isBlank) >= l.lineEnd {
		return l.gather(replacement("backslash-in-payload", i, i+1, "",
			"a backslash at the end of a line does not continue it here: JSON needs none, and quotes of the shell keep it",
			"remove the backslashes", true))
	}
	if n, name := oddSpace(l.b[i:]); n > 0 {
		return l.gather(replacement("invalid-whitespace", i, i+n, " ", name+" outside of a string", "use ordinary spaces", true))
	}
	if end := max(gapEnd(l.b, i), l.bracketedGap(i)); end > i {
		return l.add(jsonGap, i, end)
	}
	if l.prose(i) {
		end := l.lineEnd
		l.code = l.code || !balancedBrackets(l.b[i:end])
		return l.add(jsonText, i, end)
	}
	return l.word(i)
}

// comment returns the end of the comment that starts at i, or i. A single
// slash begins one too where a key is expected: some writers draw boxes of
// slashes. Text that has lost its opening quote is not a comment.
func (l *jsonLexer) comment(i int) int {
	end := commentEnd(l.b, i)
	if end == i && l.b[i] == '/' && l.role() != roleValue {
		if l.wordKey(i) > 0 {
			return i // "/path: …", a key
		}
		end = l.lineEnd
	}
	if end == l.lineEnd && l.halfQuoted(i) > 0 {
		l.effort += end - i
		return i
	}
	return end
}

// prose reports whether a line of prose, or of another language, begins at i:
// outside of every bracket, and no JSON value.
func (l *jsonLexer) prose(i int) bool {
	if len(l.open) > 0 || l.role() == roleValue {
		return false
	}
	if l.last().kind == ',' && l.wordKey(i) > 0 || l.halfQuoted(i) > 0 || l.bareMember(i) {
		return false
	}
	line := bytes.TrimRight(l.b[i:l.lineEnd], " \t\r,")
	if !l.fresh {
		return len(line) > 1
	}
	return !isLiteral(line) && !isNumber(line) && l.hole(i) != i+len(line)
}

// bareMember reports whether a line at i begins bare members although the
// quotes of its key are of the wrong sort or missing. In the latter case
// another member must follow, with its quotes: "key: value" alone is not JSON.
func (l *jsonLexer) bareMember(i int) bool {
	colon := l.wordKey(i)
	if colon == 0 {
		return false
	}
	if smartQuote(l.b[i:]) > 0 || l.b[i] == '\'' {
		key := bytes.TrimRight(l.b[i:colon], " \t")
		last, _ := utf8.DecodeLastRune(key)
		return last == '\'' || smartQuote([]byte(string(last))) > 0
	}
	next := skipWhile(l.b, l.lineEnd, isSpace)
	return l.b[l.lineEnd-1] == ',' && next < len(l.b) && l.b[next] == '"'
}

func balancedBrackets(b []byte) bool {
	depth := 0
	for _, c := range b {
		switch c {
		case '{', '[', '(':
			depth++
		case '}', ']', ')':
			depth--
		}
	}
	return depth == 0
}

// gather adds a place to the problem of a kind that a text repeats: one problem,
// with all its places in the fix. It returns the end of this place.
func (l *jsonLexer) gather(p Problem) int {
	if at, again := l.gathered[p.Kind]; again {
		first := l.problems[at].Fix
		first.Edits = append(first.Edits, p.Fix.Edits...)
	} else {
		l.gathered[p.Kind] = len(l.problems)
		l.problem(p)
	}
	return p.End
}

// oddSpace returns the length and the name of the white space, or of the
// invisible character, that b starts with and that JSON does not allow.
func oddSpace(b []byte) (n int, name string) {
	r, n := utf8.DecodeRune(b)
	switch {
	case r == '\u00a0':
		return n, "no-break space (U+00A0)"
	case strings.ContainsRune("\u200b\u200c\u200d\u2060\ufeff", r):
		return n, "invisible character"
	case unicode.IsSpace(r):
		return n, "white space other than space, tab and line end"
	}
	return 0, ""
}

// otherLanguage reports whether unquoted words outweigh everything JSON has,
// and whether the text is an object of JavaScript, Python or the like: written
// without double quotes throughout, or with calls in it.
func (l *jsonLexer) otherLanguage() (prose, javaScript bool) {
	values, brackets, quotedKeys, bareKeys, double, single, arrows := 0, 0, 0, 0, 0, 0, 0
	for i := range l.tokens {
		switch t := &l.tokens[i]; t.kind {
		case jsonString:
			values++
			switch open := l.b[t.start]; {
			case open == '"' && t.role == roleKey:
				quotedKeys++
				double++
			case open == '"' || l.b[t.end-1] == '"':
				double++
			case open == '\'' || open == '`':
				single++
			}
		case jsonWord:
			if t.role == roleKey {
				bareKeys++
			}
		case jsonNumber, jsonLiteral, ':':
			values++
		case '{', '[':
			brackets++
		case jsonMark:
			if string(l.b[t.start:t.end]) == "=>" {
				arrows++
			}
		}
	}
	return l.words > values || values+brackets == 0, l.calls > 0 || bareKeys > quotedKeys || single > 0 && double == 0 || arrows > 1 && 2*arrows > quotedKeys
}
