package data

import (
	"bytes"
	"fmt"

	"docgen/internal/source"
)

// jsonParser builds the tree from tokens and finds what is wrong between the
// values. Where the brackets do not match it may stop with an imbalance, to be
// started again with other tokens: see balance.
type jsonParser struct {
	t      source.Text
	tokens []jsonToken
	at     int // index of the current token
	frames []jsonFrame
	// unmatched holds, for each token, how many brackets more are closed than
	// opened from there to the end.
	unmatched []int
	nameless  []int     // tokens that open an object or array without a key
	mended    []Problem // the mistakes inside of tokens, by place

	imbalance *jsonMend
	final     bool // do not stop for an imbalance

	docs        []*Node
	docAt       int  // index of the first token of the document, or list of them
	listed      bool // documents are separated by commas
	problems    []Problem
	duplicates  []Problem
	fragment    bool
	abbreviated bool
}

// jsonFrame is an object or array that is open.
type jsonFrame struct {
	node  *Node
	token int // index of the opening bracket, or of the first key of a bare one
	// bare marks the object that bare members belong to.
	bare bool
	// mended marks a frame whose opening bracket is not in the text.
	mended bool
	state  jsonState
	comma  int // index of the comma before the current place, or -1
	// loose says that no comma is needed: an ellipsis was here.
	loose bool

	key   *Node
	keyAt int // index of the token of the key
	colon int // index of the token behind which the value stands
	keys  map[string]int
}

func (f *jsonFrame) object() bool { return f.node.Kind == Object }

func newJSONParser(t source.Text, tokens []jsonToken) *jsonParser {
	p := &jsonParser{t: t, tokens: tokens, unmatched: make([]int, len(tokens)+1)}
	for i := len(tokens) - 1; i >= 0; i-- {
		p.unmatched[i] = p.unmatched[i+1]
		switch {
		case tokens[i].closer():
			p.unmatched[i]++
		case tokens[i].opener():
			p.unmatched[i]--
		}
	}
	return p
}

// run parses until the end, or until an imbalance was found.
func (p *jsonParser) run() {
	for ; p.imbalance == nil; p.at++ {
		t := &p.tokens[p.at]
		if t.kind == jsonEnd {
			p.finish()
			return
		}
		// A step may leave the token to the frame around the current one.
		for !p.step(t) {
		}
	}
}

func (p *jsonParser) top() *jsonFrame {
	if len(p.frames) == 0 {
		return nil
	}
	return &p.frames[len(p.frames)-1]
}

// step handles one token. It reports false where the state changed and the
// token has still to be handled.
func (p *jsonParser) step(t *jsonToken) bool {
	f := p.top()
	switch {
	case f == nil:
		return p.outside(t)
	case t.kind == jsonGap:
		p.gap(f, t)
		return true
	case t.kind == jsonText:
		return p.prose(f, t)
	case f.state == wantKey:
		return p.wantKey(f, t)
	case f.state == wantColon:
		return p.wantColon(f, t)
	case f.state == wantValue:
		return p.wantValue(f, t)
	}
	return p.wantComma(f, t)
}

// keyed reports whether the token at i is a key: a colon follows, or a value
// on the same line.
func (p *jsonParser) keyed(i int) bool {
	if i+1 >= len(p.tokens) {
		return false
	}
	t, next := &p.tokens[i], &p.tokens[i+1]
	if t.kind != jsonString && t.kind != jsonWord && t.kind != jsonHole {
		return false
	}
	return next.kind == jsonColon || t.kind == jsonString && (next.kind == jsonMark || next.value()) && next.line == t.line
}

// prose handles text inside of brackets. Several words are a remark about what
// is left out; a single one is a slip.
func (p *jsonParser) prose(f *jsonFrame, t *jsonToken) bool {
	if f.bare {
		p.pop(t)
		return false
	}
	text := bytes.TrimSpace(p.bytes(t))
	if len(bytes.Fields(text)) > 1 {
		p.gap(f, t)
		return true
	}
	p.stray(t)
	f.loose = true
	return true
}

// gap handles an ellipsis, which may stand for a value, for members, or for
// the rest.
func (p *jsonParser) gap(f *jsonFrame, t *jsonToken) {
	p.abbreviated = true
	if f.object() && (f.state == wantColon || f.state == wantValue) {
		p.complete(&Node{Kind: Placeholder, Raw: p.slice(t.start, t.end), Text: p.slice(t.start, t.end)})
		f = p.top()
	}
	f.loose = true
}

