package markdown

import (
	"html"
	"strings"
	"testing"

	"docgen/internal/content"
	"docgen/internal/source"
)

func kramdownReaderOf(gfm bool) *Reader {
	return NewReader(Dialect{TypographicQuotes: true, Kramdown: &content.Kramdown{
		GFM: gfm, AutoIDs: true, ParseSpanHTML: true, SmartQuotes: [4]string{"lsquo", "rsquo", "ldquo", "rdquo"},
		FootnoteNr: 1, FootnoteBacklink: "&#8617;", TOCLevels: [6]bool{true, true, true, true, true, true},
	}})
}

// The expected texts are those that kramdown 2.4 makes.
func TestKramdownSpans(t *testing.T) {
	r := kramdownReaderOf(true)
	for _, c := range [][2]string{
		{`**&**word a_b_c 1_2_3 *a **b***`, `<strong>&</strong>word a_b_c 1_2_3 <em>a <strong>b</strong></em>`},
		{`中文**粗体**中文`, `中文<strong>粗体</strong>中文`},
		{`[x](u){:target="_blank"} *x*{: .c}`, `<a href="u" target="_blank">x</a> <em class="c">x</em>`},
		{`x{:.d} ~~del~~ \~ \%`, `x{:.d} <del>del</del> ~ \%`},
		{`[a](b c) [[x](y)] [f](b"c") http://a.b`, `<a href="b c">a</a> [<a href="y">x</a>] <a href="b"c"">f</a> http://a.b`},
		{"``a `b` `` ` c ` $$x<y$$", "<code>a `b`</code> ` c ` \\(x<y\\)"},
		{`a</i>b <a href=x>c</a> <b>*d*</b> <code>*e*</code>`, `a</i>b <a href=x>c</a> <b><em>d</em></b> <code>*e*</code>`},
		{`x {::comment}h{:/} y {::nomarkdown}*z*{:/}`, `x <!-- h --> y *z*`},
		{"HTML5 HTML\n\n*[HTML]: Hyper", `HTML5 <abbr title="Hyper">HTML</abbr>`},
	} {
		got, _, err := r.Markdownify(c[0])
		if err != nil {
			t.Fatal(err)
		}
		got = html.UnescapeString(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(got), "<p>"), "</p>"))
		if got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

// Tags that kramdown shows as text and that browsers read are HTML.
func TestKramdownKeepsWhatBrowsersRead(t *testing.T) {
	r := kramdownReaderOf(true)
	for _, c := range [][2]string{
		{`a</br>b</br >c</i></BR>`, `a</br>b</br >c&lt;/i&gt;</BR>`},
		{`<a href=x.html>*y*</a> <a href=#z class="c">z</a>`, `<a href=x.html><em>y</em></a> <a href=#z class="c">z</a>`},
		{`<a href=x"y>z</a> <a href="x"class=y>z</a>`, `&lt;a href=x”y&gt;z&lt;/a&gt; &lt;a href=”x”class=y&gt;z&lt;/a&gt;`},
		{`<code class=a-b>*y*</code> <td class=a-b>`, `<code class=a-b>*y*</code> &lt;td class=a-b&gt;`},
	} {
		got, _, err := r.Markdownify(c[0])
		if got = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(got), "<p>"), "</p>"); err != nil || got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

func TestKramdownAttributesOfBlocks(t *testing.T) {
	d := kramdownReaderOf(true).Parse(source.Text{Bytes: []byte("## A {#x}\n\n## \"B\" & *c*\n\npara\n{: #p .n k=\"v\"}\n\n```\ncode\n```\n{: .language-go}\n\nnote[^1]\n\n[^1]: [l](u)\n")})
	var b strings.Builder
	if err := d.HTML(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<h2 id="x">A</h2>`, `<h2 id="b--c">`, `<p id="p" class="n" k="v">para</p>`, `class="language-go"`, `<li id="fn:1"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, b.String())
		}
	}
	f := d.Facts()
	if len(f.Links) != 1 || d.at(f.Links[0].Range) != "[l](u)" || f.Fences[0].Lang != "go" || len(f.Hidden) != 3 || len(f.Anchors) != 3 {
		t.Errorf("facts %+v", f)
	}
}

// Text that opens thousands of elements takes no more time than the limits allow.
func TestKramdownSpansAreBounded(t *testing.T) {
	r := kramdownReaderOf(true)
	for _, piece := range []string{"*a ", "**a _b ", "![a ", "[a](", "<b>", "`a ``b ", "~~a ", "{::x} ", "[^", "$$a $", "*_[![<i>"} {
		if _, _, err := r.Markdownify(strings.Repeat(piece, 6_000)); err != nil && !strings.Contains(err.Error(), "too much") {
			t.Error(piece, err)
		}
	}
}

// Elements that stand in each other to the end of a long paragraph are read once.
func TestKramdownCountsEachByteOnce(t *testing.T) {
	long := strings.Repeat("<filename>", 40) + strings.Repeat("a word and `code` ", 20_000)
	if _, _, err := kramdownReaderOf(true).Markdownify(long); err != nil {
		t.Error(err)
	}
}
