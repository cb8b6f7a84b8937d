//go:build unix

package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const jekyllTree = `
-- _config.yml --
url: https://docs.example.com
plugins: [jekyll-redirect-from, jekyll-sitemap]
-- _layouts/page.html --
<main>{{ content }}</main>
-- index.md --
---
layout: page
---
Home
-- docs/a.md --
---
title: A
redirect_from: [/old/a.html, /moved.html]
---
Text
-- docs/plain --
A file
-- img/logo.png --
`

const ownTree = `
-- docgen.yml --
title: Guides
-- templates/index.md --
---
title: Home
redirect_from: [/old/home.html]
---
# Home
-- templates/docs/platform/event-management/index.md --
---
title: Events
---
# Events

## Verifying events
-- templates/robots.txt --
-- elements/one.yml --
key: one
name: One
auth: {type: basic}
events: {delivery: [webhooks]}
`

// TestBuildAndLintAgree: where a build refuses a tree, the lint has an error at
// the file to blame, and where the lint has none, the tree can be built.
func TestBuildAndLintAgree(t *testing.T) {
	for name, c := range hostileTrees() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			agree(t, c.archive, c.blame, c.prepare)
		})
	}
}

// TestEveryOutputHasItsPlace puts a page below each file that a build writes, and
// a file in the place of each folder: none of it can be written.
func TestEveryOutputHasItsPlace(t *testing.T) {
	for _, c := range []struct{ archive, pages string }{{jekyllTree, ""}, {ownTree, "templates/"}} {
		dir := makeTree(t, c.archive)
		if code, _, stderr := inProcess(t, "build", "--source", dir); code != 0 {
			t.Fatal(stderr)
		}
		out := filepath.Join(dir, "site")
		err := filepath.WalkDir(out, func(name string, d fs.DirEntry, err error) error {
			rel, _ := filepath.Rel(out, name)
			switch _, taken := os.Lstat(filepath.Join(dir, c.pages, rel)); {
			case err != nil || rel == "." || strings.HasPrefix(rel, "assets/"):
			case !d.IsDir():
				page := "-- " + c.pages + "hostile.md --\n---\npermalink: \"/" + rel + "/below.html\"\n---\nBelow\n"
				t.Run("below "+rel, func(t *testing.T) { t.Parallel(); agree(t, c.archive+page, c.pages+"hostile.md", nil) })
			case taken != nil:
				file := "-- " + c.pages + rel + " --\nA file\n"
				t.Run("instead of "+rel, func(t *testing.T) { t.Parallel(); agree(t, c.archive+file, "", nil) })
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// hostile is a tree that cannot be built because of the file blame; where that
// is empty, it can be.
type hostile struct {
	archive, blame string
	prepare        func(t *testing.T, dir string)
}

func hostileTrees() map[string]hostile {
	all := map[string]hostile{}
	// Addresses, as a permalink and as a redirect. The value says whether they can
	// be written.
	for link, ok := range map[string]bool{
		`/docs/a.html/b.html`: false, `/docs/plain/b.html`: false, `/moved.html/b.html`: false, `/sitemap.xml/b.html`: false,
		`/redirects.json/b.html`: false, `/img/logo.png/x.html`: false, `/a\0.html`: false, `/a\n.html`: false, `/a\x7F.html`: false,
		`/a\x85/b.html`: false, `/a%00b.html`: false, `/a%0Ab.html`: false, `/` + strings.Repeat("x", 251) + `.html`: false,
		`/` + strings.Repeat("x", 250) + `.html`: true, `/` + strings.Repeat("é", 130) + `/`: false,
		strings.Repeat("/"+strings.Repeat("x", 90), 12) + ".html": false, `/.docgen-files`: false, `/.docgen-new/a.html`: false,
		`/.DOCGEN-old/a.html`: false, `/../../b.html`: true, `/%2e%2e/%2E%2E/b.html`: true, `//b//c.html`: true, `/./b/./c.html`: true,
		`/b\\..\\c.html`: true, `/b /c .html`: true, `/b./c.html`: true, `/con/b.html`: true, `/DOCS/A.html`: true,
		`/caf\u00e9/cafe\u0301.html`: true, `/100%25/b.html`: true, `/100%/b.html`: true, `/a:b<c>|*?.html`: true,
	} {
		blame := "docs/hostile.md"
		if ok {
			blame = ""
		}
		all["permalink "+short(link)] = hostile{archive: jekyllTree + "-- docs/hostile.md --\n---\npermalink: \"" + link + "\"\n---\nHostile\n", blame: blame}
		all["redirect "+short(link)] = hostile{archive: jekyllTree + "-- docs/hostile.md --\n---\nredirect_from: \"" + link + "\"\n---\nHostile\n", blame: blame}
	}
	delete(all, "redirect /.docgen-files") // .docgen-files.html
	all["redirect /.docgen-files"] = hostile{jekyllTree + "-- docs/hostile.md --\n---\nredirect_from: /.docgen-files\n---\n", "docs/hostile.md", nil}

	// What goes wrong only when a layout runs.
	for name, liquid := range map[string]string{
		"tag link": "{% link nowhere.md %}", "named include": "{% include {{ page.title }}none.html %}", "too many rounds": "{% for i in (1..9999999999) %}{% endfor %}",
		"division": "{{ 1 | divided_by: 0 }}", "broken tag": "{% if page.title %}", "include of an include": "{% include outer.html %}",
	} {
		all["layout: "+name] = hostile{archive: jekyllTree + "-- _layouts/hostile.html --\n" + liquid + "{{ content }}\n-- _includes/outer.html --\n{% include {{ page.layout }}inner.html %}\n-- docs/hostile.md --\n---\ntitle: x\nlayout: hostile\n---\nHostile\n", blame: "_layouts/hostile.html"}
	}
	outer := all["layout: include of an include"]
	outer.blame = "_includes/outer.html"
	all["layout: include of an include"] = outer

	link := func(name, to string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	pipe := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mkfifo(filepath.Join(dir, name), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	both := func(list ...func(*testing.T, string)) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			for _, f := range list {
				f(t, dir)
			}
		}
	}
	// Files that are no files: each kind as an image, a page and what pages are
	// made of.
	for _, name := range []string{
		"img/x.png", "x.md", "x.html", "x.css", "_includes/x.html", "_layouts/x.html", "_data/x.yml", "_data/x.csv", "_posts/2020-01-01-x.md",
		"elements/x.yml", "elements/_presets/x.yml", "elements/x/element.yml",
	} {
		up := strings.Repeat("../", strings.Count(name, "/"))
		all["broken link "+name] = hostile{jekyllTree, name, link(name, "nowhere"+filepath.Ext(name))}
		all["link to itself "+name] = hostile{jekyllTree, name, link(name, filepath.Base(name))}
		outside := "" // Jekyll goes on: a warning
		if strings.HasPrefix(name, "elements/") {
			outside = name
		}
		all["link outside "+name] = hostile{jekyllTree, outside, link(name, "/etc/hosts")}
		all["link to a device "+name] = hostile{jekyllTree, outside, link(name, "/dev/zero")}
		all["link to a folder "+name] = hostile{jekyllTree, "", link(name, up+"docs")}
		all["link to the folder above "+name] = hostile{jekyllTree, name, link(name, cmp.Or(up, "."))}
		all["pipe "+name] = hostile{jekyllTree, name, pipe(name)}
		all["link to a pipe "+name] = hostile{jekyllTree, name, both(pipe("_excluded/pipe"), link(name, up+"_excluded/pipe"))}
	}
	for _, name := range []string{"templates/x.md", "templates/x.png", "includes/x.md", "templates/layouts/x.html", "elements/x.yml", "elements/one/x.png", "glossary/glossary.yml", "schema/element.schema.json"} {
		all["pipe "+name] = hostile{ownTree, name, pipe(name)}
		all["broken link "+name] = hostile{ownTree, name, link(name, "nowhere")}
	}
	all["pipe that is no input"] = hostile{ownTree, "", both(pipe("tool/pipe"), pipe("pipe.md"))}
	all["pipe in an excluded folder"] = hostile{jekyllTree, "", pipe("_excluded/pipe.md")}
	all["included pipe"] = hostile{jekyllTree + "-- x.md --\n---\n---\n{% include_relative _excluded/pipe.md %}\n", "x.md", pipe("_excluded/pipe.md")}
	all["included device"] = hostile{jekyllTree + "-- x.md --\n---\n---\n{% include_relative _zero %}\n", "x.md", link("_zero", "/dev/zero")}
	schemas := "-- docgen.yml --\nschemas: [{method: POST, path: /instances, schema: "
	for name, text := range map[string]string{"broken": "{\"type\": ", "wrong": "{\"properties\": 3}"} {
		all["schema is "+name] = hostile{jekyllTree + schemas + "_s/a.json}]\n-- _s/a.json --\n" + text + "\n", "_s/a.json", nil}
	}
	all["schema is a pipe"] = hostile{jekyllTree + schemas + "_excluded/pipe.json}]\n", "docgen.yml", pipe("_excluded/pipe.json")}
	all["schema is missing"] = hostile{jekyllTree + schemas + "none.json}]\n", "docgen.yml", nil}

	// Copies whose names no build can write, and those that only other systems
	// do not have.
	for name, ok := range map[string]bool{
		"img/a\nb.png": false, "a\x01b.txt": false, "img/caf\xe9.png": true, "img\xff/x.txt": true, "img/LOGO.png": true, "con.png": true, "a\\b.txt": true,
	} {
		blame := name
		if ok {
			blame = ""
		}
		all["file "+fmt.Sprintf("%q", name)] = hostile{jekyllTree, strings.ToValidUTF8(blame, "\ufffd"), func(t *testing.T, dir string) { writeFile(t, dir, name, "text") }}
	}
	all["own redirects.json"] = hostile{archive: jekyllTree + "-- list.json --\n---\npermalink: /redirects.json\n---\n{}\n"}
	for name, text := range map[string]string{"Latin-1 body": "---\n---\ncaf\xe9\n", "Latin-1 front matter": "---\ntitle: caf\xe9\n---\n"} {
		all[name] = hostile{jekyllTree, "x.md", func(t *testing.T, dir string) { writeFile(t, dir, "x.md", text) }}
	}
	// What Jekyll copies or prints as it is.
	for name, text := range map[string]string{
		"CR page": "---\rtitle: A\r---\rText\r", "CR page with a mark": "\ufeff---\rtitle: A\r---\rText\r", "CR body": "---\ntitle: A\n---\nOne\rTwo\r",
		"CR front matter": "---\rtitle: A\r---\rText\nMore\n", "UTF-16": "\xff\xfe-\x00-\x00-\x00\n\x00", "UTF-16 without a mark": "-\x00-\x00-\x00\n\x00",
		"zero": "---\n---\na\x00b\n",
	} {
		all[name] = hostile{jekyllTree, "", func(t *testing.T, dir string) { writeFile(t, dir, "x.md", text) }}
		all["own "+name] = hostile{ownTree, "templates/x.md", func(t *testing.T, dir string) { writeFile(t, dir, "templates/x.md", text) }}
	}
	for name, text := range map[string]string{
		"_data/x.csv": "a,b\r1,2\r", "_data/x.yml": "a: 1\rb: 2\r", "_data/x.json": "{\r\"a\": 1\r}\r", "_includes/x.md": "Item 1\r\rItem 2\r",
	} {
		all["CR "+name] = hostile{jekyllTree, name, func(t *testing.T, dir string) { writeFile(t, dir, name, text) }}
		all["UTF-16 "+name] = hostile{jekyllTree, name, func(t *testing.T, dir string) { writeFile(t, dir, name, "\xff\xfea\x00") }}
		all["Latin-1 "+name] = hostile{jekyllTree, name, func(t *testing.T, dir string) {
			writeFile(t, dir, name, strings.NewReplacer("\r", "\n", "1", "caf\xe9").Replace(text))
		}}
	}
	return all
}

func short(s string) string { return fmt.Sprintf("%.30s %d", s, len(s)) }

// agree builds and lints a tree.
func agree(t *testing.T, archive, blame string, prepare func(*testing.T, string)) {
	dir := makeTree(t, archive)
	if prepare != nil {
		prepare(t, dir)
	}
	out := filepath.Join(t.TempDir(), "out")
	code, printed, stderr := inProcess(t, "build", "--source", dir, "--out", out)
	if strings.Contains(stderr, "internal fault") {
		t.Fatal(stderr)
	}
	_, text, stderr2 := inProcess(t, "lint", "--source", dir, "--format", "json")
	var report struct {
		Findings []struct{ Rule, Kind, Severity, File, Message string }
	}
	if err := json.Unmarshal([]byte(text), &report); err != nil {
		t.Fatalf("%s\n%s", err, stderr2)
	}
	blamed := map[string]int{}
	for _, f := range report.Findings {
		if f.Severity == "error" && (f.Rule != "redirect-collision" || f.Kind != "redirect") {
			blamed[f.File]++
		}
	}
	switch {
	case (code != 0) != (len(blamed) > 0):
		t.Errorf("the build ends with %d: %s%s\nand the lint has %v", code, printed, stderr, report.Findings)
	case blame != "" && (blamed[blame] != 1 || len(blamed) > 1):
		t.Errorf("the lint has %v, want one error at %s", report.Findings, blame)
	}
	if code == 0 {
		again, _, stderr := inProcess(t, "build", "--source", dir, "--out", out)
		if again != 0 || !strings.Contains(stderr, "(0 files written, 0 removed)") {
			t.Errorf("the second build ends with %d: %s", again, stderr)
		}
	}
	// Nothing but the site is written, and that as a whole or not at all.
	entries, err := os.ReadDir(filepath.Dir(out))
	if err != nil || len(entries) > 1 || code != 0 && len(entries) > 0 {
		t.Errorf("beside the site there are %v", entries)
	}
}

// inProcess runs a command line in this process; one that does not end fails.
func inProcess(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	ended := make(chan int, 1)
	env := &environment{ctx: t.Context(), stdout: &out, stderr: &err, getenv: func(string) string { return "" }}
	go func() { ended <- run(args, env) }()
	select {
	case code := <-ended:
		return code, out.String(), err.String()
	case <-time.After(patience):
		t.Fatalf("docgen %s does not end", strings.Join(args, " "))
		return
	}
}

// TestUnusableConfiguration: what no command can start with ends each of them.
func TestUnusableConfiguration(t *testing.T) {
	for _, name := range []string{"_config.yml", "docgen.yml"} {
		for kind, text := range map[string]string{"it is no regular file": "", "UTF-16": "\xff\xfea\x00", "CR only": "a: 1\rb: 2\r", "not UTF-8": "title: caf\xe9\n"} {
			dir := t.TempDir()
			if text != "" {
				writeFile(t, dir, name, text)
			} else if err := syscall.Mkfifo(filepath.Join(dir, name), 0o644); err != nil {
				t.Fatal(err)
			}
			for _, command := range []string{"build", "lint", "baseline"} {
				if code, _, stderr := inProcess(t, command, "--source", dir); code != exitUsage || !strings.Contains(stderr, name) || !strings.Contains(stderr, kind) {
					t.Errorf("%s with %s, %s: %d %s", command, name, kind, code, stderr)
				}
			}
		}
	}
	dir := makeTree(t, ownTree)
	preset := filepath.Join(dir, "elements", "_presets", "mine.yml")
	if err := os.MkdirAll(filepath.Dir(preset), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(preset, 0o644); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := inProcess(t, "new", "two", "--name", "Two", "--source", dir)
	if code != exitUsage || !strings.Contains(stderr, "elements/_presets/mine.yml cannot be read: it is no regular file") {
		t.Errorf("new: %d %s", code, stderr)
	}
	t.Chdir(dir) // help lists the presets of the project
	if code, _, stderr := inProcess(t, "help", "new"); code != 0 {
		t.Errorf("help: %d %s", code, stderr)
	}
}
