package markdown

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"docgen/internal/content"
	"docgen/internal/source"
)

// TestPieces looks up what words of a page are shown as, and holds anchors to comments that
// change nothing.
func TestPieces(t *testing.T) {
	const text = "# A heading\n\nOne *two* three &amp; four \\* five.\nA [link text](gone.html) and `some code`.\n\n- item 名前 🎉 last\n\n| a | b |\n|---|---|\n| cell | other |\n\n" +
		"```json\n{\n  \"a\": 1\n  \"b\": 2\n}\n```\n\n![image](gone.png)\n"
	for _, dialect := range []Dialect{{}, {LinkBareURLs: true}, {Kramdown: &content.Kramdown{GFM: true}}} {
		f := source.NewFile("a.md", []byte(text))
		d := NewReader(dialect).Parse(source.Of(f.All()))
		page := &Page{Doc: d, Text: d.Text}
		plain, err := page.HTML()
		if err != nil {
			t.Fatal(err)
		}
		anchored, err := page.AnchoredHTML()
		if err != nil {
			t.Fatal(err)
		}
		anchor := regexp.MustCompile(`<!--docgen:\d+-->`)
		if got := anchor.ReplaceAll(anchored, nil); !bytes.Equal(got, plain) {
			t.Errorf("anchors change the page:\n%s", anchored)
		}
		for at, want := range map[string]string{
			"heading": "heading", "two": "two", "three": "three", "four": "four", "five": "five", "gone.html": "link text", "some code": "some code",
			"名前 🎉": "名前 🎉", "last": "last", "cell": "cell", `"a": 1`: `"a": 1`, `"b"`: `"b"`, "gone.png": "", "|---|": "", "*two*": "two",
		} {
			start := strings.Index(text, at)
			pieces := d.Pieces([]Range{{start, start + len(at)}})
			got := ""
			for _, p := range pieces {
				got += p.Text
				if !strings.Contains(string(anchored), "<!--docgen:"+strconv.Itoa(p.Anchor)+"-->") {
					t.Errorf("%q: there is no anchor %d", at, p.Anchor)
				}
			}
			if got != want {
				t.Errorf("%q is shown as %q, want %q", at, got, want)
			}
		}
		// What is missing at a point is marked by the character before it.
		point := strings.Index(text, `1`+"\n  \"b\"") + 1
		if p := d.Pieces([]Range{{point, point}}); len(p) != 1 || p[0].Text != "1" {
			t.Errorf("the point is %v", p)
		}
		// Half of an entity is not known.
		half := strings.Index(text, "&amp;") + 2
		if p := d.Pieces([]Range{{half, half + 1}}); len(p) != 1 || p[0].Text != "" {
			t.Errorf("half of an entity is %v", p)
		}
	}
}
