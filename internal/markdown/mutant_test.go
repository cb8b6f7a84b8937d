package markdown

import (
	"io"
	"slices"
	"testing"

	"docgen/internal/content"
	"docgen/internal/corpus"
	"docgen/internal/mutant"
)

func TestMutants(t *testing.T) {
	mutant.Run(t, 300, slices.Concat(samples, corpus.Files(t, "../..", 4000, ".md")), textFault)
}

// The same with the pages of a real tree.
func TestMutantsOfTree(t *testing.T) {
	mutant.Run(t, 100, corpus.Files(t, corpus.Tree(t), 10_000, ".md"), textFault)
}

func textFault(_ int, text string) string {
	return mutant.Fault(func(t mutant.Reporter) {
		checkText(t, text, plain)
		checkText(t, text, rich)
		checkText(t, text, kramdownGFM)
	})
}

var (
	plain, rich = NewReader(Dialect{}), NewReader(Dialect{TypographicQuotes: true, LinkBareURLs: true})
	kramdownGFM = NewReader(Dialect{TypographicQuotes: true, Kramdown: gfm})
	gfm         = &content.Kramdown{GFM: true, AutoIDs: true, ParseSpanHTML: true}
)

// checkText holds what is read from a text to the text.
func checkText(t mutant.Reporter, text string, r *Reader) {
	d := r.Parse(textOf(text))
	if string(d.Text.Bytes) != text {
		t.Fatalf("reading made %q of %q", d.Text.Bytes, text)
	}
	checkFacts(t, d)
	d.Sections()
	if err := d.HTML(io.Discard); err != nil {
		t.Fatalf("%v", err)
	}
}
