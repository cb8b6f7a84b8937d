package workspace

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/rules"
)

const tree = `
-- _config.yml --
title: T
-- _data/glossary.yml --
key: The key
-- _data/other.yml --
key: Another
-- _includes/shared.md --
Shared by two.
-- _includes/alone.md --
Of one.
-- _layouts/frame.html --
<html><body>{{ site.data.other.key }} {{ content }}</body></html>
-- _posts/2020-01-01-post.md --
---
title: Post
layout: frame
---
Text of the post.
-- a.md --
---
title: A
layout: frame
---
# A

{% include shared.md %} [b](b.html#two) [none](none.html)
-- b.md --
---
title: B
layout: frame
---
# B

{% include shared.md %}

## Two
-- c.md --
---
title: C
layout: frame
---
# C

{{ site.data.glossary.key }} {% include alone.md %}
-- list.md --
---
title: List
layout: frame
---
{% for p in site.pages %}{{ p.title }} {% endfor %}
-- news.html --
---
---
{% for p in site.posts %}{{ p.content }}{% endfor %}
-- plain.md --
---
title: Plain
---
# Plain
`

// TestOnlyWhatReadTheEdit counts what is made again after an edit.
func TestOnlyWhatReadTheEdit(t *testing.T) {
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(tree)), dir); err != nil {
		t.Fatal(err)
	}
	work := open(t, dir)
	defer work.Site.Close()
	refresh(t, work)
	if n := work.Made.Texts.Load(); n < 7 {
		t.Fatalf("%d texts were made at first", n)
	}
	for _, step := range []struct {
		name, file, text      string
		texts, frames, checks int64
	}{
		{"nothing", "", "", 0, 0, 0},
		{"the text of a page", "plain.md", "---\ntitle: Plain\n---\n# Plain\n\nMore.\n", 1, 1, 1},
		{"the text of a page that others link to", "b.md", "---\ntitle: B\nlayout: frame\n---\n# B\n\n{% include shared.md %} more\n\n## Two\n", 1, 1, 1},
		{"a heading that another page links to", "b.md", "---\ntitle: B\nlayout: frame\n---\n# B\n\n{% include shared.md %}\n\n## Three\n", 1, 1, 1},
		{"a title, which the list shows", "plain.md", "---\ntitle: Plainer\n---\n# Plain\n\nMore.\n", 2, 2, 2},
		{"an include of two pages", "_includes/shared.md", "Still shared.\n", 2, 2, 2},
		{"an include of one page", "_includes/alone.md", "Still of one.\n", 1, 1, 1},
		{"a term", "_data/glossary.yml", "key: The very key\n", 1, 1, 1},
		{"data that only the layout reads", "_data/other.yml", "key: One more\n", 0, 5, 0},
		{"the layout", "_layouts/frame.html", "<html><body>{{ content }}</body></html>", 0, 5, 0},
		{"a file that is saved as it was", "a.md", "", 0, 0, 0},
		// The post, the page that prints it, and the post again for that.
		{"a post", "_posts/2020-01-01-post.md", "---\ntitle: Post\nlayout: frame\n---\nOther text.\n", 2, 2, 2},
	} {
		if step.text != "" {
			if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(step.file)), []byte(step.text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if work, err = work.Update([]string{step.file}, nil); err != nil {
			t.Fatal(err)
		}
		refresh(t, work)
		m := &work.Made
		if m.Texts.Load() != step.texts || m.Frames.Load() != step.frames || m.Checks.Load() != step.checks {
			t.Errorf("%s: made %d texts, %d frames, %d checks; want %d, %d, %d", step.name,
				m.Texts.Load(), m.Frames.Load(), m.Checks.Load(), step.texts, step.frames, step.checks)
		}
		if got, want := findings(t, work), findings(t, open(t, dir)); got != want {
			t.Errorf("%s: found\n%s\na fresh process finds\n%s", step.name, got, want)
		}
	}
}

// TestAt shares what is the same in a copy of the docs.
func TestAt(t *testing.T) {
	dir, older := t.TempDir(), t.TempDir()
	for _, d := range []string{dir, older} {
		if err := txtar.Write(txtar.Parse([]byte(tree)), d); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(older, "plain.md"), []byte("---\ntitle: Plain\n---\n[gone](gone.html)\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	work := open(t, dir)
	defer work.Site.Close()
	refresh(t, work)
	root, err := content.OpenFolder(older)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	was, err := work.At(root)
	if err != nil {
		t.Fatal(err)
	}
	if got := findings(t, was); !strings.Contains(got, "gone.html") {
		t.Errorf("the older docs have a broken link: %s", got)
	}
	if n := was.Made.Texts.Load(); n != 1 {
		t.Errorf("%d texts were made, 1 is another", n)
	}
}

// TestLittleRoom keeps the results right where nothing large is held.
func TestLittleRoom(t *testing.T) {
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(tree)), dir); err != nil {
		t.Fatal(err)
	}
	work, err := Open(dir, Options{Now: time.Unix(0, 0), Keep: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer work.Site.Close()
	for range 2 {
		for _, p := range work.Site.AllPages() {
			f, err := work.Frame(context.Background(), p.Out())
			if err != nil || len(f.HTML) == 0 {
				t.Errorf("%s: %v, %d bytes", p.Path, err, len(f.HTML))
			}
		}
	}
	if n := work.shelf.items.Len(); n > 1 {
		t.Errorf("%d pages are held", n)
	}
}

func open(t *testing.T, dir string) *Snapshot {
	t.Helper()
	work, err := Open(dir, Options{
		Content: content.Options{Watched: true}, Now: time.Unix(0, 0), Keep: 1 << 20, Lint: lint.Options{Rules: rules.All},
	})
	if err != nil {
		t.Fatal(err)
	}
	return work
}

// refresh makes everything that a preview shows.
func refresh(t *testing.T, work *Snapshot) {
	t.Helper()
	for _, p := range work.Site.AllPages() {
		if _, err := work.FrameOf(context.Background(), p.Out()); err != nil {
			t.Fatal(err)
		}
	}
	work.Findings(context.Background(), 0)
}

func findings(t *testing.T, work *Snapshot) string {
	t.Helper()
	result, _ := work.Findings(context.Background(), 0)
	var lines []string
	for _, d := range result.Findings {
		lines = append(lines, d.Error())
	}
	return strings.Join(lines, "\n")
}

// asJSON returns the findings as docgen lint prints them.
func asJSON(t *testing.T, work *Snapshot) string {
	t.Helper()
	print, err := diag.ParseFormat("json")
	if err != nil {
		t.Fatal(err)
	}
	result, _ := work.Findings(context.Background(), 0)
	var b strings.Builder
	if err := print(&b, &diag.Report{Findings: result.Findings, Summary: diag.Summary{Pages: result.Pages, Examples: result.Examples}}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
