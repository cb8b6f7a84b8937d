package data

import (
	"encoding/json"
	"math"
	"slices"

	"docgen/internal/source"
)

// JSON is the result of reading one example: its documents and problems.
type JSON struct {
	Text source.Text
	// Docs are the documents in the order written; an invalid one is corrected as
	// far as its mistakes were understood. A scalar that had to be corrected is a
	// Placeholder, since its value is a guess; so is one that is missing, with
	// an empty Raw.
	Docs []*Node
	// Fragment: the text is a list of members without the braces around it. It
	// was read, and is in Docs, as if it had them.
	Fragment bool
	// Abbreviated: the text omits something deliberately, by an ellipsis, a
	// comment or prose, or is JavaScript rather than JSON.
	Abbreviated bool
	// NotJSON: the text does not look like JSON at all, but like a command, a
	// request line, code or prose. There may be documents in it.
	NotJSON bool
	// Problems are the mistakes, sorted by place.
	Problems []Problem
}

// maxJSONDepth is how deep values may be nested, the limit of encoding/json.
const maxJSONDepth = 10_000

// ReadJSON reads JSON as written in documentation: one or more documents, or
// bare members; with comments, ellipses and placeholders. It recovers from
// mistakes and reports each once, at the place where it is fixed.
//
// Places in the problems are bytes of t. Their kinds are missing-comma,
// trailing-comma, extra-comma, missing-colon, extra-colon, wrong-separator,
// missing-bracket, extra-bracket, wrong-bracket, missing-key, missing-value,
// undefined-variable, unquoted-key, unquoted-value, unescaped-quote,
// unterminated-string, single-quote, smart-quote, newline-in-string,
// tab-in-string, control-character, invalid-escape, invalid-number,
// invalid-whitespace, backslash-in-payload, unexpected-text, too-deep and
// duplicate-key.
//
// The work is done in four steps: a lexer decides where strings start and end,
// the brackets are balanced, a parser builds the tree and finds what is wrong
// between the values, and the fixes are tried. See [jsonLexer], [balance],
// [jsonParser] and [Settle].
func ReadJSON(t source.Text) *JSON {
	doc := read(t)
	Settle(t, doc.Problems, func(t source.Text) int {
		after := read(t)
		if after.NotJSON && !doc.NotJSON || after.Abbreviated && !doc.Abbreviated {
			return math.MaxInt // it has less because it is not judged any more
		}
		return len(after.Problems)
	})
	return doc
}

// read is ReadJSON before the safe fixes are tried.
func read(t source.Text) *JSON {
	doc := &JSON{Text: t}
	lexer := newJSONLexer(t.Bytes, json.Valid(t.Bytes))
	lexer.run()
	slices.SortStableFunc(lexer.problems, byPlace)
	parser := balance(t, lexer.tokens, lexer.problems)
	doc.Docs = parser.docs
	doc.Fragment = parser.fragment
	doc.Abbreviated = lexer.abbreviated || parser.abbreviated
	doc.Problems = append(lexer.problems, parser.problems...)
	switch prose, javaScript := lexer.otherLanguage(); {
	case lexer.valid:
	case lexer.code, len(doc.Docs) == 0, prose:
		doc.NotJSON, doc.Problems = true, nil
	case javaScript, lexer.template:
		doc.Abbreviated, doc.Problems = true, nil
	default:
		doc.NotJSON = lexer.tokens[0].kind == jsonText
		if lexer.skipsBrackets() {
			doc.Problems = withoutGuesses(doc.Problems)
		}
	}
	// Without a bracket, it is a guess which members belong together.
	if !doc.NotJSON && !slices.ContainsFunc(doc.Problems, isBracketProblem) {
		doc.Problems = append(doc.Problems, parser.duplicates...)
	}
	slices.SortStableFunc(doc.Problems, byPlace)
	return doc
}

func byPlace(a, b Problem) int { return a.Start - b.Start }

func isBracketProblem(p Problem) bool {
	switch p.Kind {
	case "missing-bracket", "extra-bracket", "wrong-bracket", "missing-key", "too-deep":
		return true
	}
	return false
}
