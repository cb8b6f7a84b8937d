package render

import (
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/osteele/liquid/values"

	"docgen/internal/data"
)

// variables are what a template sees: those of its loops and includes, the innermost
// last, those it has assigned, and those that are given to it.
type variables struct {
	scopes []map[string]any // the first has what is assigned
	given  map[string]any
}

// find looks a variable up.
func (v *variables) find(name string) (value any, ok bool) {
	for i := len(v.scopes) - 1; i >= 0; i-- {
		if value, ok = v.scopes[i][name]; ok {
			return value, true
		}
	}
	value, ok = v.given[name]
	return value, ok
}

// shadows reports whether a loop or a tag of the page has set a variable.
func (v *variables) shadows(name string) bool {
	return slices.ContainsFunc(v.scopes, func(scope map[string]any) bool { _, ok := scope[name]; return ok })
}

func (v *variables) push(scope map[string]any) { v.scopes = append(v.scopes, scope) }
func (v *variables) pop()                      { v.scopes = v.scopes[:len(v.scopes)-1] }

// assign sets a variable for the rest of the page.
func (v *variables) assign(name string, value any) { v.scopes[0][name] = value }

// numberRange is a range of whole numbers.
type numberRange struct{ from, to int }

func (r numberRange) len() int { return max(0, r.to-r.from+1) }

func (r numberRange) String() string { return fmt.Sprintf("%d..%d", r.from, r.to) }

// A drop is an object that makes its members when they are read.
type drop interface{ member(name string) any }

// undefinedError: with strict_variables, what does not exist is an error.
type undefinedError struct{ name string }

func (e undefinedError) Error() string {
	return fmt.Sprintf("the variable %q does not exist", cutShown(e.name))
}

// value evaluates a node.
func (m *meter) value(n *node) (any, error) {
	if n == nil {
		return nil, nil
	}
	switch n.kind {
	case variableNode:
		return m.variable(n)
	case rangeNode:
		var ends [2]int
		for i, p := range n.parts {
			end, err := m.value(p.node)
			if err != nil {
				return nil, err
			}
			if ends[i], err = m.rangeEnd(end, p.kind == literalNode && n.parts[1-i].kind == literalNode); err != nil {
				return nil, err
			}
		}
		return numberRange{ends[0], ends[1]}, m.spend(20)
	}
	return n.value, m.err
}

// rangeEnd reads an end of a range. Between literals all numbers are allowed.
func (m *meter) rangeEnd(v any, literal bool) (int, error) {
	switch v := v.(type) {
	case nil:
		return 0, nil
	case string:
		return leadingInt(v), nil
	case float64:
		if literal {
			return int(v), nil
		}
	}
	return m.toInt(v)
}

// variable looks a variable and its keys up.
func (m *meter) variable(n *node) (any, error) {
	var value any
	for i, p := range n.parts {
		key, err := m.value(p.node)
		if err != nil || m.spend(30) != nil {
			return nil, errors.Join(err, m.err)
		}
		if p.kind != literalNode {
			key = m.resolved(key)
			if s, ok := key.(string); ok {
				m.spend(len(s) / 4)
			}
		}
		found := false
		if i == 0 {
			name, _ := key.(string)
			value, found = m.vars.find(name)
		} else {
			value, found = m.member(value, key, p.bare)
		}
		if !found {
			if m.strictVariables {
				return nil, undefinedError{fmt.Sprint(key)}
			}
			return nil, m.err
		}
		value = m.resolved(value)
	}
	return value, m.err
}

// resolved returns the value of a drop.
func (m *meter) resolved(v any) any {
	if c, ok := v.(pageContent); ok && m.contentOf != nil {
		return m.contentOf(c.page)
	}
	return values.ToLiquid(v)
}

// member looks a key up in a value. Written without brackets, size, first and last are
// those of any value that has them.
func (m *meter) member(value, key any, bare bool) (any, bool) {
	name, isName := key.(string)
	index, isIndex := key.(int)
	switch v := value.(type) {
	case data.Map:
		if isIndex {
			name, isName = fmt.Sprint(index), true
		}
		if item, ok := v[name]; ok && isName {
			return item.Value, true
		}
	case map[string]any:
		if item, ok := v[name]; ok && isName {
			return item, true
		}
	case drop:
		if isName {
			return v.member(name), true
		}
	case []any:
		if isIndex {
			if index < 0 {
				index += len(v)
			}
			if index >= 0 && index < len(v) {
				return v[index], true
			}
			return nil, true
		}
	case nil, string, int, float64, bool, time.Time, data.Date, numberRange:
	default:
		return m.member(m.plain(v), key, bare)
	}
	if !bare || !isName {
		return nil, false
	}
	return m.command(value, name)
}

// command returns the size, or the first or last part, of a value.
func (m *meter) command(value any, name string) (any, bool) {
	switch name {
	case "size":
		switch v := value.(type) {
		case nil, bool, float64, time.Time, data.Date:
			return nil, false
		case string:
			m.spend(len(v) / 4)
			return utf8.RuneCountInString(v), true
		case numberRange:
			return v.len(), true
		}
		return size(m.plain(value)), true
	case "first", "last":
		switch v := value.(type) {
		case numberRange:
			if name == "first" {
				return v.from, true
			}
			return v.to, true
		case []any:
			return m.end(v, name == "last"), true
		case data.Map, map[string]any:
			if name == "first" {
				return m.end(m.plain(v), false), true
			}
		}
	}
	return nil, false
}

// filtered evaluates a value and applies its filters.
func (m *meter) filtered(f *filtered) (any, error) {
	value, err := m.value(f.value)
	if err != nil {
		return nil, err
	}
	m.given = m.given[:0]
	m.give(value)
	for i := range f.filters {
		if value, err = m.apply(&f.filters[i], value); err != nil {
			return nil, err
		}
	}
	return value, m.err
}

// give keeps a string that a value is made of.
func (m *meter) give(v any) {
	if s, ok := v.(string); ok && m.follows && s != "" {
		m.given = append(m.given, s)
	}
}

// apply applies a filter. One that does not exist returns its input.
func (m *meter) apply(call *filterCall, in any) (any, error) {
	args := make([]any, len(call.args), len(call.args)+1)
	for i, n := range call.args {
		var err error
		if args[i], err = m.value(n); err != nil {
			return nil, err
		}
		m.give(args[i])
	}
	if len(call.named) > 0 {
		named := data.Map{}
		for _, n := range call.named {
			value, err := m.value(n.node)
			if err != nil {
				return nil, err
			}
			named.Set(n.name, value)
		}
		args = append(args, named)
	}
	m.spend(100 * (1 + len(args)))
	f, ok := m.filters[call.name]
	if !ok {
		return in, m.err // reported when it was compiled
	}
	out, err := f.call(m, in, args)
	if inText := (*exprError)(nil); errors.As(err, &inText) && len(call.args) == 2 && call.args[1].kind == literalNode {
		return nil, inText.moved(call.args[1].start + 1) // after the quote
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", call.name, err)
	}
	return m.resolved(keep(in, out)), m.err
}
