package data

// This file guesses from the layout where a bracket is missing or too many,
// once it is known that there is one. A text whose brackets match is never
// judged by its layout.

// level is an open bracket as the layout sees it.
type level struct {
	token   int
	kind    jsonKind // the bracket that closes it
	indent  int      // of the line of the opening bracket
	members int      // indent of the first member or item on a line of its own, or -1
	keys    map[string]bool
}

// walk goes through the tokens of the last document up to the token at end,
// with the brackets that are open before each one, innermost last. It stops
// where visit returns true.
func (p *jsonParser) walk(end int, visit func(i int, open []level) bool) {
	var open []level
	for i := p.docToken(end); i < end; i++ {
		t := &p.tokens[i]
		if visit(i, open) {
			return
		}
		if n := len(open) - 1; n >= 0 && open[n].members < 0 && t.first && !t.closer() {
			open[n].members = t.indent
		}
		switch {
		case t.kind == jsonOpenObject:
			open = append(open, level{token: i, kind: jsonCloseObject, indent: t.indent, members: -1})
		case t.kind == jsonOpenArray:
			open = append(open, level{token: i, kind: jsonCloseArray, indent: t.indent, members: -1})
		case t.closer() && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
}

// docToken returns the index of the first token of the document that the token
// before end belongs to.
func (p *jsonParser) docToken(end int) int {
	start, depth := 0, 0
	for i := 0; i < end; i++ {
		switch t := &p.tokens[i]; {
		case t.opener():
			if depth == 0 && p.tokens[max(i-1, 0)].kind != jsonComma {
				start = i
			}
			depth++
		case t.closer() && depth > 0:
			depth--
		}
	}
	return start
}

// unclosedPlace finds the token before which a closing bracket is missing.
func (p *jsonParser) unclosedPlace() (at int, bracket jsonKind, ok bool) {
	end := len(p.tokens) - 1
	// "}," went missing but for its comma.
	p.walk(end, func(i int, open []level) bool {
		t := &p.tokens[i]
		ok = len(open) > 1 && t.kind == jsonComma && t.first && p.tokens[i+1].line != t.line
		if ok {
			at, bracket = i, open[len(open)-1].kind
		}
		return ok
	})
	if ok {
		return at, bracket, true
	}
	p.walk(end, func(i int, open []level) bool {
		t := &p.tokens[i]
		n := len(open) - 1
		if n < 1 || !t.first {
			return false
		}
		top := &open[n]
		for _, outer := range open[:n] {
			switch {
			case t.closer() && t.kind == outer.kind && t.indent == outer.indent && top.indent > t.indent,
				!t.closer() && t.indent == outer.members && t.indent < top.members && t.indent <= top.indent:
				ok = true
				at, bracket = i, top.kind
			}
		}
		return ok
	})
	return at, bracket, ok
}

// extraPlace finds the closing bracket that is one too many, when one closed
// the document too early. Every bracket is compared with the line of the one
// it closes; the first one that stands elsewhere is it, if without it all the
// others match.
func (p *jsonParser) extraPlace(end int) (at int, ok bool) {
	at = -1
	var open []int
	for i := p.docToken(end); i <= end; i++ {
		t := &p.tokens[i]
		switch {
		case t.opener():
			open = append(open, t.indent)
		case t.closer() && t.first && (len(open) == 0 || open[len(open)-1] != t.indent):
			if at >= 0 {
				return 0, false
			}
			at = i
		case t.closer() && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	return at, at >= 0
}

// openerPlace finds the token before which an opening bracket is missing: the
// members of an object suddenly stand deeper.
func (p *jsonParser) openerPlace(end int) (at int, ok bool) {
	p.walk(end, func(i int, open []level) bool {
		t := &p.tokens[i]
		if len(open) == 0 || !t.first || !p.keyed(i) {
			return false
		}
		top := &open[len(open)-1]
		if top.keys == nil {
			top.keys = map[string]bool{}
		}
		if top.members >= 0 && t.indent > top.members && p.tokens[i-1].kind == jsonComma && !p.tokens[i-2].closer() {
			at, ok = p.firstRepeated(i, top), true
			return true
		}
		top.keys[string(p.bytes(t))] = true
		return false
	})
	return at, ok
}

// firstRepeated goes back from the member at i over members whose key was
// given before in the object: they belong to the one that begins here.
func (p *jsonParser) firstRepeated(i int, top *level) int {
	// The line before, if its key is there twice.
	seen := 0
	last := -1
	for j := top.token + 1; j < i; j++ {
		if p.tokens[j].first && p.keyed(j) {
			last = j
		}
	}
	if last < 0 {
		return i
	}
	for j := top.token + 1; j < last; j++ {
		if p.keyed(j) && string(p.bytes(&p.tokens[j])) == string(p.bytes(&p.tokens[last])) {
			seen++
		}
	}
	if seen > 0 {
		return last
	}
	return i
}

// continues reports whether what follows the document that was just closed
// belongs to it: then it was closed too early. It sets the imbalance.
func (p *jsonParser) continues(next int) bool {
	if p.final || next == 0 || !p.tokens[next-1].closer() || len(p.docs) == 0 {
		return false
	}
	if p.tokens[next].kind != jsonComma && p.unmatched[next] <= 0 {
		return false // bare members behind a document
	}
	root := next - 1
	if at, ok := p.openerPlace(root); ok {
		p.imbalance = &jsonMend{at: at, bracket: jsonOpenObject, problem: p.opener(jsonOpenObject, p.tokens[at-1].end)}
		return true
	}
	if p.tokens[next].kind == jsonComma && !p.keyed(next+1) {
		return false // a list of documents
	}
	at := root
	if p.tokens[root-1].closer() && p.tokens[root-1].kind == p.tokens[root].kind {
		// Without the first of two the second, with its comma, is in place.
		at = root - 1
	}
	if place, ok := p.siblingPlace(root); ok {
		at = place
	}
	p.imbalance = &jsonMend{at: at, problem: p.extra(&p.tokens[at], false)}
	return true
}

// siblingPlace finds a closing bracket behind which the members of the object
// that it closes go on, by their indent.
func (p *jsonParser) siblingPlace(end int) (at int, ok bool) {
	p.walk(end, func(i int, open []level) bool {
		n := len(open) - 1
		if n < 1 || !p.tokens[i].closer() {
			return false
		}
		next := i + 1
		if p.tokens[next].kind == jsonComma {
			next++
		}
		t := &p.tokens[next]
		ok = t.first && !t.closer() && open[n].members >= 0 && t.indent == open[n].members && t.indent > open[n-1].members
		at = i
		return ok
	})
	return at, ok
}

// leftover handles a closing bracket behind the end of the document.
func (p *jsonParser) leftover(t *jsonToken) {
	if at, ok := p.extraPlace(p.at); ok && !p.final {
		p.imbalance = &jsonMend{at: at, problem: p.extra(&p.tokens[at], at == p.at)}
		return
	}
	p.problem(p.extra(t, true))
}

// finish closes what is still open at the end.
func (p *jsonParser) finish() {
	if f := p.top(); f != nil && (f.state == wantColon || f.state == wantValue) && f.object() {
		p.missingValue(f, &p.tokens[p.at])
	}
	if n := len(p.frames); n > 0 && !(n == 1 && p.frames[0].bare) && p.tokens[p.at-1].kind != jsonGap {
		if !p.final && p.unclosedMend() {
			return
		}
		p.unclosedAtEnd()
	}
	for len(p.frames) > 0 {
		p.pop(&p.tokens[p.at])
	}
}

func (p *jsonParser) unclosedMend() bool {
	if len(p.nameless) > 0 {
		at := p.nameless[0]
		p.imbalance = &jsonMend{at: at, problem: p.extra(&p.tokens[at], false)}
		return true
	}
	at, bracket, ok := p.unclosedPlace()
	if !ok {
		return false
	}
	place := p.tokens[at-1].end
	if p.tokens[at].kind == jsonComma {
		place = p.tokens[at].start
	} else if p.tokens[at-1].kind == jsonComma {
		at--
		place = p.tokens[at].start
	}
	p.imbalance = &jsonMend{at: at, bracket: bracket, problem: insertion("missing-bracket", place, bracketText[bracket],
		"missing \""+bracketText[bracket]+"\"", "insert the bracket", false)}
	return true
}

// unclosedAtEnd notes the brackets that are missing at the end: one mistake.
func (p *jsonParser) unclosedAtEnd() {
	end := p.tokens[p.at-1].end
	problem := p.unclosed(len(p.frames)-1, end)
	for i := len(p.frames) - 2; i >= 0; i-- {
		if !p.frames[i].bare {
			problem.Fix.Edits[0].Text += bracketText[p.frames[i].matching()]
			problem.Message = "the brackets are not closed at the end: missing \"" + problem.Fix.Edits[0].Text + "\""
		}
	}
	p.problem(problem)
}
