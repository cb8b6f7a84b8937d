package data

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"docgen/internal/source"
)

// ReadYAML reads the first document of a YAML text. The tree is nil where the
// document is empty or cannot be read at all. Where an entry cannot be read
// the rest is kept; its value is a Placeholder with the text as written if at
// least its key is clear, else the entry is left out.
//
// Scalars have the types of YAML 1.2, with these additions of common parsers:
// integers may be written 0x1F, 0o17, 017, 0b11 and 1_000, and are
// then Numbers whose Text is decimal. Dates are Strings, and so are .inf and
// .nan, which are not JSON numbers. Keys are Strings as written. Aliases and
// merge keys are resolved: an alias has its own Raw, and the content of its
// anchor.
//
// Places in the problems are bytes of t. Their kinds are duplicate-key,
// invalid-utf8, control-character, byte-order-mark, second-document, unknown-alias,
// recursive-alias, too-many-aliases, bad-merge, complex-key, bad-tag, and
// those of a mistake in the syntax: tab-in-indentation, wrong-indentation,
// colon-in-value, missing-colon, missing-space, unclosed-quote,
// text-after-quote, bad-escape, unclosed-bracket, unquoted-liquid,
// reserved-character and syntax.
func ReadYAML(t source.Text) (*Node, []Problem) { return readYAML(t, false) }

// ReadYAML11 is ReadYAML with the scalars of YAML 1.1 as Ruby's parser, which
// Jekyll uses, reads them: the unquoted words yes, no, on and off are booleans
// whose Raw is the word as written, 12:30 is a number, and 1e3, 0o17 and 089 are
// Strings. A symbol such as :name is a problem of the kind symbol.
func ReadYAML11(t source.Text) (*Node, []Problem) { return readYAML(t, true) }

func readYAML(t source.Text, yaml11 bool) (*Node, []Problem) {
	root, problems := readYAMLOnce(t, yaml11)
	Settle(t, problems, func(t source.Text) int {
		_, problems := readYAMLOnce(t, yaml11)
		return len(problems)
	})
	return root, problems
}

// readYAMLOnce is readYAML before the safe fixes are tried.
func readYAMLOnce(t source.Text, yaml11 bool) (*Node, []Problem) {
	r := &yamlReader{text: t, src: t.Bytes, yaml11: yaml11}
	r.replaceInvalid()
	r.cutFirstDocument()
	doc, err := parseYAML(r.src)
	if err != nil {
		doc = r.recover(err)
	}
	var root *Node
	if doc != nil && len(doc.Content) > 0 {
		r.lines = lineStarts(r.src)
		root, _ = r.node(doc.Content[0], 0)
		if root.Kind == Null && root.Raw.Len() == 0 {
			root = nil
		}
	}
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.Start - b.Start })
	return root, r.problems
}

// parseYAML is the only call of the library. The document is nil if there is
// none.
func parseYAML(src []byte) (doc *yaml.Node, err error) {
	for decoder := yaml.NewDecoder(bytes.NewReader(src)); ; {
		n := new(yaml.Node)
		switch err := decoder.Decode(n); {
		case err == io.EOF:
			return doc, nil
		case err != nil:
			return nil, err
		case doc != nil: // a second document
			return nil, errors.New("yaml: did not find expected <document start>")
		}
		doc = n
	}
}

// yamlReader converts the library's tree, whose nodes have only a line and a
// column, into a tree with the provenance of every byte.
type yamlReader struct {
	text source.Text
	// src is the input of the library: text with every invalid byte replaced, so
	// that lines, columns and offsets agree.
	src      []byte
	yaml11   bool
	lines    []int // offset of the first byte of each line
	wide     bool  // some character has more than one byte
	problems []Problem
	masked   []int // offsets of values that could not be read

	anchors map[*yaml.Node]*anchored
	nodes   int  // how many nodes the tree has with every alias written out
	aliased int  // how many of them come from aliases
	tooMany bool // that is reported
}

// anchored is the value an alias refers to.
type anchored struct {
	node   *Node // nil while it is being read
	weight int
}

// maxAliased limits how many values a document may produce with aliases: far
// more than people write, far less than would exhaust the memory.
const maxAliased = 100_000

