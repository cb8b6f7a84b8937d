package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// oldTree and newTree differ in all that a build can do to an output folder:
// files are new, changed and gone, and a file and a folder change places.
const oldTree = `
-- tree/_config.yml --
title: Old
-- tree/index.md --
---
---
{{ site.title }}
-- tree/same.md --
---
---
Same
-- tree/deep/down/gone.md --
---
---
Gone
-- tree/a.html --
---
---
A file
-- tree/b.html/index.md --
---
---
A folder
-- tree/img/logo.png --
png
`

const newTree = `
-- tree/_config.yml --
title: New
-- tree/index.md --
---
---
{{ site.title }}
-- tree/same.md --
---
---
Same
-- tree/fresh/down/new.md --
---
---
New
-- tree/a.html/index.md --
---
---
A folder
-- tree/b.html --
---
---
A file
-- tree/img/logo.png --
png
`

// TestBuildKilled kills a build that replaces a site at each of its changes to
// the file system. What is left is the old or the new site; the next build makes
// the new one, or, if it fails, leaves a whole one, and removes all leftovers.
func TestBuildKilled(t *testing.T) {
	for name, test := range map[string]struct {
		run  string // the folder in which docgen runs
		args []string
		none bool // there is no site yet
		// moves: the folders cannot be exchanged, so that the site is whole only
		// after the next build.
		moves bool
	}{
		"exchange": {run: ".", args: []string{"build", "--source", "tree", "--out", "site"}},
		"moves":    {run: "site", args: []string{"build", "--source", "../tree", "--out", "."}, moves: true},
		"first":    {run: ".", args: []string{"build", "--source", "tree", "--out", "site"}, none: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := makeTree(t, oldTree)
			build := func(dir string) session { return runIn(t, filepath.Join(dir, test.run), nil, test.args...) }
			if !test.none {
				if s := runIn(t, before, nil, "build", "--source", "tree", "--out", "site"); s.code != 0 {
					t.Fatal(s.stderr)
				}
				for name, text := range map[string]string{"mine.txt": "mine", "own/empty/.keep": "", "deep/mine.txt": "mine"} {
					writeFile(t, filepath.Join(before, "site"), name, text)
				}
				if err := os.Symlink("../elsewhere", filepath.Join(before, "site", "link")); err != nil {
					t.Fatal(err)
				}
			}
			old := siteOf(t, before)
			if err := os.RemoveAll(filepath.Join(before, "tree")); err != nil {
				t.Fatal(err)
			}
			source := makeTree(t, newTree)
			copyAll(t, filepath.Join(source, "tree"), filepath.Join(before, "tree"))
			after := t.TempDir()
			copyAll(t, before, after)
			if s := build(after); s.code != 0 {
				t.Fatal(s.stderr)
			}
			new := siteOf(t, after)
			if maps.Equal(old, new) {
				t.Fatal("the site has not changed")
			}
			var dir string
			sites := map[string]int{}
			n := 0
			kills := killEverywhere(t, 8, nil, func() (string, []string) {
				dir = t.TempDir()
				copyAll(t, before, dir)
				return filepath.Join(dir, test.run), test.args
			}, func(call string, s session) {
				n++
				which := func(when string) string {
					got := siteOf(t, dir)
					switch {
					case maps.Equal(got, old):
						return "old"
					case maps.Equal(got, new):
						return "new"
					case when == "" && test.moves:
						return "mixed"
					}
					t.Errorf("killed at change %d, %s: the site is mixed%s\n%s", n, call, when, difference(got, old, new))
					return "mixed"
				}
				sites[which("")]++
				if n%3 == 0 { // the next build is killed as well
					killAt(t, n*7%37+1, filepath.Join(dir, test.run), nil, test.args...)
					which("")
				}
				if n%2 == 0 {
					writeFile(t, dir, "tree/broken.md", "---\n---\n{% include none.html %}\n")
					if s := build(dir); s.code != 1 {
						t.Errorf("killed at change %d, %s: the next build ends with %d: %s", n, call, s.code, s.stderr)
					}
					which(" after a build that fails")
					if err := os.Remove(filepath.Join(dir, "tree/broken.md")); err != nil {
						t.Fatal(err)
					}
				}
				if n%2 == 1 || os.Getenv("DOCGEN_KILLS") == "all" {
					if s := build(dir); s.code != 0 {
						t.Errorf("killed at change %d, %s: the next build ends with %d: %s", n, call, s.code, s.stderr)
					}
					if which(" after the next build") != "new" {
						t.Errorf("killed at change %d, %s: the next build leaves an old site", n, call)
					}
				}
				entries, err := os.ReadDir(dir)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range entries {
					if e.Name() != "tree" && e.Name() != "site" {
						t.Errorf("killed at change %d, %s: %s is left", n, call, e.Name())
					}
				}
			})
			t.Logf("%d kills left %v", kills, sites)
			if sites["old"] == 0 || sites["new"] == 0 {
				t.Errorf("the kills left %v", sites)
			}
		})
	}
}

var folderLine = regexp.MustCompile(`(?m)^folder .*$`)

// siteOf returns the output folder, but for the line that identifies the folder.
func siteOf(t testing.TB, dir string) map[string]string {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "site")); err != nil {
		return map[string]string{}
	}
	site := tree(t, filepath.Join(dir, "site"))
	if list, ok := site[".docgen-files"]; ok {
		site[".docgen-files"] = folderLine.ReplaceAllString(list, "folder")
	}
	return site
}

func copyAll(t testing.TB, from, to string) {
	t.Helper()
	if out, err := exec.Command("cp", "-a", from+"/.", to).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// difference lists what a folder has more or less than two others.
func difference(got, old, new map[string]string) string {
	var b strings.Builder
	for name, texts := range map[string]map[string]string{"old": old, "new": new} {
		for _, file := range slices.Sorted(maps.Keys(got)) {
			if text, ok := texts[file]; !ok || text != got[file] {
				b.WriteString(name + ": more: " + file + "\n")
			}
		}
		for _, file := range slices.Sorted(maps.Keys(texts)) {
			if _, ok := got[file]; !ok {
				b.WriteString(name + ": less: " + file + "\n")
			}
		}
	}
	return b.String()
}
