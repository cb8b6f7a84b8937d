package markdown

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"docgen/internal/corpus"
)

// TestSharedDocuments has several goroutines write a document and ask for its
// facts at once: a document of one state of the site is also one of the next.
func TestSharedDocuments(t *testing.T) {
	texts := slices.Concat(samples, corpus.Files(t, "../..", 6000, ".md"), []string{
		"* toc\n{:toc}\n\n## A b {#c}\n\n## A b\n{: .d title=\"e\"}\n\n{:f: .g}\n\n*[HTML]: h\n\nHTML[^i] $$x$$ [j]{: f} {::comment}k{:/}\n\n[^i]: l\n    m\n\nn\n: o\n\n{::options parse_block_html=\"true\" /}\n<div>*p*</div>\n\n[j]: /q\n",
	})
	for _, reader := range []*Reader{plain, rich, kramdownGFM} {
		for _, text := range texts {
			d := reader.Parse(textOf(text))
			var html [4]string
			var facts [4]*Facts
			var wait sync.WaitGroup
			for i := range html {
				wait.Go(func() {
					if i%2 == 0 {
						d.Facts()
					}
					var b strings.Builder
					if err := d.HTML(&b); err != nil {
						t.Error(err)
					}
					html[i], facts[i] = b.String(), d.Facts()
					d.Sections()
				})
			}
			wait.Wait()
			for i := range html {
				if html[i] != html[0] || facts[i] != facts[0] {
					t.Fatalf("goroutine %d got something else of %q", i, text)
				}
			}
		}
	}
}