func (r *yamlReader) problem(kind string, start, end int, format string, args ...any) *Problem {
	r.problems = append(r.problems, Problem{Kind: kind, Start: start, End: end, Message: fmt.Sprintf(format, args...)})
	return &r.problems[len(r.problems)-1]
}

// lineOf returns the line of a byte in the file a writer edits.
func (r *yamlReader) lineOf(off int) int {
	at, _, _ := r.text.Origin(off, off)
	line, _ := at.Position()
	return line
}

// offset returns the byte at a line and column of the library, which counts
// columns in characters, without a byte order mark.
func (r *yamlReader) offset(line, column int) int {
	if line < 1 || line > len(r.lines) {
		return len(r.src)
	}
	off := r.lines[line-1]
	if !r.wide {
		return min(off+column-1, len(r.src))
	}
	for ; column > 1 && off < len(r.src); column-- {
		_, size := utf8.DecodeRune(r.src[off:])
		off += size
	}
	return off
}

// node converts a value whose source starts at or after from, and returns the
// offset after it.
func (r *yamlReader) node(n *yaml.Node, from int) (*Node, int) {
	start := max(from, r.offset(n.Line, n.Column))
	before := r.nodes
	r.nodes++
	if n.Anchor != "" {
		if r.anchors == nil {
			r.anchors = map[*yaml.Node]*anchored{}
		}
		r.anchors[n] = &anchored{}
	}
	node := &Node{}
	end := start
	switch n.Kind {
	case yaml.AliasNode:
		node, end = r.alias(n, start)
	case yaml.ScalarNode:
		start, end = r.scalar(n, start, node)
	case yaml.SequenceNode:
		start, end = r.sequence(n, start, node)
	case yaml.MappingNode:
		start, end = r.mapping(n, start, node)
	}
	if n.Kind != yaml.AliasNode {
		node.Raw = r.text.Slice(start, end)
	}
	if n.Anchor != "" {
		*r.anchors[n] = anchored{node, r.nodes - before}
	}
	return node, end
}

// alias returns the anchor's value with the alias as its place.
func (r *yamlReader) alias(n *yaml.Node, start int) (*Node, int) {
	end := min(start+1+len(n.Value), len(r.src))
	node := &Node{Raw: r.text.Slice(start, end)}
	target := r.anchors[n.Alias]
	switch {
	case target == nil || target.node == nil:
		r.problem("recursive-alias", start, end, "alias %q stands inside the value it refers to", "*"+n.Value)
	case r.aliased+target.weight > maxAliased:
		if r.tooMany {
			break // one cause
		}
		r.tooMany = true
		r.problem("too-many-aliases", start, end,
			"alias %q makes the document larger than %d values: write fewer aliases inside aliased values", "*"+n.Value, maxAliased)
	default:
		r.nodes += target.weight - 1
		r.aliased += target.weight
		value := *target.node
		value.Raw = node.Raw
		node = &value
	}
	return node, end
}

func (r *yamlReader) sequence(n *yaml.Node, start int, node *Node) (int, int) {
	node.Kind = Array
	if n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		_, start = r.skipProperties(start)
	}
	end := min(start+1, len(r.src))
	node.Items = make([]*Node, 0, len(n.Content))
	for _, item := range n.Content {
		var value *Node
		value, end = r.node(item, end)
		node.Items = append(node.Items, value)
	}
	if n.Style&yaml.FlowStyle != 0 {
		end = r.closing(end, ']')
	}
	return start, end
}

