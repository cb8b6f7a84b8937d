package data

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// This file knows what documentation writes in JSON in place of values and
// members: ellipses, alternatives, templates, and the long strings of consoles.

// gapEnd returns the end of the ellipsis that starts at i, with the words about
// what is left out, or i.
func gapEnd(b []byte, i int) int {
	n := dots(b[i:])
	if n == 0 {
		return i
	}
	end := skipWhile(b, i+n, func(c byte) bool { return c != '\n' && c != '\r' && c != '"' && !isPunctuation(c) })
	if end < len(b) && (b[end] == '[' || b[end] == '{') && isBlank(b[end-1]) {
		if m := remark.Find(b[end:lineEndAt(b, end)]); m != nil {
			end += len(m) // ... [more items]
		}
	}
	return end
}

// dots returns the length of the ellipsis that b starts with, or 0.
func dots(b []byte) int {
	for _, dots := range []string{"...", "…", ". . ."} {
		if bytes.HasPrefix(b, []byte(dots)) {
			return len(dots)
		}
	}
	if bytes.HasPrefix(b, []byte("..")) && (len(b) == 2 || !isWordByte(b[2]) && b[2] != '/' && b[2] != '\\') {
		return 2
	}
	return 0
}

var (
	// remark matches words in brackets that are no values.
	remark = regexp.MustCompile(`^(?:\[[^][{}":]*[a-z][^][{}":]*\]|\{[^][{}":]*[a-z][^][{}":]*\})`)
	// bracketedGap matches an ellipsis in brackets.
	bracketedGap = regexp.MustCompile(`^(?:\[ *(?:\.\.+|…)[^][{}",:]*\]|\{ *(?:\.\.+|…)[^][{}",:]*\}|\([^()"]*(?:\.\.+|…)[^()"]*\))`)
	// abridged matches the text of a comment that stands for what is left out,
	// restOf the text of one that does so at the end of an object or array.
	abridged = regexp.MustCompile(`(?i)^(?:\.\.|…)|(?:\.\.|…)$|\b(?:omitted|truncated|snipped)\b`)
	restOf   = regexp.MustCompile(`(?i)^(?:some |many |and |the )*(?:more|others?|additional|further|remaining|rest|repeat|etc)\b`)
)

// bracketedGap returns the end of an ellipsis in brackets that stands where a
// member or an item begins, or i.
func (l *jsonLexer) bracketedGap(i int) int {
	if l.valid || len(l.open) == 0 || l.role() == roleValue {
		return i
	}
	return i + len(bracketedGap.Find(l.b[i:l.lineEnd]))
}

// omits reports whether the comment from i to end stands for what is left out.
func omits(b []byte, i, end int) bool {
	text := bytes.TrimRight(bytes.TrimLeft(b[i:end], "/*#<!- \t"), "*/-> \t\r\n")
	if abridged.Match(text) {
		return true
	}
	next := skipWhile(b, end, isSpace)
	return next < len(b) && (b[next] == ']' || b[next] == '}') && restOf.Match(text)
}

// skipsBrackets reports whether an ellipsis alone on its line may stand for brackets
// too. One that is indented like the members before and after it stands for members
// alone. The lines around it tell, not the brackets, which may be what is wrong.
func (l *jsonLexer) skipsBrackets() bool {
	line := 0 // the first token of the last line that is no ellipsis
	for i := range l.tokens {
		t := &l.tokens[i]
		switch next := &l.tokens[min(i+1, len(l.tokens)-1)]; {
		case !t.first:
		case t.kind != jsonGap || next.line == t.line:
			line = i
		case i == 0 && !next.opener(), i > 0 && !t.alignedAfter(&l.tokens[line], &l.tokens[i-1]):
			return true
		case next.kind != jsonGap && next.kind != jsonEnd && (next.indent > t.indent || next.indent < t.indent && !next.closer()):
			return true
		}
	}
	return false
}

// alignedAfter reports whether a token that begins a line is indented as a member
// after the line from first to last is.
func (t *jsonToken) alignedAfter(first, last *jsonToken) bool {
	if last.opener() {
		return t.indent > first.indent
	}
	return t.indent == first.indent
}

// withoutGuesses removes what may be wrong because an ellipsis stands for brackets
// too. No bracket makes a comma before a closing one right.
func withoutGuesses(problems []Problem) []Problem {
	if !slices.ContainsFunc(problems, isBracketProblem) {
		return problems
	}
	var sure []Problem
	for _, p := range problems {
		if !isBracketProblem(p) && (p.Kind == "trailing-comma" || !strings.HasSuffix(p.Kind, "-comma")) {
			sure = append(sure, p)
		}
	}
	return sure
}

// cutDots returns the end of the number or literal that a word from i to end
// begins with and an ellipsis follows, or end.
func cutDots(b []byte, i, end int) int {
	cut := end
	for cut > i && b[cut-1] == '.' {
		cut--
	}
	if word := b[i:cut]; end-cut >= 2 && (isNumber(word) || isLiteral(word)) {
		return cut
	}
	return end
}

// alternatives matches the values that a reader may choose from, or the name of
// a type in place of a value.
var alternatives = regexp.MustCompile(`^(?:(?:true|false|null|\w+) *[|/] *(?:true|false|null)(?: *[|/] *\w+)*|` +
	`\w+(?: *\| *\w+)+|(?:string|integer|int|number|boolean|bool|float|double|object|array|date|timestamp)(?:\[\])?)`)

// choice returns the end of the alternatives that start at i, or i.
func (l *jsonLexer) choice(i int, role jsonRole) int {
	if l.valid || role == roleKey {
		return i
	}
	m := alternatives.Find(l.b[i:min(l.lineEnd, i+maxHole)])
	if m == nil || !l.delimited(i+len(m), role) || isLiteral(m) || isNumber(m) {
		return i
	}
	return i + len(m)
}

// longString lexes a string between """ and """, which may be broken over
// lines: consoles for JSON APIs have it. It returns i where none starts.
func (l *jsonLexer) longString(i int) int {
	const quotes = `"""`
	if l.valid || l.noLong || !bytes.HasPrefix(l.b[i:], []byte(quotes)) || l.role() == roleKey {
		return i
	}
	n := bytes.Index(l.b[i+len(quotes):], []byte(quotes))
	if n < 0 {
		l.noLong = true
		return i
	}
	textEnd := i + len(quotes) + n
	end := skipWhile(l.b, textEnd, func(c byte) bool { return c == '"' }) // """a "word""""
	if !l.fits(end, l.role()) {
		return i
	}
	l.addText(jsonString, i, end, i+len(quotes), end-len(quotes))
	l.countLines(i, end)
	return end
}

// isTemplate reports whether a placeholder is a statement of a template language,
// after which nothing is known of the brackets and commas.
func isTemplate(hole []byte) bool {
	return bytes.HasPrefix(hole, []byte("{%")) || len(hole) > 2 && hole[0] == '{' && bytes.IndexByte([]byte("#/^!>"), hole[2]) >= 0
}
