package render

import (
	"fmt"
	"strconv"
	"strings"
)

// The values that expressions are made of. All bytes are those of the text that was
// parsed, from its beginning.
type (
	// A node is a literal, a variable with keys, or a range.
	node struct {
		kind  nodeKind
		value any    // of a literal
		word  string // the name of a constant
		// parts are the name of a variable and its keys, or the ends of a range.
		parts      []nodePart
		start, end int
	}

	// A nodePart is a name, a key or an end of a range.
	nodePart struct {
		*node
		bare bool // it stands without brackets, so that size, first and last are commands
	}

	// filtered is a value with filters, as {{ }} and assign have it.
	filtered struct {
		value   *node // nil for none
		filters []filterCall
	}

	filterCall struct {
		name       string
		args       []*node
		named      []namedNode
		start, end int // of the name
	}

	namedNode struct {
		name string
		*node
	}

	// condition is a comparison, and what follows it: the rest counts only if
	// this one does not decide.
	condition struct {
		left, right *node
		operator    string // "" where there is only left
		start, end  int    // of the operator
		rest        *condition
		and         bool // how the rest is joined
		words       bool // empty and blank ask what a value is
	}
)

type nodeKind uint8

const (
	literalNode nodeKind = iota
	variableNode
	rangeNode
)

// An exprError is a syntax error in an expression.
type exprError struct {
	start, end int // bytes of what was parsed
	message    string
	fatal      bool // Liquid refuses it too, whatever the mode
}

func (e *exprError) Error() string { return e.message }

// literalNames are the names of constants.
var literalNames = map[string]any{"nil": nil, "null": nil, "true": true, "false": false, "blank": emptyWord{}, "empty": emptyWord{}}

// emptyWord is empty or blank as a value: the empty string, but for the filters that
// compare with it.
type emptyWord struct{}

// ToLiquid makes it a drop of the template language.
func (emptyWord) ToLiquid() any { return "" }

// exprParser parses expressions as Liquid's strict parser does. A mistake ends
// the parse with a panic that try turns into an error.
type exprParser struct {
	words wordReader
	next  word
	last  int // where the word before next ends
	count int // words that were read
	depth int // of parentheses and brackets
}

// try runs a rule that must read all of a text.
func try(src string, rule func(p *exprParser)) (err *exprError) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*exprError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	p := &exprParser{words: wordReader{src: src}}
	p.advance()
	rule(p)
	p.want(endWord, "")
	return nil
}

func (p *exprParser) advance() word {
	w := p.next
	p.next, p.last = p.words.next(), w.end
	if p.count++; p.count > maxWords {
		panic(&exprError{p.next.start, p.next.end, errTooLong.Error(), true})
	}
	return w
}

func (p *exprParser) accept(kind wordKind, text string) bool {
	if !p.next.is(kind, text) {
		return false
	}
	p.advance()
	return true
}

// acceptNamed accepts a name with a colon after it, and returns the name.
func (p *exprParser) acceptNamed() (name word, ok bool) {
	ahead := p.words
	if p.next.kind != nameWord || !ahead.next().is(punctWord, ":") {
		return word{}, false
	}
	name = p.advance()
	p.advance()
	return name, true
}

func (p *exprParser) want(kind wordKind, text string) word {
	if !p.next.is(kind, text) {
		wanted := strconv.Quote(text)
		switch {
		case text != "":
		case kind == endWord:
			wanted = "the end"
		default:
			wanted = "a name"
		}
		p.unexpected(wanted)
	}
	return p.advance()
}

func (p *exprParser) unexpected(wanted string) {
	found := strconv.Quote(p.next.text)
	switch {
	case p.next.kind == endWord:
		found = "the end"
	case p.next.kind == strayWord && strings.ContainsAny(p.next.text[:1], `"'`):
		p.fail("the string %s has no closing quote", p.next.text)
	case p.next.is(strayWord, "=") && p.next.start > 0:
		p.fail(`write "==" to compare`)
	}
	p.fail("found %s where %s should stand", found, wanted)
}

func (p *exprParser) fail(format string, args ...any) {
	panic(&exprError{start: p.next.start, end: p.next.end, message: fmt.Sprintf(format, args...)})
}

// filtered reads a value with filters, or nothing at all.
func (p *exprParser) filtered() (f filtered) {
	if p.next.kind == endWord {
		return f
	}
	f.value = p.value()
	for p.accept(punctWord, "|") {
		name := p.want(nameWord, "")
		call := filterCall{name: name.text, start: name.start, end: name.end}
		if p.accept(punctWord, ":") {
			for more := true; more; more = p.accept(punctWord, ",") {
				if name, ok := p.acceptNamed(); ok {
					call.named = append(call.named, namedNode{name.text, p.value()})
				} else {
					call.args = append(call.args, p.value())
				}
			}
		}
		f.filters = append(f.filters, call)
	}
	return f
}

// condition reads comparisons joined by "and" and "or".
func (p *exprParser) condition(words bool) *condition {
	first := p.comparison(words)
	for last := first; ; last = last.rest {
		last.and = p.next.is(nameWord, "and")
		if !p.accept(nameWord, "and") && !p.accept(nameWord, "or") {
			return first
		}
		last.rest = p.comparison(words)
	}
}

func (p *exprParser) comparison(words bool) *condition {
	c := &condition{left: p.value(), words: words}
	if operator := p.next; p.accept(operatorWord, "") {
		c.operator, c.start, c.end = operator.text, operator.start, operator.end
		c.right = p.value()
	}
	return c
}

// value reads a literal, a variable or a range.
func (p *exprParser) value() *node {
	first := p.next
	if p.depth++; p.depth > maxDepth {
		panic(&exprError{first.start, first.end, fmt.Sprintf("brackets go deeper than %d inside each other", maxDepth), true})
	}
	defer func() { p.depth-- }()
	n := &node{start: first.start}
	switch {
	case p.accept(stringWord, ""):
		n.value = first.text[1 : len(first.text)-1]
	case p.accept(numberWord, ""):
		n.value = number(first.text)
	case p.accept(nameWord, ""):
		n.kind = variableNode
		n.parts = []nodePart{{&node{value: first.text, start: first.start, end: first.end}, true}}
		p.keys(n)
		if constant, ok := literalNames[first.text]; ok && len(n.parts) == 1 {
			*n = node{value: constant, word: first.text, start: first.start}
		}
	case p.next.is(punctWord, "["):
		n.kind = variableNode
		p.keys(n)
	case p.accept(punctWord, "("):
		n.kind = rangeNode
		n.parts = []nodePart{{p.value(), false}}
		p.want(punctWord, "..")
		n.parts = append(n.parts, nodePart{p.value(), false})
		p.want(punctWord, ")")
	default:
		p.unexpected("a value")
	}
	n.end = p.last
	return n
}

// keys reads what is looked up in a variable.
func (p *exprParser) keys(n *node) {
	for {
		switch {
		case p.accept(punctWord, "."):
			key := p.want(nameWord, "")
			n.parts = append(n.parts, nodePart{&node{value: key.text, start: key.start, end: key.end}, true})
		case p.accept(punctWord, "["):
			key := nodePart{p.value(), false}
			n.parts = append(n.parts, key)
			p.want(punctWord, "]")
		default:
			return
		}
	}
}

// number returns the value of a numeral. One that is too big for an int stays a text.
func number(s string) any {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	whole, fraction, ok := strings.Cut(s, ".")
	if !ok {
		return s
	}
	fraction, _, _ = strings.Cut(fraction, ".") // 1.2.3 is 1.2
	f, _ := strconv.ParseFloat(whole+"."+fraction+"0", 64)
	return f
}
