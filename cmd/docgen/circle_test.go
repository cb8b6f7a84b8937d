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
	name:  "a post prints its text as it is written",
	built: "Before Before {{ page.content }} after",
	archive: `
-- _config.yml --
-- _posts/2020-01-01-first.md --
---
title: First
---
Before {{ page.content }} after
-- index.html --
---
title: Home
---
{{ site.posts[0].content }}
`,
}, {
	name:  "an excerpt has none",
	built: "Before  after",
	archive: `
-- _config.yml --
-- _posts/2020-01-01-first.md --
---
title: First
---
Before {{ page.excerpt }} after

More.
-- index.html --
---
title: Home
---
{{ site.posts[0].excerpt }}
`,
}, {
	name:  "a post finds itself among the others",
	built: "<p>{{ site.posts[0].content }}",
	archive: `
-- _config.yml --
-- _posts/2020-01-01-first.md --
---
title: First
---
{{ site.posts[0].content }}
-- index.html --
---
title: Home
---
{{ site.posts[0].content }}
`,
}, {
	name:  "filters, tags and includes read the text",
	built: "yes, 166 bytes, <b>",
	archive: `
-- _config.yml --
-- _includes/content.html --
<b>{{ page.content | slice: 0 }}</b>
-- _posts/2020-01-01-first.md --
---
title: First
---
{% if page.content contains "word" %}yes{% endif %}, {{ page.content | size }} bytes, {% include content.html %}{% assign text = page.content %}{{ text | slice: 0 }}
-- index.html --
---
title: Home
---
{{ site.posts[0].content }}
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
	name:   "documents of two collections print each other",
	places: []string{"_guides/one.md:4:1", "_terms/two.md:5:1"}, posts: []string{"_guides/one.md", "_terms/two.md"},
	archive: `
-- _config.yml --
collections: {guides: {output: true}, terms: {}}
-- _guides/one.md --
---
title: One
---
{{ site.terms[0].content }}
-- _terms/two.md --
---
title: Two
---

{{ site.guides.first.content }}
-- index.md --
---
title: Home
---
{% for p in site.documents %}{{ p.content }}{% endfor %}
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

// TestPostsInACircle: what would be endless is reported at the {{ }} that causes it,
// and the command ends. A document may print itself.
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
	if built.code != exitOK || !strings.Contains(built.stdout, "circle") {
		t.Errorf("build exits with %d and prints %q", built.code, built.stdout)
	}
	if first.code != exitOK { // Jekyll builds it
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
