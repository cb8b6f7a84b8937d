package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// busyTree is a tree of small pages that share includes, with posts, redirects
// and mistakes of several kinds: two pages have each address, and each mistake
// in an include shows on many pages.
func busyTree(t *testing.T) string {
	dir := makeTree(t, `
-- _config.yml --
plugins: [jekyll-redirect-from]
-- _data/words.yml --
zeta: see [z](nowhere-zeta.html)
"\u0061lpha": see [a](nowhere-alpha.html)
beta: see [b](nowhere-beta.html)
-- _includes/note.html --
- {{ include.text }}, [note](nowhere-note.html)
-- _includes/list.html --
{% for w in site.data.words %}
- {{ w[0] }}: {{ w[1] }}
{% endfor %}
-- _includes/body.html --
`+"```json\n{% include_relative {{ include.part }} %}\n```"+`
-- docs/part.json --
{"a": 1 "b": 2}
`)
	for i := range 40 {
		writeFile(t, dir, fmt.Sprintf("docs/p%02d.md", i), strings.NewReplacer("#", fmt.Sprint(i), "%r", fmt.Sprint(i/2)).Replace(`---
title: Page #
redirect_from: /old/%r.html
---
# Page #

{% include_cached note.html text="[given](nowhere-given.html)" %}
{% include_cached note.html text="[own](nowhere-#.html)" %}
{% include note.html text="[given](nowhere-given.html)" %}
{% include_cached list.html %}

{% include body.html part="part.json" %}

{{ "[literal](nowhere-literal.html)" }} {{ site.posts[%r].excerpt }} [next](p#x.html) {{ none.such | upcase_all }}
`))
	}
	for i := range 20 {
		writeFile(t, dir, fmt.Sprintf("_posts/2020-01-%02d-post.md", 1+i), fmt.Sprintf(`---
title: Post %d
permalink: /news/%d.html
---
Post %[1]d, [link](nowhere-post.html), {%% include_cached note.html text="[given](nowhere-given.html)" %%}
`, i, i/2))
	}
	return dir
}

var elapsedTime = regexp.MustCompile(`"elapsed_ms": \d+`)

// TestLintIsStable: the findings do not depend on the number of processors or on
// scheduling.
func TestLintIsStable(t *testing.T) {
	dir := busyTree(t)
	first := ""
	for run := range 9 {
		procs := []string{"1", "2", "8"}[run%3]
		s := runIn(t, dir, []string{"GOMAXPROCS=" + procs}, "lint", "--format", "json")
		out := elapsedTime.ReplaceAllString(s.stdout, "")
		if run == 0 {
			first = out
			if n := strings.Count(out, `"rule":`); n < 100 {
				t.Fatalf("only %d findings: %s%s", n, out, s.stderr)
			}
		}
		if out != first {
			t.Fatalf("run %d, with GOMAXPROCS=%s, differs from the first:\n%s", run, procs, firstDifference(first, out))
		}
	}
}

// firstDifference shows the lines around the first place where two texts
// differ.
func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] != y[i] {
			around := func(lines []string) string { return strings.Join(lines[max(0, i-8):min(len(lines), i+4)], "\n") }
			return around(x) + "\n----\n" + around(y)
		}
	}
	return "one is longer"
}
