package preview

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"docgen/internal/corpus"
)

// BenchmarkEdit measures an edit of a page of the real tree until the page is
// there again, without the waiting for the system to report it.
func BenchmarkEdit(b *testing.B) {
	dir := b.TempDir()
	if err := os.CopyFS(dir, os.DirFS(corpus.Tree(b))); err != nil {
		b.Fatal(err)
	}
	s := newServer(b, dir)
	for _, p := range s.current.site().AllPages() {
		s.current.frameOf(context.Background(), p.Out())
	}
	const page = "docs/guides/elements/define-info"
	file := filepath.Join(dir, page+".md")
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if err := os.WriteFile(file, fmt.Appendf(text, "\n\nedit %d\n", n), 0o644); err != nil {
			b.Fatal(err)
		}
		if err := s.rebuild(b.Context(), []string{page + ".md"}); err != nil {
			b.Fatal(err)
		}
		if r := ask(s, "GET", "/"+page+".html", nil); r.Code != 200 {
			b.Fatal(r.Code)
		}
	}
}
