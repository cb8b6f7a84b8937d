package markdown

import (
	"bytes"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// attributeList is what stands in "{: }": classes, an id, attributes, and the
// names of other lists.
type attributeList struct {
	pairs []attributePair
	refs  []string
}

type attributePair struct {
	Range // of the value
	name  string
	value []byte
}

// attributesEnd returns where the "}" of a list that begins at i stands; in it,
// "\}" is no end. It returns -1 where there is none.
func (f *finder) attributesEnd(i int) int {
	return f.nextThat("}", i, func(at int) bool {
		before := bytes.TrimRight(f.b[:at], `\`)
		return (at-len(before))%2 == 0
	})
}

// readAttributes adds what is written in b[start:end] to a list; place tells where
// it stands in the source. What is none of the forms is left out.
func readAttributes(l *attributeList, b []byte, start, end int, place func(start, end int) Range) {
	for i := start; i < end; {
		if i = skipSpace(b, i, end); i == end {
			return
		}
		word := i
		for word < end && !util.IsSpace(b[word]) && b[word] != '=' {
			word++
		}
		if word < end && b[word] == '=' && isName(b[i:word]) && word+1 < end && (b[word+1] == '"' || b[word+1] == '\'') {
			i = readPair(l, b, i, word, end, place)
			continue
		}
		for word < end && !util.IsSpace(b[word]) {
			word++
		}
		if isName(b[i:word]) {
			l.refs = append(l.refs, string(b[i:word]))
		} else {
			readShort(l, b, i, word, place)
		}
		i = word
	}
}

// readPair reads name="value" and returns where it ends.
func readPair(l *attributeList, b []byte, name, equals, end int, place func(start, end int) Range) int {
	quote := b[equals+1]
	i := equals + 2
	for i < end && b[i] != quote {
		if b[i] == '\\' {
			i++
		}
		i++
	}
	if i >= end {
		return end
	}
	value := b[equals+2 : i]
	for _, c := range []string{"}", string(quote)} {
		value = bytes.ReplaceAll(value, []byte(`\`+c), []byte(c))
	}
	l.set(string(b[name:equals]), value, place(equals+2, i))
	return i + 1
}

// readShort reads .class and #id, which may follow each other without a space.
func readShort(l *attributeList, b []byte, start, end int, place func(start, end int) Range) {
	for i := start; i < end; {
		next := i + 1
		for next < end && b[next] != '.' && b[next] != '#' {
			next++
		}
		switch value := b[i+1 : next]; {
		case len(value) == 0:
		case b[i] == '.':
			l.set("class", value, place(i+1, next))
		case b[i] == '#' && isLetter(value[0]):
			l.set("id", value, place(i+1, next))
		}
		i = next
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isName reports whether b is a name: a letter, a digit or "_", and more of them
// or "-".
func isName(b []byte) bool {
	for i, c := range b {
		if !isWord(c) && (c != '-' || i == 0) {
			return false
		}
	}
	return len(b) > 0
}

// maxAttributes is how many attributes a list may have beside classes: each one is
// compared with the others.
const maxAttributes = 1000

// set adds a class, or sets another attribute.
func (l *attributeList) set(name string, value []byte, at Range) {
	value = slices.Clip(value) // what is added to it does not write over the page
	for i := range l.pairs {
		if a := &l.pairs[i]; a.name == name {
			if name == "class" {
				value = append(append(a.value, ' '), value...)
			}
			a.value, a.Range = value, at
			return
		}
	}
	if len(l.pairs) < maxAttributes {
		l.pairs = append(l.pairs, attributePair{at, name, value})
	}
}

// merge adds a list to another one.
func (l *attributeList) merge(o *attributeList) {
	l.refs = append(l.refs, o.refs...)
	for _, a := range o.pairs {
		l.set(a.name, a.value, a.Range)
	}
}

// copyAttributes gives a node those of another one.
func copyAttributes(to, from ast.Node) {
	for _, a := range from.Attributes() {
		if b, ok := a.Value.([]byte); ok {
			a.Value = slices.Clip(b) // classes may be added
		}
		to.SetAttribute(a.Name, a.Value)
	}
}

// attributeBytes returns how long the values of a node's attributes are.
func attributeBytes(n ast.Node) (size int) {
	for _, a := range n.Attributes() {
		b, _ := a.Value.([]byte)
		size += len(b)
	}
	return size
}

// apply gives a node the attributes of a list: first those of the lists it names.
func (k *kramdown) apply(n ast.Node, l *attributeList) { k.applyDeep(n, l, 0) }

func (k *kramdown) applyDeep(n ast.Node, l *attributeList, depth int) {
	const deepest = 8 // lists may name each other
	for _, ref := range l.refs {
		if named := k.named[ref]; named != nil && depth < deepest && k.l.blocks(1, k.l.end) {
			k.applyDeep(n, named, depth+1)
		}
	}
	for _, a := range l.pairs {
		if !k.l.blocks(1+len(n.Attributes()), a.Start) || depth > 0 && !k.l.expand(len(a.value), a.Start) {
			break
		}
		value := slices.Clip(a.value)
		if a.name == "class" {
			if old, ok := n.AttributeString("class"); ok {
				value = append(append(old.([]byte), ' '), value...)
			}
		}
		if a.name == "id" {
			k.ids[n] = a
		}
		n.SetAttributeString(a.name, value)
	}
	if list, ok := n.(*ast.List); ok && slices.Contains(l.refs, "toc") && (k.tocList == nil || list.Pos() < k.tocList.Pos()) {
		k.tocList = list
	}
}
