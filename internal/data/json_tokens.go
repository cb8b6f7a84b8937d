package data

import "bytes"

// TokenKind is the kind of a piece of JSON text.
type TokenKind uint8

// The kinds of tokens. TokenOther is whatever JSON does not know.
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

// ScanJSON cuts text into tokens for colouring. It accepts any bytes: the
// tokens follow each other without a gap from the first byte to the last. A
// string ends with its line at the latest, so a missing quote spoils one line
// only. ScanJSON allocates nothing.
func ScanJSON(b []byte, yield func(Token)) {
	for i := 0; i < len(b); {
		kind, end := scanToken(b, i)
		yield(Token{kind, i, end})
		i = end
	}
}

func scanToken(b []byte, i int) (TokenKind, int) {
	switch c := b[i]; {
	case isSpace(c):
		return TokenSpace, skipWhile(b, i+1, isSpace)
	case c == '"':
		end, _ := stringEnd(b, i)
		if next := skipWhile(b, end, isSpace); next < len(b) && b[next] == ':' {
			return TokenKey, end
		}
		return TokenString, end
	case isPunctuation(c):
		return TokenPunctuation, i + 1
	case c == '/' || c == '#':
		if end := commentEnd(b, i); end > i {
			return TokenComment, end
		}
	case isWordByte(c):
		end := skipWhile(b, i+1, isWordByte)
		switch {
		case isLiteral(b[i:end]):
			return TokenLiteral, end
		case numberEnd(b[i:end]) == end-i:
			return TokenNumber, end
		}
		return TokenOther, end
	}
	return TokenOther, skipWhile(b, i+1, func(c byte) bool {
		return !isSpace(c) && c != '"' && !isPunctuation(c) && c != '/' && c != '#' && !isWordByte(c)
	})
}

// stringEnd returns the offset behind the string that starts at i, and whether
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

// commentEnd returns the offset behind the comment that starts at i, or i
// where none does. JSON has no comments; documentation has.
func commentEnd(b []byte, i int) int {
	switch rest := b[i:]; {
	case rest[0] == '#', bytes.HasPrefix(rest, []byte("//")):
		return lineEndAt(b, i)
	case bytes.HasPrefix(rest, []byte("/*")):
		return closedBy(b, i, "*/")
	case bytes.HasPrefix(rest, []byte("<!--")):
		return closedBy(b, i, "-->")
	}
	return i
}

func closedBy(b []byte, i int, end string) int {
	if n := bytes.Index(b[i:], []byte(end)); n >= 0 {
		return i + n + len(end)
	}
	return len(b)
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

// numberEnd returns the length of the number that b starts with, or 0.
func numberEnd(b []byte) int {
	i := 0
	if i < len(b) && b[i] == '-' {
		i++
	}
	first := i
	i = skipWhile(b, i, isDigit)
	if i == first || b[first] == '0' && i > first+1 {
		return 0
	}
	if i < len(b) && b[i] == '.' {
		end := skipWhile(b, i+1, isDigit)
		if end == i+1 {
			return 0
		}
		i = end
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		end := skipWhile(b, i, isDigit)
		if end == i {
			return 0
		}
		i = end
	}
	return i
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

// isWordByte reports whether c may stand in a number, a literal or an
// unquoted name.
func isWordByte(c byte) bool {
	return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c == '-' || c == '+' || c == '.' || c == '$'
}
