package data

import (
	"bytes"
	"strings"
)

// TokenKind is the kind of a piece of JSON text.
type TokenKind uint8

// The kinds of tokens. TokenOther is anything that is not JSON.
const (
	TokenSpace TokenKind = iota
	TokenKey
	TokenString
	TokenNumber
	TokenLiteral
	TokenPunctuation
	TokenComment
	TokenOther
)

// Token is a range of bytes of one kind.
type Token struct {
	Kind       TokenKind
	Start, End int
}

// ScanJSON splits text into tokens for colouring. It accepts any bytes: the
// tokens follow each other without a gap from the first byte to the last. A
// string ends with its line at the latest, so a missing quote spoils one line
// only. ScanJSON allocates nothing.
func ScanJSON(b []byte, yield func(Token)) {
	for i := 0; i < len(b); {
		kind, end := scan(b, i)
		if kind == TokenString {
			if next := skipWhile(b, end, isSpace); next < len(b) && b[next] == ':' {
				kind = TokenKey
			}
		}
		yield(Token{kind, i, end})
		i = end
	}
}

// scan returns the kind and the end of the token that starts at i. It does not
// know keys from other strings.
func scan(b []byte, i int) (TokenKind, int) {
	switch c := b[i]; {
	case isSpace(c):
		return TokenSpace, skipWhile(b, i+1, isSpace)
	case c == '"':
		end, _ := stringEnd(b, i)
		return TokenString, end
	case isPunctuation(c):
		return TokenPunctuation, i + 1
	case isWordByte(c):
		return scanWord(b, i)
	}
	if end := commentEnd(b, i); end > i {
		return TokenComment, end
	}
	return TokenOther, skipWhile(b, i+1, func(c byte) bool {
		return !isSpace(c) && c != '"' && !isPunctuation(c) && c != '/' && c != '#' && !isWordByte(c)
	})
}

// scanWord returns the kind and the end of the word that starts at i, which is empty
// where none does.
func scanWord(b []byte, i int) (TokenKind, int) {
	end := skipWhile(b, i, isWordByte)
	switch word := b[i:end]; {
	case isLiteral(word):
		return TokenLiteral, end
	case isNumber(word):
		return TokenNumber, end
	}
	return TokenOther, end
}

// stringEnd returns the offset after the string that starts at i, and whether
// it is closed before its line ends.
func stringEnd(b []byte, i int) (end int, closed bool) {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '"':
			return i + 1, true
		case '\n':
			if b[i-1] == '\r' {
				i--
			}
			return i, false
		case '\\':
			if i+1 < len(b) && b[i+1] != '\n' && b[i+1] != '\r' {
				i++
			}
		}
	}
	return len(b), false
}

// beginsComment reports whether a comment starts at i. JSON has no comments;
// documentation has.
func beginsComment(b []byte, i int) bool {
	switch b[i] {
	case '#':
		return true
	case '/':
		return i+1 < len(b) && (b[i+1] == '/' || b[i+1] == '*')
	case '<':
		return bytes.HasPrefix(b[i:], []byte("<!--"))
	}
	return false
}

// commentEnd returns the offset after the comment that starts at i, or i
// where none does.
func commentEnd(b []byte, i int) int {
	if !beginsComment(b, i) {
		return i
	}
	end := "*/"
	switch {
	case b[i] == '#', b[i+1] == '/':
		return lineEndAt(b, i)
	case b[i] == '<':
		end = "-->"
	}
	if n := bytes.Index(b[i:], []byte(end)); n >= 0 {
		return i + n + len(end)
	}
	return len(b)
}

// SkipComments returns the length of the white space and the comments that b
// begins with.
func SkipComments(b []byte) int {
	i := skipWhile(b, 0, isSpace)
	for i < len(b) {
		end := commentEnd(b, i)
		if end == i {
			break
		}
		i = skipWhile(b, end, isSpace)
	}
	return i
}

// lineEndAt returns the offset of the line end that follows i, before its CR.
func lineEndAt(b []byte, i int) int {
	n := bytes.IndexByte(b[i:], '\n')
	switch {
	case n < 0:
		return len(b)
	case n > 0 && b[i+n-1] == '\r':
		return i + n - 1
	}
	return i + n
}

// isNumber reports whether a word is a number of JSON.
func isNumber(b []byte) bool {
	digits := func(i int) int { return skipWhile(b, i, isDigit) }
	at := func(i int, chars string) bool { return i < len(b) && strings.IndexByte(chars, b[i]) >= 0 }
	i := 0
	if at(i, "-") {
		i++
	}
	start := i
	if i = digits(i); i == start || b[start] == '0' && i > start+1 {
		return false
	}
	if at(i, ".") {
		if start = i + 1; digits(start) == start {
			return false
		}
		i = digits(start)
	}
	if at(i, "eE") {
		if i++; at(i, "+-") {
			i++
		}
		if start = i; digits(start) == start {
			return false
		}
		i = digits(start)
	}
	return i == len(b)
}

func isLiteral(b []byte) bool {
	return string(b) == "true" || string(b) == "false" || string(b) == "null"
}

func skipWhile(b []byte, i int, is func(byte) bool) int {
	for i < len(b) && is(b[i]) {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isPunctuation(c byte) bool {
	return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':'
}

// isWordByte reports whether c may be part of a number, a literal or an unquoted
// name.
func isWordByte(c byte) bool {
	return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c == '-' || c == '+' || c == '.' || c == '$'
}
