package render

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"docgen/internal/data"
)

// selectFilters pick, order and group the items of a list by a property.
var selectFilters = map[string]filter{
	"where":        {min: 2, max: 2, run: where},
	"find":         {min: 2, max: 2, run: find},
	"group_by":     {min: 1, max: 1, run: groupBy},
	"sort":         {max: 2, run: sortItems},
	"sort_natural": {max: 1, run: sortNatural},
	"where_exp": eachExp(true, func(_ *meter, items []any, holds []any) any {
		var out []any
		for i, item := range items {
			if truthy(holds[i]) {
				out = append(out, item)
			}
		}
		return out
	}),
	"find_exp": eachExp(true, func(_ *meter, items []any, holds []any) any {
		if i := slices.IndexFunc(holds, truthy); i >= 0 {
			return items[i]
		}
		return nil
	}),
	"group_by_exp": eachExp(false, (*meter).group),
}

// eachExp makes a filter that evaluates an expression for each item, with the
// variables of the page. use makes the result of the values.
func eachExp(tests bool, use func(m *meter, items, values []any) any) filter {
	return filter{min: 2, max: 2, run: func(m *meter, in any, args []any) (any, error) {
		items, ok := m.items(in)
		if object, isMap := in.(data.Map); isMap && !tests {
			items = m.pairs(object)
		}
		if !ok {
			return in, nil
		}
		exp, ok := args[1].(string)
		if !ok {
			return nil, errors.New("wants the name of a variable and an expression")
		}
		bound, ok := args[0].(string)
		if !ok || len(bound) > maxShown || nameLength(bound) < max(1, len(bound)) {
			return nil, fmt.Errorf("%s cannot name a variable", m.shown(args[0]))
		}
		evaluate, err := m.evaluator(bound, exp, tests)
		if err != nil {
			return nil, err
		}
		if m.makeList(len(items)) != nil {
			return nil, m.err
		}
		results := make([]any, len(items))
		for i, item := range items {
			if results[i], err = evaluate(item); err != nil {
				return nil, err
			}
		}
		return use(m, items, results), nil
	}}
}

// itemProperty returns the property that an item is picked, ordered or grouped
// by. A dotted name leads into nested objects; what looks like a number is one.
func (m *meter) itemProperty(item any, name string) (value any, err error) {
	if m.makeList(1) != nil {
		return nil, m.err
	}
	value = item
	for key := range strings.SplitSeq(name, ".") {
		value, err = m.property(value, key)
		switch {
		case err == errNoMember && key != name:
			return false, nil // not nil: so it is in Jekyll
		case err != nil:
			return nil, err
		}
	}
	if s, ok := value.(string); ok {
		m.spend(len(s))
		return numeric(s), nil
	}
	return value, nil
}

// numeric returns a string that is written like a number as a number.
func numeric(s string) any {
	trimmed := strings.TrimSpace(s)
	digits := strings.TrimPrefix(trimmed, "-")
	if isDigits(digits) {
		return leadingInt(trimmed)
	}
	if isDigits(strings.Replace(digits, ".", "", 1)) {
		f, _ := strconv.ParseFloat(trimmed, 64)
		return f
	}
	return s
}

func where(m *meter, in any, args []any) (any, error) {
	items, ok := m.selectable(in, args)
	if !ok {
		return in, nil
	}
	out := []any{}
	for _, item := range items {
		ok, err := m.matches(item, args)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, item)
		}
	}
	return out, nil
}

func find(m *meter, in any, args []any) (any, error) {
	items, ok := m.selectable(in, args)
	if !ok {
		return in, nil
	}
	for _, item := range items {
		if ok, err := m.matches(item, args); ok || err != nil {
			return item, err
		}
	}
	return nil, nil
}

// selectable returns the items to pick from, unless the arguments ask for
// nothing that can be picked.
func (m *meter) selectable(in any, args []any) (items []any, ok bool) {
	switch args[1].(type) {
	case []any, data.Map:
		return nil, false
	}
	if !truthy(args[0]) {
		return nil, false
	}
	return m.items(in)
}

// matches reports whether a property equals the target, or is a list that
// holds it. Both are compared as strings.
func (m *meter) matches(item any, args []any) (bool, error) {
	value, err := m.itemProperty(item, m.text(args[0]))
	if err != nil {
		return false, err
	}
	switch args[1] {
	case nil:
		return value == nil, nil
	case emptyWord{}:
		list, isList := value.([]any)
		return value == nil || value == any("") || isList && len(list) == 0, nil
	}
	target := m.text(args[1])
	switch value := value.(type) {
	case nil:
		return false, nil
	case []any:
		return slices.ContainsFunc(value, func(v any) bool { return m.spend(20) != nil || m.text(m.plain(v)) == target }), m.err
	default:
		return m.text(value) == target, m.err
	}
}

