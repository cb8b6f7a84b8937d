package data

import "fmt"

// outside handles a token outside of all brackets.
func (p *jsonParser) outside(t *jsonToken) bool {
	next := &p.tokens[p.at+1]
	if t.kind != ',' && !t.closer() && !p.listed {
		p.docAt = p.at
	}
	p.listed = p.listed && (t.value() || t.closer() || t.kind == ',')
	switch {
	case p.keyed(p.at):
		if p.continues(p.at) {
			return true
		}
		p.frames = append(p.frames, jsonFrame{node: &Node{Kind: Object}, token: p.at, bare: true, state: wantKey, comma: -1})
		return false
	case t.opener():
		p.push(t)
	case t.scalar():
		p.complete(p.scalar(t))
	case t.kind == ',':
		if (p.keyed(p.at+1) || next.opener()) && p.continues(p.at) {
			return true
		}
		p.listed = true
		p.abbreviated = p.abbreviated || next.kind != jsonEnd
	case t.closer():
		p.leftover(t)
	case t.kind == jsonText, t.kind == jsonGap:
		p.abbreviated = true
	case t.kind == jsonMark:
		p.stray(t)
	case t.kind == ':':
		p.missingKey(t)
	}
	return true
}

// continues reports whether what follows the document that was just closed
// belongs to it: then it was closed too early, which is an imbalance.
func (p *jsonParser) continues(next int) bool {
	if p.final || next == 0 || !p.tokens[next-1].closer() || p.tokens[next-1].added || len(p.docs) == 0 {
		return false
	}
	root := next - 1
	switch comma := p.tokens[next].kind == ','; {
	case comma && p.keyed(next+1), !comma && p.unmatched[next] > 0:
		p.imbalance = p.earlyFix(root)
	case comma && !p.listed:
		// A list of documents, unless an object was not opened.
		p.imbalance = p.openerFix(root)
	}
	return p.imbalance != nil
}

// missingStart is the problem of a document whose opening bracket is missing:
// before the token at i, or at the very start.
func (p *jsonParser) missingStart(i int, bracket, before string) {
	at := p.tokens[i].start
	if i == 0 {
		at = 0
	}
	p.problem(replacement("missing-bracket", at, at, bracket,
		fmt.Sprintf("missing %q before the first %s", bracket, before), "insert the bracket", false))
}

// leftover handles a closing bracket after the end of the document.
func (p *jsonParser) leftover(t *jsonToken) {
	switch {
	case len(p.docs) == 0 || p.final:
		p.problem(p.extra(t, true))
	case t.kind == ']' && (p.listed || t.first && t.indent < p.tokens[p.docAt].indent):
		p.missingStart(p.docAt, "[", "item")
	default:
		p.imbalance = p.surplus(p.removal(p.at, true), p.at)
	}
}

// finish closes what is still open at the end.
func (p *jsonParser) finish() {
	if f := p.top(); f != nil && f.object() && (f.state == wantColon || f.state == wantValue) {
		p.missingValue(f, &p.tokens[p.at])
	}
	if n := len(p.frames); n > 0 && !(n == 1 && p.frames[0].bare) && p.tokens[p.at-1].kind != jsonGap {
		if !p.final {
			if p.imbalance = p.unclosedFix(); p.imbalance != nil {
				return
			}
		}
		p.unclosedAtEnd()
	}
	for len(p.frames) > 0 {
		p.pop(&p.tokens[p.at])
	}
}

// unclosedAtEnd reports the brackets that are missing at the end as one problem.
func (p *jsonParser) unclosedAtEnd() {
	f := p.top()
	problem := p.unclosed(f.node.Kind, f.token, p.tokens[p.at-1].end)
	brackets := ""
	for i := len(p.frames) - 1; i >= 0 && !p.frames[i].bare; i-- {
		brackets += string(p.frames[i].matching())
	}
	if len(brackets) > 1 {
		problem.Fix.Edits[0].Text = brackets
		problem.Message = fmt.Sprintf("missing %q: the brackets are not closed at the end", brackets)
	}
	p.problem(problem)
}
