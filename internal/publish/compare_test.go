package publish

import (
	"slices"
	"strings"
	"testing"
)

func built(page string) BuiltPage {
	return BuiltPage{HTML: func() ([]byte, error) { return []byte(page), nil }}
}

func viewOf(t *testing.T, name, page string) *view {
	t.Helper()
	v, err := viewer{CompareOptions{Selector: "main", BaseURL: "https://docs.example.com/base"}}.view(name, built(page))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestView(t *testing.T) {
	v := viewOf(t, "a/b.html", `<nav><a href="/">Home</a></nav><main>
<h2 id="x">One <code>two</code></h2><p>in<b>side</b> <a href="c.html#d">c</a><br>next</p><script>not seen</script>
<a href="https://docs.example.com/base/a/c.html">c</a> <a href="#x">x</a> <a href="../?q=1">up</a> <a href="mailto:a@example.com">m</a> <a>no link</a>
<img src="i%5B1%5D.png"><img src="/a/i[1].png">
<pre><code>{
}
</code></pre></main>`)
	for a, want := range map[Aspect][]string{
		Headings: {"## One two {#x}"},
		Links:    {"/a/c.html#d", "/a/c.html", "/a/b.html#x", "/?q=1", "mailto:a@example.com"},
		Images:   {"/a/i%5B1%5D.png", "/a/i%5B1%5D.png"},
		Code:     {"two", "{\n}"},
	} {
		if !slices.Equal(v.parts[a], want) {
			t.Errorf("%s: got %q, want %q", a, v.parts[a], want)
		}
	}
	if got, want := strings.Join(v.words, " "), "One two inside c next c x up m no link { }"; got != want {
		t.Errorf("words: got %q, want %q", got, want)
	}
}

func TestViewOfOtherElements(t *testing.T) {
	page := `<body>a<div id="content" class="wide text">b</div></body>`
	for selector, want := range map[string]string{"#content": "b", ".text": "b", "div": "b", "main": "a b", "#none": "a b"} {
		v, err := viewer{CompareOptions{Selector: selector}}.view("x.html", built(page))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(v.words, " "); got != want {
			t.Errorf("%s: got %q, want %q", selector, got, want)
		}
	}
}

func TestClasses(t *testing.T) {
	cell := func(header, row string) string {
		return "<table><tr>" + header + "</tr><tr>" + row + "</tr></table>"
	}
	for _, c := range []struct {
		name, old, new string
		want           []Class
	}{
		{"no difference", `<p>a <b>b</b></p>`, `<div><p>a</p> <em>b</em></div>`, nil},
		{"quotes", `<p>“a” -- b...</p>`, `<p>"a" – b…</p>`, []Class{Typography}},
		{"break", `<p>a&lt;/br&gt;b</p>`, `<p>a</br>b</p>`, []Class{LineBreakTag}},
		{"unquoted", `<p>&lt;a href=#x&gt;a&lt;/a&gt; b</p>`, `<p><a href=#x>a</a> b</p>`, []Class{UnquotedAttribute, UnquotedAttribute}},
		{"tag", `<p>&lt;div class="x"&gt; a</p>`, `<div class="x">a</div>`, []Class{TagAsText}},
		{"placeholder", `<p>of <your_id></p>`, `<p>of &lt;your_id&gt;</p>`, []Class{TagAsText}},
		{"unclosed", `<add custom=""><p>**a** | and so on</add></p>`, `<p><strong>a</strong> and so on</p>`, []Class{UnclosedTag}},
		{"markup", `<h3 id="a">A</h3>`, `<br>### A`, []Class{MarkupInHTML, MarkupInHTML}},
		{"emphasis", `<p>a<b>b</b>c</p>`, `<p>a**b**c</p>`, []Class{Emphasis}},
		{"code span", "<p>a `b` c</p>", `<p>a <code>b</code> c</p>`, []Class{CodeSpan, CodeSpan}},
		{"fence", "<pre>a\n```\n</pre><p>b</p>", `<pre>a</pre><p>b</p>`, []Class{CodeBlock, CodeBlock}},
		{"block", `<p>a</p><p>* b c</p>`, `<p>a</p><pre>b c</pre>`, []Class{CodeBlock, CodeBlock}},
		{"indent", "<pre> {\n   a\n }</pre>", "<pre>{\n  a\n}</pre>", []Class{CodeIndent}},
		{"list", `<ol><li>a<ol><li>b</li></ol></li></ol>`, `<ol><li>a 7. b</li></ol>`, []Class{ListStart}},
		{"pipe", cell("", "<td>a</td><td>b</td>"), `<p>a | b</p>`, []Class{PipeTable}},
		{"extra cell", cell("<th>h</th>", "<td>a</td><td>b</td>"), cell("<th>h</th>", "<td>a</td>"), []Class{ExtraCell}},
		{"words", `<p>a b</p>`, `<p>a c</p>`, []Class{Other}},
		{"redirect", `<meta http-equiv="refresh" content="0; url=/a">`, `<meta http-equiv="Refresh" content="0;url=/b">`, []Class{RedirectTarget}},
	} {
		var got []Class
		for _, d := range viewOf(t, "x.html", "<main>"+c.old+"</main>").compare(viewOf(t, "x.html", "<main>"+c.new+"</main>")) {
			got = append(got, d.Class)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEveryClassIsExplained(t *testing.T) {
	explained := map[Class]bool{}
	for _, known := range Classes {
		explained[known.Class] = known.Meaning != ""
	}
	for a, list := range follows {
		for _, c := range list {
			if !explained[c] {
				t.Errorf("%s: %s is not explained", a, c)
			}
		}
	}
}
