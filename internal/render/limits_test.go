package render

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
)

// smallLimits are like pageLimits, and sooner reached.
var smallLimits = limits{
	work: 30_000_000, memory: 4 << 20, text: 64 << 10, items: 8 << 10, rounds: 16 << 10, includes: 1_000,
	page: 1 << 20, markdown: 256 << 10,
}

// doubled returns a list that holds itself 40 times over: printed it would be 2^40 items.
func doubled() any {
	list := []any{"a", "b"}
	for range 40 {
		list = append(slices.Clip(list), list)
	}
	return list
}

// TestEveryFilterIsBounded gives all filters that there are large values of all kinds,
// in all places, and compares the memory that they allocate with what they have
// counted. A filter that counts too little fails here.
func TestEveryFilterIsBounded(t *testing.T) {
	limits := smallLimits
	limits.text, limits.items, limits.memory, limits.work = 16<<10, 1<<10, 512<<10, 2_000_000
	long := func(s string) string { return strings.Repeat(s, limits.text/len(s)) }
	numbers, people := make([]any, limits.items), make([]any, limits.items)
	object := data.Map{}
	for i := range numbers {
		numbers[i] = i
		people[i] = data.MapOf("a", fmt.Sprint(i), "b", long("x")[:100])
		object.Set(fmt.Sprint(i), numbers[i])
	}
	values := map[string]any{
		"letters": long("a"), "words": long("a b "), "marks": long(`&<>"'`), "lines": long("\r\n"), "percent": long("%41"),
		"comment": long("<!--"), "script": long("<script"), "accents": long("é"), "index": long("/index.html"), "cjk": long("漢"),
		"dashes": long("--\"..."), "digits": long("1"), "decimal": "1." + long("7")[2:], "dots": long("a.a."), "format": "%" + long("9")[:8] + "d",
		"parens": long("("), "zero": "", "huge": 1 << 60, "negative": -1 << 60, "float": 1e308, "nothing": nil,
		"numbers": numbers, "people": people, "object": object, "range": "(1..1000000000000)", "doubled": doubled(),
		"plain": map[string]any{"a": doubled(), "b": numbers}, "x": "x", "a": "a", "first": "first",
	}
	inputs, first := []string{}, []string{"letters", "marks", "zero", "huge", "negative", "object", "doubled", "dots", "format", "range", "a", "x"}
	second := []string{"letters", "huge", "doubled", "dots", "parens", "first"}
	for name := range values {
		inputs = append(inputs, name)
	}
	slices.Sort(inputs)
	allocated := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	m := &meter{filters: filterTable(filterSite{URL: "https://x.org", Now: time.Unix(0, 0), Markdownify: func(s string) (string, int, error) { return s, 50 * len(s), nil }})}
	run := func(expr string) {
		m.reset(t.Context(), limits)
		defer m.done()
		m.vars = variables{scopes: []map[string]any{{}}, given: values}
		metrics.Read(allocated)
		before := allocated[0].Value.Uint64()
		func() {
			_, _ = evalIn(m, strings.ReplaceAll(expr, "range", "(1..1000000000000)"))
		}()
		metrics.Read(allocated)
		counted := limits.memory - m.memory
		if got := int(allocated[0].Value.Uint64() - before); got > 4<<20+8*counted /* others allocate too */ {
			t.Errorf("{{ %s }}: allocates %d KB and has counted %d KB", expr, got>>10, counted>>10)
		}
		if m.memory < -limits.memory {
			t.Errorf("{{ %s }}: has counted %d KB before it stopped", expr, counted>>10)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.filters)) {
		f := m.filters[name]
		for _, in := range inputs {
			if f.min == 0 {
				run(in + " | " + name)
			}
			if f.max == 0 {
				continue
			}
			for _, a := range first {
				if f.min <= 1 {
					run(in + " | " + name + ": " + a)
				}
				if f.max == 1 || len(values) > 0 && a != "a" && a != "x" && a != "letters" && a != "huge" {
					continue
				}
				for _, b := range second {
					run(in + " | " + name + ": " + a + ", " + b)
				}
			}
		}
	}
}

// limited renders a page with small limits.
func limited(t *testing.T, text string) (*Engine, *content.Page, *Output) {
	t.Helper()
	const includes = `
-- _includes/fan.md --
{% assign d = include.d | append: "x" %}{% if d.size < 90 %}{% include fan.md d=d %}{% include fan.md d=d %}{% endif %}
-- _includes/work.md --
{% for i in (1..10000) %}{% endfor %}{{ include.a }}
-- _includes/work2.md --
{% include_cached work.md a=include.a %}{% include_cached work.md a=include.b %}
-- _includes/a.md --
a
-- _data/many.yml --
a: &a [x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c]
e: [*d, *d, *d, *d, *d, *d, *d, *d]
`
	e, p, _ := pageOf(t, body("")+includes)
	e.limits = smallLimits
	changed := *p
	changed.Body = spanOf(text)
	out, err := e.Page(t.Context(), &changed)
	if err != nil {
		t.Fatal(err)
	}
	return e, &changed, out
}

