package render

import (
	"context"
	"strings"
	"testing"
	"time"
	"unsafe"

	"docgen/internal/data"
)

// filterVars are the variables of the expressions under test.
func filterVars() map[string]any {
	person := func(name string, more ...any) data.Map { return data.MapOf(append([]any{"name", name}, more...)...) }
	return map[string]any{
		"list":        []any{"b", "c", "a"},
		"numbers":     []any{10, 9, 2.5, 1},
		"mixed":       []any{"a", 1, nil, true},
		"nested":      []any{[]any{2, "x"}, []any{1, "y"}},
		"cased":       []any{"b", "A", "c", "B"},
		"dupes":       []any{"a", "b", "a", 1, 1.0, "1"},
		"empty_list":  []any{},
		"map_empty":   data.Map{},
		"nothing":     nil,
		"multi":       "a\nb\n\tc",
		"crlf":        "a\r\nb",
		"limit_city":  "Berlin",
		"map":         data.MapOf("x", 1, "y", data.MapOf("z", nil)),
		"map_of_maps": data.MapOf("k1", data.MapOf("n", 1), "k2", map[string]any{"n": 2}),
		"when":        time.Date(2018, 3, 1, 9, 5, 7, 0, time.UTC),
		"people": []any{
			person("Ann", "age", 41, "city", "Berlin", "active", true, "tags", []any{"x", "y"}, "version", "10", "job", data.MapOf("title", "cook")),
			person("bob", "age", 29, "city", "oslo", "active", false, "tags", []any{"y"}, "version", "9"),
			person("Cem", "city", "Berlin", "tags", "x", "version", "1.5", "job", data.MapOf("title", "baker")),
		},
	}
}

// filterMeter returns a meter with filters that see variables.
func filterMeter(site filterSite, vars map[string]any) *meter {
	m := &meter{filters: filterTable(site)}
	m.reset(context.Background(), pageLimits)
	m.vars = variables{scopes: []map[string]any{{}}, given: vars}
	return m
}

func filterVarsMeter() *meter {
	return filterMeter(filterSite{
		URL: "https://Example.org", BaseURL: "/base/",
		Now:         time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Markdownify: func(s string) (string, int, error) { return "<p>" + s + "</p>", len(s), nil },
	}, filterVars())
}

// evalFilter returns what {{ expr }} prints.
func evalFilter(expr string) (string, error) {
	v, err := evalIn(filterVarsMeter(), expr)
	return printed(v), err
}

func evalIn(m *meter, expr string) (any, error) {
	f, err := parseFiltered(expr)
	if f == nil {
		return nil, err
	}
	return m.filtered(f)
}

func printed(v any) string {
	list, ok := v.([]any)
	if !ok {
		m := &meter{}
		m.reset(context.Background(), pageLimits)
		return m.text(v)
	}
	s := ""
	for _, item := range list {
		s += printed(item)
	}
	return s
}

type filterCase struct{ expr, want string }

func TestFiltersPrintWhatJekyllPrints(t *testing.T) {
	for _, group := range filterCases {
		t.Run(group.topic, func(t *testing.T) {
			for _, c := range group.cases {
				if got, err := evalFilter(c.expr); err != nil || got != c.want {
					t.Errorf("{{ %s }}\n got %q, %v\nwant %q", c.expr, got, err, c.want)
				}
			}
		})
	}
}

func TestFilterErrors(t *testing.T) {
	for _, c := range []filterCase{
		{`nil | sort`, "sort: there is nothing to sort"},
		{`mixed | sort`, "have no order"},
		{`people | sort: "age", "middle"`, `sort: "middle" is no place`},
		{`5 | divided_by: 0`, "divided_by: divided by 0"},
		{`5.0 | modulo: 0`, "modulo: divided by 0"},
		{`"a" | truncate: "x"`, `truncate: "x" is not a whole number`},
		{`list | concat: "x"`, "concat: wants an array, has a string"},
		{`mixed | where: "a", "b"`, `where: cannot read the property "a" of a number`},
		{`"nope" | date_to_string`, `date_to_string: "nope" is not a date`},
		{`"***" | base64_decode`, `base64_decode: "***" is not base64`},
		{`list | first: 2`, "first: has 1 argument, wants none"},
		{`"a" | append`, "append: has 0 arguments, wants 1"},
		{`"a" | slice: 1, 2, 3`, "slice: has 3 arguments, wants 1 to 2"},
		{`people | where_exp: "p"`, "where_exp: has 1 argument, wants 2"},
		{`people | where_exp: "p.x", "p"`, `where_exp: "p.x" cannot name a variable`},
		{`people | where_exp: "p", "p.age | plus"`, `found "|" where the end should stand`},
		{`people | where_exp: "p", "p.a = 2"`, `write "==" to compare`},
		{`"a { b" | scssify: 1`, "scssify: has 1 argument, wants none"},
	} {
		if _, err := evalFilter(c.expr); err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), `\"`, `"`), c.want) {
			t.Errorf("{{ %s }}: error %v, want %q", c.expr, err, c.want)
		}
	}
}

