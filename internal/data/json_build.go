package data

import (
	"bytes"
	"encoding/json"
	"sort"
	"strconv"
	"unicode/utf8"

	"docgen/internal/source"
)

func (p *jsonParser) slice(start, end int) source.Text { return p.t.Slice(start, end) }

// push opens the object or array that begins with t.
func (p *jsonParser) push(t *jsonToken) {
	if len(p.frames) >= maxJSONDepth {
		p.problem(Problem{Kind: "too-deep", Start: t.start, End: t.end, Message: "more than " + strconv.Itoa(maxJSONDepth) + " brackets are open"})
		p.deep, p.frames = true, nil
		p.docs = append(p.docs, p.emptyNode(t.start, Placeholder))
		return
	}
	kind := t.nests()
	p.frames = append(p.frames, jsonFrame{node: &Node{Kind: kind}, token: p.at, state: first(kind), comma: -1})
}

// pop closes the innermost object or array in front of t, or with it where t
// is its closing bracket.
func (p *jsonParser) pop(t *jsonToken) {
	f := p.top()
	start, end := p.tokens[f.token].start, p.tokens[p.at-1].end
	if t.closer() {
		end = t.end
	}
	f.node.Raw = p.slice(start, max(start, end))
	n := f.node
	p.fragment = p.fragment || f.bare
	p.frames = p.frames[:len(p.frames)-1]
	p.complete(n)
}

// complete adds a value to the object or array around it.
func (p *jsonParser) complete(n *Node) {
	f := p.top()
	switch {
	case f == nil:
		p.docs = append(p.docs, n)
		return
	case !f.object():
		f.node.Items = append(f.node.Items, n)
	default:
		p.checkKey(f)
		f.node.Members = append(f.node.Members, Member{f.key, n})
	}
	f.state, f.comma, f.loose = wantComma, -1, false
}

func (p *jsonParser) checkKey(f *jsonFrame) {
	if f.keys == nil {
		f.keys = make(map[string]int)
	}
	key, t := f.key.Text.String(), &p.tokens[f.keyAt]
	if first, twice := f.keys[key]; twice && t.kind != jsonHole {
		p.duplicates = append(p.duplicates, duplicateKey(p.t, f.key.Text.Bytes, &p.tokens[first], t.start, t.end))
		return
	}
	f.keys[key] = f.keyAt
}

// emptyNode returns a node for a missing key or value.
func (p *jsonParser) emptyNode(off int, kind Kind) *Node {
	return &Node{Kind: kind, Raw: p.slice(off, off)}
}

func (p *jsonParser) keyNode(t *jsonToken) *Node {
	n := p.scalar(t)
	n.Kind = String
	if t.kind != jsonString {
		n.Text = n.Raw
	}
	return n
}

func (p *jsonParser) scalar(t *jsonToken) *Node {
	n := &Node{Raw: p.slice(t.start, t.end)}
	switch t.kind {
	case jsonString, jsonWord:
		n.Kind = String
		n.Text = p.decode(t.text.start, t.text.end)
		if isPlaceholder(n.Text.Bytes) {
			n.Kind = Placeholder
		}
	case jsonHole:
		n.Kind, n.Text = Placeholder, n.Raw
	case jsonNumber:
		n.Kind, n.Text = Number, n.Raw
	case jsonLiteral:
		if p.t.Bytes[t.start] != 'n' {
			n.Kind, n.Text = Bool, n.Raw
		}
	}
	if i := sort.Search(len(p.inTokens), func(i int) bool { return p.inTokens[i].Start >= t.start }); i < len(p.inTokens) && p.inTokens[i].Start <= t.end {
		n.Kind = Placeholder
	}
	return n
}

// isPlaceholder reports whether a whole string is a placeholder for a value that
// the reader fills in, such as "<API_KEY>".
func isPlaceholder(b []byte) bool {
	return len(b) > 2 && b[0] == '<' && bytes.IndexAny(b[1:], "<>") == len(b)-2 && b[len(b)-1] == '>'
}

// decode decodes the bytes of a string.
func (p *jsonParser) decode(start, end int) source.Text {
	b := p.t.Bytes[:end]
	if bytes.IndexByte(b[start:], '\\') < 0 {
		return p.slice(start, end)
	}
	var out source.Text
	from := start
	for i := start; i < end; i++ {
		n := escapeLen(b[i:])
		if n == 0 {
			continue
		}
		text, n := unescape(b[i:], n)
		out.Append(p.slice(from, i), nil)
		out.Derive(p.slice(i, i+n), text)
		from = i + n
		i = from - 1
	}
	out.Append(p.slice(from, end), nil)
	return out
}

// unescape decodes the escape sequence of n bytes that b starts with, together
// with the second half of a surrogate pair.
func unescape(b []byte, n int) ([]byte, int) {
	var text, pair string
	json.Unmarshal([]byte(`"`+string(b[:n])+`"`), &text)
	if text == "\ufffd" && n == 6 && escapeLen(b[6:]) == 6 {
		json.Unmarshal([]byte(`"`+string(b[:12])+`"`), &pair)
		if utf8.RuneCountInString(pair) == 1 {
			return []byte(pair), 12
		}
	}
	return []byte(text), n
}