func (p *jsonParser) wantKey(f *jsonFrame, t *jsonToken) bool {
	switch t.kind {
	case jsonString, jsonWord, jsonHole, jsonNumber, jsonLiteral:
		if next := p.tokens[p.at+1].kind; t.kind == jsonHole && next != jsonColon && next != jsonMark {
			p.gap(f, t) // it stands for members
			return true
		}
		if t.kind == jsonNumber || t.kind == jsonLiteral {
			p.problem(unquoted(p.t.Bytes, "unquoted-key", t.start, t.end))
		}
		f.loose = false
		f.key, f.keyAt = p.keyNode(t), p.at
		f.state = wantColon
		return true
	case jsonCloseObject, jsonCloseArray:
		p.closeBracket(f, t)
	case jsonComma:
		return p.extraComma(f, t)
	case jsonColon:
		p.problem(Problem{Kind: "missing-key", Start: t.start, End: t.end, Message: "no key before the colon"})
		f.key, f.keyAt, f.colon = p.emptyNode(t.start, String), p.at, p.at
		f.state = wantValue
	case jsonOpenObject, jsonOpenArray:
		return p.namelessValue(f, t)
	case jsonMark:
		p.stray(t)
	}
	return true
}

// namelessValue handles a bracket that opens where a key must stand.
func (p *jsonParser) namelessValue(f *jsonFrame, t *jsonToken) bool {
	if n := len(p.frames); n > 1 && !p.frames[n-2].object() && !t.mended && (f.state == wantComma || f.comma >= 0) {
		// [ { … , { : the object before was not closed.
		p.closeMissing(p.at)
		return false
	}
	if f.bare {
		p.pop(t)
		return false
	}
	if !t.mended {
		p.nameless = append(p.nameless, p.at)
		p.problem(Problem{
			Kind: "missing-key", Start: t.start, End: t.end,
			Message: fmt.Sprintf("%q where a key must stand", p.bytes(t)),
		})
	}
	f.key, f.keyAt = p.emptyNode(t.start, String), p.at
	p.push(t)
	return true
}

func (p *jsonParser) wantColon(f *jsonFrame, t *jsonToken) bool {
	key := &p.tokens[f.keyAt]
	f.colon = p.at
	switch {
	case t.kind == jsonColon:
		f.state = wantValue
		return true
	case t.kind == jsonMark && t.line == key.line, t.kind == jsonComma && p.commaForColon(key):
		p.problem(replacement("wrong-separator", t.start, t.end, ":",
			fmt.Sprintf("%q instead of a colon after the key %s", p.bytes(t), show(f.key.Text.Bytes)), "write a colon", true))
		f.state = wantValue
		return true
	case t.value() && (t.line == key.line || !p.keyed(p.at)):
		p.problem(insertion("missing-colon", key.end, ":", "missing colon after "+show(f.key.Text.Bytes), "insert a colon", true))
		f.colon, f.state = f.keyAt, wantValue
		return false
	}
	f.colon = f.keyAt
	p.missingValue(f, t)
	return false
}

// commaForColon reports whether the comma at the current place stands between
// a key and its value.
func (p *jsonParser) commaForColon(key *jsonToken) bool {
	next, behind := &p.tokens[p.at+1], &p.tokens[min(p.at+2, len(p.tokens)-1)]
	return next.value() && next.line == key.line && behind.kind != jsonColon && behind.kind != jsonMark
}

func (p *jsonParser) wantValue(f *jsonFrame, t *jsonToken) bool {
	switch {
	case f.object() && (t.kind == jsonString || t.kind == jsonWord) && p.keyed(p.at) && p.tokens[p.at+1].kind == jsonColon:
		return p.keyForValue(f, t)
	case !f.object() && t.kind == jsonString && p.tokens[p.at+1].kind == jsonColon:
		return p.keyInArray(f, t)
	case f.object() && p.listWithoutBracket(f, t):
		p.missingOpener(Array, p.tokens[f.colon].end)
		return false
	case t.opener():
		p.push(t)
		return true
	case t.scalar():
		p.complete(p.scalar(t))
		return true
	}
	switch t.kind {
	case jsonColon:
		p.problem(replacement("extra-colon", t.start, t.end, "", "a second colon", "remove the colon", true))
	case jsonComma:
		if f.object() {
			p.missingValue(f, t)
			return false
		}
		return p.extraComma(f, t)
	case jsonCloseObject, jsonCloseArray:
		if f.object() {
			if p.unmatched[p.at+1] == p.depth() {
				// The bracket closes what was to be opened here.
				p.missingOpener(t.nests(), p.tokens[f.colon].end)
				return false
			}
			p.missingValue(f, t)
			return false
		}
		p.closeBracket(f, t)
	default:
		p.stray(t)
	}
	return true
}

