package render

import (
	"strings"
	"testing"
)

// TestHighlight: where kramdown reads the text, or nothing does, code is HTML, and a
// fence for CommonMark. Each of its bytes leads to where it is written.
func TestHighlight(t *testing.T) {
	const code = "\n\n{{ 'a' }} < b\n\n``` & \"c\"\n"
	const escaped = "a &lt; b\n\n``` &amp; &quot;c&quot;"
	html := func(class, lang, code string) string {
		return `<figure class="highlight"><pre><code class="language-` + class + `" data-lang="` + lang + `">` + code + `</code></pre></figure>`
	}
	for _, test := range []struct{ config, args, want string }{
		{"", "C++", "\n" + html("c--", "c++", escaped) + "\n"},
		{"", "js linenos", "\n" + html("js", "js", highlightNumbers+"1\n2\n3\n"+HighlightLines+escaped+HighlightLinesClose) + "\n"},
		{"markdown: CommonMark\n", "JS", "\n````js\n\n\na < b\n\n``` & \"c\"\n\n````\n"},
	} {
		_, _, out := pageOf(t, test.config+body("{% highlight "+test.args+" %}"+code+"{% endhighlight %}"))
		got := out.Text.String()
		if got != test.want+"\n" || len(out.Problems) > 0 {
			t.Errorf("%s: %q, %v, want %q", test.args, got, out.Problems, test.want)
		}
		at := strings.Index(got, " b\n\n``` ")
		if from, _, exact := out.Text.Origin(at, at+8); from.String() != " b\n\n``` " || !exact {
			t.Errorf("%s: the code leads to %q, exact: %v", test.args, from, exact)
		}
	}
}
