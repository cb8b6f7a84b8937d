package render

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"docgen/internal/data"
	"docgen/internal/source"
)

// Missing is a {{ }} that printed nothing because its variable does not exist.
type Missing struct {
	// At is the {{ }} and Via the includes that lead to it. Var is the variable in
	// the {{ }}.
	At, Var source.Span
	Via     []source.Span
	// Path is the variable as written, split at its dots. Found is how many of
	// its parts are there.
	Path  []string
	Found int
	// Known are the names that have a value where the first missing one was looked
	// up.
	Known []string
}

// missing records a variable of a {{ }} that does not exist. One with a default,
// or with the value nil, is no mistake.
func (s *sink) missing(tok *token, v varUse) {
	if v.Guarded {
		return
	}
	var scope any = &s.meter.vars
	place := func() source.Span { return tok.inArgs(v.Start, v.End) }
walk:
	for i, name := range v.Path {
		var value any
		var ok bool
		switch m := scope.(type) {
		case data.Map:
			value, ok = m.Get(name), m.Has(name)
		case map[string]any:
			value, ok = m[name]
		case *variables:
			value, ok = m.find(name)
		default:
			break walk // what follows is a part of a value: size, first, …
		}
		if !ok {
			s.addMissing(missingKey{place(), s.frame.via}, Missing{At: tok.span, Path: v.Path, Found: i}, scope)
			return
		}
		if i+1 < len(v.Path) { // the last value is not looked into, so a drop need not run
			scope = s.meter.resolved(value)
		}
	}
	if root := v.Path[0]; !fixedRoots[root] || root != "include" && s.meter.vars.shadows(root) {
		s.found[place()] = true
	}
}

// missingKey identifies a missing variable: each round of a loop finds it again.
type missingKey struct {
	at  source.Span
	via *source.Via
}

func (s *sink) addMissing(key missingKey, m Missing, scope any) {
	size := 0
	switch scope := scope.(type) {
	case data.Map:
		size = len(scope)
	case map[string]any:
		size = len(scope)
	case *variables:
		for _, names := range append(scope.scopes, scope.given) {
			size += len(names)
		}
	}
	if s.missed[key] || s.meter.spend(200*size) != nil || s.meter.take(300+16*size) != nil {
		return
	}
	if s.missed == nil {
		s.missed = map[missingKey]bool{}
	}
	s.missed[key] = true
	m.Var, m.Via, m.Known = key.at, key.via.Spans(), namesIn(scope)
	s.out.Missing = append(s.out.Missing, m)
}

// namesIn returns the names that have a value in an object.
func namesIn(scope any) []string {
	if m, ok := scope.(data.Map); ok {
		return slices.DeleteFunc(slices.Clone(m.SortedKeys()), func(name string) bool { return m.Get(name) == nil })
	}
	found := map[string]any{}
	switch scope := scope.(type) {
	case map[string]any:
		found = scope
	case *variables:
		for _, names := range append([]map[string]any{scope.given}, scope.scopes...) {
			maps.Copy(found, names)
		}
	}
	var names []string
	for name, value := range found {
		if value != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// fixedRoots are the variables that are the same in every round of a loop, and
// the parameters of an include, which each tag must give.
var fixedRoots = map[string]bool{"page": true, "site": true, "element": true, "include": true}

// dropFoundInLoops drops variables that exist in some round of a loop: the items
// of a list need not be alike.
func (s *sink) dropFoundInLoops() {
	s.out.Missing = slices.DeleteFunc(s.out.Missing, func(m Missing) bool { return s.found[m.Var] })
}

// format returns what {{ }} prints for a value that is no string.
func (m *meter) format(v any) string {
	switch v := m.resolved(v).(type) {
	case nil:
		return ""
	case string:
		return v
	case data.Date:
		return string(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		return floatString(v)
	case time.Time:
		return data.FormatTime(v)
	case data.Map, map[string]any:
		return m.text(v)
	case *forLoop:
		return v.String()
	default:
		return fmt.Sprint(v)
	}
}
