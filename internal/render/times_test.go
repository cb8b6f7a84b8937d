package render

import (
	"strings"
	"testing"
)

// TestTimes: timestamps without quotes are times, as for Ruby, also in data files and
// in the configuration. Dates and texts stay what is written, with its place.
func TestTimes(t *testing.T) {
	const files = `timezone: Europe/Berlin
stamp: 2020-01-31 10:00:00
-- _data/x.yml --
- {t: 2020-01-31 10:00:00, n: a}
- {t: 2019-01-31T10:00:00Z, n: b}
- {t: 2019-01-31 10:00:00 +01:00, n: c}
-- page.md --
---
t: 2020-01-31 10:00:00
z: 2020-01-31T10:00:00Z
o: 2020-06-30 10:00:00.5 -0330
short: 2020-06-30 10:00
d: 2020-01-31
odd: 2020-1-3
q: "2020-01-31 10:00:00"
bad: 2020-13-31 10:00:00
---
`
	for _, test := range []struct{ text, want string }{
		{"{{ page.t }}|{{ page.z }}|{{ page.o }}|{{ site.stamp }}", "2020-01-31 11:00:00 +0100|2020-01-31 10:00:00 UTC|2020-06-30 10:00:00 -0330|2020-01-31 11:00:00 +0100"},
		{"{{ page.short }}|{{ page.d }}|{{ page.odd }}|{{ page.q }}|{{ page.bad }}", "2020-06-30 10:00|2020-01-31|2020-01-03|2020-01-31 10:00:00|2020-13-31 10:00:00"},
		{`{{ page.t | date: "%H %z" }} {{ page.z | date: "%H %z" }} {{ page.o | date_to_xmlschema }}`, "11 +0100 10 +0000 2020-06-30T15:30:00+02:00"},
		{`{% if page.t == page.z %}same{% endif %} {% if page.t == page.q %}same{% endif %} {% if page.t < page.o %}less{% endif %}`, "same  less"},
		{`{{ site.data.x | sort: "t" | map: "n" }} {{ site.data.x | group_by: "t" | map: "name" | join }}`, "cba 2020-01-31 11:00:00 +0100 2019-01-31 10:00:00 UTC 2019-01-31 10:00:00 +0100"},
		{`{{ page.t | jsonify }} {{ page.t | split: " " | first }} {{ site.data.x[1] }}`, `"2020-01-31 11:00:00 +0100" 2020-01-31 {"t"=>2019-01-31 10:00:00 UTC, "n"=>"b"}`},
	} {
		_, _, out := pageOf(t, files+test.text)
		if got := out.Text.String(); strings.TrimSpace(got) != test.want || len(out.Problems) > 0 {
			t.Errorf("%s: %q, %v, want %q", test.text, got, out.Problems, test.want)
		}
	}
	_, _, out := pageOf(t, files+"{{ page.d }}")
	if at, via, exact := out.Text.Origin(0, 10); at.String() != "2020-01-31" || len(via) != 1 || !exact {
		t.Errorf("the date leads to %q through %v, exact: %v", at, via, exact)
	}
}

// TestVariablesOfTheSite: pages come by the names of their files, settings have their
// defaults, and a page sees the front matter of its layout.
func TestVariablesOfTheSite(t *testing.T) {
	_, _, out := pageOf(t, `-- page.md --
---
layout: l
---
{% for p in site.pages %}{{ p.url }} {% endfor %}{{ site.markdown_ext }} {{ layout.color }}
-- a/z.md --
---
---
-- z/b.md --
---
---
-- _layouts/l.html --
---
color: red
---
{{ content }}
`)
	if got, want := out.Text.String(), "/z/b.html /page.html /a/z.html markdown,mkdown,mkdn,mkd,md red\n"; got != want || len(out.Missing) > 0 {
		t.Errorf("%q, %v, want %q", got, out.Missing, want)
	}
}