func groupBy(m *meter, in any, args []any) (any, error) {
	items, ok := m.ranged(in)
	if !ok {
		if object, isMap := in.(data.Map); isMap && len(object) > 0 {
			return nil, errors.New("wants an array, has an object")
		}
		return in, nil
	}
	names := make([]any, len(items))
	for i, item := range items {
		value, err := m.itemProperty(item, m.text(args[0]))
		if err != nil {
			return nil, err
		}
		names[i] = m.text(value)
	}
	return m.group(items, names), nil
}

// group puts the items of one name together, in the order in which the names
// first come up.
func (m *meter) group(items, names []any) any {
	var order []any
	groups := make(map[string]data.Map)
	for i, item := range items {
		if m.makeList(2) != nil {
			return nil
		}
		id := m.inspect(names[i])
		g, ok := groups[id]
		if !ok {
			m.take(1_000)
			m.spend(2_000)
			g = data.MapOf("name", names[i], "items", []any(nil))
			groups[id] = g
			order = append(order, g)
		}
		members := append(g.Get("items").([]any), item)
		g.Set("items", members)
		g.Set("size", len(members))
	}
	return order
}

// sortItems orders by value or by a property; items without the property come
// first, or last if asked. Equal items keep their order.
func sortItems(m *meter, in any, args []any) (any, error) {
	if in == nil {
		return nil, errors.New("there is nothing to sort")
	}
	items, ok := m.ranged(in)
	if object, isMap := in.(data.Map); isMap {
		items, ok = m.pairs(object), true
	}
	if !ok {
		return nil, fmt.Errorf("cannot sort %s", kindOf(in))
	}
	if arg(args, 0, nil) == nil {
		return m.sortBy(items, func(item any) (any, error) { return m.plain(item), nil }, func(a, b any) (int, error) {
			order, ok := m.compare(a, b)
			if !ok {
				return 0, fmt.Errorf("%s and %s have no order", m.shown(a), m.shown(b))
			}
			return order, nil
		})
	}
	nilOrder := 0
	switch place := m.text(arg(args, 1, "first")); place {
	case "first":
		nilOrder = -1
	case "last":
		nilOrder = +1
	default:
		return nil, fmt.Errorf("%q is no place for items without the property; allowed are \"first\" and \"last\"", cutShown(place))
	}
	name := m.text(args[0])
	return m.sortBy(items, func(item any) (any, error) { return m.itemProperty(item, name) }, func(a, b any) (int, error) {
		if (a == nil) != (b == nil) {
			if a == nil {
				return nilOrder, nil
			}
			return -nilOrder, nil
		}
		if order, ok := m.compare(a, b); ok {
			return order, nil
		}
		x, y := m.text(a), m.text(b)
		m.spend(min(len(x), len(y)) / 8)
		return strings.Compare(x, y), nil
	})
}

// sortNatural orders without regard to case; nil comes last.
func sortNatural(m *meter, in any, args []any) (any, error) {
	key := func(item any) (any, error) {
		key, err := m.keyed(item, args)
		if key == nil || err != nil {
			return nil, err
		}
		text := m.text(key)
		m.take(len(text))
		m.spend(10 * len(text))
		return strings.ToLower(text), m.err
	}
	list := m.list(in)
	if len(args) > 0 && args[0] != nil && slices.ContainsFunc(list, func(item any) bool { return m.hasNone(item) }) {
		return nil, nil
	}
	if len(list) == 1 {
		return list, nil
	}
	return m.sortBy(list, key, func(a, b any) (int, error) {
		if a == nil || b == nil {
			return boolOrder(a == nil, b == nil), nil
		}
		order, _ := m.compare(a, b)
		return order, nil
	})
}

// ranged returns the items of a list or a range.
func (m *meter) ranged(in any) (items []any, ok bool) {
	if _, isRange := in.(numberRange); isRange {
		in = m.plain(in)
	}
	items, ok = in.([]any)
	return items, ok
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// sortBy returns the items in the order of their keys.
func (m *meter) sortBy(items []any, key func(any) (any, error), order func(a, b any) (int, error)) (any, error) {
	if m.makeList(len(items)) != nil || m.take(64*len(items)) != nil {
		return nil, m.err
	}
	type pair struct{ key, item any }
	sorted := make([]pair, len(items))
	for i, item := range items {
		k, err := key(item)
		if err != nil {
			return nil, err
		}
		sorted[i] = pair{k, item}
	}
	var failed error
	slices.SortStableFunc(sorted, func(a, b pair) int {
		if m.spend(50) != nil {
			return 0
		}
		n, err := order(a.key, b.key)
		if err != nil {
			failed = err
		}
		return n
	})
	if failed != nil {
		return nil, failed
	}
	out := make([]any, len(sorted))
	for i, p := range sorted {
		out[i] = p.item
	}
	return out, nil
}
