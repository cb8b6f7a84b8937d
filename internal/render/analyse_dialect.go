package render

import "strings"

// engineDialect returns the expressions of a {{ }} or a tag in the form that
// makes the engine evaluate them as Jekyll does. Where they agree, which is
// nearly always, the argument is returned.
//
//   - A backslash in a string is a backslash, even before the closing quote.
//   - "a and b or c" is read from the right.
//   - <> is !=, and a list or string can be compared with empty.
//   - A space may stand before the colon of a filter or a loop modifier.
func engineDialect(expr string) string {
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
		case t.kind == stringToken && t.text[0] == '"' && strings.Contains(t.text, `\`):
			put(t, strings.ReplaceAll(t.text, `\`, `\\`))
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

// mixesAndOr reports whether both operators stand in an expression.
func mixesAndOr(expr string) bool {
	lexer := exprLexer{src: expr}
	found := make(map[string]bool)
	for t := lexer.scan(); t.kind != endToken; t = lexer.scan() {
		found[t.text] = found[t.text] || t.kind == wordToken
	}
	return found["and"] && found["or"]
}
