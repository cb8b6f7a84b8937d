package markdown

import (
	"bytes"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"docgen/internal/content"
)

var anyTag = regexp.MustCompile(`<[^>]*>`)

var codeSamples = map[string]string{
	"json": "{\"a\": [1, true, null], // note\n \"b<\": \"x\\\"&y\"}",
	"bash": "$ curl -X POST \\\n  'https://x.y/<ID>' -d \"{\\\"a\\\": \\\"$TOKEN\\\"}\" | jq . # done\nexport A=${B:-c}",
	"sh":   "curl -d '\n{\"a\": \"it'\\''s\", \"b\": '\"'\"'1'\"'\"'}' 'x'\\''y' \"'\\''\" '{\"'\\''",
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

// TestColourQuotedJSON: JSON in single quotes has its colours up to its end, also
// where a single quote interrupts the quotes.
func TestColourQuotedJSON(t *testing.T) {
	for _, quote := range []string{`'\''`, `'"'"'`} {
		var b bytes.Buffer
		newHighlighter().write(&b, "bash", []byte(`-d '{"a": "x=`+quote+`y`+quote+`", "b": 1}' z`))
		want := `<span class="na">-d</span> <span class="s1">'</span><span class="p">{</span><span class="nt">"a"</span><span class="p">:</span> ` +
			`<span class="s2">"x=</span><span class="se">Q</span><span class="s2">y</span><span class="se">Q</span><span class="s2">"</span><span class="p">,</span> ` +
			`<span class="nt">"b"</span><span class="p">:</span> <span class="mi">1</span><span class="p">}</span><span class="s1">'</span> z`
		got := strings.ReplaceAll(b.String(), "&quot;", `"`)
		if want = strings.ReplaceAll(want, "Q", quote); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestColourLineEnds: code with the line ends of Windows is written as that without.
func TestColourLineEnds(t *testing.T) {
	for lang, text := range codeSamples {
		var unix, dos bytes.Buffer
		h := newHighlighter()
		h.write(&unix, lang, []byte(text))
		h.write(&dos, lang, bytes.ReplaceAll([]byte(text), []byte("\n"), []byte("\r\n")))
		if unix.String() != dos.String() {
			t.Errorf("%s: %q and %q", lang, unix.String(), dos.String())
		}
	}
}

func FuzzColour(f *testing.F) {
	for lang, text := range codeSamples {
		f.Add(lang, text)
	}
	f.Fuzz(func(t *testing.T, lang, text string) {
		if lang != "json" && lang != "bash" && lang != "sh" {
			return
		}
		var b bytes.Buffer
		newHighlighter().write(&b, lang, []byte(text))
		if got := html.UnescapeString(anyTag.ReplaceAllString(b.String(), "")); got != html.UnescapeString(text) && got != text {
			t.Errorf("%q became %q", text, got)
		}
	})
}

// TestCodeOfHighlight: the code that a tag has printed as HTML is a block of code,
// with the place of each byte, also where it has colours and numbers.
func TestCodeOfHighlight(t *testing.T) {
	for _, args := range []string{"json", "json linenos", "nosuch"} {
		for _, name := range []string{"page.md", "page.html"} {
			dir := t.TempDir()
			const code = "{\"a\": 1,\n\n \"b\": \"<&amp;\"}"
			for file, text := range map[string]string{
				"_config.yml":    "",
				name:             "---\n---\n<div>{% include a.md %}</div>\n",
				"_includes/a.md": "x {% highlight " + args + " %}\n" + code + "\n{% endhighlight %} y\n",
			} {
				_ = os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o755)
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			site, err := content.Open(dir, content.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer site.Close()
			page, err := NewPipeline(site, Options{}).Page(t.Context(), site.Pages[0])
			if err != nil {
				t.Fatal(err)
			}
			facts := HTMLFacts(page.Text)
			if page.Doc != nil {
				facts = page.Doc.Facts()
			}
			if len(facts.Fences) != 1 {
				t.Fatalf("%s, %s: %d blocks of code in %q", name, args, len(facts.Fences), page.Text.Bytes)
			}
			f := facts.Fences[0]
			lang, _, exact := f.Info.Origin(0, f.Info.Len())
			if want, _, _ := strings.Cut(args, " "); f.Lang != want || lang.String() != want || !exact || !f.Closed {
				t.Errorf("%s, %s: the language is %q, from %q", name, args, f.Lang, lang)
			}
			at, via, exact := f.Body.Origin(0, f.Body.Len())
			if f.Body.String() != code || at.String() != code || len(via) != 1 || !exact {
				t.Errorf("%s, %s: %q comes from %q through %v, exact: %v", name, args, f.Body.Bytes, at, via, exact)
			}
			if len(facts.Tags) != 2 {
				t.Errorf("%s, %s: %d tags", name, args, len(facts.Tags))
			}
		}
	}
}
