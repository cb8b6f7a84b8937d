package markdown

import (
	"strings"
	"testing"
)

func TestHeadings(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // id, title, range
	}{
		{"# A B!\n## a  b\n# A B\n# A B-1\n", []string{"a-b|A B!|# A B!", "a--b|a b|## a  b", "a-b-1|A B|# A B", "a-b-1-1|A B-1|# A B-1"}},
		{"### `x.y` [z](u) *é_1* &amp; ###", []string{"xy-z-é_1-|x.y z é_1 &|### `x.y` [z](u) *é_1* &amp;"}},
		{"a\n*b*\n---", []string{"ab|a b|a\n*b*"}},
		{"> -\t# q\n\n#\n", []string{"q|q|# q", "||#"}},
		{"<div>\n<h2 id=\"r\">Raw <i>one</i></h2>\n<H3>two\n</div>", []string{"r|Raw one|<h2 id=\"r\">Raw <i>one</i></h2>", "|||<H3>"}},
		{"# \\&lt; &#38;lt;", []string{"lt-lt|&lt; &lt;|# \\&lt; &#38;lt;"}},
	} {
		d := parse(c.text, Dialect{})
		compareEach(t, c.text, d.Headings, func(h Heading) string {
			if h.Title == "" && h.Raw {
				return "|||" + d.at(Range{h.Start, h.End})
			}
			return h.ID + "|" + h.Title + "|" + d.at(Range{h.Start, h.End})
		}, c.want...)
	}
}

func TestSpanBlock(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`<div markdown="span" class="a"><i class="b"></i> **c** {d} [e](f)</div>`,
			`<div class="a"><i class="b"></i> <strong>c</strong> {d} <a href="f">e</a></div>`},
		{"<p class='a' markdown=span>b\n\n- `c`</p>\n\nd", "<p class='a'>b\n\n- <code>c</code></p>\n<p>d</p>"},
		{"<div markdown=\"span\">a <div>*b*</div> c\n</div>\nd", "<div>a <div><em>b</em></div> c\n</div>\n<p>d</p>"},
		{"<div markdown=\"span\">*a*\n\n*b*", "<div><em>a</em>\n\n<p><em>b</em></p>"},
		{"<div class=markdown>*a*</div>", "<div class=markdown>*a*</div>"},
		{"- <div\tmarkdown='span'>*a*</div>", "<ul>\n<li>\n<div><em>a</em></div>\n</li>\n</ul>"},
	} {
		for _, text := range []string{c.text, strings.ReplaceAll(c.text, "\n", "\r\n")} {
			var b strings.Builder
			if err := parse(text, Dialect{}).HTML(&b); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(strings.ReplaceAll(b.String(), "\r", "")); got != c.want {
				t.Errorf("%q\n got %q\nwant %q", text, got, c.want)
			}
		}
	}
}

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		`a\*b\c\\`: `a*b\c\`, `\&amp; &amp; &#38;amp;`: `&amp; & &amp;`, `&no; & &lt`: `&no; & &lt`,
		`&&lt;;`: `&<;`, `a\`: `a\`, `&#x41;&am\p;`: `A&am\p;`,
	} {
		if got := string(unescape([]byte(text))); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
