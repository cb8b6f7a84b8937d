package publish

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/markdown"
)

// TestFaultsOfPages: docgen fails at two pages, and finds what is wrong with
// the others; nothing is written.
func TestFaultsOfPages(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "templates/one.md", "---\ntitle: One\n---\n")
	put(t, dir, "templates/two.md", "---\ntitle: Two\nlayout: own\n---\n")
	put(t, dir, "templates/three.md", "---\ntitle: Three\n---\n{% if true %}\n")
	put(t, dir, "templates/layouts/own.html", "{{ content }}\n")
	site, err := content.Open(dir, content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	site.PageAt("one.html").Body.End = math.MaxInt
	site.Layout("own").Body.End = math.MaxInt
	out := filepath.Join(dir, "site")
	result, err := NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: time.Now()})).Build(t.Context(), out, "", nil)
	if err != nil || !result.Failed {
		t.Fatalf("Build returned %v, failed: %t", err, result.Failed)
	}
	if _, err := os.Stat(out); err == nil {
		t.Errorf("written: %v", files(t, out))
	}
	want := []string{
		"templates/layouts/own.html:1:1: internal fault in compiling templates/layouts/own.html: ",
		"templates/one.md:1:1: internal fault in rendering on templates/one.md: ",
		"templates/three.md:4:",
	}
	if len(result.Problems) != len(want) {
		t.Fatalf("found %v", result.Problems)
	}
	for i, d := range result.Problems {
		if !strings.HasPrefix(d.Error(), want[i]) || len(d.Pages) != 1 || d.IsFault() != (i < 2) {
			t.Errorf("found %s on %v, want %s", d.Error(), d.Pages, want[i])
		}
	}
}

// TestFaultWhileWriting: what fails when a page is made already.
func TestFaultWhileWriting(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "templates/page.md", "---\ntitle: Page\n---\n")
	site, err := content.Open(dir, content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	result, err := NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: time.Now()})).Build(t.Context(), filepath.Join(dir, "site"), "", func(int, int) { panic("oops") })
	if err != nil || !result.Failed || len(diag.Faults(result.Problems)) != 1 || !strings.HasPrefix(result.Problems[0].Error(), "templates/page.md:1:1: internal fault in writing on templates/page.md: oops;") {
		t.Errorf("%v %v", err, result)
	}
}
