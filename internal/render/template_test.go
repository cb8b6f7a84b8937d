package render

import (
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/source"
)

// pageOf renders page.md of a Jekyll tree that is given as a txtar archive.
func pageOf(t *testing.T, archive string) (*Engine, *content.Page, *Output) {
	t.Helper()
	dir := t.TempDir()
	archive = "-- _config.yml --\nbaseurl: /base\n" + archive
	if err := txtar.Write(txtar.Parse([]byte(archive)), dir); err != nil {
		t.Fatal(err)
	}
	site, err := content.Open(dir, content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { site.Close() })
	e := New(site, Options{Now: time.Unix(0, 0)}, nil)
	for _, p := range site.Pages {
		if p.Path == "page.md" {
			return e, p, rendered(t, e, p)
		}
	}
	t.Fatal("no page.md")
	return nil, nil, nil
}

func rendered(t *testing.T, e *Engine, p *content.Page) *Output {
	t.Helper()
	out, err := e.Page(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// body returns the archive of a page with the given text.
func body(text string) string { return "-- page.md --\n---\ntitle: T\n---\n" + text + "\n" }

func TestPage(t *testing.T) {
	const includes = `-- _includes/given.md --
[{{ include.a }}|{{ include.b }}]
-- _includes/sets.md --
{%- assign inner = outer | append: "+" -%}{%- assign include_a = include.a -%}
-- _includes/nested.md --
({% include given.md a=include.a %}{{ include.a }})
-- _includes/cached.md --
{{ include.a }}{{ page.title }}{{ outer }}{{ site.baseurl }}
-- _includes/tags/mark.html --
<mark>{{ include.args }}</mark>
`
	for _, test := range []struct{ text, want string }{
		// Text that Liquid leaves alone.
		{"a {% raw %}{{ b }}{% if %}{% endraw %} c", "a {{ b }}{% if %} c"},
		{"a{% comment %}{{ b }}{% nosuch %}{% endcomment %}c{% # note %}d", "acd"},
		{"{ a } {b}", "{ a } {b}"},
		// White space control.
		{"a \n {{- 'b' -}} \n c", "abc"},
		{"a {%- if true %} b {% endif -%} c", "a b c"},
		{"a {%- comment %} b {% endcomment -%} c", "ac"},
		{"a {%- raw -%} b {%- endraw -%} c", "a b c"},
		// Variables of all kinds.
		{"{% capture x %}a{{ 'b' }}{% endcapture %}{{ x }}{{ x | size }}", "ab2"},
		{"{% capture x %}a{% capture y %}b{% endcapture %}c{% endcapture %}{{ x }}{{ y }}", "acb"},
		{"{% increment n %}{% increment n %}{% decrement n %}{% decrement m %}{{ n }}", "011-11"},
		{"{% assign x = 'a' %}{% for x in (1..3) %}{% cycle 'p', 'q' %}{{ x }}{% endfor %}{{ x }}", "p1q2p3a"},
		{"{{ (1..3) | join: '-' }}{{ nothing }}{{ nil }}{{ 1.0 }}", "1-2-31.0"},
		// Includes share variables, both ways, but for their parameters.
		{"{% assign outer = 'o' %}{% include sets.md a='p' %}{{ inner }}{{ include_a }}{{ include.a }}", "o+p"},
		{"{% include given.md a=page.title b='it\\'s' %}", "[T|it's]\n"},
		{"{% include nested.md a='x' %}", "([x|]\nx)\n"},
		{"{% assign f = 'given' %}{% include {{ f }}.md %}", "[|]\n"},
		// A cached include sees the site and its parameters.
		{"{% assign outer = 'o' %}{% include_cached cached.md a='1' %}{% include_cached cached.md a='2' %}", "1/base\n2/base\n"},
		{"{% mark a b %}", "<mark>a b</mark>\n"},
		{"{% link page.md %}", "/base/page.html"},
	} {
		_, _, out := pageOf(t, body(test.text)+includes)
		for _, d := range out.Problems {
			t.Errorf("%s: %s", test.text, d.Message)
		}
		if got := strings.TrimSuffix(out.Text.String(), "\n"); got != test.want {
			t.Errorf("%s: %q, want %q", test.text, got, test.want)
		}
	}
}

// TestMistakes: each is reported once, at its place, and the rest of the page runs
// where it can.
func TestMistakes(t *testing.T) {
	const includes = `-- _includes/endless.md --
{% include endless.md %}
`
	for _, test := range []struct{ text, at, message string }{
		{"{{ a", "{{", "{{ is not closed"},
		{"{% if a %}b", "{% if a %}", "never closed"},
		{"{% endif %}", "{% endif %}", "without {% if %}"},
		{"{% for a in b %}{% if c %}{% endfor %}", "{% endfor %}", "{% endif %} is expected"},
		{"{% else %}", "{% else %}", "outside a block"},
		{"{% raw %}a", "{% raw %}", "{% endraw %} is missing"},
		{"{% asign a = 1 %}", "{% asign a = 1 %}", `did you mean "assign"`},
		{"{{ 'a' | upcas }}", "upcas", `did you mean "upcase"`},
		{"{% include endless.md %}", "{% include endless.md %}", "includes go round in a circle: _includes/endless.md includes _includes/endless.md"},
		{"{% for a in (1..2000000) %}{% endfor %}", "{% for a in (1..2000000) %}", "beyond 1048576 rounds"},
		{"{% assign a = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}", "{% assign a = a | append: a %}", "beyond 16 MB"},
		{"{% assign l = 'a' | split: ',' %}{% assign m = l | where_exp: 'p', 'p = 2' %}", "=", "write \"==\" to compare"},
		{"{% include nosuch.md %}", "nosuch.md", "no include"},
	} {
		_, _, out := pageOf(t, body(test.text)+includes)
		if len(out.Problems) != 1 {
			t.Errorf("%s: %d problems %v", test.text, len(out.Problems), out.Problems)
			continue
		}
		if d := out.Problems[0]; d.Span.String() != test.at || !strings.Contains(d.Message, test.message) {
			t.Errorf("%s: %q at %q, want %q at %q", test.text, d.Message, d.Span, test.message, test.at)
		}
	}
}

// TestFilterOfPlugin: what such a filter is given is used, but a list or an object is not
// printed.
func TestFilterOfPlugin(t *testing.T) {
	for text, want := range map[string]string{
		"{{ site.data.x | pick: 1 }}|{{ site.data.x.l | pick | pick }}|{{ 'a' | pick }}":     "||a",
		"{% assign l = site.data.x.l | pick %}{% for i in l %}{{ i }}{% endfor %}{{ l[0] }}": "121",
		"{{ site.data.x.l }}{{ site.data.x.l | typo }}":                                      "1212",
	} {
		_, _, out := pageOf(t, body(text)+"-- _data/x.yml --\nl: [1, 2]\n-- _plugins/pick.rb --\nmodule Pick\n  def pick(list)\n  end\nend\nLiquid::Template.register_filter(Pick)\n")
		if got := strings.TrimSpace(out.Text.String()); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestLayout(t *testing.T) {
	for name, test := range map[string]struct{ archive, want string }{
		"none":      {body("x"), "x\n"},
		"nested":    {"-- page.md --\n---\nlayout: in\n---\nx\n-- _layouts/in.html --\n---\nlayout: out\n---\n({{ content }})\n-- _layouts/out.html --\n[{{ content }}]", "[(x\n)\n]\n"},
		"extra":     {"-- page.md --\n---\nlayout: in\n---\nx\n-- _layouts/in.html --\n{{ page.extra }}{{ page.layout }}", "morein\n"},
		"empty":     {"-- page.md --\n---\nlayout: in\n---\nx\n-- _layouts/in.html --\n---\n---\n", ""},
		"not there": {"-- page.md --\n---\nlayout: in\n---\nx\n", "x\n"},
	} {
		e, p, out := pageOf(t, test.archive)
		got, err := e.Layout(t.Context(), p, out.Text.Bytes, data.MapOf("extra", "more"))
		if err != nil {
			t.Fatal(err)
		}
		if got.Text.String() != test.want || len(got.Problems) > 0 {
			t.Errorf("%s: %q, %v, want %q", name, got.Text.Bytes, got.Problems, test.want)
		}
	}
}

// TestCachedMistakes: what is wrong in a cached include is reported for each page
// that shows it, and the page is known to use the files below it.
func TestCachedMistakes(t *testing.T) {
	e, p, first := pageOf(t, body("{% include_cached a.md %}")+"-- _includes/a.md --\n{% include b.md %}{% include c.md %}{{ nosuch }}\n-- _includes/b.md --\n")
	for name, out := range map[string]*Output{"first": first, "second": rendered(t, e, p)} {
		if len(out.Problems) != 1 || len(out.Missing) != 1 || len(out.Used) != 2 {
			t.Errorf("%s: %v, %v, %d files", name, out.Problems, out.Missing, len(out.Used))
			continue
		}
		d, m := out.Problems[0], out.Missing[0]
		for _, via := range [][]source.Span{d.Via, m.Via} {
			if len(via) != 1 || via[0].String() != "{% include_cached a.md %}" {
				t.Errorf("%s: through %v", name, via)
			}
		}
		if len(d.Pages) != 1 || d.Pages[0] != "page.md" {
			t.Errorf("%s: on %q", name, d.Pages)
		}
	}
}
