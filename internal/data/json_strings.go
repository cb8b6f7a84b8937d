package data

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// quoted lexes the string whose opening quote is at i. The closing quote is the
// first one, unless the text after it cannot follow a string.
func (l *jsonLexer) quoted(i int) int {
	if end := l.longString(i); end > i {
		return end
	}
	end, closed := stringEnd(l.b, i)
	role := l.role()
	if closed && (l.valid || l.closes(end, role)) {
		l.checkText(i+1, end-1)
		return l.addText(jsonString, i, end, i+1, end-1)
	}
	return l.recoverString(i, role)
}

// closes is a fast path of fits for the most frequent cases.
func (l *jsonLexer) closes(p int, role jsonRole) bool {
	p = skipWhile(l.b, p, isBlank)
	if p == len(l.b) {
		return true
	}
	switch l.b[p] {
	case ':':
		// Where a bracket is missing, a key may be in the place of a value.
		return role == roleKey || l.fits(p, roleKey)
	case '\n', '}', ']':
		return true
	case ',':
		next := skipWhile(l.b, p+1, isBlank)
		return role == roleKey || next == len(l.b) || l.b[next] == '\n' || l.b[next] == '"' && role == roleValue
	}
	return false
}

// stringFix is one way to read a string that is not closed, or closed too
// early: its text, where the token ends, and the mistake this makes, if any.
type stringFix struct {
	textEnd, end int
	problem      Problem
}

// recoverString lexes a string whose first closing quote is missing or doubtful.
//
// Every place on the line where the string might end is tried in turn: after
// each quote, before each comma, bracket or colon, and at the end of the line.
// The first one from which the rest of the line can be read is taken, if the
// brackets in the string match there.
func (l *jsonLexer) recoverString(i int, role jsonRole) int {
	l.effort += l.lineEnd - i
	m, ok := l.findEnd(i, role, true)
	if !ok || m.problem.Kind == "unterminated-string" && bytes.IndexByte(l.b[m.end:l.lineEnd], '"') < 0 {
		// The rest of the line has no quote that could end the string.
		if over, cont := l.nextLines(i, role); cont {
			m, ok = over, true
		}
	}
	if !ok {
		m, ok = l.findEnd(i, role, false)
	}
	if end, closed := stringEnd(l.b, i); !ok && closed {
		m = stringFix{textEnd: end - 1, end: end}
	} else if !ok {
		m = l.unterminated(i, l.lineEnd)
	}
	if m.problem.Kind != "" {
		l.problem(m.problem)
	}
	l.checkText(i+1, m.textEnd)
	l.addText(jsonString, i, m.end, i+1, m.textEnd)
	l.countLines(i, m.end)
	return m.end
}

func (l *jsonLexer) findEnd(i int, role jsonRole, matched bool) (stringFix, bool) {
	depth := 0
	var inner []int // quotes inside of the string
	for p := i + 1; p <= l.lineEnd; p++ {
		c := byte('\n')
		if p < l.lineEnd {
			c = l.b[p]
		}
		may := depth == 0 || !matched
		switch c {
		case '\\':
			p++
		case '"':
			if may && l.fits(p+1, role) {
				m := stringFix{textEnd: p, end: p + 1}
				if inner != nil {
					m.problem = unescapedQuotes(inner)
				}
				return m, true
			}
			inner = append(inner, p)
		case ',', '}', ']', ':', '\n':
			if may && (c != ':' || role == roleKey) && (c != '\n' || role != roleKey) && !l.afterQuote(i, p) && l.fitsUnclosed(p, role) {
				return l.unterminated(i, p), true
			}
			if c == '}' || c == ']' {
				depth--
			}
		case '{', '[':
			depth++
		case 0xe2:
			if n := smartQuote(l.b[p:]); n > 0 && may && l.fits(p+n, role) {
				return stringFix{p, p + n, smartQuotes(l.b, i, p+n)}, true
			}
		}
	}
	return stringFix{}, false
}

// afterQuote reports whether there is a quote before p, other than the opening
// one.
func (l *jsonLexer) afterQuote(open, p int) bool {
	b := bytes.TrimRight(l.b[open+1:p], " \t\r")
	return bytes.HasSuffix(b, []byte(`"`)) && !bytes.HasSuffix(b, []byte(`\"`))
}

// unterminated reads a string as if it ended before p, blanks left out.
func (l *jsonLexer) unterminated(i, p int) stringFix {
	text := bytes.TrimRight(l.b[i+1:p], " \t\r")
	end := i + 1 + len(text)
	if bytes.HasSuffix(text, []byte(`\"`)) {
		// "C:\dir\": the backslash escapes the closing quote.
		return stringFix{end - 1, end, escapedClosingQuote(end - 2)}
	}
	return stringFix{end, end, missingQuote(text, end, "closing", "after")}
}

// maxStringLines is how many lines a string that is broken over lines may have.
const maxStringLines = 20

// nextLines reads a string that is broken over lines: the lines that follow
// do not begin like JSON, and the first quote on them closes the string.
func (l *jsonLexer) nextLines(i int, role jsonRole) (stringFix, bool) {
	breaks := []int{l.lineEnd}
	for len(breaks) <= maxStringLines {
		last := breaks[len(breaks)-1]
		next := bytes.IndexByte(l.b[last:], '\n')
		if next < 0 {
			break
		}
		lineEnd := lineEndAt(l.b, last+next+1)
		if start := skipWhile(l.b, last+next+1, isBlank); start < lineEnd {
			if bytes.IndexByte([]byte("{}[]"), l.b[start]) >= 0 {
				break
			}
			if end, closed := stringEnd(l.b, start-1); closed {
				return stringFix{end - 1, end, newlineInString(l.b, breaks)}, l.fits(end, role)
			}
		}
		breaks = append(breaks, lineEnd)
	}
	return stringFix{}, false
}

// checkText reports mistakes inside of a string, each kind once.
func (l *jsonLexer) checkText(start, end int) {
	if l.valid {
		return
	}
	var tabs, controls []int
	escape := -1
	for i := start; i < end; i++ {
		switch c := l.b[i]; {
		case c == '\\':
			if n := escapeLen(l.b[i:end]); n > 0 {
				i += n - 1
			} else if escape < 0 && i+1 < end {
				escape = i
				i++
			}
		case c == '\t':
			tabs = append(tabs, i)
		case c == '\r' && i+1 < end && l.b[i+1] == '\n', c == '\n':
			// A line break was reported as newline-in-string.
			i = skipWhile(l.b, i, isSpace) - 1
		case c < ' ':
			controls = append(controls, i)
		}
	}
	if tabs != nil {
		l.problem(controlInString(l.b, "tab-in-string", "a tab", tabs))
	}
	if controls != nil {
		what := fmt.Sprintf("the control character U+%04X", l.b[controls[0]])
		l.problem(controlInString(l.b, "control-character", what, controls))
	}
	if escape >= 0 {
		l.problem(invalidEscape(l.b, escape))
	}
}

// escapeLen returns the length of the escape sequence that b starts with, or 0
// where JSON has none such.
func escapeLen(b []byte) int {
	if len(b) < 2 || b[0] != '\\' {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(b) >= 6 && skipWhile(b[:6], 2, isHex) == 6 {
			return 6
		}
	}
	return 0
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// smartQuote returns the length of the typographic quote that b starts with, or
// 0.
func smartQuote(b []byte) int {
	switch r, n := utf8.DecodeRune(b); r {
	case '\u2018', '\u2019', '\u201c', '\u201d', '\u201e', '\u201f', '\u2033':
		return n
	}
	return 0
}
