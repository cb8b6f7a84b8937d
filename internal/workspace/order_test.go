package workspace

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/corpus"
	"docgen/internal/lint"
	"docgen/internal/rules"
)

// TestOrderDoesNotCount checks the pages of a large tree in any order, by any
// number of processors. DOCGEN_RUNS sets how often.
func TestOrderDoesNotCount(t *testing.T) {
	dir := corpus.Tree(t)
	runs := 3
	if n, err := strconv.Atoi(os.Getenv("DOCGEN_RUNS")); err == nil {
		runs = n
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	random := rand.New(rand.NewPCG(1, 2))
	first := ""
	for run := range runs {
		runtime.GOMAXPROCS([]int{1, 2, 8}[run%3])
		work, err := Open(dir, Options{
			Content: content.Options{Defaults: docgen.Defaults}, Now: time.Unix(0, 0), Lint: lint.Options{Rules: rules.All},
		})
		if err != nil {
			t.Fatal(err)
		}
		random.Shuffle(len(work.order), func(i, j int) { work.order[i], work.order[j] = work.order[j], work.order[i] })
		got := asJSON(t, work)
		work.Site.Close()
		if run == 0 {
			first = got
		} else if got != first {
			t.Fatalf("run %d differs from the first", run)
		}
	}
}

// BenchmarkUpdate measures an edit of a page of a large tree: until its bytes
// are there, and until the findings of the whole tree are.
func BenchmarkUpdate(b *testing.B) {
	dir := b.TempDir()
	if err := os.CopyFS(dir, os.DirFS(corpus.Tree(b))); err != nil {
		b.Fatal(err)
	}
	const page = "docs/guides/elements/define-info"
	file := filepath.Join(dir, page+".md")
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	for _, whole := range []bool{false, true} {
		name := "bytes"
		if whole {
			name = "findings"
		}
		b.Run(name, func(b *testing.B) {
			work, err := Open(dir, Options{
				Content: content.Options{Defaults: docgen.Defaults, Watched: true}, Now: time.Unix(0, 0),
				Lint: lint.Options{Rules: rules.All}, Keep: 64 << 20,
			})
			if err != nil {
				b.Fatal(err)
			}
			_, work = work.Findings(context.Background(), 0)
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				if err := os.WriteFile(file, append(text, "\n\nedit "+strconv.Itoa(n)+"\n"...), 0o644); err != nil {
					b.Fatal(err)
				}
				if work, err = work.Update([]string{page + ".md"}, nil); err != nil {
					b.Fatal(err)
				}
				if _, err := work.Frame(context.Background(), page+".html"); err != nil {
					b.Fatal(err)
				}
				if whole {
					_, work = work.Findings(context.Background(), 0)
				}
			}
		})
	}
}