const (
	tooLong  = "take too long"
	tooLarge = "the values of this page grow beyond 4 MB"
)

// TestPagesAreBounded: a page that takes too much is stopped at the tag that does, with
// one finding, and nothing of it is used.
func TestPagesAreBounded(t *testing.T) {
	const (
		nested = `{% assign x = "a,b" | split: "," %}{% for i in (1..40) %}{% assign x = x | push: x %}{% endfor %}`
		twins  = nested + `{% assign y = "a,b" | split: "," %}{% for i in (1..40) %}{% assign y = y | push: y %}{% endfor %}`
		long   = `{% assign s = "0123456789abcdef" %}{% for i in (1..11) %}{% assign s = s | append: s %}{% endfor %}`
		forall = `{% for i in (1..10000) %}`
	)
	repeat := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, test := range []struct{ before, at, after, message string }{
		// Texts.
		{`{% assign x = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" %}{% assign x = x | replace: "a", x %}`, `{% assign x = x | replace: "a", x %}`, "", ""},
		{`{% assign x = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" %}{% for i in (1..9) %}`, `{% assign x = x | replace: "a", x %}`, `{% endfor %}`, "replace: the text grows beyond"},
		{long, `{{ (1..8000) | join: s }}`, "", "join: the text grows beyond"},
		{`{% assign s = "ab" %}{% for i in (1..40) %}`, `{% assign s = s | append: s %}`, `{% endfor %}`, "append: the text grows beyond"},
		{`{% assign s = "ab" %}{% for i in (1..40) %}`, `{% assign s = s | prepend: s %}`, `{% endfor %}`, "prepend: the text grows beyond"},
		{`{% assign s = "ab" %}{% for i in (1..40) %}{% capture s %}`, `{{ s }}{{ s }}`, `{% endcapture %}{% endfor %}`, "grow"},
		{long + `{% assign s = s | replace: "0", "&" | replace: "1", "&" | replace: "2", "&" | replace: "3", "&" | replace: "4", "&" %}`, `{{ s | escape }}`, "", "escape: the text grows beyond"},
		{"", `{{ "now" | date: "%1000000d" }}`, "", "date: the text grows beyond"},
		{"", `{{ (1..1000000000) | join: "" }}`, "", "join: the range has more than"},
		{long + `{% for i in (1..999) %}`, `{% assign z = s | prepend: "a" %}`, `{% endfor %}`, tooLarge},
		{long + `{% for i in (1..99) %}`, `{{ s }}`, `{% endfor %}`, "the text grows beyond"},
		// Values inside each other.
		{nested, `{{ x | jsonify }}`, "", "jsonify: the text grows beyond"},
		{nested, `{{ x | inspect }}`, "", "inspect: the text grows beyond"},
		{nested, `{{ x | uniq }}`, "", "uniq: the list grows beyond"},
		{nested, `{{ x }}`, "", "the loops and lists of this page go on"},
		{nested, `{{ "a" | truncate: x }}`, "", "truncate: the text grows beyond"},
		{nested, `{% include_cached a.md a=x %}`, "", "the text grows beyond"},
		{twins, `{% if x == y %}`, `{% endif %}`, tooLong},
		{twins, `{% if "a" contains y %}`, `{% endif %}`, "the text grows beyond"},
		{twins + `{% case x %}`, `{% when y %}`, `{% endcase %}`, tooLong},
		{"", `{{ site.data | jsonify }}`, "", "jsonify: the text grows beyond"},
		// Loops.
		{`{% assign a = "a,b" | split: "," %}{% for i in (1..60) %}`, `{% assign a = a | concat: a %}`, `{% endfor %}`, "concat: the list grows beyond"},
		{"", `{% for i in (1..100000000) %}`, `{% endfor %}`, "rounds"},
		{"", `{% tablerow i in (1..100000000) %}`, `{% endtablerow %}`, "the text grows"},
		{long, forall + `{% if s contains "zz" %}`, `{% endif %}{% endfor %}`, tooLong},
		{long + `{% assign t = s | append: "a" %}{% assign u = s | append: "b" %}` + forall, `{% if t < u %}`, `{% endif %}{% endfor %}`, tooLong},
		{long, forall + `{{ site.data[s] }}`, `{% endfor %}`, tooLong},
		{`{% assign l = (1..5000) | reverse %}` + forall, `{% assign m = l | sort %}`, `{% endfor %}`, tooLong},
		{`{% assign l = (1..5000) | reverse %}` + forall, `{% assign m = l | size %}`, `{% endfor %}`, tooLong},
		{"", "{% for i in (1..10000) %}", repeat(300, `{%% if a%d %%}{%% endif %%}`) + `{% endfor %}`, tooLong},
		{forall, `{{ "x" | date_to_string }}`, `{% endfor %}`, "is not a date"},
		// Expressions in texts.
		{long + `{% assign s = s | replace: "0", "(" %}`, `{{ (1..2) | where_exp: "y", s }}`, "", "more than 5000 words"},
		{`{% assign e = "l | group_by_exp: q, e" %}{% assign q = "z" %}{% assign l = "a" | split: "," %}`, `{{ l | group_by_exp: "z", e }}`, "", "deeper than 8"},
		// Includes.
		{"", `{% include fan.md d="x" %}`, "", ""},
		{forall, `{% include_cached work.md a=i %}`, `{% endfor %}`, tooLong},
		{forall, `{% include_cached work2.md a=i b="x" %}`, `{% endfor %}`, tooLong},
		// Templates that are too much to compile.
		{strings.Repeat("{% if a %}", 100), "{% if a %}", strings.Repeat("{% endif %}", 101), "blocks go deeper than 100"},
		{"{{ " + strings.Repeat("(", 100), "(", strings.Repeat("(", 9999) + "a" + strings.Repeat(")", 10100) + " }}", "brackets go deeper than 100"},
		{"{{ a" + strings.Repeat(".b", 2499), ".b", strings.Repeat(".b", 9999) + " }}", "more than 5000 words"},
		{"{{ a" + strings.Repeat(".b", 2499), ".b | upcase", strings.Repeat(" | upcase", 9999) + " }}", "more than 5000 words"},
	} {
		text := test.before + test.at + test.after
		e, p, out := limited(t, text)
		name := text[:min(len(text), 300)]
		if test.message == "" && len(out.Problems) <= 1 {
			continue // it is enough that it ends
		}
		if len(out.Problems) == 0 || !strings.Contains(out.Problems[len(out.Problems)-1].Message+out.Problems[0].Message, test.message) {
			t.Errorf("%s: %v, want %q", name, out.Problems, test.message)
			continue
		}
		at := out.Problems[0].Span
		if start := len(test.before); at.Start < start || at.End > start+len(test.at) {
			t.Errorf("%s: is at %d-%d, want it in %d-%d", name, at.Start, at.End, start, start+len(test.at))
		}
		again := rendered(t, e, p)
		if got, want := fmt.Sprint(again.Problems), fmt.Sprint(out.Problems); got != want {
			t.Errorf("%s: found %s first, and then %s", name, want, got)
		}
	}
}

