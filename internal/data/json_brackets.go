package data

import (
	"bytes"
	"fmt"

	"docgen/internal/source"
)

// bracketFix is a change of the tokens after which the brackets match better: a
// bracket is put before the token at an index, or that token is left out.
type bracketFix struct {
	at      int
	bracket jsonKind // what is put there; jsonEnd leaves the token out
	problem Problem
}

// maxBracketFixes is how often one text is parsed again for its brackets.
const maxBracketFixes = 8

// balance parses tokens, and again with one bracket more or less, until the
// brackets match. A missing or extra bracket is noticed long after its place;
// the layout shows where that is. Mistakes inside of tokens were fixed before.
func balance(t source.Text, tokens []jsonToken, inTokens []Problem) *jsonParser {
	var problems []Problem
	for tries := 0; ; tries++ {
		p := newJSONParser(t, tokens)
		p.inTokens = inTokens
		p.final = tries == maxBracketFixes
		p.run()
		if p.imbalance == nil {
			p.problems = append(p.problems, problems...)
			return p
		}
		problems = append(problems, p.imbalance.problem)
		tokens = p.imbalance.apply(nil, tokens)
	}
}

// apply appends the tokens with the change to dst.
func (m *bracketFix) apply(dst, tokens []jsonToken) []jsonToken {
	dst = append(dst, tokens[:m.at]...)
	if m.bracket == jsonEnd {
		return append(dst, tokens[m.at+1:]...)
	}
	line := tokens[max(m.at-1, 0)].line
	dst = append(dst, jsonToken{kind: m.bracket, start: m.problem.Start, end: m.problem.Start, line: line, added: true})
	return append(dst, tokens[m.at:]...)
}

// opens and closes return the brackets of an object or array.
func opens(kind Kind) jsonKind {
	if kind == Object {
		return '{'
	}
	return '['
}

func closes(kind Kind) jsonKind { return opens(kind) + 2 }

// nests returns what a bracket opens or closes.
func (t *jsonToken) nests() Kind {
	if t.kind == '{' || t.kind == '}' {
		return Object
	}
	return Array
}

// matching returns the bracket that closes the frame.
func (f *jsonFrame) matching() jsonKind { return closes(f.node.Kind) }

// bracketName returns what the bracket at a token opens, with its key if it has
// one, for messages.
func (p *jsonParser) bracketName(kind Kind, token int) string {
	name := "the " + kind.String()
	if token > 1 && p.tokens[token-1].kind == ':' && p.tokens[token-2].kind == jsonString {
		key := &p.tokens[token-2]
		name += " " + show(p.t.Bytes[key.text.start:key.text.end])
	}
	return name
}

// unclosed is the problem of an object or array, opened at a token, whose
// closing bracket belongs at an offset.
func (p *jsonParser) unclosed(kind Kind, token, at int) Problem {
	bracket := string(closes(kind))
	return replacement("missing-bracket", at, at, bracket,
		fmt.Sprintf("missing %q: %s is not closed", bracket, p.bracketName(kind, token)), "insert the bracket", false)
}

func (p *jsonParser) extra(t *jsonToken, safe bool) Problem {
	return replacement("extra-bracket", t.start, t.end, "", fmt.Sprintf("%q is one too many", p.bytes(t)), "remove the bracket", safe)
}

// closeBracket closes the innermost frame, if t fits.
func (p *jsonParser) closeBracket(f *jsonFrame, t *jsonToken) {
	if f.matching() != t.kind && !p.mismatch(f, t) {
		return
	}
	f = p.top()
	if f.state != wantComma && f.comma >= 0 && !f.loose && !t.added {
		p.trailingComma(f)
	}
	if f.bare {
		// The members are not bare: their opening brace is missing.
		f.bare = false
		p.missingStart(f.token, "{", "member")
	}
	p.pop(t)
}

func (p *jsonParser) trailingComma(f *jsonFrame) {
	comma := &p.tokens[f.comma]
	p.problem(replacement("trailing-comma", comma.start, comma.end, "", "trailing comma"+p.afterWhat(f), "remove the comma", true))
}

// mismatch handles a closing bracket of the wrong sort. It reports whether the
// innermost frame is now the one that t closes.
//
// Three mistakes look alike: the right bracket was forgotten before t, t was
// typed in its place, or t is one too many. They are distinguished by the number
// of brackets that are closed from here to the end.
func (p *jsonParser) mismatch(f *jsonFrame, t *jsonToken) bool {
	depth, rest := p.depth(), p.unmatched[p.at+1]
	below := -1
	for i := len(p.frames) - 2; i >= 0 && below < 0; i-- {
		if p.frames[i].matching() == t.kind && !p.frames[i].bare {
			below = i
		}
	}
	switch {
	case f.added:
		// The array around is closed: so is the object that was put into it.
		p.pop(&p.tokens[p.at-1])
		return p.top() != nil && p.top().matching() == t.kind
	case rest == depth-1 && !f.bare:
		p.problem(replacement("wrong-bracket", t.start, t.end, string(f.matching()),
			fmt.Sprintf("%q where %s ends", p.bytes(t), p.bracketName(f.node.Kind, f.token)),
			fmt.Sprintf("write %q", string(f.matching())), false))
		return true
	case below >= 0 && rest < depth:
		for len(p.frames)-1 > below {
			p.closeMissing(p.at)
		}
		return true
	}
	if t.kind == ']' && !p.final {
		if at, ok := p.forgottenList(f); ok {
			p.imbalance = &bracketFix{at: at, bracket: '[', problem: p.opener(Array, p.tokens[at-1].end)}
			return false
		}
	}
	p.problem(p.extra(t, false))
	return false
}

