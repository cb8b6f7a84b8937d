package render

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"docgen/internal/data"
)

// arrayFilters build, cut and measure lists.
var arrayFilters = map[string]filter{
	"default":                  {max: 2, run: defaultValue},
	"size":                     {run: func(_ *meter, in any, _ []any) (any, error) { return size(in), nil }},
	"first":                    {run: func(m *meter, in any, _ []any) (any, error) { return m.end(in, false), nil }},
	"last":                     {run: func(m *meter, in any, _ []any) (any, error) { return m.end(in, true), nil }},
	"join":                     {max: 1, run: join},
	"concat":                   {min: 1, max: 1, run: concat},
	"map":                      {min: 1, max: 1, run: mapProperty},
	"compact":                  {max: 1, run: compact},
	"uniq":                     {max: 1, run: uniq},
	"slice":                    {min: 1, max: 2, run: slice},
	"reverse":                  {run: reverse},
	"array_to_sentence_string": {max: 1, run: sentence},
	"sample":                   {max: 1, run: sample},
	"push":                     onList(func(m *meter, list []any, item any) []any { return m.extend(list, []any{item}) }),
	"unshift":                  onList(unshift),
	"pop":                      withCount(func(list []any, n int) []any { return list[:len(list)-n] }),
	"shift":                    withCount(func(list []any, n int) []any { return list[n:] }),
}

// defaultValue replaces nil, false and what is empty. The named argument
// allow_false keeps false.
func defaultValue(m *meter, in any, args []any) (any, error) {
	var named data.Map
	if n := len(args); n > 0 {
		if m, ok := args[n-1].(data.Map); ok && m.Get("allow_false") != nil {
			named, args = m, args[:n-1]
		}
	}
	missing := !truthy(in)
	if truthy(named.Get("allow_false")) {
		missing = in == nil
	}
	if missing || isEmpty(in) {
		return arg(args, 0, ""), nil
	}
	return in, nil
}

func isEmpty(v any) bool {
	switch v := v.(type) {
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case data.Map:
		return len(v) == 0
	}
	return false
}

// size is the number of characters, elements or members. Of a whole number it
// is the number of bytes that it takes, as Ruby has it.
func size(v any) int {
	switch v := v.(type) {
	case string:
		return utf8.RuneCountInString(v)
	case []any:
		return len(v)
	case data.Map:
		return len(v)
	case int:
		return 8
	case numberRange:
		return v.len()
	}
	return 0
}

// end returns the first or the last element. A map has a first pair only.
func (m *meter) end(v any, last bool) any {
	var list []any
	switch v := v.(type) {
	case []any:
		list = v
	case numberRange:
		part, _ := m.command(v, map[bool]string{true: "last", false: "first"}[last])
		return part
	case data.Map:
		if !last {
			list = m.pairs(v)
		}
	}
	if len(list) == 0 {
		return nil
	}
	if last {
		return list[len(list)-1]
	}
	return list[0]
}

