package render

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/osteele/liquid/values"

	"docgen/internal/data"
)

// plain is meter.plain for values that are not a range.
func plain(v any) any {
	switch v := values.ToLiquid(v).(type) {
	case nil, bool, string, int, float64, time.Time, data.Date, []any, data.Map:
		return v
	case map[string]any:
		return mapOf(v)
	case []byte:
		return string(v)
	default:
		return plainReflect(reflect.ValueOf(v))
	}
}

// mapOf returns a map of the library's as one of ours, in alphabetical order.
func mapOf(m map[string]any) data.Map {
	out := make(data.Map, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		out.Set(key, m[key])
	}
	return out
}

func plainReflect(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return int(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return int(v.Uint())
	case reflect.Float32, reflect.Float64:
		return v.Float()
	case reflect.Bool:
		return v.Bool()
	case reflect.String:
		return v.String()
	case reflect.Slice, reflect.Array:
		out := make([]any, v.Len())
		for i := range out {
			out[i] = v.Index(i).Interface()
		}
		return out
	case reflect.Map:
		out := make(map[string]any, v.Len())
		for it := v.MapRange(); it.Next(); {
			out[fmt.Sprint(it.Key())] = it.Value().Interface()
		}
		return mapOf(out)
	}
	return v.Interface()
}

// floatString prints a float as Ruby does, which shows that it is one.
func floatString(f float64) string {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return strings.Replace(strings.TrimPrefix(fmt.Sprint(f), "+"), "Inf", "Infinity", 1)
	}
	if size := math.Abs(f); size != 0 && (size < 1e-4 || size >= 1e16) {
		s := strconv.FormatFloat(f, 'e', -1, 64)
		if mantissa, exponent, _ := strings.Cut(s, "e"); !strings.Contains(mantissa, ".") {
			s = mantissa + ".0e" + exponent
		}
		return s
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// truthy reports whether Liquid treats a value as true: all but nil and false.
func truthy(v any) bool { return v != nil && v != false }

// list returns the elements that Liquid's array filters work on: nested lists are
// flattened, and what is no list is a list of one.
func (m *meter) list(v any) []any {
	switch v := m.plain(v).(type) { // a range as a list
	case nil:
		return nil
	case []any:
		if m.spend(2 * len(v)); !slices.ContainsFunc(v, isList) {
			return v
		}
		return m.flatten(nil, v)
	default:
		return []any{v}
	}
}

func isList(v any) bool {
	switch v := values.ToLiquid(v).(type) {
	case []any:
		return true
	default:
		return v != nil && reflect.TypeOf(v).Kind() == reflect.Slice
	}
}

func (m *meter) flatten(out, list []any) []any {
	for _, item := range list {
		if m.makeList(1) != nil || len(out) > m.limits.items {
			_ = m.makeList(len(out))
			return out
		}
		if !isList(item) {
			out = append(out, item)
		} else if inner, ok := m.plain(item).([]any); ok {
			out = m.flatten(out, inner)
		}
	}
	return out
}

// items returns the elements that Jekyll's filters work on: those of a list,
// or the values of a map.
func (m *meter) items(v any) (items []any, ok bool) {
	switch v := v.(type) {
	case []any:
		return v, true
	case data.Map:
		if m.makeList(len(v)) != nil {
			return nil, true
		}
		for _, key := range v.Keys() {
			items = append(items, v[key].Value)
		}
		return items, true
	case numberRange:
		items, _ = m.plain(v).([]any)
		return items, true
	}
	return nil, false
}

// errNoMember says that nothing can be looked up in a value at all.
var errNoMember = errors.New("has no properties")

// property returns a member of an item. Of a text it is the part that equals the
// name, or the character at an index, as Ruby has it.
func (m *meter) property(item, key any) (any, error) {
	name, isName := key.(string)
	index, isIndex := key.(int)
	if f, ok := key.(float64); ok {
		index, isIndex = int(f), true
	}
	if err := m.spend(50 + len(name)); err != nil {
		return nil, err
	}
	switch item := m.plain(item).(type) {
	case data.Map:
		if isIndex {
			name = strconv.Itoa(index)
		}
		return m.plain(item.Get(name)), nil
	case string:
		m.spend(len(item) / 4)
		switch {
		case isName:
			if i := strings.Index(item, name); i >= 0 {
				return item[i : i+len(name)], nil
			}
			return nil, nil
		case isIndex:
			if n := utf8.RuneCountInString(item); index < 0 {
				index += n
			}
			_, rest := cutRunes(item, index)
			if first, _ := cutRunes(rest, 1); index >= 0 && first != "" {
				return first, nil
			}
			return nil, nil
		}
	case []any:
		if isIndex {
			value, _ := m.member(item, index, false)
			return m.plain(value), nil
		}
	case int:
		if isIndex && index < 0 {
			return 0, nil
		}
		if isIndex {
			return item >> min(index, 63) & 1, nil
		}
	case nil, bool, float64, time.Time, data.Date:
		return nil, errNoMember
	}
	return nil, fmt.Errorf("cannot read the property %q of %s", cutShown(m.text(key)), kindOf(item))
}

// hasNone reports whether a value has no properties at all.
func (m *meter) hasNone(item any) bool {
	_, err := m.property(item, "")
	return err == errNoMember
}

func kindOf(v any) string {
	if isList(v) {
		return "an array"
	}
	if _, ok := v.(numberRange); ok {
		return "a range"
	}
	switch plain(v).(type) {
	case nil:
		return "nothing"
	case bool:
		return "a boolean"
	case int, float64:
		return "a number"
	case string:
		return "a string"
	case data.Date:
		return "a date"
	case time.Time:
		return "a time"
	}
	return "an object"
}

// toInt reads an argument that must be a whole number.
func (m *meter) toInt(v any) (int, error) {
	if n, ok := v.(int); ok {
		return n, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(m.text(v)))
	if err != nil {
		return 0, fmt.Errorf("%s is not a whole number", m.shown(v))
	}
	return n, nil
}

// leadingInt reads the whole number that a string begins with, or 0.
func leadingInt(s string) int {
	s = strings.TrimSpace(s)
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || end == 0 && (s[0] == '-' || s[0] == '+')) {
		end++
	}
	n, _ := strconv.Atoi(s[:end])
	return n
}

