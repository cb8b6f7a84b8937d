package render

import (
	"cmp"
	"fmt"
	"slices"
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
// makes the library evaluate them as Jekyll does.
func libraryDialect(at source.Span) string { return dialect(at.String(), false, at) }

// whenDialect is libraryDialect for the values of a when, each of which the library
// compares.
func whenDialect(at source.Span) string { return dialect(at.String(), true, at) }

// dialect rewrites expressions. Where the library and Jekyll agree, which is nearly
// always, the text is returned.
//
//   - A string is read from the file, see literalVar. A backslash in it is a
//     backslash, even before the closing quote.
//   - "a and b or c" is read from the right.
//   - <> is !=, and a list or string can be compared with empty.
//   - A space may stand before the colon of a filter or a loop modifier.
//   - Values that the library looks through, to compare them or to find a key, are
//     counted before: see meter.weigh.
//
// The strings of an expression that is not in a file stay as they are.
func dialect(expr string, when bool, at source.Span) string {
	d := dialectWriter{lexer: exprLexer{src: expr}, levels: []operand{{}}}
	mixed := mixesAndOr(expr)
	parens := 0
	for t := d.lexer.scan(); t.kind != endToken; t = d.lexer.scan() {
		if t.kind == operatorToken {
			d.comparison(t)
			continue
		}
		d.track(t, when)
		switch {
		case t.kind == stringToken && len(t.text) > 2 && at.File != nil:
			d.edit(t.start, t.end, fmt.Sprintf("%s.s%d_%d", literalVar, at.Start+t.start+1, at.Start+t.end-1))
		case t.kind == keywordToken && len(t.name())+1 < len(t.text):
			d.edit(t.start, t.end, t.name()+":")
		case t.kind == wordToken && mixed && (t.text == "and" || t.text == "or"):
			d.edit(t.start, t.end, t.text+" (")
			parens++
		}
	}
	d.end(len(expr), when)
	return d.result(strings.Repeat(")", parens))
}

// operand is the value that is being read, at one depth of brackets.
type operand struct {
	start, end int
	begun      bool
	literal    bool // nothing needs to be counted
	weighed    bool // it is compared
}

// dialectWriter collects the edits that make an expression the library's.
type dialectWriter struct {
	lexer  exprLexer
	levels []operand
	edits  []dialectEdit
}

type dialectEdit struct {
	start, end int
	text       string
}

func (d *dialectWriter) edit(start, end int, text string) {
	d.edits = append(d.edits, dialectEdit{start, end, text})
}

// weigh counts an operand.
func (d *dialectWriter) weigh(o *operand) {
	if o.begun && !o.literal {
		d.edit(o.start, o.start, "(")
		d.edit(o.end, o.end, " | "+weighFilter+")")
	}
	o.literal = true // once
}

// end ends the operand that is being read.
func (d *dialectWriter) end(next int, when bool) {
	o := &d.levels[len(d.levels)-1]
	if o.weighed || when && len(d.levels) == 1 {
		d.weigh(o)
	}
	*o = operand{end: next}
}

// track follows the operands through the next token.
func (d *dialectWriter) track(t exprToken, when bool) {
	o := &d.levels[len(d.levels)-1]
	switch {
	case t.kind == wordToken && t.text == "contains":
		d.weigh(o)
		*o = operand{weighed: true}
	case t.kind == wordToken, t.kind == keywordToken, t.text == ",", t.text == "|", t.text == "..", t.text == "=":
		d.end(t.end, when)
	case t.text == "(" || t.text == "[":
		if !o.begun {
			o.start, o.begun = t.start, true
		}
		o.literal = false
		d.levels = append(d.levels, operand{weighed: t.text == "["})
	case t.text == ")" || t.text == "]":
		d.end(t.end, false)
		if len(d.levels) > 1 {
			d.levels = d.levels[:len(d.levels)-1]
		}
		d.levels[len(d.levels)-1].end = t.end
	case !o.begun:
		o.start, o.begun, o.end = t.start, true, t.end
		o.literal = t.isLiteral()
	default:
		o.literal = o.literal && t.kind != keyToken
		o.end = t.end
	}
}

// comparison rewrites an operator and the value before it.
func (d *dialectWriter) comparison(t exprToken) {
	o := &d.levels[len(d.levels)-1]
	operator := strings.Replace(t.text, "<>", "!=", 1)
	ahead := d.lexer
	next := ahead.scan()
	if !next.isLiteral() {
		d.weigh(o)
	}
	switch {
	case next.kind == nameToken && next.text == "empty" && (operator == "==" || operator == "!="):
		d.edit(t.start, next.end, ".size "+operator+" 0")
		d.lexer = ahead
	case operator != t.text:
		d.edit(t.start, t.end, operator)
	}
	*o = operand{}
}

// isLiteral reports whether comparing with what the token begins is cheap: there
// are no lists and no long strings among the literals.
func (t exprToken) isLiteral() bool {
	return t.kind == stringToken || t.kind == numberToken || t.isLiteralName()
}

// result applies the edits.
func (d *dialectWriter) result(tail string) string {
	expr := d.lexer.src
	if len(d.edits) == 0 {
		return expr
	}
	slices.SortStableFunc(d.edits, func(a, b dialectEdit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) // what is inserted comes first
	})
	var b strings.Builder
	copied := 0
	for _, e := range d.edits {
		b.WriteString(expr[copied:e.start] + e.text)
		copied = e.end
	}
	b.WriteString(expr[copied:])
	b.WriteString(tail)
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
