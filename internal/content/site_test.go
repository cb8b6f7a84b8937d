package content

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen/internal/source"
)

// open reads a site that is given as a txtar archive.
func open(t *testing.T, archive string, opts Options) *Site {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	site, err := Open(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { site.Close() })
	return site
}

func TestFrontMatter(t *testing.T) {
	for _, test := range []struct {
		text       string
		yaml, body string
		ok, broken bool
	}{
		{"", "", "", false, false},
		{"text", "", "text", false, false},
		{"---\na: 1\n---\ntext", "a: 1\n", "text", true, false},
		{"---\r\na: 1\r\n---\r\ntext\r\n", "a: 1\r\n", "text\r\n", true, false},
		{"\ufeff---\na: 1\n---\n", "a: 1\n", "", true, false},
		{"\ufefftext", "", "text", false, false},
		{"--- \na: 1\n--- \t\ntext", "a: 1\n", "text", true, false},
		{"---\na: 1\n...\ntext", "a: 1\n", "text", true, false},
		{"---\n---\n", "", "", true, false},
		{"---\n---", "", "", true, false},
		{"---\na: 1\n", "", "a: 1\n", true, true},
		{"---", "", "", true, true},
		{"----\na: 1\n---\n", "", "----\na: 1\n---\n", false, false},
		{"\n---\na: 1\n---\n", "", "\n---\na: 1\n---\n", false, false},
		{"---\na: |\n  ---\n---\ntext", "a: |\n  ---\n", "text", true, false},
	} {
		yaml, body, ok, broken := frontMatter(source.NewFile("a.md", []byte(test.text)))
		if yaml.String() != test.yaml || body.String() != test.body || ok != test.ok || (broken != nil) != test.broken {
			t.Errorf("%q: %q, %q, %t, %v", test.text, yaml, body, ok, broken)
		}
	}
}

func TestAddresses(t *testing.T) {
	for name, test := range map[string]struct {
		archive string
		urls    map[string]string // by path
	}{
		"own layout": {`
-- templates/index.md --
---
---
-- templates/404.html --
---
---
-- templates/docs/page.md --
---
---
-- templates/docs/index.html --
---
---
-- templates/data.json --
---
---
-- templates/linked.md --
---
permalink: /elsewhere/:basename/
---
-- templates/above.md --
---
permalink: ../../above.html
---
-- templates/hidden.md --
---
published: false
---
-- templates/plain.md --
no front matter
`, map[string]string{
			"templates/index.md": "/", "templates/404.html": "/404.html", "templates/docs/page.md": "/docs/page.html",
			"templates/docs/index.html": "/docs/", "templates/data.json": "/data.json",
			"templates/linked.md": "/elsewhere/linked/", "templates/above.md": "/above.html",
		}},
		"Jekyll": {`
-- _config.yml --
permalink: pretty
exclude: [drafts, "*.txt.md", README.md]
include: [_kept.md]
-- a.md --
---
---
-- dir/index.md --
---
---
-- dir/b.html --
---
---
-- drafts/c.md --
---
---
-- note.txt.md --
---
---
-- README.md --
---
---
-- vendor/d.md --
---
---
-- _kept.md --
---
---
-- _other.md --
---
---
-- .hidden.md --
---
---
-- copy.md~ --
---
---
-- news/_posts/2020-01-31-first.md --
---
categories: [x]
---
`, map[string]string{
			"a.md": "/a/", "dir/index.md": "/dir/", "dir/b.html": "/dir/b/", "_kept.md": "/_kept/",
			"news/_posts/2020-01-31-first.md": "/news/x/2020/01/31/first/",
		}},
		"Jekyll posts by default": {`
-- _config.yml --
title: x
-- _posts/2020-1-31-first.md --
---
---
-- _posts/2020-02-01-second.md --
---
permalink: /:year/:title.html
---
-- _posts/nameless.md --
---
---
-- _drafts/2020-02-01-third.md --
---
---
`, map[string]string{
			"_posts/2020-1-31-first.md": "/2020/01/31/first.html", "_posts/2020-02-01-second.md": "/2020/second.html",
		}},
		"elements": {`
-- elements/one.yml --
key: one
name: One
auth: {type: basic}
events: {delivery: [webhooks]}
-- elements/two/element.yml --
key: two
name: Two
auth: {type: basic}
-- elements/two/events.md --
---
title: By hand
---
-- elements/two/section.md --
Prose
-- elements/_note.yml --
key: none
-- templates/index.md --
---
elementPage: index
---
-- templates/events.md --
---
elementPage: events
when: {delivery: [webhooks]}
---
-- templates/all.md --
---
elementPage: all
when: {auth: [basic, oauth2]}
---
`, map[string]string{
			"docs/elements/one/index.md": "/docs/elements/one/", "docs/elements/one/events.md": "/docs/elements/one/events.html",
			"docs/elements/one/all.md":   "/docs/elements/one/all.html",
			"docs/elements/two/index.md": "/docs/elements/two/", "docs/elements/two/all.md": "/docs/elements/two/all.html",
			"elements/two/events.md": "/docs/elements/two/events.html",
		}},
		"authored pages of elements": {`
-- elements/one/element.yml --
key: one
name: One
auth: {type: basic}
-- elements/one/index.md --
---
published: false
---
-- elements/two.yml --
key: two
name: Two
auth: {type: basic}
-- templates/index.md --
---
elementPage: index
---
-- templates/guides/two/start.md --
---
elementKey: two
---
`, map[string]string{
			"docs/elements/one/index.md":    "/docs/elements/one/",
			"templates/guides/two/start.md": "/guides/two/start.html", "guides/two/index.md": "/guides/two/",
		}},
		"Jekyll posts by a pattern": {`
-- _config.yml --
permalink: /:i_month-:i_day/:short_year/:y_day/:categories/:slug/
-- a/_posts/2020-02-03-News-of-1.md --
---
categories: B c
---
-- _posts/2020-02-03-date.md --
---
date: 2021-12-31 23:00:00 +0000
slug: other
---
`, map[string]string{
			"a/_posts/2020-02-03-News-of-1.md": "/2-3/20/034/a/b/c/news-of-1/", "_posts/2020-02-03-date.md": "/12-31/21/365/other/",
		}},
		"Jekyll without a date in addresses": {`
-- _config.yml --
permalink: none
-- page.md --
---
---
-- _posts/2020-02-03-a.md --
---
category: b
---
`, map[string]string{"page.md": "/page.html", "_posts/2020-02-03-a.md": "/b/a.html"}},
	} {
		t.Run(name, func(t *testing.T) {
			site := open(t, test.archive, Options{})
			got := map[string]string{}
			for _, p := range append(site.Pages, site.Posts...) {
				got[p.Path] = p.URL
			}
			if !maps.Equal(got, test.urls) {
				t.Errorf("got  %v\nwant %v", got, test.urls)
			}
		})
	}
}

