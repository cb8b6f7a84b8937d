package data

import (
	"math"
	"slices"
)

// This file guesses from the layout where a bracket is missing or too many, if
// the brackets do not match. Every possible place is tried; the fix after which
// the layout is most regular wins. Of equal ones the place where the mismatch
// was noticed is taken.

// maxPlaces is how many places are tried for one bracket.
const maxPlaces = 32

// The costs of irregularities. Brackets that do not match cost more than any
// layout. A comma alone on its line is what remains of "}," without its
// bracket; "}}" is regular only where "{{" opened both.
const (
	costGlued     = 2
	costLoneComma = 6
	costWrongSort = 50
	costUnmatched = 100
)

// level is the layout of an open bracket.
type level struct {
	kind    Kind
	token   int
	line    int
	indent  int // of the line of the opening bracket, -1 where it was added
	sibling int // indent of the last member or item that begins a line, or -1
}

// layout computes the cost of tokens and keeps the open brackets.
type layout struct {
	tokens []jsonToken
	open   []level
	closed level // the one closed last
	cost   int
}

// step processes the token at i and adds the cost of its irregularities.
func (w *layout) step(i int) {
	t := &w.tokens[i]
	n := len(w.open) - 1
	switch {
	case t.kind == ',' && w.loneComma(i):
		w.cost += costLoneComma
	case n >= 0 && t.first && !t.closer() && t.kind != jsonEnd:
		top := &w.open[n]
		if top.sibling >= 0 && top.sibling != t.indent || top.sibling < 0 && t.indent <= top.indent {
			w.cost++
		}
		top.sibling = t.indent
	}
	switch {
	case t.opener():
		indent := t.indent
		if t.added {
			indent = -1
		}
		w.open = append(w.open, level{kind: t.nests(), token: i, line: t.line, indent: indent, sibling: -1})
	case t.closer() && n < 0:
		w.cost += costUnmatched
	case t.closer():
		if w.open[n].kind != t.nests() {
			w.cost += costWrongSort
		}
		switch {
		case w.open[n].indent < 0:
		case t.first && w.open[n].indent != t.indent:
			w.cost++
		case !t.first && !t.added && w.tokens[i-1].closer() && w.closed.line != w.open[n].line:
			w.cost += costGlued
		}
		w.closed, w.open = w.open[n], w.open[:n]
		if next := w.tokens[i+1].kind; n == 0 && (next == ',' || next == jsonString) {
			w.cost += costUnmatched // closed too early
		}
	}
}

func (w *layout) loneComma(i int) bool {
	t := &w.tokens[i]
	return t.first && i > 0 && !w.tokens[i-1].added && w.tokens[i+1].line != t.line
}

// layoutCost returns the cost of tokens, or more than limit.
func layoutCost(tokens []jsonToken, limit int) int {
	w := layout{tokens: tokens}
	for i := 0; i < len(tokens) && w.cost <= limit; i++ {
		w.step(i)
	}
	return w.cost + costUnmatched*len(w.open)
}

// cheapest returns the fix that is better than the first one by at least gain,
// or after which nothing is irregular; else the first one.
func (p *jsonParser) cheapest(fixes []*bracketFix, gain int) *bracketFix {
	best := fixes[0]
	scratch := best.apply(nil, p.tokens)
	least := layoutCost(scratch, math.MaxInt)
	first := least
	for _, m := range fixes[1:min(len(fixes), maxPlaces)] {
		scratch = m.apply(scratch[:0], p.tokens)
		if cost := layoutCost(scratch, least); cost < least && (cost == 0 || cost+gain <= first) {
			best, least = m, cost
		}
	}
	return best
}

// unclosedFix finds where a bracket was not closed, if it is still open at the
// end. It returns nil if no place is better than the end.
func (p *jsonParser) unclosedFix() *bracketFix {
	if len(p.nameless) > 0 {
		return p.removal(p.nameless[0], false)
	}
	end := len(p.tokens) - 1
	atEnd := p.closingFix(end, p.top().node.Kind, p.top().token)
	fixes := []*bracketFix{atEnd}
	w := layout{tokens: p.tokens}
	for i := range end {
		t := &p.tokens[i]
		if n := len(w.open) - 1; n > 0 || n == 0 && p.fragmented() {
			top := &w.open[n]
			if t.kind == ',' && w.loneComma(i) || t.first && t.indent <= top.indent && !(t.closer() && t.indent == top.indent) {
				fixes = append(fixes, p.closingFix(i, top.kind, top.token))
			}
		}
		w.step(i)
	}
	if m := p.cheapest(fixes, 1); m != atEnd {
		return m
	}
	return nil
}

