package markdown

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"docgen/internal/corpus"
	"docgen/internal/source"
)

// realPages returns the Markdown of a real tree, as it is before Liquid.
func realPages(tb testing.TB) []source.Text {
	root := corpus.Tree(tb)
	var texts []source.Text
	err := filepath.WalkDir(root, func(name string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".md" {
			return err
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f := source.NewFile(name, b)
		start := 0
		if i := bytes.Index(b, []byte("\n---")); i > 0 && bytes.HasPrefix(b, []byte("---")) {
			start = i + len("\n---")
		}
		texts = append(texts, source.Of(f.Span(start, len(b))))
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return texts
}

func TestFactsHoldOnRealPages(t *testing.T) {
	r := NewReader(Dialect{TypographicQuotes: true, LinkBareURLs: true})
	// The rule of heading ids once more, in other words.
	dropped := regexp.MustCompile(`[^\p{L}\p{M}\p{Nd}_\t -]`)
	dashes := regexp.MustCompile(`-+`) // the title has no runs of spaces
	for _, text := range realPages(t) {
		d := r.Parse(text)
		checkFacts(t, d)
		seen := map[string]bool{}
		for _, h := range d.Headings {
			id := strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(h.Title), ""), " ", "-")
			if h.Raw || strings.Contains(d.at(Range{h.Start, h.End}), "\n") {
				continue
			}
			got := dashes.ReplaceAllString(h.ID, "-")
			id = dashes.ReplaceAllString(id, "-")
			if strings.Trim(got, "-0123456789") != strings.Trim(id, "-0123456789") || seen[h.ID] {
				t.Errorf("id %q of %q", h.ID, h.Title)
			}
			seen[h.ID] = true
		}
		if t.Failed() {
			at, _, _ := text.Origin(0, 0)
			t.Fatal(at.File.Name)
		}
	}
}

func BenchmarkFacts(b *testing.B) {
	texts := realPages(b)
	r := NewReader(Dialect{})
	documents := make([]*Document, len(texts))
	size := 0
	for i, text := range texts {
		documents[i] = r.Parse(text)
		size += text.Len()
	}
	b.Run("facts", func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		for b.Loop() {
			for _, d := range documents {
				d.facts = nil
				d.Facts()
			}
		}
	})
	b.Run("sections", func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		for b.Loop() {
			for _, d := range documents {
				d.Sections()
			}
		}
	})
	b.Run("parse", func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		for b.Loop() {
			for _, text := range texts {
				r.Parse(text)
			}
		}
	})
}
