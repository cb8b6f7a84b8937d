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
	inTokens  []Problem // the mistakes inside of tokens, by place

	imbalance *bracketFix
	final     bool // do not stop for an imbalance
	deep      bool // more brackets are open than are read

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
	// added marks a frame whose opening bracket is not in the text.
	added bool
	state jsonState
	comma int // index of the comma before the current place, or -1
	// loose: no comma is needed after an ellipsis.
	loose bool

	key   *Node
	keyAt int // index of the token of the key
	colon int // index of the token before the value
	keys  map[string]int
}

func (f *jsonFrame) object() bool { return f.node.Kind == Object }

func newJSONParser(t source.Text, tokens []jsonToken) *jsonParser {
	p := &jsonParser{t: t, tokens: tokens, unmatched: make([]int, len(tokens)+1)}
	for i := len(tokens) - 1; i >= 0; i-- {
		p.unmatched[i] = p.unmatched[i+1] + tokens[i].closes()
	}
	return p
}

// run parses until the end, or until an imbalance was found.
func (p *jsonParser) run() {
	for ; p.imbalance == nil && !p.deep; p.at++ {
		t := &p.tokens[p.at]
		if t.kind == jsonEnd {
			p.finish()
			return
		}
		// A step may leave the token to the frame around the current one.
		for !p.step(t) && !p.deep {
		}
	}
}

func (p *jsonParser) top() *jsonFrame {
	if len(p.frames) == 0 {
		return nil
	}
	return &p.frames[len(p.frames)-1]
}

// step handles one token. It returns false if the state changed and the token is
// to be handled again.
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
	return next.kind == ':' || t.kind == jsonString && (next.kind == jsonMark || next.value()) && next.line == t.line
}

// prose handles text inside of brackets. Several words are a remark about an
// omission; a single one is a mistake.
func (p *jsonParser) prose(f *jsonFrame, t *jsonToken) bool {
	if f.bare {
		p.pop(t)
		return false
	}
	if len(bytes.Fields(p.bytes(t))) > 1 {
		p.gap(f, t)
	} else {
		p.stray(t)
		f.loose = true
	}
	return true
}

// gap handles an ellipsis, which may stand for a value, for members, or for
// the rest.
func (p *jsonParser) gap(f *jsonFrame, t *jsonToken) {
	p.abbreviated = true
	if f.object() && (f.state == wantColon || f.state == wantValue) {
		text := p.slice(t.start, t.end)
		p.complete(&Node{Kind: Placeholder, Raw: text, Text: text})
		f = p.top()
	}
	f.loose = true
}

// first returns the state in which a member or an item begins.
func first(kind Kind) jsonState {
	if kind == Object {
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
	if n := len(f.node.Items); n > 0 {
		if last := f.node.Items[n-1]; last.Kind != Object && last.Kind != Array {
			return " after " + show(last.Text.Bytes)
		}
	}
	return " between two items"
}

// depth returns how many brackets are open.
func (p *jsonParser) depth() int {
	if p.fragmented() {
		return len(p.frames) - 1
	}
	return len(p.frames)
}

// undefined reports whether Liquid printed nothing between two offsets, and adds
// the problem.
func (p *jsonParser) undefined(start, end int) bool {
	off, tag, ok := p.nothing(start, end)
	if ok {
		message := fmt.Sprintf("a value must stand here, but %s is empty", bytes.TrimSpace(tag.Bytes()))
		p.problem(Problem{Kind: "undefined-variable", Start: off, End: off, Message: message})
	}
	return ok
}

// nothing returns the first place between two offsets where Liquid printed
// nothing, and the {{ }} that did.
func (p *jsonParser) nothing(start, end int) (off int, tag source.Span, ok bool) {
	for off = start; off <= end && !ok; off++ {
		tag, _, ok = p.t.Nothing(off)
	}
	return off - 1, tag, ok
}

func (p *jsonParser) problem(problem Problem) { p.problems = append(p.problems, problem) }

func (p *jsonParser) bytes(t *jsonToken) []byte { return p.t.Bytes[t.start:t.end] }
