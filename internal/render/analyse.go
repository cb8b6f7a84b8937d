package render

import (
	"errors"
	"fmt"
	"strconv"
)

// varUse is one place where an expression reads a variable.
type varUse struct {
	// Path is the variable and the keys below it. It ends before an index
	// that is itself an expression.
	Path []string
	// Start and End are the bytes of the path in what was analysed.
	Start, End int
	// Guarded: the variable may be missing, because it is tested, looped over, or
	// has a default.
	Guarded bool
}

// filterUse is one place where an expression applies a filter.
type filterUse struct {
	Name string
	// Start and End are the bytes of the name in what was analysed.
	Start, End int
	// Dynamic: it evaluates an expression that is not known before it runs.
	Dynamic bool
}

// An exprError is a syntax error in an expression.
type exprError struct {
	start, end int // bytes of what was analysed
	message    string
}

func (e *exprError) Error() string { return e.message }

// analyseExpr lists what the expression of a {{ }} mentions, without running
// it. The error is an *exprError; what was found before it is returned too.
func analyseExpr(expr string) (vars []varUse, filters []filterUse, err error) {
	p := newExprParser(expr)
	err = p.parse(func() {
		p.condition()
		p.want(endToken, "")
	})
	return p.vars, p.filters, err
}

// exprParser parses the language that the library understands. A mistake ends
// the parse with a panic that parse turns into an error.
type exprParser struct {
	lexer   exprLexer
	next    exprToken
	last    int // where the token before next ends
	vars    []varUse
	filters []filterUse
	words   int // that were read
	depth   int // of parentheses and brackets
}

func newExprParser(src string) *exprParser { return &exprParser{lexer: exprLexer{src: src}} }

func (p *exprParser) parse(rule func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*exprError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	p.advance()
	rule()
	return nil
}

func (p *exprParser) advance() exprToken {
	t := p.next
	p.next, p.last = p.lexer.scan(), t.end
	if p.words++; p.words > maxWords {
		p.fail(p.next, "%s", errTooLong)
	}
	return t
}

// at reports whether the next token is of a kind, and has a text if one is
// given.
func (p *exprParser) at(kind tokenType, text string) bool {
	return p.next.kind == kind && (text == "" || p.next.text == text)
}

func (p *exprParser) accept(kind tokenType, text string) bool {
	if !p.at(kind, text) {
		return false
	}
	p.advance()
	return true
}

func (p *exprParser) acceptKeyword(name string) bool {
	return p.next.kind == keywordToken && p.next.name() == name && p.accept(keywordToken, "")
}

func (p *exprParser) want(kind tokenType, text string) exprToken {
	if !p.at(kind, text) {
		if text == "" {
			text = kind.String()
		} else {
			text = strconv.Quote(text)
		}
		p.unexpected(text)
	}
	return p.advance()
}

func (p *exprParser) unexpected(wanted string) {
	found := strconv.Quote(p.next.text)
	switch p.next.kind {
	case endToken:
		found = "the end"
	case openStringToken:
		p.fail(p.next, "the string %s has no closing quote", p.next.text)
	}
	p.fail(p.next, "found %s where %s should stand", found, wanted)
}

func (p *exprParser) fail(at exprToken, format string, args ...any) {
	panic(&exprError{at.start, at.end, fmt.Sprintf(format, args...)})
}

// condition is comparisons joined by "and" and "or".
func (p *exprParser) condition() {
	head := len(p.vars)
	p.value()
	p.conditionOf(head)
}

// conditionOf parses the rest of a condition after its first value, whose
// variables begin at head.
func (p *exprParser) conditionOf(head int) {
	p.comparisonOf(head)
	for p.accept(wordToken, "and") || p.accept(wordToken, "or") {
		head = len(p.vars)
		p.value()
		p.comparisonOf(head)
	}
}

func (p *exprParser) comparisonOf(head int) {
	if p.at(punctToken, "=") {
		p.fail(p.next, `write "==" to compare`)
	}
	if p.accept(operatorToken, "") || p.accept(wordToken, "contains") {
		p.value()
		return
	}
	p.filtersOf(head)
}

// filtered is a value with filters.
func (p *exprParser) filtered() {
	head := len(p.vars)
	p.value()
	p.filtersOf(head)
}