func join(m *meter, in any, args []any) (any, error) {
	parts, err := m.texts(m.list(in))
	if err != nil {
		return nil, err
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return m.joined(parts, m.text(arg(args, 0, " ")))
}

// texts returns the string forms of the items of a list.
func (m *meter) texts(list []any) ([]string, error) {
	if m.makeList(len(list)) != nil {
		return nil, m.err
	}
	parts := make([]string, len(list))
	for i, item := range list {
		if parts[i] = m.text(m.plain(item)); m.err != nil {
			return nil, m.err
		}
	}
	return parts, nil
}

func (m *meter) joined(parts []string, separator string) (any, error) {
	size := product(len(parts), len(separator))
	for _, part := range parts {
		if size < 0 || size > m.limits.text {
			break
		}
		size += len(part)
	}
	if size < 0 || size > m.limits.text {
		return nil, m.makeText(m.limits.text + 1)
	}
	m.spend(size)
	return strings.Join(parts, separator), m.err
}

func concat(m *meter, in any, args []any) (any, error) {
	more, ok := args[0].([]any)
	if !ok {
		return nil, fmt.Errorf("wants an array, has %s", kindOf(args[0]))
	}
	return m.extend(m.list(in), more), nil
}

func mapProperty(m *meter, in any, args []any) (any, error) {
	list := m.list(in)
	if m.makeList(len(list)) != nil {
		return nil, m.err
	}
	out := make([]any, len(list))
	for i, item := range list {
		var err error
		if out[i], err = m.property(item, args[0]); err != nil && err != errNoMember {
			return nil, err
		}
	}
	return out, nil
}

// keyed returns what an item is judged by: the item, or the property that the
// first argument names.
func (m *meter) keyed(item any, args []any) (any, error) {
	m.makeList(1)
	if name := arg(args, 0, nil); name != nil {
		return m.property(item, name)
	}
	return m.plain(item), m.err
}

func compact(m *meter, in any, args []any) (any, error) {
	var out []any
	for _, item := range m.list(in) {
		key, err := m.keyed(item, args)
		if err == errNoMember {
			return nil, nil // as Liquid has it
		}
		if err != nil {
			return nil, err
		}
		if key != nil {
			out = append(out, item)
		}
	}
	return out, nil
}

func uniq(m *meter, in any, args []any) (any, error) {
	list := m.list(in)
	if len(list) < 2 {
		return list, nil // Ruby does not look at it
	}
	var out []any
	// inspect distinguishes what Ruby does: 1, 1.0 and "1".
	seen := make(map[string]bool)
	for _, item := range list {
		key, err := m.keyed(item, args)
		if err == errNoMember {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		m.take(32)
		id := ""
		if doc, ok := key.(data.Map); ok {
			id = docPath(doc)
		}
		if id == "" {
			id = m.inspect(key)
		}
		if !seen[id] {
			seen[id] = true
			out = append(out, item)
		}
	}
	return out, nil
}

// slice returns elements of a list or characters of anything else.
func slice(m *meter, in any, args []any) (any, error) {
	offset, err := m.toInt(args[0])
	if err != nil {
		return nil, err
	}
	length, n := 1, 0
	if arg(args, 1, nil) != nil {
		if length, err = m.toInt(args[1]); err != nil {
			return nil, err
		}
	}
	list, isList := in.([]any)
	s := ""
	if isList {
		n = len(list)
	} else {
		s = m.text(in)
		n = utf8.RuneCountInString(s)
	}
	if offset < 0 {
		offset += n
	}
	if offset < 0 || offset > n || length < 0 {
		offset, length = 0, 0
	}
	length = min(length, n-offset)
	if isList {
		return list[offset : offset+length], nil
	}
	_, s = cutRunes(s, offset)
	s, _ = cutRunes(s, length)
	return s, nil
}

func reverse(m *meter, in any, _ []any) (any, error) {
	list := m.list(in)
	if m.makeList(len(list)) != nil {
		return nil, m.err
	}
	out := slices.Clone(list)
	slices.Reverse(out)
	return out, nil
}

func sentence(m *meter, in any, args []any) (any, error) {
	var list []any
	switch in := in.(type) {
	case []any:
		list = in
	case string: // its characters
		head, tail := cutRunes(in, 2)
		if tail != "" {
			return nil, errors.New("wants an array, has a string")
		}
		for _, c := range head {
			list = append(list, string(c))
		}
	case data.Map:
		if len(in) > 1 {
			return nil, errors.New("wants an array, has an object")
		}
		return "", nil
	default:
		return nil, fmt.Errorf("wants an array, has %s", kindOf(in))
	}
	if n := len(list); n > 2 {
		list = append(m.list(list[:n-1]), list[n-1]) // only what commas join is flattened
	}
	parts, err := m.texts(list)
	if err != nil || len(parts) == 0 {
		return "", err
	}
	connector, last := m.text(arg(args, 0, "and")), len(parts)-1
	switch last {
	case 0:
		return parts[0], nil
	case 1:
		return m.joined([]string{parts[0], connector, parts[1]}, " ")
	}
	parts[last] = connector + " " + parts[last]
	return m.joined(parts, ", ")
}

// sample returns the first elements instead of random ones, so that two builds
// are equal.
func sample(m *meter, in any, args []any) (any, error) {
	list, ok := in.([]any)
	if !ok {
		return in, nil
	}
	n, err := m.toInt(arg(args, 0, 1))
	switch {
	case err != nil || n == 1:
		return m.end(list, false), nil
	case n < 0:
		return nil, errors.New("cannot take a negative number of elements")
	}
	return list[:min(n, len(list))], nil
}

// onList makes a filter that adds an item to a list and leaves the rest alone.
func onList(fn func(m *meter, list []any, item any) []any) filter {
	return filter{min: 1, max: 1, run: func(m *meter, in any, args []any) (any, error) {
		list, ok := in.([]any)
		if !ok {
			return in, nil
		}
		return fn(m, list, args[0]), nil
	}}
}

func unshift(m *meter, list []any, item any) []any {
	if m.makeList(len(list)+1) != nil {
		return nil
	}
	return append([]any{item}, list...)
}

// withCount makes a filter that takes a number of elements off a list.
func withCount(fn func(list []any, n int) []any) filter {
	return filter{max: 1, run: func(m *meter, in any, args []any) (any, error) {
		list, ok := in.([]any)
		if !ok {
			return in, nil
		}
		n, err := m.toInt(arg(args, 0, 1))
		if err != nil {
			return nil, err
		}
		if n < 0 {
			return nil, errors.New("cannot remove a negative number of elements")
		}
		return fn(list, min(n, len(list))), nil
	}}
}
