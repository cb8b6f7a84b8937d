package markdown

import (
	"regexp"
	"strings"
	"testing"

	"docgen/internal/content"
	"docgen/internal/source"
)

// TestKramdownBlocks holds the blocks to what kramdown 2.4 makes of them, but for
// white space between tags and docgen's own wrappers of code and tables.
func TestKramdownBlocks(t *testing.T) {
	tests := []struct {
		name       string
		gfm        bool
		text, html string
	}{
		{"text below a heading", true, "# A\nb\n## C ##\n#d\n", "<h1 id=\"a\">A</h1><p>b</p><h2 id=\"c\">C</h2><p>#d</p>"},
		{"id with marks", true, "## a {#قدّم-a·b}\n\n## c {#·d}\n", "<h2 id=\"قدّم-a·b\">a</h2><h2 id=\"c-d\">c {#·d}</h2>"},
		{"ids in lower case", true, "## İş\n\n## AB\n", "<h2 id=\"i̇ş\">İş</h2><h2 id=\"ab\">AB</h2>"},
		{"ids without GFM", false, "## AİKb Å\n", "<h2 id=\"akb-\">AİKb Å</h2>"},
		{"heading above text without GFM", false, "a\n# b\n\n#c\n", "<p>a\n# b</p><h1 id=\"c\">c</h1>"},
		{"underlined heading", true, "a\n--\nb\nc\n==\n", "<h2 id=\"a\">a</h2><p>b\nc\n==</p>"},
		{"list below text", true, "a\n* b\n1. c\n", "<p>a</p><ul><li>b<ol><li>c</li></ol></li></ul>"},
		{"list below text without GFM", false, "a\n* b\n", "<p>a\n* b</p>"},
		{"numbers begin at one", true, "7. a\n9. b\n", "<ol><li>a</li><li>b</li></ol>"},
		{"items with and without space", true, "* a\n* b\n\n* c\n\n  d\n* e\n", "<ul><li>a</li><li><p>b</p></li><li><p>c</p><p>d</p></li><li>e</li></ul>"},
		{"list in a list by two spaces", true, "1. a\n  * b\n2. c\n", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"},
		{"text on to the next item", true, "* a\nb\n\nc\n", "<ul><li>a\nb</li></ul><p>c</p>"},
		{"fence in an item, not indented", true, "1. a\n```\nb\n```\n2. c\n", "<ol><li>a<pre><code>b</code></pre></li><li>c</li></ol>"},
		{"code in an item", true, "* a\n\n      b\n\n      c\n", "<ul><li><p>a</p><pre><code>b\n\nc</code></pre></li></ul>"},
		{"end of block", true, "* a\n^\n* b\n", "<ul><li>a</li></ul><ul><li>b</li></ul>"},
		{"tab as indentation", true, "*\ta\n\n\tb\n", "<ul><li><p>a</p><p>b</p></li></ul>"},
		{"fence never closed", true, "```js\na\n\nb\n", "<p>```js\na</p><p>b</p>"},
		{"fence with two words", true, "```js x\na\n```\n", "<p><code>js x\na</code></p>"},
		{"tildes", true, "~~~ ruby\na\n~~~~\n", "<pre><code class=\"language-ruby\"><span class=\"n\">a</span></code></pre>"},
		{"backticks without GFM", false, "```\na\n```\n", "<p><code>a</code></p>"},
		{"code joined", true, "    a\nb\n\n    c\n", "<pre><code>a b\n\nc</code></pre>"},
		{"quote with what follows", true, "> a\n# b\n\nc\n", "<blockquote><p>a</p><h1 id=\"b\">b</h1></blockquote><p>c</p>"},
		{"table", true, "| a | b |\n|:-:|---|\n| `c|d` | e\\|f |\n| g | |\n", "<table><thead><tr><th style=\"text-align: center\">a</th><th>b</th></tr></thead><tbody><tr><td style=\"text-align: center\"><code>c|d</code></td><td>e|f</td></tr><tr><td style=\"text-align: center\">g</td><td> </td></tr></tbody></table>"},
		{"table without head", true, "a | b\nc | d\n", "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>"},
		{"table with separator first", true, "|--|--|\n| a | b |\n", "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"},
		{"bodies and foot", true, "| a |\n|---|\n| b |\n|---|\n| c |\n|===|\n| d |\n", "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody><tbody><tr><td>c</td></tr></tbody><tfoot><tr><td>d</td></tr></tfoot></table>"},
		{"table below text", true, "a\n| b | c |\n|---|---|\n", "<p>a\n| b | c |\n|—|—|</p>"},
		{"HTML to its end tag", true, "<div>\n*a*\n\n*b*\n</div>*c*\n", "<div>*a*\n\n*b*</div><p><em>c</em></p>"},
		{"HTML below text", true, "a\n<section>*b*</section>\n", "<p>a</p><section>*b*</section>"},
		{"elements in each other", true, "<ul>\n\n<li>*a*<li></li>\n</li></ul>\n*b*\n", "<ul><li>*a*<li></li></li></ul><p><em>b</em></p>"},
		{"Markdown in HTML", true, "<div markdown=\"1\">\n* a\n\n```\n</div>\n```\n</div>\n", "<div><ul><li>a</li></ul><pre><code>&lt;/div&gt;</code></pre></div>"},
		{"stray end tag in Markdown in HTML", true, "<div markdown=\"1\">\na\n\n</p>\n</div>\n\n## Ä\n", "<div><p>a</p></p></div><h2 id=\"ä\">Ä</h2>"},
		{"Markdown in a cell", true, "<table><tr><td markdown=\"span\">*a*</td><td>*b*</td></tr></table>\n", "<table><tr><td><em>a</em></td><td>*b*</td></tr></table>"},
		{"code in a cell", true, "<table><tr><td markdown=\"span\">`<A_B>`</td><td markdown=\"span\">*b*</td></tr></table>\n", "<table><tr><td><code>&lt;A_B&gt;</code></td><td><em>b</em></td></tr></table>"},
		{"Markdown in an item", true, "* <div markdown=\"block\">\n  *a*\n  </div>\n* b\n", "<ul><li><div><p><em>a</em></p></div></li><li>b</li></ul>"},
		{"comment", true, "<!-- a\n\nb --> *c*\n", "<!-- a\n\nb --><p><em>c</em></p>"},
		{"element of text", true, "<b>*a*</b>\n", "<p><b><em>a</em></b></p>"},
		{"attributes of HTML", true, "<div class=\"a\" title=\"&amp;lt;\">b</div>\n{: .c #d}\n\n{: .e}\n<div markdown=\"1\">\nf\n</div>\n\n<b class=\"g\">h</b>{:.i}\n", "<div class=\"a c\" title=\"&amp;lt;\" id=\"d\">b</div><div class=\"e\"><p>f</p></div><p><b class=\"g i\">h</b></p>"},
		{"classes that share a list", true, "{:a: .a}\n\nb\n{: a .c}\n\nd\n{: a .e}\n{: .f}\n", "<p class=\"a c\">b</p><p class=\"a e f\">d</p>"},
		{"address below a quote", true, "> <a@b.c>\nd\n", "<blockquote><p><a href=\"mailto:a@b.c\">a@b.c</a>d</p></blockquote>"},
		{"items below a task", true, "* [x] a\n* b\n", "<ul class=\"task-list\"><li class=\"task-list-item\"><input type=\"checkbox\" class=\"task-list-item-checkbox\" disabled=\"disabled\" checked=\"checked\" />a</li><li class=\"task-list-item\">b</li></ul>"},
		{"definition of a link", true, "[a]\n\n[a]: /b c \"d\"\n[a]: /e\n", "<p><a href=\"/e\">a</a></p>"},
	}
	wrapper := regexp.MustCompile(`(?s)<div class="(?:highlight|table-wrap)"[^>]*>(<(?:pre|table).*?</(?:pre|table)>)</div>`)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := parse(test.text, Dialect{TypographicQuotes: true, Kramdown: &content.Kramdown{GFM: test.gfm, AutoIDs: true, ParseSpanHTML: true}})
			checkFacts(t, d)
			var b strings.Builder
			if err := d.HTML(&b); err != nil {
				t.Fatal(err)
			}
			got := wrapper.ReplaceAllString(b.String(), "$1")
			got = strings.ReplaceAll(got, ` tabindex="0"`, "")
			got = regexp.MustCompile(`\s*\n\s*<`).ReplaceAllString(regexp.MustCompile(`>\s*\n\s*`).ReplaceAllString(got, ">"), "<")
			if got = strings.TrimSpace(got); got != test.html {
				t.Errorf("%s\nwant\n%s", got, test.html)
			}
		})
	}
}

// TestBlankLines holds the blank lines between blocks to those of kramdown 2.4, but
// for indentation: templates see them.
func TestBlankLines(t *testing.T) {
	for text, want := range map[string]string{
		"a\n\n\nb\n# c\n\n[r]: u\n\nd":     "<p>a</p>\n\n<p>b</p>\n<h1 id=\"c\">c</h1>\n\n<p>d</p>\n",
		"* a\n\n  b\n\n* c\n":              "<ul>\n<li>\n<p>a</p>\n\n<p>b</p>\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>\n",
		"> a\n>\n> b\n\n<div>c</div>\n\nd": "<blockquote>\n<p>a</p>\n\n<p>b</p>\n</blockquote>\n\n<div>c</div>\n\n<p>d</p>\n",
	} {
		var b strings.Builder
		if err := kramdownReaderOf(true).Parse(source.Text{Bytes: []byte(text)}).HTML(&b); err != nil || b.String() != want {
			t.Errorf("%q: got %q, want %q: %v", text, b.String(), want, err)
		}
	}
}
