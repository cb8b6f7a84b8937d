package markdown

import (
	"bytes"
	"html"
	"regexp"
	"testing"
)

var anyTag = regexp.MustCompile(`<[^>]*>`)

var codeSamples = map[string]string{
	"json": "{\"a\": [1, true, null], // note\n \"b<\": \"x\\\"&y\"}",
	"bash": "$ curl -X POST \\\n  'https://x.y/<ID>' -d \"{\\\"a\\\": \\\"$TOKEN\\\"}\" | jq . # done\nexport A=${B:-c}",
	"xml":  "<a href=\"x\">&amp;</a>\n",
	"http": "POST /instances\n",
	"none": "<b> & \"c\"",
	"":     "plain <x>",
}

// TestColourKeepsText holds the highlighter to its one promise: without the
// tags the text is what it was.
func TestColourKeepsText(t *testing.T) {
	h := newHighlighter()
	for lang, text := range codeSamples {
		for range 2 { // the second time it comes from the cache
			var b bytes.Buffer
			h.write(&b, lang, []byte(text))
			if got := html.UnescapeString(anyTag.ReplaceAllString(b.String(), "")); got != text {
				t.Errorf("%s: %q became %q", lang, text, got)
			}
		}
	}
}

func TestColourShell(t *testing.T) {
	var b bytes.Buffer
	newHighlighter().write(&b, "bash", []byte("curl -X GET 'a' # c\n"))
	want := `<span class="nb">curl</span> <span class="na">-X</span> GET <span class="s1">&#39;a&#39;</span> <span class="c1"># c</span>` + "\n"
	if got := bytes.ReplaceAll(b.Bytes(), []byte("'a'"), []byte("&#39;a&#39;")); string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func FuzzColour(f *testing.F) {
	for lang, text := range codeSamples {
		f.Add(lang, text)
	}
	f.Fuzz(func(t *testing.T, lang, text string) {
		if lang != "json" && lang != "bash" {
			return
		}
		var b bytes.Buffer
		newHighlighter().write(&b, lang, []byte(text))
		if got := html.UnescapeString(anyTag.ReplaceAllString(b.String(), "")); got != html.UnescapeString(text) && got != text {
			t.Errorf("%q became %q", text, got)
		}
	})
}
