package render

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// filterSite holds the settings of the site and of the run that filters use.
type filterSite struct {
	// URL and BaseURL are url and baseurl of the configuration.
	URL, BaseURL string
	// Now is what "now" and "today" mean; its zone is the zone of the site.
	Now time.Time
	// Markdownify renders Markdown to HTML, and returns the work that it took.
	Markdownify func(string) (html string, work int, err error)

	sheets *sheets           // nil: style sheets stay as they are
	gems   map[string]filter // of the plugins that the site uses
}

// A filter is one filter of Liquid or Jekyll. Its values are plain, but
// for ranges (see meter.whole). A piece of a string must be cut, not copied, because the memory it
// lies in is its provenance.
//
// What a filter takes is bounded inside it. The texts and lists that it gets are
// counted before it runs and its result after; what it makes that may be more than
// seven times the size of a text, and each step that is not linear, it counts itself
// on m before. A test attacks each filter with large values.
type filter struct {
	min, max int // number of arguments besides the input
	run      func(m *meter, in any, args []any) (any, error)
	slow     int // work for each byte of the texts that it gets; 0 means little
}

// slowly sets how much work a filter does for each byte.
func slowly(work int, f filter) filter {
	f.slow = work
	return f
}

// callCost is the work of calling a filter.
const callCost = 500

func (m *meter) pairs(v data.Map) []any {
	if m.makeList(len(v)) != nil || m.take(64*len(v)) != nil { // each is a list too
		return nil
	}
	return v.Pairs()
}

func (f filter) call(m *meter, in any, args []any) (any, error) {
	if len(args) < f.min || len(args) > f.max {
		return nil, fmt.Errorf("has %s, wants %s", diag.Plural(len(args), "argument"), argumentLimits(f.min, f.max))
	}
	m.spend(callCost)
	for i := range args {
		if m.passed(args[i], f.slow) != nil {
			return nil, m.err
		}
		if args[i] != any(emptyWord{}) {
			args[i] = m.whole(args[i])
		}
	}
	if m.passed(in, f.slow) != nil {
		return nil, m.err
	}
	if in = m.whole(in); m.err != nil {
		return nil, m.err
	}
	out, err := f.run(m, in, args)
	if m.err != nil {
		return nil, m.err
	}
	if err != nil {
		return nil, err
	}
	return out, m.made(out, in, args)
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
		dateFilters(site), siteFilters(site), site.gems,
	} {
		maps.Copy(table, part)
	}
	return table
}

// siteFilters are the filters that need the site or render something.
func siteFilters(site filterSite) map[string]filter {
	url := func(full func(filterSite, string) string) filter {
		f := textOrNil(func(s string) string { return full(site, s) })
		return slowly(100, filter{run: func(m *meter, in any, _ []any) (any, error) {
			if doc, ok := in.(data.Map); ok && docPath(doc) != "" {
				in = doc.Get("url")
			}
			if s, ok := in.(string); ok && m.take(8*len(s)) != nil { // its parts are made too
				return nil, m.err
			}
			return f.run(m, in, nil)
		}})
	}
	return map[string]filter{
		"relative_url": url(relativeURL),
		"absolute_url": url(absoluteURL),
		"markdownify": {run: func(m *meter, in any, _ []any) (any, error) {
			s := m.text(in)
			switch {
			case site.Markdownify == nil:
				return nil, errors.New("there is no Markdown renderer here")
			case len(s) > m.limits.markdown/4: // its tree is large
				return nil, m.fail("the text has more than %d MB of Markdown", m.limits.markdown>>22)
			}
			html, work, err := site.Markdownify(s)
			m.spend(work)
			return html, err
		}},
		"sassify": sassFilter(site, ".sass"),
		"scssify": sassFilter(site, ".scss"),
	}
}

func argumentLimits(low, high int) string {
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
	return filter{run: func(m *meter, in any, _ []any) (any, error) {
		s := m.text(in)
		if m.err != nil {
			return nil, m.err
		}
		return fn(s), nil
	}}
}

// replacement says what replaces the n bytes of s at i; n is 0 where a byte stays.
type replacement func(s string, i int) (with string, n int)

// rewrite replaces pieces of a text. It counts the bytes of the result before.
func rewrite(s string, at replacement, count func(size int) error) (string, error) {
	size := len(s)
	for i := 0; i < len(s); i++ {
		if with, n := at(s, i); n > 0 {
			size += len(with) - n
			i += n - 1
		}
	}
	if err := count(size); err != nil {
		return "", err
	}
	var b strings.Builder
	b.Grow(size)
	for i := 0; i < len(s); i++ {
		if with, n := at(s, i); n > 0 {
			b.WriteString(with)
			i += n - 1
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String(), nil
}

// rewriting makes a filter that replaces pieces of the string form of the input.
func rewriting(at replacement) filter {
	return filter{run: func(m *meter, in any, _ []any) (any, error) {
		return rewrite(m.text(in), at, func(size int) error {
			if size > m.limits.text {
				return m.makeText(size)
			}
			return m.err
		})
	}}
}

// wantsText makes a filter that takes nothing but texts, and nil if it is allowed.
func wantsText(nilToo bool, f filter) filter {
	run := f.run
	f.run = func(m *meter, in any, args []any) (any, error) {
		if _, ok := in.(string); !ok && (in != nil || !nilToo) {
			return nil, fmt.Errorf("wants a text, has %s", kindOf(in))
		}
		return run(m, in, args)
	}
	return f
}

// textOrNil is text for filters that leave nil as it is.
func textOrNil(fn func(s string) string) filter {
	f := text(fn)
	return filter{run: func(m *meter, in any, _ []any) (any, error) {
		if in == nil {
			return nil, nil
		}
		return f.run(m, in, nil)
	}}
}

// text1 makes a filter of a function on the string forms of the input and of one
// argument. What it returns is never longer than both.
func text1(fn func(m *meter, s, arg string) string) filter {
	return filter{min: 1, max: 1, run: func(m *meter, in any, args []any) (any, error) {
		s, arg := m.text(in), m.text(args[0])
		if m.err != nil {
			return nil, m.err
		}
		return fn(m, s, arg), nil
	}}
}

// replacing makes a filter that replaces at most n times one text by another, which
// may be left out; with n < 0 each time.
func replacing(n int, fn func(s, old, with string) string) filter {
	return filter{min: 1, max: 2, run: func(m *meter, in any, args []any) (any, error) {
		s, old, with := m.text(in), m.text(args[0]), m.text(arg(args, 1, ""))
		times := 1
		if n < 0 && m.err == nil {
			times = strings.Count(s, old)
		}
		if growth := product(times, len(with)); growth < 0 || len(s)+growth > m.limits.text {
			return nil, m.makeText(m.limits.text + 1)
		}
		m.spend(20 * times)
		if m.err != nil {
			return nil, m.err
		}
		return fn(s, old, with), nil
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
