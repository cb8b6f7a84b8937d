package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKilledFix kills --fix before its changes: each file has its old or its new
// text, no later run reads anything else, and the next --fix leaves nothing.
func TestKilledFix(t *testing.T) {
	const page = "---\ntitle: A\n---\n```json\n{\"a\": [1,], \"b\": 2,}\n```\n"
	fixed := strings.NewReplacer("1,]", "1]", "2,}", "2}").Replace(page)
	var dir string
	killEverywhere(t, 8, nil, func() (string, []string) {
		dir = makeTree(t, "-- _config.yml --\ninclude: ['*', '.*']\n")
		for _, name := range []string{"a.md", "docs/b.md", "docs/c.md"} {
			writeFile(t, dir, name, page)
		}
		if err := os.Link(filepath.Join(dir, "docs/c.md"), filepath.Join(dir, "docs/d.md")); err != nil {
			t.Skip(err)
		}
		return dir, []string{"lint", "--fix"}
	}, func(call string, s session) {
		files, left, half := tree(t, dir), 0, false
		for name, text := range files {
			_, text, _ = strings.Cut(text, " ")
			switch {
			case strings.Contains(name, ".docgen-"):
				left++
			case !strings.HasSuffix(name, ".md") || text == page || text == fixed:
			case (name == "docs/c.md" || name == "docs/d.md") && text == fixed+page[len(fixed):] && strings.HasSuffix(files["docs/"+keptName("c.md", []byte(fixed))], " "+page):
				half = true // it has two names: the old text is beside it until the new one is cut to its length
			default:
				t.Errorf("killed at %q: %s has %q", call, name, text)
			}
		}
		if left > 2 || call == "" && left > 0 {
			t.Errorf("killed at %q: left %v", call, files)
		}
		for _, f := range lintIn(t, dir, nil) {
			if strings.Contains(f.File, ".docgen") {
				t.Errorf("killed at %q: %s is read", call, f.File)
			}
		}
		again := runIn(t, dir, nil, "lint", "--fix")
		if half {
			return // what is to be done is known to people only
		}
		if again.code != 0 {
			t.Errorf("killed at %q: the next run: %d %s", call, again.code, again.stderr)
		}
		for name, text := range tree(t, dir) {
			if strings.Contains(name, ".docgen-") || strings.HasSuffix(name, ".md") && !strings.HasSuffix(text, fixed) {
				t.Errorf("killed at %q: after the next run %s has %q", call, name, text)
			}
		}
	})
}
