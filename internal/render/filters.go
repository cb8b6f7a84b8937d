package render

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/osteele/liquid/values"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// filterSite holds the settings of the site and of the run that filters use.
type filterSite struct {
	// URL and BaseURL are url and baseurl of the configuration.
	URL, BaseURL string
	// Now is what "now" and "today" mean; its zone is the zone of the site.
	Now time.Time
	// Markdownify renders Markdown to HTML.
	Markdownify func(string) (string, error)
}

// A filter is one filter of Liquid or Jekyll. Its values are plain (see
// plain). A piece of a string must be cut, not copied, because the memory it
// lies in is its provenance.
type filter struct {
	min, max int // number of arguments besides the input
	run      func(in any, args []any) (any, error)
}

// addFilters hands every filter that Jekyll 4 has to add, in the form that the
// library wants. The filters behave as in Jekyll, not as the library's own.
func addFilters(add func(name string, fn any), site filterSite) {
	for name, f := range filterTable(site) {
		add(name, func(in any, args ...any) (any, error) {
			if len(args) < f.min || len(args) > f.max {
				return nil, fmt.Errorf("%s: has %s, wants %s", name, diag.Plural(len(args), "argument"), limits(f.min, f.max))
			}
			for i := range args {
				if err := bounded(args[i]); err != nil {
					return nil, fmt.Errorf("%s: %w", name, err)
				}
				args[i] = plain(args[i])
			}
			if err := bounded(in); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			in = plain(in)
			out, err := f.run(in, args)
			if err == nil {
				err = bounded(out)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			return keep(in, out), nil
		})
	}
	addExpFilters(add)
	add(itemsFilter, func(in any) any {
		switch m := values.ToLiquid(in).(type) {
		case data.Map:
			return m.Pairs()
		case map[string]any:
			return mapOf(m).Pairs()
		}
		return in // a range stays one, however long it is
	})
}

// bounded refuses a value that no page can need, before it fills the memory.
func bounded(v any) error {
	switch v := v.(type) {
	case string:
		if len(v) > maxBytes {
			return fmt.Errorf("the text grows beyond %d MB", maxBytes>>20)
		}
	case []any:
		if len(v) > maxSteps {
			return fmt.Errorf("the list grows beyond %d items", maxSteps)
		}
	case values.Range:
		if v.Len() > maxSteps {
			return fmt.Errorf("the range has more than %d numbers", maxSteps)
		}
	}
	return nil
}

// keep returns the input where a filter made an equal string of it.
func keep(in, out any) any {
	if s, ok := in.(string); ok && out == any(s) {
		return in
	}
	return out
}

// filterTable returns the filters whose arguments are values.
func filterTable(site filterSite) map[string]filter {
	table := make(map[string]filter)
	for _, part := range []map[string]filter{
		stringFilters, escapeFilters, numberFilters, arrayFilters, selectFilters,
		dateFilters(site), siteFilters(site),
	} {
		maps.Copy(table, part)
	}
	return table
}

// siteFilters are the filters that need the site or render something.
func siteFilters(site filterSite) map[string]filter {
	noSass := filter{0, 0, func(any, []any) (any, error) {
		return nil, errors.New("style sheets are not compiled; write plain CSS")
	}}
	return map[string]filter{
		"relative_url": {0, 0, func(in any, _ []any) (any, error) {
			if in == nil {
				return nil, nil
			}
			return relativeURL(site, toString(in)), nil
		}},
		"absolute_url": {0, 0, func(in any, _ []any) (any, error) {
			if in == nil {
				return nil, nil
			}
			return absoluteURL(site, toString(in)), nil
		}},
		"markdownify": {0, 0, func(in any, _ []any) (any, error) {
			if site.Markdownify == nil {
				return nil, errors.New("there is no Markdown renderer here")
			}
			return site.Markdownify(toString(in))
		}},
		"sassify": noSass,
		"scssify": noSass,
	}
}

func limits(low, high int) string {
	switch {
	case high == 0:
		return "none"
	case low == high:
		return fmt.Sprint(low)
	case low == 0:
		return fmt.Sprintf("at most %d", high)
	}
	return fmt.Sprintf("%d to %d", low, high)
}

// text makes a filter of a function on the string form of the input.
func text(fn func(s string) string) filter {
	return filter{0, 0, func(in any, _ []any) (any, error) { return fn(toString(in)), nil }}
}

// textOrNil is text for filters that leave nil as it is.
func textOrNil(fn func(s string) string) filter {
	return filter{0, 0, func(in any, _ []any) (any, error) {
		if in == nil {
			return nil, nil
		}
		return fn(toString(in)), nil
	}}
}

// text1 makes a filter of a function on the string forms of the input and of
// one argument.
func text1[T any](fn func(s, arg string) T) filter {
	return filter{1, 1, func(in any, args []any) (any, error) {
		return fn(toString(in), toString(args[0])), nil
	}}
}

// text2 is text1 for two arguments, of which the second may be left out.
func text2(fn func(s, first, second string) string) filter {
	return filter{1, 2, func(in any, args []any) (any, error) {
		return fn(toString(in), toString(args[0]), toString(arg(args, 1, ""))), nil
	}}
}

// arg returns the i-th argument, or a default where it is left out.
func arg(args []any, i int, def any) any {
	if i < len(args) {
		return args[i]
	}
	return def
}

// splice returns s[:start] + insert + s[end:].
func splice(s string, start, end int, insert string) string {
	return strings.Join([]string{s[:start], insert, s[end:]}, "")
}