// maxListTokens is how far back the start of an array without its bracket is
// looked for.
const maxListTokens = 1000

// forgottenList finds the place after a colon where an array begins without
// its bracket: its first item is on a separate line.
func (p *jsonParser) forgottenList(f *jsonFrame) (int, bool) {
	for i := p.at - 1; i > max(f.token, p.at-maxListTokens); i-- {
		if p.tokens[i].kind == ':' && p.tokens[i+1].first && p.unmatched[i+1]-p.unmatched[p.at] == 0 {
			return i + 1, true
		}
	}
	return 0, false
}

// opener is the problem of an object or array whose opening bracket belongs at
// an offset.
func (p *jsonParser) opener(kind Kind, at int) Problem {
	bracket := string(opens(kind))
	return replacement("missing-bracket", at, at, " "+bracket, fmt.Sprintf("missing %q: an %s begins here", bracket, kind), "insert the bracket", false)
}

// missingOpener opens a frame whose bracket is missing at an offset. The frame
// begins with the token at the current place.
func (p *jsonParser) missingOpener(kind Kind, at int) {
	p.problem(p.opener(kind, at))
	t := p.tokens[p.at]
	t.kind = opens(kind)
	p.push(&t)
	if f := p.top(); f != nil {
		f.added = true
	}
}

// closeMissing closes the innermost frame, whose bracket is missing before the
// token at i: after the value before it or, where only the comma that followed
// the bracket is left of its line, before that comma.
func (p *jsonParser) closeMissing(i int) {
	f := p.top()
	comma := f.comma
	last, at := &p.tokens[i-1], p.tokens[i-1].end
	if f.state == wantComma || f.loose {
		comma = -1 // none, or an ellipsis follows it
	} else if comma == i-1 && comma > 0 {
		last, at = &p.tokens[i-2], p.tokens[i-2].end
		if p.tokens[comma].first {
			at = p.tokens[comma].start
		}
	}
	p.problem(p.unclosed(f.node.Kind, f.token, at))
	p.pop(last)
	if f := p.top(); f != nil && comma >= 0 {
		f.state, f.comma = first(f.node.Kind), comma
	} else if f != nil {
		f.loose = true
	}
}

// keyForValue handles a key where a value is expected: the object around it has
// no opening brace, or the member before it has no value.
func (p *jsonParser) keyForValue(f *jsonFrame, t *jsonToken) bool {
	key := &p.tokens[f.keyAt]
	if t.line == key.line && bytes.Equal(p.bytes(t), p.bytes(key)) {
		p.problem(replacement("unexpected-text", key.start, t.start, "", "the key "+show(f.key.Text.Bytes)+" is written twice", "remove one", true))
		f.keyAt, f.state = p.at, wantColon
		return true
	}
	deeper := t.line == key.line || t.indent > key.indent
	_, _, undefined := p.nothing(p.tokens[f.colon].end, t.start)
	if !deeper && p.unmatched[p.at] <= p.depth() || undefined {
		p.missingValue(f, t)
		return false
	}
	p.missingOpener(Object, p.tokens[f.colon].end)
	return false
}

// keyInArray handles a key in an array: an object begins without its brace, or
// the array was not closed.
func (p *jsonParser) keyInArray(f *jsonFrame, t *jsonToken) bool {
	if len(p.frames) > 1 && (f.comma >= 0 || f.state == wantComma) && p.endedBefore(f, t) {
		p.closeMissing(p.at)
		return false
	}
	p.missingOpener(Object, t.start)
	return false
}

// endedBefore reports whether an array seems to have ended before the key t:
// t is indented no deeper than the line of its bracket or, on one line, no
// bracket of the array follows.
func (p *jsonParser) endedBefore(f *jsonFrame, t *jsonToken) bool {
	if t.first {
		return t.indent <= p.tokens[f.token].indent
	}
	depth := 0
	for i := p.at; i < len(p.tokens); i++ {
		switch t := &p.tokens[i]; {
		case t.opener():
			depth++
		case t.closer() && depth > 0:
			depth--
		case t.closer():
			return t.kind == '}' && p.tokens[i+1].kind != ']' && p.tokens[i+1].kind != ','
		}
	}
	return true
}

// maxListItems is how many items of an array without brackets are looked at.
const maxListItems = 64

// listWithoutBracket reports whether the value t begins a list of scalars that
// ends with a bracket but has none at its start.
func (p *jsonParser) listWithoutBracket(f *jsonFrame, t *jsonToken) bool {
	if !t.scalar() {
		return false
	}
	for n := range maxListItems {
		i := p.at + 2*n
		if i+1 >= len(p.tokens) || !p.tokens[i].scalar() {
			return false
		}
		switch p.tokens[i+1].kind {
		case ',':
		case ']':
			return n > 0 || t.first
		default:
			return false
		}
	}
	return false
}
