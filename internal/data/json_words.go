package data

import (
	"bytes"
	"regexp"
	"unicode/utf8"
)

// word lexes text that begins with neither a quote nor a bracket inside of a
// document: a number, a literal, a placeholder, or text whose quotes are
// missing or of the wrong sort.
func (l *jsonLexer) word(i int) int {
	end := skipWhile(l.b, i, isWordByte)
	role := l.role()
	if (role != roleKey || len(l.open) == 0) && l.delimited(end) {
		switch word := l.b[i:end]; {
		case isLiteral(word):
			return l.add(jsonLiteral, i, end)
		case end > i && numberEnd(word) == end-i:
			return l.add(jsonNumber, i, end)
		case isOddNumber(word):
			l.problem(invalidNumber(word, i))
			return l.add(jsonNumber, i, end)
		}
	}
	if end := l.hole(i); end > i && (l.fits(end, role) || role == roleKey && l.delimited(end)) {
		return l.add(jsonHole, i, end)
	}
	if end, ok := l.oddQuotes(i, role); ok {
		return end
	}
	if q := l.halfQuoted(i); q > 0 {
		l.doubleQuoted++
		l.problem(*missingQuote(l.b[i:q], i, true))
		l.checkText(i, q)
		return l.addText(jsonString, i, q+1, i, q)
	}
	if n := markLen(l.b[i:]); n > 0 {
		return l.add(jsonMark, i, i+n)
	}
	if role == roleKey {
		return l.bareKey(i)
	}
	return l.bareValue(i, role)
}

// delimited reports whether a value may end before p.
func (l *jsonLexer) delimited(p int) bool {
	if p == len(l.b) {
		return true
	}
	switch c := l.b[p]; {
	case isSpace(c):
		// Words that follow make the whole an unquoted text.
		next := skipWhile(l.b, p, isBlank)
		return next == len(l.b) || !isWordByte(l.b[next]) || gapEnd(l.b, next) > next
	case isPunctuation(c):
		return c != ':' && c != '{' && c != '['
	}
	return l.b[p] == '/' && commentEnd(l.b, p) > p || l.b[p] == ';' || l.b[p] == '#'
}

// hole returns the end of the placeholder that starts at i, or i.
func (l *jsonLexer) hole(i int) int {
	if l.valid {
		return i
	}
	line := l.b[i:lineEndAt(l.b, i)]
	switch l.b[i] {
	case '<', '{', '$', '%':
		if m := placeholder.Find(line); m != nil {
			return i + len(m)
		}
	}
	return i
}

// placeholder matches <NAME>, {{name}}, {% tag %}, ${name}, $name, {name} and
// %name%.
var placeholder = regexp.MustCompile(`^(?:<[^<>]*>|\{\{[^{}"]*\}\}|\{%[^"]*?%\}|\$\{[^{}"]*\}|\$[A-Za-z_]\w*|\{ *[A-Za-z_][\w.-]* *\}|%\w+%)`)

// halfQuoted returns the offset of the closing quote of text whose opening
// quote, which belongs at i, is missing, or 0.
func (l *jsonLexer) halfQuoted(i int) int {
	role := l.role()
	end := lineEndAt(l.b, i)
	l.effort += end - i
	q := bytes.IndexByte(l.b[i:end], '"')
	if q <= 0 {
		return 0
	}
	q += i
	if role == roleKey {
		next := skipWhile(l.b, q+1, isBlank)
		if next == end || l.b[next] != ':' {
			return 0
		}
		if key := l.wordKey(i); key > 0 && key < q {
			return 0
		}
	}
	if !l.fits(q+1, role) {
		return 0
	}
	return q
}

// wordKey returns the offset of the colon behind a key without quotes that
// starts at i, or 0.
func (l *jsonLexer) wordKey(i int) int {
	end := lineEndAt(l.b, i)
	for p := i + 1; p < end; p++ {
		switch l.b[p] {
		case '"', ',':
			return 0
		case ':':
			if l.fits(p, roleKey) {
				return p
			}
		}
	}
	return 0
}