func (r *yamlReader) mapping(n *yaml.Node, start int, node *Node) (int, int) {
	node.Kind = Object
	if n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		_, start = r.skipProperties(start)
	}
	end := start
	// A pair such as a: b in [a: b] is an object without brackets.
	braces := n.Style&yaml.FlowStyle != 0 && start < len(r.src) && r.src[start] == '{'
	if braces {
		end++
	}
	node.Members = make([]Member, 0, len(n.Content)/2)
	seen := make(map[string]int, len(n.Content)/2) // key to its offset
	var merged []Member
	mergeAt := 0 // the index of the first "<<" among the members
	for i := 0; i+1 < len(n.Content); i += 2 {
		var m Member
		m.Key, end = r.key(n.Content[i], end)
		at := end - m.Key.Raw.Len()
		m.Value, end = r.node(n.Content[i+1], end)
		if n.Content[i].Tag == "!!merge" {
			if merged == nil {
				mergeAt = len(node.Members)
			}
			var ok bool
			if merged, ok = merge(merged, m.Value); !ok {
				r.problem("bad-merge", end-m.Value.Raw.Len(), end,
					`"<<" takes the keys of another object: write an alias such as *name after it`)
			}
			continue
		}
		key := m.Key.Text.String()
		if first, ok := seen[key]; ok {
			r.problem("duplicate-key", at, at+m.Key.Raw.Len(),
				"key %q is given twice, first on line %d: only the last value counts", key, r.lineOf(first))
		} else {
			seen[key] = at
		}
		node.Members = append(node.Members, m)
	}
	if braces {
		end = r.closing(end, '}')
	}
	if len(merged) > 0 {
		merged = slices.DeleteFunc(merged, func(m Member) bool {
			_, own := seen[m.Key.Text.String()]
			return own
		})
		node.Members = slices.Insert(node.Members, mergeAt, merged...) // in the order written
	}
	return start, end
}

// key converts the key of a member, which is always a String.
func (r *yamlReader) key(n *yaml.Node, from int) (*Node, int) {
	read, end := r.node(n, from)
	key := *read // a copy: an alias may use the original value
	switch {
	case key.Kind == Array || key.Kind == Object:
		r.problem("complex-key", end-key.Raw.Len(), end, "a list or an object cannot be a key: use a word")
		key = Node{Raw: key.Raw, Text: key.Raw}
	case string(key.Raw.Bytes) == n.Value:
		key.Text = key.Raw
	}
	key.Kind = String
	return &key, end
}

// merge adds the members of a merge key's value, except keys that are already
// there. It reports whether all values are objects.
func merge(to []Member, value *Node) ([]Member, bool) {
	switch value.Kind {
	case Object:
		known := to
		for _, m := range value.Members {
			if !slices.ContainsFunc(known, func(k Member) bool { return bytes.Equal(k.Key.Text.Bytes, m.Key.Text.Bytes) }) {
				to = append(to, m)
			}
		}
		return to, true
	case Array:
		ok := true
		for _, item := range value.Items {
			if item.Kind != Object {
				return to, false
			}
			to, ok = merge(to, item)
		}
		return to, ok
	}
	return to, false
}

// closing returns the offset after the bracket that ends a flow collection
// whose last value ends at off.
func (r *yamlReader) closing(off int, bracket byte) int {
	for i := off; i < len(r.src); i++ {
		switch c := r.src[i]; {
		case c == bracket:
			return i + 1
		case c == '#':
			i += lineEnd(r.src[i:]) - 1
		}
	}
	return off
}

// skipProperties skips anchors and tags. It returns the offset after them and
// the offset of what follows, which may be on a later line.
func (r *yamlReader) skipProperties(off int) (end, next int) {
	end, next = off, off
	for next < len(r.src) && (r.src[next] == '&' || r.src[next] == '!') {
		if r.src[next] == '&' {
			end = skipWhile(r.src, next+1, isAnchorByte) // "&a:b" is the text ":b" for the library
		} else {
			for end = next; end < len(r.src) && bytes.IndexByte([]byte(" \t,]}"), r.src[end]) < 0 && breakLen(r.src[end:]) == 0; {
				end++
			}
		}
		next = r.skipSpace(end)
	}
	return end, next
}

func isAnchorByte(c byte) bool {
	return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c == '-'
}

// skipSpace returns the offset of the next token.
func (r *yamlReader) skipSpace(off int) int {
	for off < len(r.src) {
		switch c := r.src[off]; {
		case c == ' ' || c == '\t':
			off++
		case c == '#':
			off += lineEnd(r.src[off:])
		case breakLen(r.src[off:]) > 0:
			off += breakLen(r.src[off:])
		default:
			return off
		}
	}
	return off
}
