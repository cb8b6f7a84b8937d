package render

import (
	"strings"
	"unicode/utf8"
)

// A wordKind is a kind of word in an expression.
type wordKind uint8

const (
	noWord       wordKind = iota
	nameWord              // page, forloop, true, and
	stringWord            // "a" or 'a', with the quotes
	numberWord            // 1, -2.5
	operatorWord          // == != <> < > <= >= contains
	punctWord             // | . .. : , [ ] ( ) ? -
	strayWord             // a character that means nothing, or a quote that is not closed
	endWord
)

// A word of an expression, and its bytes.
type word struct {
	kind       wordKind
	text       string
	start, end int
}

func (w word) is(kind wordKind, text string) bool {
	return w.kind == kind && (text == "" || w.text == text)
}

const spaces = " \t\n\v\f\r"

// wordReader cuts an expression into words.
type wordReader struct {
	src string
	pos int
}

func (r *wordReader) next() word {
	r.pos = len(r.src) - len(strings.TrimLeft(r.src[r.pos:], spaces))
	start := r.pos
	kind, n := classify(r.src[start:])
	r.pos += n
	return word{kind, r.src[start:r.pos], start, r.pos}
}

// classify returns the kind of the word that a text begins with, and its length.
func classify(s string) (wordKind, int) {
	if s == "" {
		return endWord, 0
	}
	for _, operator := range []string{"==", "!=", "<>", "<=", ">=", "<", ">"} {
		if strings.HasPrefix(s, operator) {
			return operatorWord, len(operator)
		}
	}
	const contains = "contains"
	if rest, ok := strings.CutPrefix(s, contains); ok && rest != "" && strings.ContainsRune(spaces, rune(rest[0])) {
		return operatorWord, len(contains)
	}
	if s[0] == '"' || s[0] == '\'' {
		if n := strings.IndexByte(s[1:], s[0]); n >= 0 {
			return stringWord, n + 2
		}
		return strayWord, len(s)
	}
	if n := numberLength(s); n > 0 {
		return numberWord, n
	}
	if n := nameLength(s); n > 0 {
		return nameWord, n
	}
	switch {
	case strings.HasPrefix(s, ".."):
		return punctWord, 2
	case strings.IndexByte("|.:,[]()?-", s[0]) >= 0:
		return punctWord, 1
	}
	_, size := utf8.DecodeRuneInString(s)
	return strayWord, size
}

func numberLength(s string) int {
	digits := func(i int) int {
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		return i
	}
	start := 0
	if s[0] == '-' {
		start = 1
	}
	n := digits(start)
	if n == start {
		return 0
	}
	if n < len(s) && s[n] == '.' {
		if end := digits(n + 1); end > n+1 {
			return end
		}
	}
	return n
}

// nameLength returns how many bytes of s begin a name: a letter or an underscore,
// then letters, digits, hyphens and underscores, then at most one question mark.
func nameLength(s string) int {
	n := 0
	for n < len(s) && isWord(s[n]) || n > 0 && n < len(s) && s[n] == '-' {
		n++
	}
	if n == 0 || isDigit(s[0]) {
		return 0
	}
	if n < len(s) && s[n] == '?' {
		n++
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c)
}

// countWords returns the number of words of an expression.
func countWords(expr string) (n int) {
	r := wordReader{src: expr}
	for r.next().kind != endWord {
		n++
	}
	return n
}