// fragmented reports whether the document is one of bare members.
func (p *jsonParser) fragmented() bool { return len(p.frames) > 0 && p.frames[0].bare }

// closingFix closes the object or array that was opened at a token: before the
// token at i, or before the comma in front of it.
func (p *jsonParser) closingFix(i int, kind Kind, token int) *bracketFix {
	at := p.tokens[i-1].end
	if p.tokens[i].kind != ',' && p.tokens[i-1].kind == ',' {
		i--
	}
	if p.tokens[i].kind == ',' {
		at = p.tokens[i].start
	}
	return &bracketFix{at: i, bracket: closes(kind), problem: p.unclosed(kind, token, at)}
}

// removal leaves out the bracket at i.
func (p *jsonParser) removal(i int, safe bool) *bracketFix {
	return &bracketFix{at: i, problem: p.extra(&p.tokens[i], safe)}
}

// earlyFix finds the mistake by which the document was closed by the bracket
// at root although it continues.
func (p *jsonParser) earlyFix(root int) *bracketFix {
	first := root
	if prev := &p.tokens[root-1]; prev.closer() && !prev.added {
		// Without the first of the two, the second with its comma is correct.
		first = root - 1
	}
	m := p.surplus(p.removal(first, false), root)
	if opener := p.openerFix(root); opener != nil {
		m = p.cheapest([]*bracketFix{m, opener}, 1)
	}
	return m
}

// surplus finds the closing bracket, up to the one at end, that is one too
// many: that of the first fix or, of the last ones before, one that follows
// another and has the wrong indentation.
func (p *jsonParser) surplus(first *bracketFix, end int) *bracketFix {
	var fixes []*bracketFix
	w := layout{tokens: p.tokens}
	for i := range end + 1 {
		t, n := &p.tokens[i], len(w.open)-1
		if t.closer() && !t.added && i > 0 && p.tokens[i-1].closer() && (!t.first || n < 0 || w.open[n].indent != t.indent) {
			fixes = append(fixes, p.removal(i, false))
		}
		w.step(i)
	}
	fixes = append(fixes, first)
	slices.Reverse(fixes)
	return p.cheapest(fixes, 2)
}

// openerFix finds the place before end where an opening bracket is missing:
// the members of an object are suddenly indented deeper. It returns nil without
// one.
func (p *jsonParser) openerFix(end int) *bracketFix {
	w := layout{tokens: p.tokens}
	previous := -1 // the member that begins the line before
	for i := p.docAt; i < end; i++ {
		t := &p.tokens[i]
		if n := len(w.open) - 1; n >= 0 && t.first && p.keyed(i) {
			top := &w.open[n]
			if top.sibling >= 0 && t.indent > top.sibling && p.tokens[i-1].kind == ',' && !p.tokens[i-2].closer() && p.staysDeep(i) {
				if previous > top.token && p.repeated(previous, top.token) {
					i = previous
				}
				return &bracketFix{at: i, bracket: '{', problem: p.opener(Object, p.tokens[i-1].end)}
			}
			previous = i
		}
		w.step(i)
	}
	return nil
}

// staysDeep reports whether the line after that of the token at i is indented
// as deep, or closes what begins with i.
func (p *jsonParser) staysDeep(i int) bool {
	rest := p.tokens[i+1:]
	next := slices.IndexFunc(rest, func(t jsonToken) bool { return t.first })
	return next >= 0 && rest[next].kind != jsonEnd && (rest[next].closer() || rest[next].indent >= p.tokens[i].indent)
}

// repeated reports whether the key at i was given before in the object that is
// opened at from: then it belongs to another one.
func (p *jsonParser) repeated(i, from int) bool {
	return slices.ContainsFunc(p.tokens[from:i], func(t jsonToken) bool {
		return t.kind == jsonString && string(p.bytes(&t)) == string(p.bytes(&p.tokens[i]))
	})
}
