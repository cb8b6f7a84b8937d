package main

import (
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A circle is a tree in which posts print each other's text, and where that is
// reported.
type circle struct {
	name    string
	archive string
	// places may be reported, as file:line:column: exactly one of them or, if
	// many is set, each at most once.
	places []string
	many   bool
	posts  []string // that the message names
	// built is expected in index.html where there is no circle, and no place.
	built string
}

const firstPost, secondPost = "_posts/2020-01-01-first.md", "_posts/2020-01-02-second.md"

var circles = []circle{{
	name:   "a post prints its content",
	places: []string{firstPost + ":4:8"}, posts: []string{firstPost},
	archive: `
-- _config.yml --
-- _posts/2020-01-01-first.md --
---
title: First
---
Before {{ page.content }} after
`,
}, {
	name:   "a post prints its excerpt in the excerpt",
	places: []string{firstPost + ":4:8"}, posts: []string{firstPost},
	archive: `
-- _config.yml --
-- _posts/2020-01-01-first.md --
---
title: First
---
Before {{ page.excerpt }} after

More.
`,
}, {
	name:   "a post prints the content of the first post",
	places: []string{firstPost + ":4:1"}, posts: []string{firstPost},
	archive: `
-- _config.yml --
-- _posts/2020-01-01-first.md --
---
title: First
---
{{ site.posts[0].content }}
`,
}, {
	name:   "a filter takes the content",
	places: []string{firstPost + ":4:1"}, posts: []string{firstPost},
	archive: `
-- _config.yml --
-- _posts/2020-01-01-first.md --
---
title: First
---
{{ page.content | strip_html | size }}
`,
}, {
	name:   "a tag takes the content",
	places: []string{firstPost + ":4:1"}, posts: []string{firstPost},
	archive: `
-- _config.yml --
-- _posts/2020-01-01-first.md --
---
title: First
---
{% if page.content contains "word" %}yes{% endif %}
`,
}, {
	name:   "a variable takes the content",
	places: []string{firstPost + ":4:1", firstPost + ":4:33"}, posts: []string{firstPost},
	archive: `
-- _config.yml --
-- _posts/2020-01-01-first.md --
---
title: First
---
{% assign text = page.content %}{{ text }}
`,
}, {
	name:   "an include of the post prints its content",
	places: []string{"_includes/content.html:1:4"}, posts: []string{firstPost},
	archive: `
-- _config.yml --
-- _includes/content.html --
<b>{{ page.content }}</b>
-- _posts/2020-01-01-first.md --
---
title: First
---
{% include content.html %}
`,
}, {
	name:   "two posts print each other",
	places: []string{firstPost + ":4:1", secondPost + ":5:1"}, posts: []string{firstPost, secondPost},
	archive: `
-- _config.yml --
-- _posts/2020-01-01-first.md --
---
title: First
---
{{ page.next.content }}
-- _posts/2020-01-02-second.md --
---
title: Second
---

{{ page.previous.content }}
-- index.md --
---
title: Home
---
{% for p in site.posts %}{{ p.content }}{% endfor %}
`,
}, {
	name:   "two posts print all posts",
	places: []string{firstPost + ":4:29", secondPost + ":5:29"}, posts: []string{firstPost}, many: true,
	archive: `
-- _config.yml --
-- _posts/2020-01-01-first.md --
---
title: First
---
Hi {% for p in site.posts %}{{ p.content }}{% endfor %}
-- _posts/2020-01-02-second.md --
---
title: Second
---

Hi {% for p in site.posts %}{{ p.content }}{% endfor %}
`,
}, {
	name:  "no circle: a page prints a post that prints the excerpts of both",
	built: "<i>one</i>",
	archive: `
-- _config.yml --
-- _posts/2020-01-01-first.md --
---
title: First
---
<i>one</i>

{{ page.next.excerpt }}
-- _posts/2020-01-02-second.md --
---
title: Second
---
two

{{ page.excerpt }} {{ page.previous.content }}
-- index.html --
---
title: Home
---
{{ site.posts[0].content }} {{ site.posts[0].excerpt }}
`,
}}

// TestPostsInACircle: endless rendering is reported at the {{ }} that causes it,
// and the command ends.
func TestPostsInACircle(t *testing.T) {
	for _, c := range circles {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			checkCircle(t, c)
		})
	}
}