// TestCopies: where the files without front matter go.
func TestCopies(t *testing.T) {
	for name, test := range map[string]struct {
		archive string
		want    map[string]string // URL by file
	}{
		"own layout": {`
-- templates/robots.txt --
-- templates/docs/plain.md --
-- elements/one.yml --
key: one
-- elements/one/logo.png --
-- elements/_presets/note.txt --
-- includes/part.txt --
-- other/a.txt --
`, map[string]string{
			"templates/robots.txt": "/robots.txt", "templates/docs/plain.md": "/docs/plain.md",
			"elements/one/logo.png": "/docs/elements/one/logo.png",
		}},
		"Jekyll": {`
-- _config.yml --
title: x
-- docgen.yml --
rules: {}
-- elements/one/data.json --
-- elements/one/logo.png --
-- _data/a.txt --
-- public/.docgen-files --
-- public/a.txt --
`, map[string]string{"elements/one/data.json": "/elements/one/data.json", "elements/one/logo.png": "/elements/one/logo.png"}},
		"Jekyll with elements": {`
-- _config.yml --
title: x
-- elements/one.yml --
key: one
-- elements/one/logo.png --
-- elements/data.json --
`, map[string]string{"elements/one/logo.png": "/docs/elements/one/logo.png", "elements/data.json": "/elements/data.json"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := map[string]string{}
			for _, f := range open(t, test.archive, Options{}).Static {
				got[f.From] = f.URL
			}
			if !maps.Equal(got, test.want) {
				t.Errorf("got  %v\nwant %v", got, test.want)
			}
		})
	}
}

