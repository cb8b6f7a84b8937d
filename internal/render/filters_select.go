package render

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/osteele/liquid/expressions"

	"docgen/internal/data"
)

// selectFilters pick, order and group the items of a list by a property.
var selectFilters = map[string]filter{
	"where":        {2, 2, where},
	"find":         {2, 2, find},
	"group_by":     {1, 1, groupBy},
	"sort":         {0, 2, sortItems},
	"sort_natural": {0, 1, sortNatural},
}

// addExpFilters adds the filters whose second argument is an expression. The
// library parses it and binds the variables of the page to it.
func addExpFilters(add func(name string, fn any)) {
	add("where_exp", func(in, variable any, exp expressions.Closure) (any, error) {
		return eachExp("where_exp", in, variable, exp, func(items []any, holds []any) any {
			var out []any
			for i, item := range items {
				if truthy(holds[i]) {
					out = append(out, item)
				}
			}
			return out
		})
	})
	add("find_exp", func(in, variable any, exp expressions.Closure) (any, error) {
		return eachExp("find_exp", in, variable, exp, func(items []any, holds []any) any {
			if i := slices.IndexFunc(holds, truthy); i >= 0 {
				return items[i]
			}
			return nil
		})
	})
	add("group_by_exp", func(in, variable any, exp expressions.Closure) (any, error) {
		return eachExp("group_by_exp", in, variable, exp, group)
	})
}

// eachExp evaluates the expression for each item; use makes the result of the
// values.
func eachExp(name string, in, variable any, exp expressions.Closure, use func(items, values []any) any) (any, error) {
	if exp == nil {
		return nil, fmt.Errorf("%s: wants the name of a variable and an expression", name)
	}
	bound, ok := plain(variable).(string)
	if !ok || !isName(bound) {
		return nil, fmt.Errorf("%s: %s cannot name a variable", name, inspect(variable))
	}
	items, ok := toItems(plain(in))
	if !ok {
		return in, nil
	}
	results := make([]any, len(items))
	for i, item := range items {
		var err error
		if results[i], err = exp.Bind(bound, item).Evaluate(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return use(items, results), nil
}

// itemProperty returns the property that an item is picked, ordered or grouped
// by. A dotted name leads into nested objects; what looks like a number is one.
func itemProperty(item any, name string) (value any, err error) {
	value = item
	for key := range strings.SplitSeq(name, ".") {
		if value == nil && key != name {
			return false, nil // not nil: so it is in Jekyll
		}
		if value, err = property(value, key); err != nil {
			return nil, err
		}
	}
	if s, ok := value.(string); ok {
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

func where(in any, args []any) (any, error) {
	items, ok := selectable(in, args)
	if !ok {
		return in, nil
	}
	out := []any{}
	for _, item := range items {
		ok, err := matches(item, args)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, item)
		}
	}
	return out, nil
}

func find(in any, args []any) (any, error) {
	items, ok := selectable(in, args)
	if !ok {
		return in, nil
	}
	for _, item := range items {
		if ok, err := matches(item, args); ok || err != nil {
			return item, err
		}
	}
	return nil, nil
}

// selectable returns the items to pick from, unless the arguments ask for
// nothing that can be picked.
func selectable(in any, args []any) (items []any, ok bool) {
	switch args[1].(type) {
	case []any, data.Map:
		return nil, false
	}
	if !truthy(args[0]) {
		return nil, false
	}
	return toItems(in)
}

// matches reports whether a property equals the target, or is a list that
// holds it. Both are compared as strings.
func matches(item any, args []any) (bool, error) {
	value, err := itemProperty(item, toString(args[0]))
	if err != nil {
		return false, err
	}
	if args[1] == nil {
		return value == nil, nil
	}
	target := toString(args[1])
	switch value := value.(type) {
	case nil:
		return false, nil
	case []any:
		return slices.ContainsFunc(value, func(v any) bool { return toString(plain(v)) == target }), nil
	default:
		return toString(value) == target, nil
	}
}

func groupBy(in any, args []any) (any, error) {
	items, ok := in.([]any)
	if !ok {
		if _, isMap := in.(data.Map); isMap {
			return nil, errors.New("wants an array, has an object")
		}
		return in, nil
	}
	names := make([]any, len(items))
	for i, item := range items {
		value, err := itemProperty(item, toString(args[0]))
		if err != nil {
			return nil, err
		}
		names[i] = toString(value)
	}
	return group(items, names), nil
}

// group puts the items of one name together, in the order in which the names
// first come up.
func group(items, names []any) any {
	var order []any
	groups := make(map[string]data.Map)
	for i, item := range items {
		id := inspect(names[i])
		g, ok := groups[id]
		if !ok {
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
func sortItems(in any, args []any) (any, error) {
	if in == nil {
		return nil, errors.New("there is nothing to sort")
	}
	items, ok := in.([]any)
	if m, isMap := in.(data.Map); isMap {
		items, ok = m.Pairs(), true
	}
	if !ok {
		return nil, fmt.Errorf("cannot sort %s", kindOf(in))
	}
	if arg(args, 0, nil) == nil {
		return sortBy(items, func(item any) (any, error) { return plain(item), nil }, func(a, b any) (int, error) {
			order, ok := compare(a, b)
			if !ok {
				return 0, fmt.Errorf("%s and %s have no order", inspect(a), inspect(b))
			}
			return order, nil
		})
	}
	nilOrder := 0
	switch place := toString(arg(args, 1, "first")); place {
	case "first":
		nilOrder = -1
	case "last":
		nilOrder = +1
	default:
		return nil, fmt.Errorf("%q is no place for items without the property; allowed are \"first\" and \"last\"", place)
	}
	name := toString(args[0])
	return sortBy(items, func(item any) (any, error) { return itemProperty(item, name) }, func(a, b any) (int, error) {
		if (a == nil) != (b == nil) {
			if a == nil {
				return nilOrder, nil
			}
			return -nilOrder, nil
		}
		if order, ok := compare(a, b); ok {
			return order, nil
		}
		return strings.Compare(toString(a), toString(b)), nil
	})
}

// sortNatural orders without regard to case; nil comes last.
func sortNatural(in any, args []any) (any, error) {
	key := func(item any) (any, error) { return keyed(item, args) }
	return sortBy(toList(in), key, func(a, b any) (int, error) {
		switch {
		case a == nil || b == nil:
			return boolOrder(a == nil, b == nil), nil
		default:
			return strings.Compare(strings.ToLower(toString(a)), strings.ToLower(toString(b))), nil
		}
	})
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
func sortBy(items []any, key func(any) (any, error), order func(a, b any) (int, error)) (any, error) {
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