// toNumber returns an int, or the exact decimal that a float is written as, so
// that 0.1 plus 0.2 is 0.3. What is no number counts as 0.
func toNumber(v any) any {
	switch v := v.(type) {
	case int:
		return v
	case float64:
		return decimal(strconv.FormatFloat(v, 'g', -1, 64))
	case string:
		s := strings.TrimSpace(v)
		switch {
		case !isDecimal(s):
		case len(s) > maxNumeral:
			f, _ := strconv.ParseFloat(s, 64) // exact enough
			return decimal(strconv.FormatFloat(f, 'g', -1, 64))
		default:
			return decimal(s)
		}
		return leadingInt(v)
	}
	return 0
}

func decimal(s string) any {
	r, ok := new(big.Rat).SetString(s)
	if !ok { // infinite
		return 0
	}
	return r
}

// isDecimal reports whether s is written digits, point, digits.
func isDecimal(s string) bool {
	whole, fraction, ok := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	return ok && isDigits(whole) && isDigits(fraction)
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// toRat returns a number as a fraction.
func toRat(n any) *big.Rat {
	if r, ok := n.(*big.Rat); ok {
		return r
	}
	return new(big.Rat).SetInt64(int64(n.(int)))
}

// compare orders two values. Values of different kinds have no order.
func (m *meter) compare(a, b any) (order int, ok bool) {
	if m.spend(20) != nil {
		return 0, true
	}
	switch a := m.plain(a).(type) {
	case string:
		if b, ok := m.plain(b).(string); ok {
			m.spend(min(len(a), len(b)) / 8)
			return strings.Compare(a, b), true
		}
	case time.Time:
		if b, ok := m.plain(b).(time.Time); ok {
			return a.Compare(b), true
		}
	case data.Date:
		if b, ok := m.plain(b).(data.Date); ok {
			return cmp.Compare(a, b), true
		}
	case int, float64:
		switch m.plain(b).(type) {
		case int, float64:
			return cmp.Compare(asFloat(a), asFloat(m.plain(b))), true
		}
	case []any:
		if b, ok := m.plain(b).([]any); ok {
			return m.compareLists(a, b)
		}
	case data.Map:
		b, _ := m.plain(b).(data.Map)
		if path := docPath(a); path != "" && docPath(b) != "" {
			order, _ := m.compare(a.Get("date"), b.Get("date"))
			return cmp.Or(order, strings.Compare(path, docPath(b))), true
		}
	}
	return 0, m.equal(a, b)
}

func (m *meter) compareLists(a, b []any) (order int, ok bool) {
	for i := range min(len(a), len(b)) {
		if order, ok := m.compare(a[i], b[i]); order != 0 || !ok || m.err != nil {
			return order, ok
		}
	}
	return cmp.Compare(len(a), len(b)), true
}

func asFloat(n any) float64 {
	if i, ok := n.(int); ok {
		return float64(i)
	}
	return n.(float64)
}
