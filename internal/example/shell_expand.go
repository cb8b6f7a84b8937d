package example

import (
	"bytes"
	"regexp"
	"sort"
)

// This file knows what the shell replaces before curl sees it: variables, and the
// output of commands, whose own quotes and options are none of curl's.

// commandOutput returns the end of the "$(…)" or "`…`" at pos, or pos. What is in
// it is read as one word from then on.
func (r *reader) commandOutput(pos int) int {
	end := r.substitutionEnd(pos)
	if end == pos {
		return pos
	}
	inner := pos + 1
	if r.src[pos] == '$' {
		inner++
	}
	if r.until != 0 && r.src[end-1] == r.until && inner == pos+1 {
		return pos // it ends the command
	}
	r.neutral(inner, end-1)
	if n := len(r.outputs); n == 0 || r.outputs[n-1] < pos {
		r.outputs = append(r.outputs, pos, end)
	}
	return end
}

// inOutput reports whether an offset is in the output of a command.
func (r *reader) inOutput(pos int) bool {
	return sort.Search(len(r.outputs), func(i int) bool { return r.outputs[i] > pos })%2 == 1
}

// substitutionEnd returns the end of the "$(…)" or "`…`" at pos, or pos if none
// ends there. Quotes in it begin anew.
func (r *reader) substitutionEnd(pos int) int {
	src := r.src[:min(len(r.src), pos+longestSubstitution)]
	switch {
	case src[pos] == '`':
		if end := r.skipTo(pos+1, '`'); end <= len(src) && end > pos+1 && r.src[end-1] == '`' {
			return end
		}
		return pos
	case !bytes.HasPrefix(src[pos:], []byte("$(")) || r.effort > 1<<16+32*len(r.src):
		return pos
	}
	// The brackets and quotes that are open, the innermost last.
	var open []byte
	for i := pos + 1; i < len(src); i++ {
		r.effort++
		c, in := src[i], byte(0)
		if n := len(open); n > 0 {
			in = open[n-1]
		}
		switch {
		case c == in:
			if open = open[:len(open)-1]; len(open) == 0 {
				return i + 1
			}
		case in == '\'':
		case c == '\\':
			i++
		case c == '(' && (in != '"' || src[i-1] == '$'):
			open = append(open, ')')
		case c == '"' || c == '\'' && in != '"':
			open = append(open, c)
		}
	}
	return pos
}

// longestSubstitution is how many bytes of a command in a command are read.
const longestSubstitution = 2000

// join returns the length of the text at pos that leaves the quotes and enters
// them again, or 0: to escape a quote, to insert a variable or the output of a
// command.
func (r *reader) join(pos int, quote byte) int {
	i := pos + 1
	for i < min(len(r.src), pos+longestSubstitution) {
		start := i
		switch c := r.src[i]; c {
		case quote:
			if i > pos+1 {
				return i + 1 - pos
			}
			return 0
		case '\\':
			if i+1 < len(r.src) && r.src[i+1] == quote {
				i += 2
			}
		case '$', '`':
			i = r.expanded(i)
		case '\'', '"':
			i = r.inserted(i)
		}
		if i == start {
			return 0
		}
	}
	return 0
}

// inserted returns the end of the quoted text at pos, of the other sort of quotes,
// that inserts a quote or what the shell replaces, or pos.
func (r *reader) inserted(pos int) int {
	quote, replaced := r.src[pos], false
	for i := pos + 1; i < len(r.src) && r.src[i] != '\n'; i++ {
		switch c := r.src[i]; {
		case c == quote:
			if inner := r.src[pos+1 : i]; replaced || string(inner) == "'" || quote == '\'' && bytes.IndexByte(inner, '"') >= 0 {
				return i + 1
			}
			return pos
		case quote == '"' && c == '\\':
			i++
		case quote == '"' && (c == '$' || c == '`'):
			if end := r.expanded(i); end > i {
				replaced, i = true, end-1
			}
		}
	}
	return pos
}

// expanded returns the end of the variable or command that the shell replaces at
// pos, or pos.
func (r *reader) expanded(pos int) int {
	if end := r.substitutionEnd(pos); end > pos || r.src[pos] == '`' {
		return end
	}
	return pos + len(variable.Find(r.src[pos:r.lineEnd(pos)]))
}

// variable matches $NAME and ${NAME}, ${NAME:-default} and the like.
var variable = regexp.MustCompile(`^\$(?:\w+|\{\w+(?::?[-=?+][^}'"\n]*)?\})`)
