package data

import (
	"bytes"
	"fmt"
)

// This file has the parser's steps for a token inside of an object or array, one
// for each jsonState.

func (p *jsonParser) wantKey(f *jsonFrame, t *jsonToken) bool {
	switch t.kind {
	case jsonString, jsonWord, jsonHole, jsonNumber, jsonLiteral:
		if next := p.tokens[p.at+1].kind; t.kind == jsonHole && next != ':' && next != jsonMark {
			p.gap(f, t) // in place of members
			return true
		}
		if t.kind == jsonNumber || t.kind == jsonLiteral {
			p.problem(unquoted(p.t.Bytes, "unquoted-key", t.start, t.end))
		}
		f.loose = false
		f.key, f.keyAt = p.keyNode(t), p.at
		f.state = wantColon
		return true
	case '}', ']':
		p.closeBracket(f, t)
	case ',':
		return p.extraComma(f, t)
	case ':':
		p.missingKey(t)
		f.key, f.keyAt, f.colon = p.emptyNode(t.start, String), p.at, p.at
		f.state = wantValue
	case '{', '[':
		return p.namelessValue(f, t)
	case jsonMark:
		p.stray(t)
	}
	return true
}

// namelessValue handles an opening bracket where a key is expected.
func (p *jsonParser) namelessValue(f *jsonFrame, t *jsonToken) bool {
	if n := len(p.frames); n > 1 && !p.frames[n-2].object() && !t.added && (f.state == wantComma || f.comma >= 0) {
		// [ { … , { : the object before was not closed.
		p.closeMissing(p.at)
		return false
	}
	if f.bare {
		p.pop(t)
		return false
	}
	if !t.added {
		p.nameless = append(p.nameless, p.at)
		p.missingKey(t)
	}
	f.key, f.keyAt = p.emptyNode(t.start, String), p.at
	p.push(t)
	return true
}

func (p *jsonParser) wantColon(f *jsonFrame, t *jsonToken) bool {
	key := &p.tokens[f.keyAt]
	f.colon = p.at
	switch {
	case t.kind == ':':
		f.state = wantValue
		return true
	case t.kind == jsonMark && t.line == key.line, t.kind == ',' && p.commaForColon(key):
		p.wrongSeparator(t, ":", fmt.Sprintf("%q instead of a colon after the key %s", p.bytes(t), show(f.key.Text.Bytes)))
		f.state = wantValue
		return true
	case t.value() && (t.line == key.line || !p.keyed(p.at)):
		p.problem(replacement("missing-colon", key.end, key.end, ":", "missing colon after "+show(f.key.Text.Bytes), "insert a colon", true))
		f.colon, f.state = f.keyAt, wantValue
		return false
	}
	f.colon = f.keyAt
	p.missingValue(f, t)
	return false
}

// commaForColon reports whether the comma at the current place is between a key
// and its value.
func (p *jsonParser) commaForColon(key *jsonToken) bool {
	next, after := &p.tokens[p.at+1], &p.tokens[min(p.at+2, len(p.tokens)-1)]
	return next.value() && next.line == key.line && after.kind != ':'
}

func (p *jsonParser) wantValue(f *jsonFrame, t *jsonToken) bool {
	switch {
	case f.object() && (t.kind == jsonString || t.kind == jsonWord) && p.keyed(p.at) && p.tokens[p.at+1].kind == ':':
		return p.keyForValue(f, t)
	case !f.object() && t.kind == jsonString && p.tokens[p.at+1].kind == ':':
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
	case ':':
		p.problem(replacement("extra-colon", t.start, t.end, "", "a second colon", "remove the colon", true))
	case ',':
		if f.object() {
			p.missingValue(f, t)
			return false
		}
		return p.extraComma(f, t)
	case '}', ']':
		switch {
		case !f.object():
			p.closeBracket(f, t)
			return true
		case p.unmatched[p.at+1] == p.depth():
			// The bracket closes an object or array that was not opened here.
			p.missingOpener(t.nests(), p.tokens[f.colon].end)
		default:
			p.missingValue(f, t)
		}
		return false
	default:
		p.stray(t)
	}
	return true
}

