package data

import (
	"bytes"
	"regexp"
)

// word lexes text that begins with neither a quote nor a bracket inside of a
// document: a number, a literal, a placeholder, or text whose quotes are
// missing or of the wrong sort.
func (l *jsonLexer) word(i int) int {
	role := l.role()
	if end, ok := l.oddQuotes(i, role); ok {
		return end
	}
	mark := markLen(l.b[i:])
	if prev := l.last(); mark > 0 && (prev.scalar() || prev.closer()) {
		return l.add(jsonMark, i, i+mark) // in place of a comma or colon
	}
	end := cutDots(l.b, i, skipWhile(l.b, i, isWordByte))
	if next := skipWhile(l.b, end, isBlank); end > i && (role == roleValue || next < len(l.b) && l.b[next] == '"') {
		// `12 ",` and `1,2",` are not numbers: their opening quote is missing.
		if q := l.halfQuoted(i); q > 0 {
			return l.halfString(i, q)
		}
	}
	if (role != roleKey || len(l.open) == 0) && l.delimited(end, role) {
		switch word := l.b[i:end]; {
		case isLiteral(word):
			return l.add(jsonLiteral, i, end)
		case oddNumber.Match(word):
			l.problem(invalidNumber(word, i))
			return l.add(jsonNumber, i, end)
		case isNumber(word):
			return l.add(jsonNumber, i, end)
		}
	}
	if end := l.choice(i, role); end > i {
		return l.add(jsonHole, i, end)
	}
	hole := l.hole(i)
	if q := l.halfQuoted(i); q > 0 && (hole == i || hole == q) {
		return l.halfString(i, q)
	}
	switch {
	case hole > i && (l.delimited(hole, role) || l.b[hole] == ':' || l.fits(hole, role)):
		return l.add(jsonHole, i, hole)
	case mark > 0:
		return l.add(jsonMark, i, i+mark)
	case role == roleKey:
		return l.bareKey(i)
	}
	return l.bareValue(i, role)
}

// halfString lexes a string from i to the closing quote at q whose opening
// quote is missing.
func (l *jsonLexer) halfString(i, q int) int {
	l.problem(missingQuote(l.b[i:q], i, "opening", "before"))
	l.checkText(i, q)
	return l.addText(jsonString, i, q+1, i, q)
}

// delimited reports whether a value of the given role may end before p. Words
// that follow make the whole an unquoted text, but numbers follow each other in
// an array whose commas are missing.
func (l *jsonLexer) delimited(p int, role jsonRole) bool {
	if p == len(l.b) {
		return true
	}
	switch c := l.b[p]; {
	case isSpace(c):
		next := skipWhile(l.b, p, isBlank)
		end := skipWhile(l.b, next, isWordByte)
		return end == next || role == roleItem && isNumber(l.b[next:end]) || gapEnd(l.b, next) > next
	case isPunctuation(c):
		return c != ':' && c != '{' && c != '['
	}
	return beginsComment(l.b, p) || gapEnd(l.b, p) > p || l.b[p] == ';' || l.b[p] == '"'
}

// maxHole is how long a placeholder may be, in bytes.
const maxHole = 200

// hole returns the end of the placeholder that starts at i, or i.
func (l *jsonLexer) hole(i int) int {
	if l.valid {
		return i
	}
	switch l.b[i] {
	case '<', '{', '$', '%':
		if m := placeholder.Find(l.b[i:min(l.lineEnd, i+maxHole)]); m != nil {
			return i + len(m)
		}
	}
	return i
}

// placeholder matches <NAME>, {{name}}, {{ call("x") }}, {% tag %}, ${name}, $name, {name} and
// %name%.
var placeholder = regexp.MustCompile(`^(?:<[^<>]*>|\{\{[^{}"]*\}\}|\{\{ *[A-Za-z_][^{}:]*\}\}|\{%.*?%\}|\$\{[^{}"]*\}|\$[A-Za-z_]\w*|\{ *[A-Za-z_][\w.-]* *\}|%\w+%)`)

// halfQuoted returns the offset of the closing quote of text whose opening
// quote, which belongs at i, is missing, or 0.
func (l *jsonLexer) halfQuoted(i int) int {
	role := l.role()
	end := l.lineEnd
	q := i
	for q < end && l.b[q] != '"' {
		if l.b[q] == '\\' {
			q++
		}
		q++
	}
	l.effort += q - i
	if q >= end || q == i {
		return 0
	}
	if role == roleKey {
		next := skipWhile(l.b, q+1, isBlank)
		if next == end || l.b[next] != ':' {
			return 0
		}
		if key := l.wordKey(i); key > 0 && key < q {
			return 0
		}
	}
	bracket := l.b[i] == '{' || l.b[i] == '['
	if !l.fits(q+1, role) || bracket && !balancedBrackets(l.b[i:q]) {
		return 0
	}
	return q
}

// wordKey returns the offset of the colon after a key without quotes that
// starts at i, or 0.
func (l *jsonLexer) wordKey(i int) int {
	end := l.lineEnd
	for p := i + 1; p < end; p++ {
		l.effort++
		switch l.b[p] {
		case '"', ',':
			return 0
		case ':':
			if l.keyEnds(p) {
				return p
			}
		}
	}
	return 0
}

// oddQuotes lexes a string in quotes that JSON does not have.
func (l *jsonLexer) oddQuotes(i int, role jsonRole) (end int, ok bool) {
	open := smartQuote(l.b[i:])
	smart := open > 0
	if l.b[i] == '\'' || l.b[i] == '`' {
		open = 1
	}
	if open == 0 {
		return i, false
	}
	l.effort += l.lineEnd - i
	for p := i + open; p < l.lineEnd; p++ {
		n := 0
		switch c := l.b[p]; {
		case c == '\\':
			p++
		case smart && c == '"', !smart && c == l.b[i]:
			n = 1
		case smart:
			n = smartQuote(l.b[p:])
		}
		if n == 0 || !l.fits(p+n, role) {
			continue
		}
		if smart {
			l.problem(smartQuotes(l.b, i, p+n))
		} else {
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

// bareKey lexes a key without quotes.
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

// bareValue lexes a value without quotes. Brackets and commas are part of it as
// long as the rest of the line cannot be read without them.
func (l *jsonLexer) bareValue(i int, role jsonRole) int {
	lineEnd := l.lineEnd
	l.effort += lineEnd - i
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
			if p > i && isBlank(l.b[p-1]) && beginsComment(l.b, p) {
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

// oddNumber matches numbers as other languages write them.
var oddNumber = regexp.MustCompile(`^(?:[+-]?0\d+|[+-]0[xX][0-9a-fA-F]+|0[xXbBoO][0-9a-fA-F]+|\+\d+(?:\.\d*)?|[+-]?\.\d+|-?\d+\.|[+-]?(?:NaN|Infinity))$`)
