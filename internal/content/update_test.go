package content

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestUpdateSeesEveryChange edits files in ways that times alone do not show.
func TestUpdateSeesEveryChange(t *testing.T) {
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
	write("templates/a.md", "---\ntitle: A\n---\none\n")
	write("templates/b.md", "---\ntitle: B\n---\n")
	write("templates/logo.png", "1")
	last, err := Open(dir, Options{Watched: true})
	if err != nil {
		t.Fatal(err)
	}
	defer last.Close()
	for _, step := range []struct {
		name  string
		named []string // as changed; nil for not known
		do    func()
		want  []string
	}{
		{"nothing", nil, func() {}, nil},
		{"new text", nil, func() { write("templates/a.md", "---\ntitle: A\n---\nmore\n") }, []string{"templates/a.md"}},
		{"same size and time, named", []string{"templates/a.md"}, func() { write("templates/a.md", "---\ntitle: A\n---\nless\n") }, []string{"templates/a.md"}},
		{"saved as it was", []string{"templates/b.md"}, func() { write("templates/b.md", "---\ntitle: B\n---\n") }, nil},
		{"copied file", nil, func() { write("templates/logo.png", "22") }, []string{"templates/logo.png"}},
		{"copied file, named", []string{"templates/logo.png"}, func() { write("templates/logo.png", "4444") }, []string{"templates/logo.png"}},
		{"new and named", []string{"templates/d.md"}, func() { write("templates/d.md", "---\ntitle: D\n---\n") }, []string{"templates/d.md"}},
		{"gone and new", nil, func() {
			if err := os.Rename(filepath.Join(dir, "templates/a.md"), filepath.Join(dir, "templates/c.md")); err != nil {
				t.Fatal(err)
			}
		}, []string{"templates/a.md", "templates/c.md"}},
		{"configuration", []string{"docgen.yml"}, func() { write("docgen.yml", "title: T\n") }, []string{"docgen.yml"}},
	} {
		step.do()
		site, err := last.Update(step.named, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := site.Changes(last); !slices.Equal(got, step.want) {
			t.Errorf("%s: %q changed, want %q", step.name, got, step.want)
		}
		fresh, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(fresh.Pages) != len(site.Pages) {
			t.Errorf("%s: %d pages, want %d", step.name, len(site.Pages), len(fresh.Pages))
		}
		fresh.Close()
		for _, p := range site.Pages {
			if in := last.inputs[p.Path]; in != nil && !slices.Contains(step.want, p.Path) && in.file != p.File {
				t.Errorf("%s: %s was read anew", step.name, p.Path)
			}
		}
		last = site
	}
}
