package render

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/osteele/liquid/values"

	"docgen/internal/source"
)

// literalVar is the variable by which programs read the string literals of the
// template that runs: docgen_literal.s12_17 is the bytes from 12 to 17 of its
// file. A value read so shares the memory of the file, which keeps its
// provenance through tags and filters.
const literalVar = "docgen_literal"

// libraryDialect returns the expressions of a {{ }} or a tag in the form that
// makes the library evaluate them as Jekyll does. Where they agree, which is
// nearly always, the text is returned.
//
//   - A string is read from the file, see literalVar. A backslash in it is a
//     backslash, even before the closing quote.
//   - "a and b or c" is read from the right.
//   - <> is !=, and a list or string can be compared with empty.
//   - A space may stand before the colon of a filter or a loop modifier.
func libraryDialect(at source.Span) string {
	expr := at.String()
	var b strings.Builder
	lexer := exprLexer{src: expr}
	mixed := mixesAndOr(expr)
	parens := 0
	copied := 0 // bytes of expr that are in b
	put := func(t exprToken, text string) {
		b.WriteString(expr[copied:t.start] + text)
		copied = t.end
	}
	for t := lexer.scan(); t.kind != endToken; t = lexer.scan() {
		switch {
		case t.kind == stringToken && len(t.text) > 2:
			put(t, fmt.Sprintf("%s.s%d_%d", literalVar, at.Start+t.start+1, at.Start+t.end-1))
		case t.kind == keywordToken && len(t.name())+1 < len(t.text):
			put(t, t.name()+":")
		case t.kind == wordToken && mixed && (t.text == "and" || t.text == "or"):
			put(t, t.text+" (")
			parens++
		case t.kind == operatorToken:
			operator := strings.Replace(t.text, "<>", "!=", 1)
			ahead := lexer
			if next := ahead.scan(); next.kind == nameToken && next.text == "empty" && (operator == "==" || operator == "!=") {
				put(t, ".size "+operator+" 0")
				lexer, copied = ahead, next.end
			} else if operator != t.text {
				put(t, operator)
			}
		}
	}
	if copied == 0 {
		return expr
	}
	b.WriteString(expr[copied:])
	b.WriteString(strings.Repeat(")", parens))
	return b.String()
}

// mixesAndOr reports whether an expression has both operators.
func mixesAndOr(expr string) bool {
	lexer := exprLexer{src: expr}
	found := make(map[string]bool)
	for t := lexer.scan(); t.kind != endToken; t = lexer.scan() {
		found[t.text] = found[t.text] || t.kind == wordToken
	}
	return found["and"] && found["or"]
}

// literals are the string literals of a template, as its program reads them.
type literals struct {
	values.Value // nil: only PropertyValue is called
	file         *source.File
}

// PropertyValue returns the literal with the given bytes of the file.
func (l literals) PropertyValue(name values.Value) values.Value {
	first, second, _ := strings.Cut(name.Interface().(string)[1:], "_")
	start, _ := strconv.Atoi(first)
	end, _ := strconv.Atoi(second)
	return values.ValueOf(l.file.Span(start, end).String())
}
