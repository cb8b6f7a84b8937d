package render

import (
	"fmt"
	"strings"
	"time"

	"docgen/internal/data"
)

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
		if path := docPath(a); ok && path != "" {
			return path == docPath(b)
		}
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
	case nil, bool, data.Date, numberRange:
		return a == b
	}
	return false
}

// whole is plain for comparisons, in which a range stays one.
func (m *meter) whole(v any) any {
	switch v := m.resolved(v).(type) {
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
		case int, float64, string, time.Time, data.Date:
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
		if doc, ok := what.(data.Map); ok && docPath(doc) != "" {
			return false // as in Jekyll, whose lists hold something else
		}
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
