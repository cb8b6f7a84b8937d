package publish

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/corpus"
	"docgen/internal/markdown"
)

func open(b testing.TB, dir string) *content.Site {
	b.Helper()
	site, err := content.Open(dir, content.Options{Defaults: docgen.Defaults})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { site.Close() })
	return site
}

// BenchmarkRender renders all pages of the repository's own site.
func BenchmarkRender(b *testing.B) {
	site := open(b, filepath.Join("..", ".."))
	b.ReportAllocs()
	for b.Loop() {
		builder := NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: time.Unix(0, 0)}))
		for _, p := range site.Pages {
			if _, err := builder.Render(context.Background(), p); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkBuild reads, renders and writes the repository's own site.
func BenchmarkBuild(b *testing.B) { benchmarkBuild(b, filepath.Join("..", "..")) }

// BenchmarkTree does the same with a large Jekyll tree.
func BenchmarkTree(b *testing.B) { benchmarkBuild(b, corpus.Tree(b)) }

func benchmarkBuild(b *testing.B, dir string) {
	out := b.TempDir()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		site := open(b, dir)
		// A new folder each time, so that every file is written.
		if _, err := NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: time.Unix(0, 0)})).Build(b.Context(), filepath.Join(out, string(rune('a'+i%26)), time.Now().Format("150405.000000000")), "", nil); err != nil {
			b.Fatal(err)
		}
	}
}
