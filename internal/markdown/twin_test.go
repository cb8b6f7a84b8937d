package markdown

import (
	"strings"
	"testing"

	"docgen/internal/source"
)

func twinOf(text string) string {
	return string(NewReader(Dialect{}).Parse(source.Text{Bytes: []byte(text)}).Twin())
}

// TestTwin: Markdown stays as it is written, and HTML becomes Markdown.
func TestTwin(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"\n\n# A\n\n\n\nText  \nmore\n", "# A\n\nText  \nmore\n"},
		{"```json docgen=response\n{\n\n\n}\n```\n", "```json\n{\n\n\n}\n```\n"},
		{"    code\n\n\n    <b>\n", "    code\n\n\n    <b>\n"},
		{"| A | B |\n| - | - |\n| a<br>`b` | <code>x\\|y</code> <b>c</b> |\n", "| A | B |\n| - | - |\n| a `b` | `x\\|y` **c** |\n"},
		{"a<br>b<br/>\nc</br>\n", "a\\\nb\\\nc\n"},
		{"1. a<br><br>b\n   > c<br>d\n", "1. a\n\n   b\n   > c\\\n   > d\n"},
		{"<b>a</b> <i>b *c*</i> <kbd>K`</kbd> <u>u</u> H<sub>2</sub>O <b> x</b>\n", "**a** *b *c** `` K` `` u H2O  x\n"},
		{"<a href=\"x y.html\">a <b>b</b></a> <a id=\"here\"></a><img src=x.png alt='An [x]'><!-- docgen:allow x: y -->\n", "[a **b**](<x y.html>) ![An \\[x\\]](x.png)\n"},
		{"x <button>Copy</button><svg><path d=\"\"/></svg><span hidden>no</span> y <iframe src=\"/v\" title=\"A film\"></iframe>\n", "x  y [A film](/v)\n"},
		{"- a\n\n  <div class=\"callout callout-note\" role=\"note\" markdown=\"span\"><strong class=\"callout-title\">Note:</strong> b<br>\n  *c*</div>\n", "- a\n\n  > **Note:** b\\\n  > *c*\n"},
		{"<div markdown=\"1\">\nText *x*\n</div>\n", "Text *x*\n"},
		{"<nav class=\"callout\"><a href=\"#a\">A</a></nav>\n\nB\n", "B\n"},
		{"<div align=\"center\">\n<h2>Head &amp; tail</h2>\n1 * 2 <em>is</em> &lt;two&gt;\n<p># no heading<br><br>b<br></p></div>\n",
			"## Head & tail\n\n1 \\* 2 *is* \\<two>\n\n\\# no heading\n\nb\n"},
		{"> <ul><li>a<li><p>b</p><ol><li>c</ol></ul>\n", "> - a\n> - b\n>\n>   1. c\n"},
		{"<dl>\n<dt>A</dt><dd>a</dd>\n<dt>B</dt><dt>C</dt><dd>c</dd><dd>d</dd></dl>\n", "- **A**: a\n- **B**, **C**: c\n- d\n"},
		{"<table><caption>All</caption><tr><th>A<th>B</tr><tr><td>a|b<br>c</td></tr></table>\n", "**All**\n\n| A | B |\n| --- | --- |\n| a\\|b c |  |\n"},
		{"<pre><code class=\"language-js\">a &lt; b\n\n\n```</code></pre>\n", "````js\na < b\n\n\n```\n````\n"},
		{"<details><summary>More</summary>\n\n*kept*\n\n</details>\n", "**More**\n\n*kept*\n"},
		{"<blockquote><p>a</p><p>b</p></blockquote>\n", "> a\n>\n> b\n"},
		{"<script>\nalert(1)\n</script>\n<style>b{}</style>\n\nA\r\nb\r\n", "A\nb\n"},
		{"<a href=\"/x\">\n<h3>Card</h3><p>Text</p></a>\n", "[Card Text](/x)\n"},
		{"", ""},
	} {
		if got := twinOf(c.text); got != c.want {
			t.Errorf("%q:\ngot  %q\nwant %q", c.text, got, c.want)
		}
	}
}

// TestTwinHasNoHTML: the twin of a text has no tags, however they stand in it.
func TestTwinHasNoHTML(t *testing.T) {
	r := NewReader(Dialect{})
	parts := []string{
		"<b>", "</b>", "<div>", "</div>\n", "text", "\n\n", "<br>", "&lt;i&gt;", "`<i>`", "<!-- c -->", "- ", "> ", "<a href='x'>", "</a>", "*",
		"<table><tr><td>", "</table>", "<li>", "<pre>", "</pre>", "\\", "<img alt='<b>' src='a b'>", "| a | b |\n| - | - |\n| ", "    ", "<script>", "</script>", "<code>", "</code>", "\n",
	}
	seed := uint64(1)
	for range 2000 {
		var b strings.Builder
		for range 8 {
			seed = seed*6364136223846793005 + 1442695040888963407
			b.WriteString(parts[seed>>33%uint64(len(parts))])
		}
		twin := twinOf(b.String())
		if tags := r.Parse(source.Text{Bytes: []byte(twin)}).Facts().Tags; len(tags) > 0 {
			t.Fatalf("%q: the twin %q has the tag %s", b.String(), twin, tags[0].Name)
		}
	}
}
