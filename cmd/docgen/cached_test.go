package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// cachedTree has three pages that pass the same parameters to an include_cached,
// each from its own place.
const cachedTree = `
-- _config.yml --
-- _includes/x.html --
- {{ include.text }}
-- _includes/outer.html --
{% include_cached x.html text=include.text %}
-- _includes/own.html --
- [own](nowhere-own.html) {{ include.text }}
-- a.md --
---
title: A
link: "[named](nowhere-named.html)"
---
{% include_cached x.html text="[broken](nowhere.html)" %}

{% include_cached x.html text=page.link %}

{% include_cached outer.html text="[deep](nowhere-deep.html)" %}

{% include_cached own.html text="same" %}
-- b.md --
---
title: B

link: "[named](nowhere-named.html)"
---

{% include_cached x.html text="[broken](nowhere.html)" %}

{% include_cached x.html text=page.link %}

{% include_cached outer.html text="[deep](nowhere-deep.html)" %}

{% include_cached own.html text="same" %}
-- c.md --
---
title: C


link: "[named](nowhere-named.html)"
---


{% include_cached x.html text="[broken](nowhere.html)" %}

{% include_cached x.html text=page.link %}

{% include_cached outer.html text="[deep](nowhere-deep.html)" %}

{% include_cached own.html text="same" %}
`

var cachedPlaces = []string{
	"_includes/own.html:1:9 on [a.md b.md c.md]",
	"a.md:3:16 on [a.md]", "a.md:5:41 on [a.md]", "a.md:9:43 on [a.md]",
	"b.md:4:16 on [b.md]", "b.md:7:41 on [b.md]", "b.md:11:43 on [b.md]",
	"c.md:5:16 on [c.md]", "c.md:9:41 on [c.md]", "c.md:13:43 on [c.md]",
}

// TestCachedIncludeKeepsPlaces: the provenance of a text that a page passes to
// an include_cached is that page, also if another page has passed the same text.
func TestCachedIncludeKeepsPlaces(t *testing.T) {
	dir := makeTree(t, cachedTree)
	for _, args := range [][]string{nil, {"c.md"}, {"_includes"}} {
		var got []string
		for _, f := range lintIn(t, dir, nil, args...) {
			got = append(got, fmt.Sprintf("%s on %s", f.place(), f.Pages))
		}
		want := cachedPlaces
		if args != nil {
			want = slices.DeleteFunc(slices.Clone(want), func(place string) bool { return !strings.HasPrefix(place, args[0]) })
		}
		if !slices.Equal(got, want) {
			t.Errorf("lint %s reports\n\t%s\nwant\n\t%s", args, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
		}
	}
}

// TestCachedIncludeIsStable: the order of the pages does not matter.
func TestCachedIncludeIsStable(t *testing.T) {
	dir := makeTree(t, cachedTree)
	if s := runIn(t, dir, nil, "baseline", "--output", "known.json"); s.code != exitOK {
		t.Fatalf("exit code %d: %s", s.code, s.stderr)
	}
	var first string
	for run := range 12 {
		env := []string{"GOMAXPROCS=" + []string{"1", "2", "8"}[run%3]}
		s := runIn(t, dir, env, "lint", "--format", "jsonl")
		if run == 0 {
			first = s.stdout
		} else if s.stdout != first {
			t.Fatalf("run %d, %s:\n%s\nbefore:\n%s", run, env, s.stdout, first)
		}
		if run >= 6 {
			continue
		}
		if s := runIn(t, dir, env, "lint", "--baseline", "known.json"); s.code != exitOK || strings.Contains(s.stderr, "no longer there") {
			t.Fatalf("run %d, %s: exit code %d\n%s%s", run, env, s.code, s.stdout, s.stderr)
		}
	}
}
