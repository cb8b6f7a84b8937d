package render

import (
	"errors"
	"fmt"
	"strings"
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
		value = values.ToLiquid(value)
	}
	return value, m.err
}

// resolved returns the value of a drop.
func (m *meter) resolved(v any) any { return values.ToLiquid(v) }

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
	case nil, string, int, float64, bool, time.Time, numberRange:
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
		case nil, bool, float64, time.Time:
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
	for i := range f.filters {
		if value, err = m.apply(&f.filters[i], value); err != nil {
			return nil, err
		}
	}
	return value, m.err
}

// apply applies a filter. One that does not exist returns its input.
func (m *meter) apply(call *filterCall, in any) (any, error) {
	args := make([]any, len(call.args), len(call.args)+1)
	for i, n := range call.args {
		var err error
		if args[i], err = m.value(n); err != nil {
			return nil, err
		}
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
	return values.ToLiquid(keep(in, out)), m.err
}

// holds reports whether a condition is true.
func (m *meter) holds(c *condition) (bool, error) {
	for {
		result, err := m.compared(c)
		if err != nil || c.rest == nil || truthy(result) != c.and {
			return truthy(result) && err == nil, err
		}
		c = c.rest
	}
}

// compared evaluates one comparison.
func (m *meter) compared(c *condition) (any, error) {
	left, err := m.value(c.left)
	if err != nil || c.operator == "" {
		return left, err
	}
	right, err := m.value(c.right)
	if err != nil {
		return nil, err
	}
	m.spend(50)
	leftWord, rightWord := c.word(c.left), c.word(c.right)
	switch c.operator {
	case "==", "!=", "<>":
		var equal bool
		switch {
		case leftWord != "":
			equal = leftWord == "empty" && isEmpty(m.emptiable(right)) && rightWord == ""
		case rightWord != "":
			equal = rightWord == "empty" && isEmpty(m.emptiable(left))
		default:
			equal = m.equal(left, right)
		}
		return equal == (c.operator == "=="), m.err
	case "<", ">", "<=", ">=":
		if leftWord != "" || rightWord != "" {
			return false, nil
		}
		return m.ordered(left, right, c.operator)
	case "contains":
		if leftWord != "" {
			return false, nil
		}
		return m.contains(left, right, rightWord != ""), m.err
	}
	return nil, &exprError{c.start, c.end, fmt.Sprintf("%q is no operator; write ==, !=, <, >, <=, >= or contains", cutShown(c.operator)), true}
}

// word returns empty or blank where a node is that word, and "" else.
func (c *condition) word(n *node) string {
	if c.words && n != nil && (n.word == "empty" || n.word == "blank") {
		return n.word
	}
	return ""
}

// emptiable makes a value one of those that isEmpty knows; a range never is empty.
func (m *meter) emptiable(v any) any {
	if _, ok := v.(numberRange); ok {
		return nil
	}
	return m.plain(v)
}

// equal compares as Ruby does: 1 is 1.0, and nothing else is equal to another kind.
func (m *meter) equal(a, b any) bool {
	if m.spend(20) != nil {
		return false
	}
	a, b = m.whole(a), m.whole(b)
	switch a := a.(type) {
	case string:
		b, ok := b.(string)
		m.spend(min(len(a), len(b)) / 4)
		return ok && a == b
	case int, float64:
		switch b.(type) {
		case int, float64:
			return asFloat(a) == asFloat(b)
		}
		return false
	case time.Time:
		b, ok := b.(time.Time)
		return ok && a.Equal(b)
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !m.equal(a[i], b[i]) {
				return false
			}
		}
		return true
	case data.Map:
		b, ok := b.(data.Map)
		if !ok || len(a) != len(b) {
			return false
		}
		for _, key := range a.SortedKeys() { // in one order, so that the work is the same each time
			m.spend(50 + len(key))
			if !b.Has(key) || !m.equal(a.Get(key), b.Get(key)) {
				return false
			}
		}
		return true
	case nil, bool, numberRange:
		return a == b
	}
	return false
}

// whole is plain for comparisons, in which a range stays one.
func (m *meter) whole(v any) any {
	switch v := values.ToLiquid(v).(type) {
	case numberRange, drop:
		return v
	default:
		return m.plain(v)
	}
}

// ordered compares by an order. What has none, as nil, is neither less nor greater;
// kinds that do not go together are a mistake.
func (m *meter) ordered(a, b any, operator string) (any, error) {
	a, b = m.whole(a), m.whole(b)
	for _, v := range []any{a, b} {
		switch v.(type) {
		case int, float64, string, time.Time:
		default:
			return nil, nil
		}
	}
	order, ok := m.compare(a, b)
	if !ok {
		return nil, fmt.Errorf("%s cannot be compared with %s by %q", kindOf(a), kindOf(b), operator)
	}
	switch operator {
	case "<":
		return order < 0, nil
	case ">":
		return order > 0, nil
	case "<=":
		return order <= 0, nil
	}
	return order >= 0, nil
}

// contains reports whether a text has another in it, a list an item, an object a key.
func (m *meter) contains(in, what any, isWord bool) bool {
	if !truthy(in) || !truthy(what) {
		return false
	}
	switch in := m.whole(in).(type) {
	case string:
		part := m.text(what)
		m.spend((len(in) + len(part)) / 4)
		return strings.Contains(in, part)
	case []any:
		for _, item := range in {
			if !isWord && m.equal(item, what) {
				return true
			}
		}
	case data.Map:
		name, ok := what.(string)
		return ok && in.Has(name)
	case numberRange:
		switch what.(type) {
		case int, float64:
			n := asFloat(what)
			return float64(in.from) <= n && n <= float64(in.to)
		}
	}
	return false
}
