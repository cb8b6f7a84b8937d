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
	"default":                  {0, 2, defaultValue},
	"size":                     {0, 0, func(in any, _ []any) (any, error) { return size(in), nil }},
	"first":                    {0, 0, func(in any, _ []any) (any, error) { return end(in, false), nil }},
	"last":                     {0, 0, func(in any, _ []any) (any, error) { return end(in, true), nil }},
	"join":                     {0, 1, join},
	"concat":                   {1, 1, concat},
	"map":                      {1, 1, mapProperty},
	"compact":                  {0, 1, compact},
	"uniq":                     {0, 1, uniq},
	"slice":                    {1, 2, slice},
	"reverse":                  {0, 0, reverse},
	"array_to_sentence_string": {0, 1, sentence},
	"sample":                   {0, 1, sample},
	"push": onList(func(list []any, item any) ([]any, error) {
		return append(slices.Clip(list), item), nil
	}),
	"unshift": onList(func(list []any, item any) ([]any, error) {
		return append([]any{item}, list...), nil
	}),
	"pop":   withCount(func(list []any, n int) []any { return list[:len(list)-n] }),
	"shift": withCount(func(list []any, n int) []any { return list[n:] }),
}

// defaultValue replaces nil, false and what is empty. The named argument
// allow_false keeps false.
func defaultValue(in any, args []any) (any, error) {
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
	}
	return 0
}

// end returns the first or the last element. A map has a first pair only.
func end(v any, last bool) any {
	var list []any
	switch v := v.(type) {
	case []any:
		list = v
	case data.Map:
		if !last {
			list = v.Pairs()
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

func join(in any, args []any) (any, error) {
	list := toList(in)
	if len(list) == 1 {
		return toString(plain(list[0])), nil
	}
	parts := make([]string, len(list))
	for i, item := range list {
		parts[i] = toString(plain(item))
	}
	return strings.Join(parts, toString(arg(args, 0, " "))), nil
}

func concat(in any, args []any) (any, error) {
	more, ok := args[0].([]any)
	if !ok {
		return nil, fmt.Errorf("wants an array, has %s", kindOf(args[0]))
	}
	return append(slices.Clip(toList(in)), more...), nil
}

func mapProperty(in any, args []any) (any, error) {
	list := toList(in)
	out := make([]any, len(list))
	for i, item := range list {
		if plain(item) == nil {
			continue
		}
		var err error
		if out[i], err = property(item, toString(args[0])); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// keyed returns what an item is judged by: the item, or the property that the
// first argument names.
func keyed(item any, args []any) (any, error) {
	if name := arg(args, 0, nil); name != nil {
		return property(item, toString(name))
	}
	return plain(item), nil
}

func compact(in any, args []any) (any, error) {
	var out []any
	for _, item := range toList(in) {
		key, err := keyed(item, args)
		if err != nil {
			return nil, err
		}
		if key != nil {
			out = append(out, item)
		}
	}
	return out, nil
}

func uniq(in any, args []any) (any, error) {
	var out []any
	// inspect distinguishes what Ruby does: 1, 1.0 and "1".
	seen := make(map[string]bool)
	for _, item := range toList(in) {
		key, err := keyed(item, args)
		if err != nil {
			return nil, err
		}
		if id := inspect(key); !seen[id] {
			seen[id] = true
			out = append(out, item)
		}
	}
	return out, nil
}

// slice returns elements of a list or characters of anything else.
func slice(in any, args []any) (any, error) {
	offset, err := toInt(args[0])
	if err != nil {
		return nil, err
	}
	length, n := 1, 0
	if arg(args, 1, nil) != nil {
		if length, err = toInt(args[1]); err != nil {
			return nil, err
		}
	}
	list, isList := in.([]any)
	s := ""
	if isList {
		n = len(list)
	} else {
		s = toString(in)
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

func reverse(in any, _ []any) (any, error) {
	out := slices.Clone(toList(in))
	slices.Reverse(out)
	return out, nil
}

func sentence(in any, args []any) (any, error) {
	list, ok := in.([]any)
	if !ok {
		return nil, fmt.Errorf("wants an array, has %s", kindOf(in))
	}
	parts := make([]string, len(list))
	for i, item := range list {
		parts[i] = toString(plain(item))
	}
	connector := toString(arg(args, 0, "and"))
	switch n := len(parts); n {
	case 0:
		return "", nil
	case 1:
		return parts[0], nil
	case 2:
		return parts[0] + " " + connector + " " + parts[1], nil
	default:
		return strings.Join(parts[:n-1], ", ") + ", " + connector + " " + parts[n-1], nil
	}
}

// sample returns the first elements instead of random ones, so that two builds
// are equal.
func sample(in any, args []any) (any, error) {
	list, ok := in.([]any)
	if !ok {
		return in, nil
	}
	n, err := toInt(arg(args, 0, 1))
	switch {
	case err != nil || n == 1:
		return end(list, false), nil
	case n < 0:
		return nil, errors.New("cannot take a negative number of elements")
	}
	return list[:min(n, len(list))], nil
}

// onList makes a filter that adds an item to a list and leaves the rest alone.
func onList(fn func(list []any, item any) ([]any, error)) filter {
	return filter{1, 1, func(in any, args []any) (any, error) {
		if list, ok := in.([]any); ok {
			return fn(list, args[0])
		}
		return in, nil
	}}
}

// withCount makes a filter that takes a number of elements off a list.
func withCount(fn func(list []any, n int) []any) filter {
	return filter{0, 1, func(in any, args []any) (any, error) {
		list, ok := in.([]any)
		if !ok {
			return in, nil
		}
		n, err := toInt(arg(args, 0, 1))
		if err != nil {
			return nil, err
		}
		if n < 0 {
			return nil, errors.New("cannot remove a negative number of elements")
		}
		return fn(list, min(n, len(list))), nil
	}}
}