func TestMarkdownifyAndNow(t *testing.T) {
	for _, c := range []filterCase{
		{`"a" | markdownify`, "<p>a</p>"},
		{`"now" | date: "%F %T"`, "2026-01-02 03:04:05"},
		{`"Today" | date_to_string`, "02 Jan 2026"},
		{`list | sample`, "b"},
		{`list | sample: 2 | join`, "b c"},
	} {
		if got, err := evalFilter(c.expr); err != nil || got != c.want {
			t.Errorf("{{ %s }} = %q, %v, want %q", c.expr, got, err, c.want)
		}
	}
}

// A string must keep the memory it lies in as long as nothing changes: that is
// how it is found again in its source.
func TestFiltersKeepTheMemoryOfStrings(t *testing.T) {
	src := strings.Clone("/base/some plain words, nothing to do")
	for _, expr := range []string{
		`s | append: ""`, `s | prepend: ""`, `s | strip`, `s | lstrip`, `s | rstrip`, `s | downcase | remove: "x"`,
		`s | replace: "x", "y"`, `s | replace_first: "x", "y"`, `s | replace_last: "x", "y"`, `s | remove_last: "x"`,
		`s | escape | escape_once | xml_escape`, `s | strip_html | strip_newlines | newline_to_br`, `s | normalize_whitespace`,
		`s | truncate: 99`, `s | truncatewords: 99`, `s | truncate: 5, ""`, `s | slice: 3, 4`, `s | split: "," | first`,
		`s | split: " " | last`, `s | split: "" | first`, `s | default: "x"`, `nil | default: s`, `s | smartify`, `s | url_decode`,
		`s | slice: 0, 5 | relative_url`, `s | slice: 0, 5 | absolute_url | slice: 0, 0 | default: s`,
		`s | slice: 1, 4 | uri_escape | url_encode | cgi_escape | slugify`, `s | date: "%Y"`, `s | strip_index`,
		`list | sort | first`, `list | reverse | uniq | compact | first`, `list | push: "x" | shift | first`, `list | slice: 1 | join`,
		`maps | where: "k", s | map: "k" | first`, `maps | where_exp: "m", "m.k == s" | map: "k" | last`, `maps | find: "k", s | map: "k" | first`,
		`maps | sort: "k" | map: "k" | join`, `maps | group_by_exp: "m", "m.k" | map: "name" | first`,
	} {
		vars := map[string]any{"s": src, "list": []any{src, src[1:]}, "maps": []any{map[string]any{"k": src}}}
		got, err := evalIn(filterMeter(filterSite{URL: "https://x.org"}, vars), expr)
		s, ok := got.(string)
		if err != nil || !ok || s == "" {
			t.Errorf("{{ %s }} = %v, %v", expr, got, err)
			continue
		}
		from, at := uintptr(unsafe.Pointer(unsafe.StringData(src))), uintptr(unsafe.Pointer(unsafe.StringData(s)))
		if at < from || at+uintptr(len(s)) > from+uintptr(len(src)) {
			t.Errorf("{{ %s }} copies %q", expr, s)
		}
	}
}

func BenchmarkFilters(b *testing.B) {
	f, _ := parseFiltered(`people | where: "city", "Berlin" | sort: "age" | map: "name" | join: ", " | escape | default: "nobody"`)
	m := filterVarsMeter()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.filtered(f); err != nil {
			b.Fatal(err)
		}
	}
}
