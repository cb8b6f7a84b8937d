package publish

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestFirstPageIsLight: a page with all that it loads, but for images, is small when
// compressed, and comes from the site itself.
func TestFirstPageIsLight(t *testing.T) {
	const budget = 60 << 10
	files := ownSite(t, "")
	for _, page := range []string{"index.html", "docs/elements/hubspot/events.html"} {
		root, err := html.Parse(bytes.NewReader(files[page]))
		if err != nil {
			t.Fatal(err)
		}
		size := gzipped(t, files[page])
		for n := range root.Descendants() {
			if n.Data != "link" && n.Data != "script" && n.Data != "img" && n.Data != "iframe" {
				continue
			}
			var rel, to string
			for _, a := range n.Attr {
				switch a.Key {
				case "rel":
					rel = a.Val
				case "src", "href":
					to = a.Val
				}
			}
			if to == "" || rel == "canonical" {
				continue
			}
			if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") {
				t.Errorf("%s loads %s", page, to)
			}
			if n.Data == "script" || rel == "stylesheet" {
				size += gzipped(t, files[to[1:]])
			}
		}
		if size > budget {
			t.Errorf("%s: %d bytes compressed, budget %d", page, size, budget)
		}
	}
}
