package markdown

import (
	"context"
	"io"
	"path/filepath"
	"testing"
	"time"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/source"
)

// BenchmarkMarkdown reads the Markdown of the repository's own site and writes
// it as HTML. Examples that several pages share are coloured once.
func BenchmarkMarkdown(b *testing.B) {
	site, err := content.Open(filepath.Join("..", ".."), content.Options{Defaults: docgen.Defaults})
	if err != nil {
		b.Fatal(err)
	}
	defer site.Close()
	pipeline := NewPipeline(site, Options{Now: time.Unix(0, 0)})
	var texts []source.Text
	size := 0
	for _, p := range site.Pages {
		if page, err := pipeline.Page(context.Background(), p); err == nil && page.Doc != nil {
			texts = append(texts, page.Text)
			size += page.Text.Len()
		}
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range texts {
			if err := pipeline.Reader.Parse(t).HTML(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	}
}