// TestFingerprint: what must not be taken for an output that is up to date.
func TestFingerprint(t *testing.T) {
	for name, test := range map[string]struct {
		archive string
		known   bool
	}{
		"text":           {"-- _config.yml --\n-- a.md --\n---\n---\nnow\n", true},
		"the time":       {"-- _config.yml --\n-- a.md --\n---\n---\n{{ 'now' | date: '%Y' }}\n", false},
		"a future post":  {"-- _config.yml --\n-- _posts/2999-01-01-a.md --\n---\n---\n", false},
		"future, wanted": {"-- _config.yml --\nfuture: true\n-- _posts/2999-01-01-a.md --\n---\n---\n", true},
	} {
		site := open(t, test.archive, Options{})
		if got, err := site.Fingerprint(); err != nil || (got != "") != test.known {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	site := open(t, "-- _config.yml --\n-- a.md --\n-- _part.md --\n", Options{})
	for _, name := range []string{"a.md", "_part.md"} {
		if site.ReadAside() {
			t.Errorf("before %s: a file aside has been read", name)
		}
		if _, err := site.Relative(".", name, nil); err != nil {
			t.Error(err)
		}
	}
	if !site.ReadAside() {
		t.Error("_part.md is excluded, and was read")
	}
}

func TestOutPath(t *testing.T) {
	for url, want := range map[string]string{
		"/": "index.html", "/a/": "a/index.html", "/a": "a.html", "/a.html": "a.html", "/a/b.json": "a/b.json",
	} {
		if got := OutPath(url); got != want {
			t.Errorf("OutPath(%q) = %q, want %q", url, got, want)
		}
	}
}

func TestBaseURL(t *testing.T) {
	for base, want := range map[string]string{
		"https://docs.example.com": "https://docs.example.com ", "https://docs.example.com/": "https://docs.example.com ",
		"http://localhost:4000/guide/": "http://localhost:4000 /guide", "/guide": " /guide",
		"docs.example.com": "error", "ftp://docs.example.com": "error", "https:///guide": "error",
		"https://docs.example.com/?a=b": "error", "https://docs.example.com/#a": "error", "ht tp://x": "error",
	} {
		var c Config
		got := "error"
		if err := c.SetBaseURL(base); err == nil {
			got = c.URL + " " + c.BaseURL
		}
		if got != want {
			t.Errorf("%q: %q, want %q", base, got, want)
		}
	}
}

// TestParameters: the parameters of a body stand in the order of the layers,
// and what the element says wins over what its presets say, in their place.
func TestParameters(t *testing.T) {
	site := open(t, `
-- elements/_presets/oauth2.yml --
configuration:
  - {key: id, label: Id, term: the-id}
  - {key: secret, label: Secret}
-- elements/_presets/shared.yml --
configuration:
  - {key: host, label: Host}
-- elements/_presets/webhooks.yml --
configuration:
  - {key: callback, label: Callback}
-- elements/one.yml --
key: one
name: One
extends: shared
auth: {type: oauth2}
events: {delivery: [webhooks]}
configuration:
  - {key: own, required: false}
  - {key: id, description: Mine}
  - {label: without a key}
`, Options{})
	var got []string
	for _, p := range site.Elements[0].Configuration {
		label, description := p.Get("label").Str(), p.Get("description").Str()
		got = append(got, strings.Join([]string{p.Key, label, description, p.Get("term").Str()}, "/"))
	}
	want := "id/Id/Mine/ secret/Secret// host/Host// own/// callback/Callback//"
	if strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", strings.Join(got, " "), want)
	}
	if own := site.Elements[0].Configuration[3]; own.Required() || own.Type() != "string" {
		t.Errorf("own: required %t, type %s", own.Required(), own.Type())
	}
}

// TestUnreadableIsToldOnce: who uses a file that cannot be read does not
// report it missing as well.
func TestUnreadableIsToldOnce(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"templates/layouts/x", "includes"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"includes/part.md": "nowhere", "templates/layouts/base.html": "/etc/hosts", "templates/layouts/folder.html": "x"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	page := "---\nlayout: base\n---\n{% include part.md %}\n"
	if err := os.WriteFile(filepath.Join(dir, "templates/page.md"), []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	site, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	got := map[string]string{}
	for _, d := range site.Problems {
		got[d.Span.File.Name] = d.Rule + ": " + d.Message
	}
	want := map[string]string{
		"includes/part.md":              "unreadable: cannot be read: the file, or what the link points to, does not exist",
		"templates/layouts/base.html":   "unreadable: cannot be read: the path leaves the source folder",
		"templates/layouts/folder.html": "unreadable: cannot be read: it is a link to a folder, and such links are not followed",
	}
	if !maps.Equal(got, want) || len(site.Problems) != len(want) {
		t.Errorf("%q, want %q", got, want)
	}
	if _, err := site.Include("part.md"); err != nil {
		t.Error(err)
	}
}