func (p *jsonParser) wantComma(f *jsonFrame, t *jsonToken) bool {
	switch {
	case t.kind == jsonComma:
		f.comma, f.loose = p.at, false
		f.state = f.first()
		return true
	case t.closer():
		p.closeBracket(f, t)
		return true
	case t.kind == jsonMark:
		if p.tokens[p.at+1].value() {
			p.problem(replacement("wrong-separator", t.start, t.end, ",",
				fmt.Sprintf("%q instead of a comma%s", p.bytes(t), p.afterWhat(f)), "write a comma", true))
		} else {
			p.stray(t)
		}
		f.comma, f.state = p.at, f.first()
		return true
	case t.kind == jsonColon:
		return p.colonForComma(f, t)
	case t.opener() && f.object():
		return p.namelessValue(f, t)
	case f.bare && t.first && !p.keyed(p.at):
		p.pop(t)
		return false
	}
	prev := &p.tokens[p.at-1]
	if !f.object() && t.kind == jsonString && p.tokens[p.at+1].kind == jsonColon && p.endedBefore(f, t) {
		p.closeMissing(p.at)
		return false
	}
	if !f.loose && !prev.mended {
		p.problem(insertion("missing-comma", prev.end, ",", "missing comma"+p.afterWhat(f), "insert a comma", true))
	}
	f.loose, f.comma = false, -1
	f.state = f.first()
	return false
}

// first returns the state in which a member or an item begins.
func (f *jsonFrame) first() jsonState {
	if f.object() {
		return wantKey
	}
	return wantValue
}

// afterWhat names the member or item that was completed last.
func (p *jsonParser) afterWhat(f *jsonFrame) string {
	if f.object() {
		if f.key == nil {
			return ""
		}
		return " after " + show(f.key.Text.Bytes)
	}
	if n := len(f.node.Items); n > 0 && f.node.Items[n-1].Kind != Object && f.node.Items[n-1].Kind != Array {
		return " after " + show(f.node.Items[n-1].Text.Bytes)
	}
	return " between two items"
}

// extraComma handles a comma where a key or an item must stand.
func (p *jsonParser) extraComma(f *jsonFrame, t *jsonToken) bool {
	prev := &p.tokens[p.at-1]
	switch {
	case f.loose, !f.object() && p.undefined(prev.end, t.start):
		f.loose, f.comma = false, p.at
		return true
	case prev.opener() && p.at-1 == f.token && p.unmatched[p.at] < p.depth():
		// [, : an empty array that was not closed.
		p.closeMissing(p.at)
		return false
	}
	p.problem(replacement("extra-comma", t.start, t.end, "", "a comma too many", "remove the comma", true))
	return true
}

// depth returns how many brackets are open.
func (p *jsonParser) depth() int {
	n := len(p.frames)
	if p.fragmented() {
		n--
	}
	return n
}

func (p *jsonParser) stray(t *jsonToken) {
	p.problem(replacement("unexpected-text", t.start, t.end, "", show(p.bytes(t))+" has no place here", "remove it", false))
}

// missingValue completes a member that has no value.
func (p *jsonParser) missingValue(f *jsonFrame, t *jsonToken) {
	end := p.tokens[f.colon].end
	if t.kind != jsonEnd && !p.undefined(end, t.start) {
		p.problem(Problem{Kind: "missing-value", Start: end, End: end, Message: show(f.key.Text.Bytes) + " has no value"})
	}
	p.complete(p.emptyNode(end, Placeholder))
	f.loose = true // the comma is missing with the value
}

// undefined reports whether Liquid printed nothing between two offsets, and
// notes the problem.
func (p *jsonParser) undefined(start, end int) bool {
	for off := start; off <= end; off++ {
		at, _, ok := p.t.Nothing(off)
		if !ok {
			continue
		}
		p.problem(Problem{
			Kind: "undefined-variable", Start: off, End: off,
			Message: fmt.Sprintf("a value must stand here, but %s is empty", bytes.TrimSpace(at.Bytes())),
		})
		return true
	}
	return false
}

func (p *jsonParser) problem(problem Problem) { p.problems = append(p.problems, problem) }

func (p *jsonParser) bytes(t *jsonToken) []byte { return p.t.Bytes[t.start:t.end] }