func checkCircle(t *testing.T, c circle) {
	dir := makeTree(t, c.archive)
	var first session
	for run, procs := range []string{"8", "8", "2", "1"} {
		s := runIn(t, dir, []string{"GOMAXPROCS=" + procs}, "lint", "--format", "checkstyle")
		if run == 0 {
			first = s
		} else if s.stdout != first.stdout {
			t.Fatalf("with GOMAXPROCS=%s:\n%s\nbefore:\n%s", procs, s.stdout, first.stdout)
		}
	}
	out := filepath.Join(t.TempDir(), "out")
	built := runIn(t, dir, nil, "build", "--out", out)
	if len(c.places) == 0 {
		page, err := os.ReadFile(filepath.Join(out, "index.html"))
		if err != nil || first.code+built.code != 0 || !strings.Contains(string(page), c.built) {
			t.Errorf("exit codes %d and %d, %v\n%s%s", first.code, built.code, err, first.stdout, page)
		}
		return
	}
	if built.code != exitFindings || !strings.Contains(built.stdout, "circle") {
		t.Errorf("build exits with %d and prints %q", built.code, built.stdout)
	}
	if first.code != exitFindings {
		t.Errorf("lint exits with %d", first.code)
	}
	seen := map[string]bool{}
	for _, f := range lintIn(t, dir, nil) {
		place := f.place()
		if f.Rule != "liquid-syntax" || !strings.Contains(f.Message, "circle") || !slices.Contains(c.places, place) || seen[place] {
			t.Errorf("reported: %s: %s [%s]", place, f.Message, f.Rule)
		}
		seen[place] = true
		for _, post := range c.posts {
			if !c.many && !strings.Contains(f.Message, post) {
				t.Errorf("%s is not named: %s", post, f.Message)
			}
		}
	}
	if len(seen) == 0 || len(seen) > 1 && !c.many {
		t.Errorf("%d places are reported", len(seen))
	}
}

// TestPostsNameEachOther: each post refers to the next and the previous one,
// which refer to it. Printing a whole post ends all the same, because these two
// are not followed, as in Jekyll.
func TestPostsNameEachOther(t *testing.T) {
	const archive = `
-- _config.yml --
-- _posts/2020-01-01-a.md --
---
title: One
---
-- _posts/2020-01-02-b.md --
---
title: Two
---
-- _posts/2020-01-03-c.md --
---
title: Three
---
-- out.txt --
---
---
{{ site.posts | FILTER }}
`
	for _, filter := range []string{"jsonify", "inspect"} {
		t.Run(filter, func(t *testing.T) {
			dir := makeTree(t, strings.ReplaceAll(archive, "FILTER", filter))
			if s := runIn(t, dir, nil, "build", "--out", "_site"); s.code != exitOK {
				t.Fatalf("exit code %d: %s", s.code, s.stdout)
			}
			out, err := os.ReadFile(filepath.Join(dir, "_site", "out.txt"))
			if err != nil {
				t.Fatal(err)
			}
			for _, title := range []string{"One", "Two", "Three"} {
				if !strings.Contains(html.UnescapeString(string(out)), `"`+title+`"`) { // inspect escapes
					t.Errorf("no post %q in %s", title, out)
				}
			}
			var posts []struct{ Title string }
			if filter == "jsonify" && (json.Unmarshal(out, &posts) != nil || len(posts) != 3) {
				t.Errorf("not three posts: %s", out)
			}
		})
	}
}
