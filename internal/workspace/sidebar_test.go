package workspace

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

const guides = `
-- docgen.yml --
title: T
logo: logo.svg
-- logo.svg --
<svg width="10" height="10"/>
-- templates/layouts/page.html --
{% for e in site.sidebar %}{{ e.title }} {{ e.url }} {{ e.id }}{% for i in e.items %}{{ i.title }}{% endfor %}{% endfor %}
-- templates/layouts/place.html --
{% for l in page.trail %}{{ l.title }} {{ l.url }}{% endfor %} {{ page.previous.title }} {{ page.next.title }} {{ page.sections | join }}
-- templates/layouts/logo.html --
{{ site.logo.light.width }}
-- templates/index.md --
---
title: Home
layout: logo
---
-- templates/a.md --
---
title: A
layout: page
---
-- templates/b/index.md --
---
title: B
layout: place
---
-- templates/b/one.md --
---
title: One
layout: place
---
-- templates/b/two.md --
---
layout: place
---
# Two
-- templates/c/three.md --
---
title: Three
layout: place
---
`

// TestPlaceOfAPage: a page is made again when what it shows of its place among the others
// has changed, and not else.
func TestPlaceOfAPage(t *testing.T) {
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(guides)), dir); err != nil {
		t.Fatal(err)
	}
	work := open(t, dir)
	defer work.Site.Close()
	refresh(t, work)
	for _, step := range []struct {
		name, file, text string
		frames           int64
	}{
		{"the text of a page", "templates/a.md", "---\ntitle: A\nlayout: page\n---\nText\n", 1},
		{"a heading that is no title", "templates/b/one.md", "---\ntitle: One\nlayout: place\n---\n# New\n", 1},
		{"a heading that is the title", "templates/b/two.md", "---\nlayout: place\n---\n# Second\n", 4}, // a, one, two, three
		{"the title of a section", "templates/b/index.md", "---\ntitle: Bee\nlayout: place\n---\n", 4},  // a, index, one, two
		{"the order", "templates/b/two.md", "---\nlayout: place\norder: 1\n---\n# Second\n", 5},         // and three
		{"a page that is left out", "templates/b/two.md", "---\nlayout: place\nsidebar: false\n---\n# Second\n", 4},
		{"a page in a new folder", "templates/b/deep/four.md", "---\ntitle: Four\nlayout: place\n---\n", 4}, // a, four, one, three
		{"the title of the home page", "templates/index.md", "---\ntitle: Start\nlayout: logo\n---\n", 6},
		{"a file that no page shows", "templates/a.txt", "text", 0},
		{"the size of the logo", "logo.svg", "<svg width='20' height='10'/>", 1},
	} {
		file := filepath.Join(dir, filepath.FromSlash(step.file))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(step.text), 0o644); err != nil {
			t.Fatal(err)
		}
		var err error
		if work, err = work.Update([]string{step.file}, nil); err != nil {
			t.Fatal(err)
		}
		refresh(t, work)
		if got := work.Made.Frames.Load(); got != step.frames {
			t.Errorf("%s: made %d pages, want %d", step.name, got, step.frames)
		}
		fresh := open(t, dir)
		for _, p := range work.Site.AllPages() {
			got, _ := work.Frame(context.Background(), p.Out())
			want, _ := fresh.Frame(context.Background(), p.Out())
			if string(got.HTML) != string(want.HTML) {
				t.Errorf("%s: %s is\n%s\na fresh process makes\n%s", step.name, p.Out(), got.HTML, want.HTML)
			}
		}
		fresh.Site.Close()
	}
}
