package workspace

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/rules"
)

const faultyTree = `
-- _config.yml --
title: T
-- _includes/only-bad.md --
Of the page that cannot be made.
-- _layouts/frame.html --
<html><body>{{ content }}</body></html>
-- _layouts/plain.html --
<html>{{ content }}</html>
-- _posts/2020-01-01-post.md --
---
title: Post
---
# Post
-- bad.md --
---
title: Bad
layout: frame
---
# Bad

{% include only-bad.md %}
-- good.md --
---
title: Good
layout: plain
---
# Good

[There](bad.html#somewhere) and [nowhere](none.html).
-- news.md --
---
title: News
layout: plain
---
{% for p in site.posts %}{{ p.content }}{% endfor %}

## Own

#### Deep
`

// faultyOptions are the options of a preview with more rules.
func faultyOptions(more ...*lint.Rule) Options {
	return Options{
		Content: content.Options{Watched: true}, Now: time.Unix(0, 0), Keep: 1 << 20,
		Lint: lint.Options{Rules: append(more, rules.All...)},
	}
}

func openTree(t *testing.T, archive string, opts Options) (*Snapshot, string) {
	t.Helper()
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(archive)), dir); err != nil {
		t.Fatal(err)
	}
	work, err := Open(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { work.Site.Close() })
	return work, dir
}

// without returns the findings, one on each line, without those that have a text.
func without(t *testing.T, work *Snapshot, text string) (left string, faults []*diag.Diagnostic) {
	t.Helper()
	result, _ := work.Findings(context.Background(), 0)
	var lines []string
	for _, d := range result.Findings {
		if line := d.Error() + " [" + d.Rule + "]"; !d.IsFault() && (text == "" || !strings.Contains(line, text)) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n"), diag.Faults(result.Findings)
}

// TestFaultOfAPage makes pages, posts and layouts that docgen fails at: each is
// one finding at its place, and all else is as it would be.
func TestFaultOfAPage(t *testing.T) {
	sound, _ := openTree(t, faultyTree, faultyOptions())
	for _, c := range []struct {
		name  string
		spoil func(*content.Site)
		gone  string // a part of a finding that nobody can be sure of
		page  string // cannot be shown
		at    []string
	}{
		{"rendering", func(s *content.Site) { s.PageAt("bad.html").Body.End = math.MaxInt }, `"somewhere"`, "bad.html", []string{
			"bad.md:1:1: internal fault in rendering on bad.md: "}},
		{"a post", func(s *content.Site) { s.Posts[0].Body.End = math.MaxInt }, "", "2020/01/01/post.html", []string{
			"_posts/2020-01-01-post.md:1:1: internal fault in rendering on _posts/2020-01-01-post.md: "}},
		{"a layout", func(s *content.Site) { s.Layout("frame").Body.End = math.MaxInt }, `"somewhere"`, "bad.html", []string{
			"_layouts/frame.html:1:1: internal fault in compiling _layouts/frame.html: ",
			"_layouts/frame.html:1:1: internal fault in reading the layout frame: "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			work, _ := openTree(t, faultyTree, faultyOptions())
			c.spoil(work.Site)
			want, _ := without(t, sound, c.gone)
			got, faults := without(t, work, c.gone)
			if !strings.Contains(got, "none.html") || got != want {
				t.Errorf("found\n%s\nwant\n%s", got, want)
			}
			if len(faults) != len(c.at) {
				t.Fatalf("faults %v, want %q", faults, c.at)
			}
			for i, d := range faults {
				if !strings.HasPrefix(d.Error(), c.at[i]) || !strings.Contains(d.Message, "please report it") || !strings.Contains(d.Stack, ".go:") {
					t.Errorf("%s\n%s", d.Error(), d.Stack)
				}
			}
			for _, p := range work.Site.AllPages() {
				f, err := work.Frame(t.Context(), p.Out())
				if err != nil {
					t.Fatal(err)
				}
				if faulty := len(diag.Faults(f.Problems)) > 0; faulty != (p.Out() == c.page) {
					t.Errorf("%s: %v", p.Path, f.Problems)
				}
			}
		})
	}
}

// TestFaultsAreNotKept makes every part of a rule fail once: after the next edit
// all is as if it never had.
func TestFaultsAreNotKept(t *testing.T) {
	for _, part := range []string{"Prepare", "Page", "Once", "Provided", "Site"} {
		t.Run(part, func(t *testing.T) {
			fails := true
			fail := func(p string) {
				if fails && p == part {
					panic("as asked")
				}
			}
			type key struct{}
			faulty := func(name string) *lint.Rule {
				return &lint.Rule{
					Name: name, Severity: diag.Error,
					Prepare: func(_ *lint.Pass, older any) any {
						fail("Prepare")
						if older == nil {
							older = new(int)
						}
						return older
					},
					Page: func(p *lint.Pass, page *lint.Page) {
						if page.Path != "good.md" {
							return
						}
						fail("Page")
						page.Once(key{}, func() any { fail("Once"); return nil })
						p.Provided(p.Reportf(page.File.Span(0, 0), nil, "%s is here", name), func(*lint.Pass) bool {
							fail("Provided")
							return true
						})
					},
					Site: func(p *lint.Pass) { fail("Site") },
				}
			}
			opts := faultyOptions(faulty("faulty"))
			if part == "Once" {
				opts = faultyOptions(faulty("faulty"), faulty("faulty-too"))
			}
			work, _ := openTree(t, faultyTree, opts)
			got, faults := without(t, work, "is here")
			if len(faults) != 1 || !strings.Contains(faults[0].Message, "rule faulty") {
				t.Errorf("faults: %v", faults)
			}
			if onPage := part != "Prepare" && part != "Site"; onPage != strings.HasPrefix(faults[0].Error(), "good.md:1:1: ") {
				t.Errorf("the place: %s", faults[0].Error())
			}
			fails = false
			next, err := work.Update([]string{"news.md"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if again, faults := without(t, next, "is here"); again != got || len(faults) > 0 {
				t.Errorf("later found\n%s\nand %v; at first\n%s", again, faults, got)
			}
			if all, _ := without(t, next, ""); !strings.Contains(all, "faulty is here") {
				t.Errorf("what the rule has to say is lost:\n%s", all)
			}
		})
	}
}
