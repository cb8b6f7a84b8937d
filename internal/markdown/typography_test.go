package markdown

import (
	"html"
	"strings"
	"testing"
)

// The expected texts are those that kramdown 2.4 makes.
func TestTypography(t *testing.T) {
	r := NewReader(Dialect{TypographicQuotes: true})
	for _, c := range [][2]string{
		{`"Quoted" and 'single' text`, `“Quoted” and ‘single’ text`},
		{`It's the '80s, don't; Alice's dogs' bowls`, `It’s the ’80s, don’t; Alice’s dogs’ bowls`},
		{`a "word", (a "b") ['c'] {"d"} x="y" z=""`, `a “word”, (a “b”) [‘c’] {“d”} x=”y” z=””`},
		{`"'Nested' quotes" and '"other" way'`, `“‘Nested’ quotes” and ‘“other” way’`},
		{"`code`'s and `code`\"x\" *em*'s", `<code>code</code>’s and <code>code</code>“x” <em>em</em>’s`},
		{`"*emphasis*" say "..." or '...'.`, `“<em>emphasis</em>” say “…” or ‘…’.`},
		{`wait... and a--b, a---b, 1...2`, `wait… and a–b, a—b, 1…2`},
		{`«a» <<b>> 5' 10" tall`, `«a» «b» 5’ 10” tall`},
		{`[link](x)'s '[y](z)'`, `<a href="x">link</a>’s ‘<a href="z">y</a>’`},
		{`\"escaped\" and \'x`, `"escaped" and 'x`},
		{`where id='123' and name!='x' or "a"-"b"`, `where id=’123’ and name!=’x’ or “a”-“b”`},
		{"\"a\nb\" c", "“a\nb” c"},
		{`a &mdash;"b" &amp;'c'`, `a —“b” &‘c’`},
		{`a (<b>x</b>)'s`, `a (<b>x</b>)’s`},
	} {
		got, _, err := r.Markdownify(c[0])
		if err != nil {
			t.Fatal(err)
		}
		got = html.UnescapeString(strings.TrimSuffix(strings.TrimPrefix(got, "<p>"), "</p>\n"))
		if got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}
