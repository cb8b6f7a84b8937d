package content

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestCacheSeesEveryChange edits files in ways that times alone do not show.
func TestCacheSeesEveryChange(t *testing.T) {
	dir := t.TempDir()
	old := time.Now().Add(-time.Hour)
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, old, old); err != nil {
			t.Fatal(err)
		}
	}
	var cache Cache
	open := func() *Site {
		t.Helper()
		site, err := Open(dir, Options{Cache: &cache})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { site.Close() })
		return site
	}
	write("templates/a.md", "---\ntitle: A\n---\none\n")
	write("templates/b.md", "---\ntitle: B\n---\n")
	write("templates/logo.png", "1")
	last := open()
	for _, step := range []struct {
		name string
		do   func()
		want []string
	}{
		{"nothing", func() {}, nil},
		{"new text", func() { write("templates/a.md", "---\ntitle: A\n---\nmore\n") }, []string{"templates/a.md"}},
		{"same size and time, told", func() {
			write("templates/a.md", "---\ntitle: A\n---\nless\n")
			cache.Forget("templates/a.md")
		}, []string{"templates/a.md"}},
		{"saved as it was", func() {
			write("templates/b.md", "---\ntitle: B\n---\n")
			cache.Forget("templates/b.md")
		}, nil},
		{"copied file", func() { write("templates/logo.png", "22") }, []string{"templates/logo.png"}},
		{"gone and new", func() {
			if err := os.Rename(filepath.Join(dir, "templates/a.md"), filepath.Join(dir, "templates/c.md")); err != nil {
				t.Fatal(err)
			}
		}, []string{"templates/a.md", "templates/c.md"}},
		{"configuration", func() { write("docgen.yml", "title: T\n") }, []string{"docgen.yml"}},
	} {
		step.do()
		site := open()
		if got := site.Changes(last); !slices.Equal(got, step.want) {
			t.Errorf("%s: %q changed, want %q", step.name, got, step.want)
		}
		for _, p := range site.Pages {
			if in := last.files[p.Path]; in != nil && !slices.Contains(step.want, p.Path) && in.file != p.File {
				t.Errorf("%s: %s was read anew", step.name, p.Path)
			}
		}
		last = site
	}
}