// TestManyMistakesInOneFile: what opens and is never closed is read once.
func TestManyMistakesInOneFile(t *testing.T) {
	for _, open := range []string{"{{", "{%", "{% x", "{{ a | nosuch }}", "{% nosuch %}", "{% comment"} {
		_, _, out := limited(t, strings.Repeat(open, 20_000))
		if n := len(out.Problems); n > maxMistakes+2 { // what runs may take too much too
			t.Errorf("%s: %d mistakes", open, n)
		} else if n > maxMistakes && !strings.Contains(out.Problems[maxMistakes].Message, "the rest is not listed") {
			t.Errorf("%s: the last is %s", open, out.Problems[maxMistakes].Message)
		}
	}
}

// TestUsualWorkIsNotStopped: loops over ten thousand items that build lists and texts
// are far below the limits.
func TestUsualWorkIsNotStopped(t *testing.T) {
	for _, text := range []string{
		`{% for i in (1..10000) %}{% assign s = s | append: "some words, " %}{% endfor %}{{ s | size }}`,
		`{% assign l = "" | split: "," %}{% for i in (1..10000) %}{% assign l = l | push: i %}{% endfor %}{{ l | size }}`,
		`{% assign l = "" | split: "," %}{% for i in (1..10000) %}{% assign one = "a,b" | split: "," %}{% assign l = l | concat: one %}{% endfor %}{{ l | size }}`,
		`{% assign l = (1..10000) | reverse %}{% assign m = l | sort | where_exp: "x", "x > 10" | group_by_exp: "x", "x | modulo: 10" %}{{ m | size }}`,
	} {
		_, _, out := pageOf(t, body(text))
		for _, d := range out.Problems {
			t.Errorf("%s: %s", text, d.Message)
		}
	}
}