func (p *jsonParser) wantComma(f *jsonFrame, t *jsonToken) bool {
	switch {
	case t.kind == ',':
		f.comma, f.loose = p.at, false
		f.state = first(f.node.Kind)
		return true
	case t.closer():
		p.closeBracket(f, t)
		return true
	case t.kind == jsonMark && string(p.bytes(t)) == "|" && p.tokens[p.at+1].scalar():
		p.abbreviated = true // values to choose from
		p.at++
		return true
	case t.kind == jsonMark, t.kind == ':':
		if t.kind == ':' {
			p.wrongSeparator(t, ",", "a colon instead of a comma"+p.afterWhat(f))
		} else if p.tokens[p.at+1].value() {
			p.wrongSeparator(t, ",", fmt.Sprintf("%q instead of a comma%s", p.bytes(t), p.afterWhat(f)))
		} else {
			p.stray(t)
		}
		f.comma, f.state = p.at, first(f.node.Kind)
		return true
	case t.opener() && f.object():
		return p.namelessValue(f, t)
	case f.bare && t.first && (!p.keyed(p.at) || p.anotherExcerpt(f, t)):
		p.pop(t)
		return false
	}
	prev := &p.tokens[p.at-1]
	if !f.object() && t.kind == jsonString && p.tokens[p.at+1].kind == ':' && p.endedBefore(f, t) {
		p.closeMissing(p.at)
		return false
	}
	if !f.loose && !prev.added {
		p.problem(replacement("missing-comma", prev.end, prev.end, ",", "missing comma"+p.afterWhat(f), "insert a comma", true))
	}
	f.loose, f.comma = false, -1
	f.state = first(f.node.Kind)
	return false
}

// anotherExcerpt reports whether a member without brackets around it, and without a
// comma before it, hardly belongs to the members before: a blank line is between them, or
// they have its key, so that it shows another form of it.
func (p *jsonParser) anotherExcerpt(f *jsonFrame, t *jsonToken) bool {
	between := p.t.Bytes[p.tokens[p.at-1].end:t.start]
	_, twice := f.keys[p.keyNode(t).Text.String()]
	return twice || bytes.Count(between, []byte{'\n'}) > 1 && len(bytes.TrimSpace(between)) == 0
}

// extraComma handles a comma where a key or an item is expected.
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

// wrongSeparator is the problem of other text in the place of a comma or colon.
func (p *jsonParser) wrongSeparator(t *jsonToken, right, message string) {
	name := map[string]string{",": "comma", ":": "colon"}[right]
	p.problem(replacement("wrong-separator", t.start, t.end, right, message, "write a "+name, true))
}

func (p *jsonParser) stray(t *jsonToken) {
	p.problem(replacement("unexpected-text", t.start, t.end, "", show(p.bytes(t))+" has no place here", "remove it", false))
}

func (p *jsonParser) missingKey(t *jsonToken) {
	message := "no key before the colon"
	if t.opener() {
		message = fmt.Sprintf("%q where a key must stand", p.bytes(t))
	}
	p.problem(Problem{Kind: "missing-key", Start: t.start, End: t.end, Message: message})
}

// missingValue completes a member that has no value.
func (p *jsonParser) missingValue(f *jsonFrame, t *jsonToken) {
	end := p.tokens[f.colon].end
	// At the end of a text that is cut off, the missing brackets are reported.
	if (t.kind != jsonEnd || f.bare) && !p.undefined(end, t.start) {
		p.problem(Problem{Kind: "missing-value", Start: end, End: end, Message: show(f.key.Text.Bytes) + " has no value"})
	}
	p.complete(p.emptyNode(end, Placeholder))
	f.loose = true // the comma is missing with the value
}
