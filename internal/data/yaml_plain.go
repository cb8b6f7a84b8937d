package data

import (
	"bytes"

	"gopkg.in/yaml.v3"

	"docgen/internal/source"
)

// maxPlainKeys bounds the documents readPlain takes on; longer ones are not
// worth a second way of finding duplicate keys.
const maxPlainKeys = 40

// readPlain reads what nearly all front matter consists of: lines of printable
// ASCII that are blank, a comment, or a word, a colon and a scalar. It is nil
// for anything else, right or wrong. It is here for speed alone: a tree that it
// returns is the one the library's reading gives, and a fuzz test compares
// them.
func (r *yamlReader) readPlain() *Node {
	count := bytes.Count(r.src, []byte{'\n'}) + 1
	if count > maxPlainKeys {
		return nil
	}
	nodes := make([]Node, 2*count+1)
	root := &nodes[2*count]
	root.Members = make([]Member, 0, count)
	start, end := 0, 0
	for at := 0; at < len(r.src); {
		line := r.src[at:]
		next := len(r.src)
		if n := bytes.IndexByte(line, '\n'); n >= 0 {
			line, next = bytes.TrimSuffix(line[:n], []byte{'\r'}), at+n+1
		}
		for _, c := range line {
			if c < ' ' || c > '~' {
				return nil
			}
		}
		if len(line) > 0 && line[0] != '#' {
			i := len(root.Members)
			m := Member{&nodes[2*i], &nodes[2*i+1]}
			if end = r.plainMember(at, line, m); end < 0 || root.Member(m.Key.Str()) != nil {
				return nil
			}
			if i == 0 {
				start = at
			}
			root.Members = append(root.Members, m)
		}
		at = next
	}
	if len(root.Members) == 0 {
		return nil
	}
	root.Kind, root.Raw = Object, r.text.Slice(start, end)
	return root
}

// plainMember reads a key and a scalar from the line at an offset. It returns
// the offset behind the value, or -1 for a line of another form.
func (r *yamlReader) plainMember(at int, line []byte, m Member) int {
	colon := bytes.IndexByte(line, ':')
	if colon < 1 || colon > 100 || !isWord(line[:colon]) || colon+1 < len(line) && line[colon+1] != ' ' {
		return -1
	}
	key := r.text.Slice(at, at+colon)
	*m.Key = Node{Kind: String, Raw: key, Text: key}
	value := bytes.TrimLeft(line[colon+1:], " ")
	start := len(line) - len(value)
	if len(value) == 0 || value[0] == '#' && start > colon+1 {
		m.Value.Raw = r.text.Slice(at+colon+1, at+colon+1)
		return at + colon + 1
	}
	var text source.Text
	kind, end := String, start
	switch quote := value[0]; quote {
	case '"', '\'':
		n := bytes.IndexByte(value[1:], quote) + 1
		rest := bytes.TrimLeft(value[n+1:], " ")
		if n == 0 || quote == '"' && bytes.IndexByte(value[:n], '\\') >= 0 ||
			len(rest) > 0 && (rest[0] != '#' || len(rest) == len(value)-n-1) {
			return -1
		}
		end = start + n + 1
		text = r.text.Slice(at+start+1, at+end-1)
	case '-', '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '%', '@', '`':
		return -1
	default:
		if n := bytes.Index(value, []byte(" #")); n >= 0 {
			value = value[:n]
		}
		value = bytes.TrimRight(value, " ")
		if value[len(value)-1] == ':' || bytes.Contains(value, []byte(": ")) {
			return -1
		}
		end = start + len(value)
		text = r.text.Slice(at+start, at+end)
		kind = r.resolve(&yaml.Node{Kind: yaml.ScalarNode, Value: text.String()}, at+start, at+end, &text)
	}
	*m.Value = Node{Kind: kind, Raw: r.text.Slice(at+start, at+end), Text: text}
	return at + end
}

// isWord reports whether b is a key of letters, digits, '_' and '-' that
// begins with a letter.
func isWord(b []byte) bool {
	for i, c := range b {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || c != '_' && c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}