// filtersOf reads the filters of a value whose variables begin at head.
func (p *exprParser) filtersOf(head int) {
	for p.accept(punctToken, "|") {
		name := p.next
		if !p.accept(keywordToken, "") {
			p.want(nameToken, "")
			p.filters = append(p.filters, filterUse{Name: name.text, Start: name.start, End: name.end})
			continue
		}
		filter := name.name()
		i := len(p.filters)
		p.filters = append(p.filters, filterUse{Name: filter, Start: name.start, End: name.start + len(filter)})
		p.filters[i].Dynamic = p.arguments(filter)
		if filter == "default" {
			for i := range p.vars[head:] {
				p.vars[head+i].Guarded = true
			}
		}
	}
}

// arguments reads the arguments of a filter. dynamic reports whether one of them
// is an expression that is not known before it runs.
func (p *exprParser) arguments(filter string) (dynamic bool) {
	literals := []exprToken{p.value()}
	for p.accept(punctToken, ",") {
		named := p.accept(keywordToken, "")
		literal := p.value()
		if !named {
			literals = append(literals, literal)
		}
	}
	switch filter {
	case "where_exp", "find_exp", "group_by_exp":
		if len(literals) == 2 && literals[0].kind == stringToken && literals[1].kind == stringToken {
			p.nested(literals[0].unquoted(), literals[1])
			return false
		}
		return true
	}
	return false
}

// nested analyses the expression in a string, in which a name is bound.
func (p *exprParser) nested(bound string, literal exprToken) {
	vars, filters, err := shift(literal.start + 1)(analyseExpr(literal.unquoted()))
	for _, v := range vars {
		if v.Path[0] != bound {
			p.vars = append(p.vars, v)
		}
	}
	p.filters = append(p.filters, filters...)
	if err != nil {
		panic(err)
	}
}

// shift returns a function that moves what was found in a part of a text to
// where the part begins.
func shift(by int) func([]varUse, []filterUse, error) ([]varUse, []filterUse, error) {
	return func(vars []varUse, filters []filterUse, err error) ([]varUse, []filterUse, error) {
		for i := range vars {
			vars[i].Start += by
			vars[i].End += by
		}
		for i := range filters {
			filters[i].Start += by
			filters[i].End += by
		}
		if e, ok := err.(*exprError); ok {
			err = &exprError{e.start + by, e.end + by, e.message}
		}
		return vars, filters, err
	}
}

// value is a literal, a variable, a range or a condition in parentheses, with
// the keys and indexes after it. It returns the token of a plain literal.
func (p *exprParser) value() (literal exprToken) {
	first := p.next
	variable := -1
	if p.depth++; p.depth > maxDepth { // the library would run out of memory for calls
		p.fail(first, "brackets go deeper than %d inside each other", maxDepth)
	}
	defer func() { p.depth-- }()
	switch {
	case p.accept(stringToken, "") || p.accept(numberToken, "") || first.isLiteralName() && p.accept(nameToken, ""):
		literal = first
		if _, err := strconv.ParseInt(first.text, 10, 64); errors.Is(err, strconv.ErrRange) {
			p.fail(first, "the number %s is too big", first.text)
		}
	case p.accept(nameToken, ""):
		variable = len(p.vars)
		p.vars = append(p.vars, varUse{Path: []string{first.text}, Start: first.start, End: first.end})
	case p.accept(punctToken, "("):
		head := len(p.vars)
		p.value()
		if p.accept(punctToken, "..") {
			p.value()
		} else {
			p.conditionOf(head)
		}
		p.want(punctToken, ")")
	default:
		p.unexpected("a value")
	}
	if p.keys(variable) {
		literal = exprToken{}
	}
	return literal
}

// keys reads what is looked up in a value, adds it to the path of the variable
// with the given index, if there is one, and reports whether there was any.
func (p *exprParser) keys(variable int) (found bool) {
	extend := func(key string, end int) {
		if variable >= 0 {
			v := &p.vars[variable]
			v.Path, v.End = append(v.Path, key), end
		}
	}
	for ; ; found = true {
		switch t := p.next; {
		case p.accept(keyToken, ""):
			extend(t.text[1:], t.end)
		case p.accept(punctToken, "["):
			index := p.value()
			closing := p.want(punctToken, "]")
			switch index.kind {
			case stringToken:
				extend(index.unquoted(), closing.end)
			case numberToken:
				extend(index.text, closing.end)
			default:
				variable = -1
			}
		default:
			return found
		}
	}
}

// guard marks all variables as tested.
func (p *exprParser) guard() {
	for i := range p.vars {
		p.vars[i].Guarded = true
	}
}