// TestGrowingValues: what is added in place is not seen by those who have the value
// from before.
func TestGrowingValues(t *testing.T) {
	for text, want := range map[string]string{
		`{% assign a = "1,2" | split: "," %}{% assign b = a | push: "3" %}{% assign c = b | push: "4" %}{% assign d = c | push: "5" %}{% assign e = c | push: "6" %}{% assign f = b | push: "7" %}` +
			`{{ a | join }}|{{ b | join }}|{{ c | join }}|{{ d | join }}|{{ e | join }}|{{ f | join }}`: "1 2|1 2 3|1 2 3 4|1 2 3 4 5|1 2 3 4 6|1 2 3 7",
		`{% assign a = "1" | append: "2" %}{% assign b = a | append: "3" %}{% assign c = b | append: "4" %}{% assign d = c | append: "5" %}{% assign e = c | append: "6" %}{% assign f = b | append: "7" %}` +
			`{{ a }}|{{ b }}|{{ c }}|{{ d }}|{{ e }}|{{ f }}`: "12|123|1234|12345|12346|1237",
		`{% assign a = "1,2,3" | split: "," | push: "4" | push: "5" %}{% assign b = a | pop | push: "x" %}{% assign c = a | shift | concat: b %}{{ a | join }}|{{ b | join }}|{{ c | join }}`: "1 2 3 4 5|1 2 3 4 x|2 3 4 5 1 2 3 4 x",
	} {
		_, _, out := pageOf(t, body(text))
		if got := strings.TrimSpace(out.Text.String()); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestRenderingEndsWithItsContext: nothing is returned, and the contents of posts are
// made again for the next who wants them.
func TestRenderingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	e, p, _ := pageOf(t, body("x"))
	changed := *p
	changed.Body = spanOf("{% for i in (1..1000000) %}{% assign a = i | plus: 1 %}{% endfor %}")
	looks := 0
	e.limits.work = 1 << 40
	out, err := e.Page(countingContext{ctx, func() {
		if looks++; looks == 3 {
			cancel()
		}
	}}, &changed)
	if !errors.Is(err, context.Canceled) || out != nil {
		t.Errorf("%v, %v", out, err)
	}
	if looks > 10 {
		t.Errorf("it looked %d times", looks)
	}
}

// countingContext calls a function when it is looked at.
type countingContext struct {
	context.Context
	look func()
}

func (c countingContext) Err() error {
	c.look()
	return c.Context.Err()
}

// TestContentsOfPostsEndWithTheirContexts: they are made anew for the next run.
func TestContentsOfPostsEndWithTheirContexts(t *testing.T) {
	e, p, _ := pageOf(t, body("")+"-- _posts/2020-01-01-a.md --\n---\n---\nfirst\n-- _posts/2020-01-02-b.md --\n---\n---\nsecond\n")
	ctx, cancel := context.WithCancel(t.Context())
	made := 0
	contents := e.contents[contentsKey{"posts", contentPart}]
	contents.render = func(ctx context.Context, inner *Engine, post *content.Page) (string, error) {
		if made++; made == 2 {
			cancel()
		}
		out, err := inner.Page(ctx, post)
		if err != nil {
			return "", err
		}
		return out.Text.String(), nil
	}
	changed := *p
	changed.Body = spanOf("{% for post in site.posts %}{{ post.content }}{% endfor %}")
	if out, err := e.Page(ctx, &changed); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", out, err)
	}
	if made != 2 || contents.complete.Load() {
		t.Errorf("%d made", made)
	}
	if got := rendered(t, e, &changed).Text.String(); !strings.Contains(got, "first") || !strings.Contains(got, "second") {
		t.Errorf("%q", got)
	}
}

// TestStoppedPageHasNoText: half of a page is of no use to any rule.
func TestStoppedPageHasNoText(t *testing.T) {
	_, _, out := limited(t, "# Title {% for i in (1..100000000) %}{% endfor %}")
	if len(out.Problems) != 1 || out.Problems[0].Rule != diag.RuleLiquidSyntax || out.Text.Len() != 0 {
		t.Errorf("%v, %d bytes", out.Problems, out.Text.Len())
	}
}

// TestHeavyPagesAreMadeOneByOne: who takes much memory waits, others do not.
func TestHeavyPagesAreMadeOneByOne(t *testing.T) {
	const heavyText = `{% assign s = "0123456789abcdef" %}{% for i in (1..11) %}{% assign s = s | append: s %}{% endfor %}{% for i in (1..60) %}{% assign z = s | prepend: "a" %}{% endfor %}`
	e, p, out := limited(t, heavyText+"x")
	if len(out.Problems) > 0 {
		t.Fatal(out.Problems)
	}
	heavyPage <- struct{}{} // another page
	light := *p
	light.Body = spanOf("light {{ 'x' }}")
	if got := rendered(t, e, &light).Text.String(); got != "light x" {
		t.Errorf("%q", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := e.Page(ctx, p)
		ended <- err
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	<-heavyPage
	if got := rendered(t, e, p).Text.String(); got != "x" {
		t.Errorf("%q", got)
	}
}