// oddQuotes lexes a string in quotes that JSON does not know.
func (l *jsonLexer) oddQuotes(i int, role jsonRole) (int, bool) {
	open := smartQuote(l.b[i:])
	smart := open > 0
	if !smart {
		switch l.b[i] {
		case '\'', '`':
			open = 1
		default:
			if r, n := utf8.DecodeRune(l.b[i:]); r == '\u2018' || r == '\u2019' {
				open, smart = n, true
			}
		}
	}
	if open == 0 {
		return i, false
	}
	end := lineEndAt(l.b, i)
	l.effort += end - i
	for p := i + open; p < end; p++ {
		n := 0
		switch c := l.b[p]; {
		case c == '\\':
			p++
		case smart && c == '"':
			n = 1
		case smart:
			if n = smartQuote(l.b[p:]); n == 0 {
				if r, size := utf8.DecodeRune(l.b[p:]); r == '\u2018' || r == '\u2019' {
					n = size
				}
			}
		case c == l.b[i]:
			n = 1
		}
		if n == 0 || !l.fits(p+n, role) {
			continue
		}
		if smart {
			l.problem(*smartQuotes(l.b, i, p+n))
		} else {
			l.singleQuoted++
			l.problem(singleQuotes(l.b, i, p+n))
		}
		return l.addText(jsonString, i, p+n, i+open, p), true
	}
	return i, false
}

// markLen returns the length of the punctuation that b starts with and that is
// typed in place of a comma or colon, or 0.
func markLen(b []byte) int {
	for _, mark := range []string{"=>", "->", "==", "=", ";", "|", "\uff0c", "\uff1a", "\u3001"} {
		if bytes.HasPrefix(b, []byte(mark)) {
			return len(mark)
		}
	}
	if b[0] == '.' && (len(b) == 1 || isSpace(b[1]) || b[1] == '"') {
		return 1
	}
	return 0
}

// bareKey lexes what stands where a key must, without quotes.
func (l *jsonLexer) bareKey(i int) int {
	if colon := l.wordKey(i); colon > 0 {
		end := i + len(bytes.TrimRight(l.b[i:colon], " \t"))
		l.problem(unquoted(l.b, "unquoted-key", i, end))
		return l.addText(jsonWord, i, end, i, end)
	}
	end := skipWhile(l.b, i, func(c byte) bool { return c != '\n' && c != '\r' && c != '"' && !isPunctuation(c) })
	if end == i {
		end++
	}
	l.words++
	return l.add(jsonText, i, end)
}

// bareValue lexes a value without quotes. Brackets and commas inside of it are
// part of it as long as the rest of the line does not make sense without them.
func (l *jsonLexer) bareValue(i int, role jsonRole) int {
	lineEnd := lineEndAt(l.b, i)
	end, depth := -1, 0
	for p := i; p < lineEnd && end < 0; p++ {
		switch l.b[p] {
		case ',', '}', ']':
			if depth == 0 && l.fits(p, role) {
				end = p
			}
			if l.b[p] != ',' {
				depth--
			}
		case '{', '[':
			depth++
		case '(':
			if p > i && isWordByte(l.b[p-1]) {
				l.calls++
			}
		case '/', '#':
			if p > i && isBlank(l.b[p-1]) && commentEnd(l.b, p) > p {
				end = p
			}
		}
	}
	if end < 0 {
		end = lineEnd
		if n := bytes.IndexAny(l.b[i:lineEnd], ",}]"); n > 0 {
			end = i + n
		}
	}
	end = i + max(1, len(bytes.TrimRight(l.b[i:end], " \t")))
	l.words++
	if end-i > 1 && l.b[end-1] == ';' {
		end--
	}
	l.problem(unquoted(l.b, "unquoted-value", i, end))
	return l.addText(jsonWord, i, end, i, end)
}

// isOddNumber reports whether a word is a number as other languages write it.
func isOddNumber(word []byte) bool { return oddNumber.Match(word) }

var oddNumber = regexp.MustCompile(`^(?:[+-]?0\d+|[+-]0[xX][0-9a-fA-F]+|0[xXbBoO][0-9a-fA-F]+|\+\d+(?:\.\d*)?|[+-]?\.\d+|-?\d+\.|[+-]?(?:NaN|Infinity))$`)
