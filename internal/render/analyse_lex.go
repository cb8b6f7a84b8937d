package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A tokenType is a kind of word in an expression.
type tokenType uint8

const (
	noToken         tokenType = iota
	nameToken                 // page, forloop, true
	wordToken                 // and, or, contains, in
	keywordToken              // limit: (the colon, and space before it, belong to it)
	keyToken                  // .title (the dot belongs to it)
	stringToken               // "a" or 'a', with the quotes
	openStringToken           // "a and the rest
	numberToken               // 1, -2.5
	operatorToken             // == != <> < > <= >=
	punctToken                // any other character, and ..
	endToken
)

func (t tokenType) String() string {
	switch t {
	case nameToken:
		return "a name"
	case endToken:
		return "the end"
	}
	return "something else"
}

// exprToken is a word of an expression and its bytes.
type exprToken struct {
	kind       tokenType
	text       string
	start, end int
}

// unquoted returns a string without its quotes.
func (t exprToken) unquoted() string { return t.text[1 : len(t.text)-1] }

// isLiteralName reports whether the token is the name of a constant.
func (t exprToken) isLiteralName() bool {
	switch t.text {
	case "true", "false", "nil", "null", "empty", "blank":
		return true
	}
	return false
}

// name returns a keyword without its colon.
func (t exprToken) name() string { return t.text[:nameLength(t.text)] }

const spaces = " \t\n\v\f\r"

// exprLexer cuts an expression into tokens.
type exprLexer struct {
	src string
	pos int
}

func (l *exprLexer) scan() exprToken {
	l.pos += len(l.src[l.pos:]) - len(strings.TrimLeft(l.src[l.pos:], spaces))
	start := l.pos
	kind := l.kind()
	return exprToken{kind, l.src[start:l.pos], start, l.pos}
}

// kind moves after the next token and returns its kind.
func (l *exprLexer) kind() tokenType {
	rest := l.src[l.pos:]
	if rest == "" {
		return endToken
	}
	if rest[0] == '"' || rest[0] == '\'' {
		return l.quoted(rest[0])
	}
	if n := numberLength(rest); n > 0 {
		l.pos += n
		return numberToken
	}
	if n := nameLength(rest); n > 0 {
		l.pos += n
		if tail := strings.TrimLeft(rest[n:], spaces); strings.HasPrefix(tail, ":") {
			l.pos += len(rest) - n - len(tail) + 1
			return keywordToken
		}
		switch rest[:n] {
		case "and", "or", "contains", "in":
			return wordToken
		}
		return nameToken
	}
	if rest[0] == '.' {
		if n := nameLength(rest[1:]); n > 0 {
			l.pos += 1 + n
			return keyToken
		}
	}
	for _, operator := range []string{"==", "!=", "<>", "<=", ">=", "<", ">"} {
		if strings.HasPrefix(rest, operator) {
			l.pos += len(operator)
			return operatorToken
		}
	}
	if strings.HasPrefix(rest, "..") {
		l.pos += 2
		return punctToken
	}
	_, size := utf8.DecodeRuneInString(rest)
	l.pos += size
	return punctToken
}

// quoted moves after a string, in which nothing can hide a quote.
func (l *exprLexer) quoted(quote byte) tokenType {
	n := strings.IndexByte(l.src[l.pos+1:], quote)
	if n < 0 {
		l.pos = len(l.src)
		return openStringToken
	}
	l.pos += n + 2
	return stringToken
}

func numberLength(s string) int {
	digits := func(i int) int {
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
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

// nameLength returns how many bytes of s begin a name: a letter or an
// underscore, then letters, digits, hyphens and underscores, then at most one
// question mark.
func nameLength(s string) int {
	n := 0
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || r == '_':
		case i > 0 && (unicode.IsDigit(r) || unicode.IsMark(r) || r == '-'):
		case i > 0 && r == '?':
			return i + 1
		default:
			return i
		}
		n = i + utf8.RuneLen(r)
	}
	return n
}

// isName reports whether s can name a variable.
func isName(s string) bool {
	l := exprLexer{src: s}
	t := l.scan()
	return t.kind == nameToken && t.text == s && !t.isLiteralName()
}

// countWords returns the number of tokens of an expression.
func countWords(expr string) (n int) {
	l := exprLexer{src: expr}
	for l.scan().kind != endToken {
		n++
	}
	return n
}
