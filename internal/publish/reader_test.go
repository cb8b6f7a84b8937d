package publish

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"docgen/internal/content"
	"docgen/internal/corpus"
	"docgen/internal/markdown"
)

// A page of a real tree has the same words in the same order as the published
// page, whose text is stored without call-outs and with straight quotes.
func TestPageReadsAsItWasSeen(t *testing.T) {
	text, err := os.ReadFile(corpus.Path(t, "seeds", "001_*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	listMarks := regexp.MustCompile(`(?m)^ +\d+\. `)
	want := strings.Fields(listMarks.ReplaceAllString(string(text), ""))

	site, err := content.Open(corpus.Tree(t), content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	pages := NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: time.Unix(0, 0)})).BuiltPages(t.Context())
	page, err := pages["docs/elements/acuity/events.html"].HTML()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(strings.NewReader(string(page)))
	if err != nil {
		t.Fatal(err)
	}
	root := find(doc, func(n *html.Node) bool { return n.DataAtom == atom.Main })
	removeBoxes(root)
	w := walker{view: &view{parts: map[Aspect][]string{}}}
	w.walk(root, inProse)
	w.endWord()
	got := strings.Fields(fold.Replace(strings.Join(w.words, " ")))

	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || want[i] != got[i] {
			t.Fatalf("word %d:\nwas  … %s\nreads … %s", i, strings.Join(around(want, i), " "), strings.Join(around(got, i), " "))
		}
	}
}

func around(words []string, i int) []string {
	return words[min(max(0, i-5), len(words)):min(len(words), i+10)]
}

// removeBoxes removes call-outs and replaces images by their alternative text.
func removeBoxes(root *html.Node) {
	var boxes, images []*html.Node
	for n := range root.Descendants() {
		classes := strings.Fields(attr(n, "class"))
		switch {
		case slices.Contains(classes, "alert"), slices.Contains(classes, "bs-callout"):
			boxes = append(boxes, n)
		case n.DataAtom == atom.Img:
			images = append(images, n)
		}
	}
	for _, n := range images {
		n.Parent.InsertBefore(&html.Node{Type: html.TextNode, Data: " " + attr(n, "alt") + " "}, n)
	}
	for _, n := range boxes {
		n.Parent.RemoveChild(n)
	}
}
