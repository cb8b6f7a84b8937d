package render

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen/internal/content"
)

// TestTraces: where a trace holds after an edit, the result is what it would be
// if it were made anew. Pages that the edit does not change keep their results.
func TestTraces(t *testing.T) {
	const config = "-- _config.yml --\ntitle: x\n"
	for name, test := range map[string]struct {
		archive string // "a.md" is the page that the edit changes, "b.md" stays
		file    string
		text    string // "" removes the file
		keeps   bool   // the result of b.md is kept
	}{
		"an include":                     {config + "-- a.md --\n---\n---\n{% include x.md %}\n-- b.md --\n---\n---\n-- _includes/x.md --\n1\n", "_includes/x.md", "2", true},
		"a nearer name for an include":   {config + "-- a.md --\n---\n---\n{% include notes.html %}\n-- b.md --\n---\n---\n", "_includes/note.html", "x", true},
		"a nearer name for data":         {config + "-- a.md --\n---\n---\n{{ site.data.peple }}\n-- b.md --\n---\n---\n", "_data/people.yml", "x: 1", true},
		"another key of data":            {config + "-- a.md --\n---\n---\n{{ site.data.a.x }}\n-- b.md --\n---\n---\n{{ site.data.b }}\n-- _data/a.yml --\nx: 1\n-- _data/b.yml --\nx: 1\n", "_data/a.yml", "x: 2", true},
		"another key of a data folder":   {config + "-- a.md --\n---\n---\n{{ site.data.a.x }}\n-- b.md --\n---\n---\n{{ site.data.b.x }}\n-- _data/a/x.yml --\nx: 1\n-- _data/b/x.yml --\nx: 1\n", "_data/a/x.yml", "x: 2", true},
		"a tag of the same name":         {config + "-- a.md --\n---\n---\n{% icon a %}\n-- b.md --\n---\n---\n", "_includes/tags/icon.html", "own", false},
		"a layout":                       {config + "-- a.md --\n---\nlayout: inner\n---\n-- b.md --\n---\n---\n-- _layouts/inner.html --\n---\nlayout: outer\n---\n{{ content }}\n-- _layouts/outer.html --\n1{{ content }}\n", "_layouts/outer.html", "2{{ content }}", true},
		"the values of the layout":       {config + "-- a.md --\n---\nlayout: frame\n---\n{{ layout.x }}\n-- b.md --\n---\nlayout: frame\n---\n1\n-- _layouts/frame.html --\n---\nx: 1\n---\n", "_layouts/frame.html", "---\nx: 2\n---\n", false},
		"the text that a filter runs":    {config + "-- a.md --\n---\n---\n{% assign c = 'site.pages[0].url == \"/0.html\"' %}{{ 'x y' | split: ' ' | where_exp: 'p', c | size }}\n-- b.md --\n---\n---\n", "0.md", "---\n---\n", true},
		"the contents of posts, mapped":  {config + "-- a.md --\n---\n---\n{{ site.posts | map: 'content' | join }}\n-- b.md --\n---\n---\n-- _posts/2020-01-01-p.md --\n---\n---\n{% include x.md %}\n-- _includes/x.md --\n1\n", "_includes/x.md", "2", true},
		"the documents of a collection":  {"-- _config.yml --\ncollections: [terms, other]\n-- a.md --\n---\n---\n{% for t in site.terms %}{{ t.title }}{% endfor %}\n-- b.md --\n---\n---\n{{ site.other.first.content }}\n-- _terms/t.md --\n---\ntitle: 1\n---\n-- _other/t.md --\n---\n---\n", "_terms/t.md", "---\ntitle: 2\n---\n", true},
		"the contents of a collection":   {"-- _config.yml --\ncollections: [terms, other]\n-- a.md --\n---\n---\n{{ site.terms.first.content }}\n-- b.md --\n---\n---\n{{ site.other.first.content }}\n-- _terms/t.md --\n---\n---\n1\n-- _other/t.md --\n---\n---\n", "_terms/t.md", "---\n---\n2\n", true},
		"the next document":              {"-- _config.yml --\ncollections: {terms: {output: true}}\n-- a.md --\n---\n---\n-- b.md --\n---\n---\n-- _terms/s.md --\n---\n---\n{{ page.next.title }}\n-- _terms/t.md --\n---\ntitle: 1\n---\n", "_terms/t.md", "---\ntitle: 2\n---\n", true},
		"the contents of posts, as JSON": {config + "-- a.md --\n---\n---\n{% for p in site.posts %}{{ p | jsonify }}{% endfor %}\n-- b.md --\n---\n---\n-- _posts/2020-01-01-p.md --\n---\n---\n1\n", "_posts/2020-01-01-p.md", "---\n---\n2", true},
		"a circle in a cached include":   {config + "-- a.md --\n---\n---\n{% include_cached x.md %}\n-- b.md --\n---\n---\n-- _includes/x.md --\n{% include y.md %}\n-- _includes/y.md --\n{% include x.md %}\n", "_includes/y.md", "2", true},
		"an include beside the page":     {config + "-- a.md --\n---\n---\n{% include_relative x.txt %}\n-- b.md --\n---\n---\n-- x.txt --\n1\n", "x.txt", "2", true},
		"an include instead of a file":   {"-- _config.yml --\n-- elements/e.yml --\nkey: e\n-- docs/elements/e/index.md --\n---\nelementKey: e\n---\n{% include_relative x.md %}\n-- b.md --\n---\n---\n", "_includes/x.md", "1", true},
		"a link":                         {config + "-- a.md --\n---\n---\n{% link c.md %}\n-- b.md --\n---\n---\n-- c.md --\n---\n---\n", "c.md", "---\npermalink: /d.html\n---\n", true},
		"a page of the same address":     {config + "-- a.md --\n---\n---\n1\n-- b.md --\n---\n---\n", "0.md", "---\npermalink: /a.html\n---\n2\n", true},
		"the title of another page":      {config + "-- a.md --\n---\n---\n{% for p in site.pages %}{{ p.title }}{% endfor %}\n-- b.md --\n---\n---\n-- c.md --\n---\ntitle: 1\n---\n", "c.md", "---\ntitle: 2\n---\n", true},
		"a title that is a heading":      {"-- _config.yml --\nplugins: [jekyll-titles-from-headings]\n-- a.md --\n---\n---\n{% for p in site.pages %}{{ p.title }}{% endfor %}\n-- b.md --\n---\n---\n-- c.md --\n---\n---\n# 1\n", "c.md", "---\n---\n# 2\n", true},
		"the permalink of a translation": {"-- _config.yml --\nplugins: [jekyll-polyglot]\nlanguages: [en, de]\n-- a.md --\n---\n---\n{% for p in site.pages %}{{ p.permalink_lang.de }}{% endfor %}\n-- b.md --\n---\n---\n-- c.md --\n---\npage_id: c\n---\n-- c.de.md --\n---\npage_id: c\nlang: de\npermalink: /c1\n---\n", "c.de.md", "---\npage_id: c\nlang: de\npermalink: /c2\n---\n", true},
		"data of the language":           {"-- _config.yml --\nplugins: [jekyll-polyglot]\nlanguages: [en, de]\n-- a.md --\n---\n---\n{{ site.data.x }}\n-- b.md --\n---\n---\n-- _data/x.yml --\n1\n-- _data/de/x.yml --\n2\n", "_data/de/x.yml", "3", true},
		"the contents of a page":         {config + "-- a.md --\n---\n---\n{% for p in site.pages %}{{ p.content | size }}{% endfor %}\n-- b.md --\n---\n---\n{{ site.pages | map: 'title' }}\n-- 0.md --\n---\n---\n{% include x.md %}\n-- _includes/x.md --\n1\n", "_includes/x.md", "222", true},
		"the text of a later page":       {config + "-- a.md --\n---\n---\n{% for p in site.pages %}{{ p.content }}{% endfor %}\n-- b.md --\n---\n---\n{{ site.pages | map: 'title' }}\n-- c.md --\n---\n---\n1\n", "c.md", "---\n---\n2\n", true},
		"the configuration":              {config + "-- a.md --\n---\n---\n{{ site.title }}\n-- b.md --\n---\n---\n", "_config.yml", "title: y\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			tree := newTraced(t, test.archive)
			older, before := tree.engine, tree.render()
			tree.edit(test.file, test.text)
			after := tree.render()
			for out, was := range before {
				is, ok := after[out]
				if holds := was.trace.HoldsFor(tree.engineAt(out)); holds && (!ok || is.text != was.text) {
					t.Errorf("the trace of %s holds, but it was\n%s\nand is\n%s", out, was.text, is.text)
				} else if !holds && test.keeps && out == "b.html" {
					t.Errorf("the trace of %s does not hold", out)
				}
			}
			if tree.engine == older {
				t.Error("no new engine")
			}
		})
	}
}

// TestTracesAtRandom edits trees at random, keeps the results whose traces hold,
// and compares them with those of a site that is opened anew.
func TestTracesAtRandom(t *testing.T) {
	for name, files := range editedTrees {
		for seed := range uint64(2) {
			t.Run(fmt.Sprintf("%s %d", name, seed), func(t *testing.T) {
				var archive txtar.Archive
				names := slices.Sorted(maps.Keys(files))
				for _, name := range names {
					if text := files[name][0]; text != "" {
						archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
					}
				}
				tree := newTraced(t, string(txtar.Format(&archive)))
				kept := tree.render()
				random := rand.New(rand.NewPCG(seed, 0))
				var log []string
				for range 40 {
					name := names[random.IntN(len(names))]
					text := files[name][random.IntN(len(files[name]))]
					log = append(log, fmt.Sprintf("%s: %q", name, text))
					tree.edit(name, text)
					now := tree.render()
					for out, page := range kept {
						if page.trace.HoldsFor(tree.engineAt(out)) {
							now[out] = page
						}
					}
					site, err := content.Open(tree.site.Dir, content.Options{Defaults: shippedFiles})
					if err != nil {
						t.Fatal(err)
					}
					fresh := &tracedTree{t: t}
					fresh.next(site)
					for out, want := range fresh.render() {
						if now[out].text != want.text {
							t.Fatalf("%s\n%s was kept or made as\n%s\nand is\n%s", strings.Join(log, "\n"), out, now[out].text, want.text)
						}
					}
					site.Close()
					kept = now
				}
			})
		}
	}
}

const notes = "collections: {notes: {output: true, sort_by: weight}, terms: {}}\n"

// editedTrees are the files of trees, each with the texts that it may have; the
// first is the one at the beginning, and "" means that there is no file.
var editedTrees = map[string]map[string][]string{
	"Jekyll": {
		"_config.yml":              {"title: A\n", "title: B\ndefaults: [{scope: {path: sub}, values: {layout: base}}]\n", "title: A\npaginate: 1\n", notes, notes + "defaults: [{scope: {type: notes}, values: {layout: base}}]\n"},
		"_notes/a.md":              {"---\ntitle: A\n---\n{{ page.next.content }}{% include part.html x='1' %}", "---\ntitle: A\nlayout: base\n---\n{{ site.terms.first.content }}", ""},
		"_notes/b.md":              {"---\ntitle: B\n---\nB {{ page.content | size }}", "---\ntitle: B\nweight: 1\n---\nBB{% for p in site.pages %}{{ p.content | size }}{% endfor %}", ""},
		"_terms/t.md":              {"---\ntitle: T\n---\n{% include inner.html %}", "---\ntitle: T\n---\n{% for d in site.notes %}{{ d.title }}{{ d.excerpt }}{% endfor %}"},
		"terms.md":                 {"---\n---\n{% for t in site.terms %}{{ t.content }}{% endfor %}", "---\n---\n{{ site.collections | map: 'docs' | jsonify }}", "---\n---\n{% for d in site.documents %}{{ d.url }}{{ d.output }}{% endfor %}"},
		"index.html":               {"---\n---\n{% for p in paginator.posts %}{{ p.excerpt }}{% endfor %}{{ site.title }}", "---\nlayout: base\n---\n"},
		"list.md":                  {"---\n---\n{% for p in site.pages %}{{ p.title }}{% endfor %}{{ site.posts | map: 'title' | join }}", "---\n---\n{{ site.tags | jsonify }}", "---\n---\n{{ site.data | jsonify }}{% icon x %}", "---\n---\n{% for p in site.html_pages %}{{ p.content }}{% endfor %}"},
		"search.json":              {"---\n---\n{% for p in site.pages %}{{ p.content | jsonify }}{{ p.title }}{% endfor %}", "---\n---\n{{ site.pages | map: 'content' }}", ""},
		"sub/a.md":                 {"---\ntitle: A\n---\n{% include part.html x=site.data.a.k %}{% link sub/b.md %}", "---\ntitle: B\n---\n{% include_cached part.html x='1' %}{% include_relative b.txt %}", ""},
		"sub/b.md":                 {"", "---\ntitle: C\n---\n{% include parts.html %}{{ site.data.folder.x }}{{ site.data.none }}{{ site.pages.first.content }}", "---\npermalink: /sub/a.html\n---\n"},
		"sub/b.txt":                {"", "text {{ site.static_files.size }}"},
		"0.png":                    {"", "x"},
		"_includes/part.html":      {"{{ include.x }}{% include inner.html %}", "[{% cycle 1, 2 %}]", ""},
		"_includes/inner.html":     {"{{ site.posts.first.content }}", "inner", "{% include part.html %}", ""},
		"_includes/parts.html":     {"", "parts", "{% for p in site.pages %}{{ p.content | size }}{% endfor %}"},
		"_includes/tags/icon.html": {"", "icon {{ include.args }}"},
		"_layouts/base.html":       {"<{{ content }}>{{ page.next.title }}", "---\nlayout: outer\n---\n({{ content }})", ""},
		"_layouts/outer.html":      {"", "{{ site.data.a.k }}{{ content }}"},
		"_data/a.yml":              {"k: 1\n", "k: 2\n", ""},
		"_data/folder/x.json":      {"", "1", "\"x\""},
		"_posts/2020-01-01-one.md": {"---\ntitle: One\nlayout: base\ntags: t\n---\nOne", "---\ntitle: One\n---\n{% include inner.html %}", ""},
		"_posts/2020-01-02-two.md": {"---\ntitle: Two\n---\n{{ page.previous.content }}", "---\ntitle: 2\nlayout: base\n---\n", ""},
	},
	"languages": {
		"_config.yml":                 {"plugins: [jekyll-polyglot]\nlanguages: [en, de]\n", "plugins: [jekyll-polyglot]\nlanguages: [en, fr, de]\nlang_from_path: true\n", "title: A\n", "plugins: [jekyll-polyglot, jekyll-titles-from-headings]\ndefault_lang: de\nlanguages: [de, en]\n"},
		"a.md":                        {"---\npage_id: a\n---\n# A\n{% for p in site.pages %}{{ p.permalink_lang.de }}{{ p.title }}{% endfor %}", "---\npage_id: a\n---\n{{ site.data.x }}{{ site.active_lang }}", "---\nlang: de\n---\n{{ site.posts.first.content }}", ""},
		"de/a.md":                     {"---\npage_id: a\nlang: de\npermalink: /a-de\n---\n{{ site.data.x.y }}", "---\nlang: de\nlayout: base\n---\n{% link a.md %}", "", "---\nlang: xx\n---\n"},
		"list.md":                     {"---\nlayout: base\n---\n{% for p in site.pages %}{{ p.url }}{{ p.missing_languages }}{{ p.rendered_lang }}{% endfor %}{% include x.html %}", "---\n---\n{% include_relative part.txt %}{% for p in site.pages %}{{ p.content | size }}{% endfor %}"},
		"part.txt":                    {"", "{{ site.static_files.size }}"},
		"_includes/x.html":            {"{{ site.posts | map: 'content' | join }}", "x", ""},
		"_layouts/base.html":          {"{% I18n_Headers %}{{ content }}", "{% static_href %}href=\"{{ page.url }}\"{% endstatic_href %}", ""},
		"_data/x.yml":                 {"y: 1\n", "2\n", ""},
		"_data/de/x.yml":              {"y: 3\n", "4\n", ""},
		"_posts/2020-01-01-one.md":    {"---\n---\n{{ site.active_lang }}", ""},
		"_posts/de/2020-01-01-one.md": {"---\nlang: de\npage_id: one\n---\nEins", "---\nlang: de\n---\n{{ page.next.title }}", ""},
	},
	"elements": {
		"docgen.yml":                  {"title: A\n", "title: B\n"},
		"templates/home.md":           {"---\ntitle: Home\n---\n{% for e in site.elements %}{{ e.name }}{{ e.url }}{% endfor %}", ""},
		"templates/index.md":          {"---\nelementPage: index\ntitle: About {{ element.name }}\nlayout: tabs\n---\n{{ page.title }}{% include_relative config.md %}", "---\nelementPage: index\ntitle: '{{ site.title }}'\n---\n{{ page.apiProvider }}"},
		"templates/events.md":         {"---\nelementPage: events\ntitle: Events of {{ element.provider }}\nlayout: tabs\n---\n{% for p in element.parameters %}{{ p.key }}: {{ p.description }}{{ p.placeholder_json }}\n{% endfor %}", ""},
		"templates/layouts/tabs.html": {"{{ content }}", "{% for p in site.pages %}{{ p.title }},{% endfor %}{{ content }}", ""},
		"includes/config.md":          {"", "config of {{ element.name }}"},
		"elements/one/element.yml":    {"key: one\nname: One\nauth: {type: key}\n", "key: one\nname: Uno\nconfiguration: [{key: a, term: t}]\n", ""},
		"elements/one/config.md":      {"", "beside"},
		"elements/two.yml":            {"", "key: two\nname: Two\nauth: {type: key}\n"},
		"elements/_presets/key.yml":   {"auth: {type: key}\nconfiguration: [{key: k, label: Key, description: 'The {{ site.data.glossary.t }} of {{ page.title }}', example: '{{ element.name }}'}]\n", "auth: {type: key}\n"},
		"glossary/glossary.yml":       {"t: term\n", "t: other\n", ""},
	},
}

// tracedTree is a tree whose pages are rendered with traces.
type tracedTree struct {
	t      *testing.T
	site   *content.Site
	engine *Engine
}

type tracedPage struct {
	text  string
	trace Trace
}

var shippedFiles = fstest.MapFS{
	"includes/tags/icon.html": {Data: []byte("shipped")},
}

func newTraced(t *testing.T, archive string) *tracedTree {
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(archive)), dir); err != nil {
		t.Fatal(err)
	}
	site, err := content.Open(dir, content.Options{Defaults: shippedFiles})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { site.Close() })
	tree := &tracedTree{t: t, site: site}
	tree.next(site)
	return tree
}

func (tree *tracedTree) next(site *content.Site) {
	tree.site = site
	tree.engine = New(site, Options{
		Now: time.Unix(0, 0), Traces: true,
		Content: func(ctx context.Context, e *Engine, p *content.Page) (string, error) {
			out, err := e.Page(ctx, p)
			if err != nil {
				return "", err
			}
			return out.Text.String(), nil
		},
	}, tree.engine)
}

// engineAt returns the engine of the language that a path is in.
func (tree *tracedTree) engineAt(out string) *Engine {
	top, _, _ := strings.Cut(out, "/")
	return tree.engine.In(&content.Page{Mount: "/" + top})
}

// edit gives a file a text, or with "" removes it, and reads the tree again.
func (tree *tracedTree) edit(name, text string) {
	file := filepath.Join(tree.site.Dir, name)
	err := os.Remove(file)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	if text != "" {
		if err = os.MkdirAll(filepath.Dir(file), 0o755); err == nil {
			err = os.WriteFile(file, []byte(text), 0o644)
		}
	}
	if err != nil {
		tree.t.Fatal(err)
	}
	site, err := tree.site.Update(nil, nil)
	if err != nil {
		tree.t.Fatal(err)
	}
	tree.next(site)
}

// render renders all pages, by their output paths.
func (tree *tracedTree) render() map[string]tracedPage {
	out := map[string]tracedPage{}
	var unread []string
	for _, p := range tree.site.AllPages() {
		engine := tree.engine.In(p)
		page := rendered(tree.t, engine, p)
		unread = append(unread, page.Unread...)
		frame, err := engine.Layout(tree.t.Context(), p, page.Text.Bytes, nil)
		if err != nil {
			tree.t.Fatal(err)
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s\n%s\n", page.Text.String(), frame.Text.String())
		for _, d := range append(page.Problems, frame.Problems...) {
			fmt.Fprintf(&b, "%s:%d: %s\n", d.Span.File.Name, d.Span.Start, d.Message)
		}
		for _, m := range page.Missing {
			fmt.Fprintf(&b, "missing %s of %q\n", m.Path, m.Known)
		}
		if tree.site.Writes(p) { // else another one of the address is
			out[p.Out()] = tracedPage{b.String(), append(page.Trace, frame.Trace...)}
		}
	}
	if len(unread) > 0 {
		tree.next(tree.site.With(unread))
		return tree.render()
	}
	return out
}

// TestCachedIncludesAreAlike: what a cached include prints does not depend on
// the page that needs it first.
func TestCachedIncludesAreAlike(t *testing.T) {
	tree := newTraced(t, `
-- _config.yml --
-- a.md --
---
---
{% cycle 'x', 'y' %}{% increment n %}{% include_cached c.md %}{% cycle 'x', 'y' %}
-- b.md --
---
---
{% include_cached c.md %}
-- sub/c.md --
---
---
{% include_cached c.md %}
-- _includes/c.md --
<{% cycle 'x', 'y' %}{% increment n %}{% include_relative part.txt %}>
-- part.txt --
root
-- sub/part.txt --
sub
`)
	pages := tree.render()
	for out, want := range map[string]string{"a.html": "x0<x0root\n>\ny\n", "b.html": "<x0root\n>\n\n", "sub/c.html": "<x0sub\n>\n\n"} {
		if got, _, _ := strings.Cut(pages[out].text, want); got != "" {
			t.Errorf("%s is %q, want %q", out, pages[out].text, want)
		}
	}
}

// TestContentsOfPostsAreKept: an edit elsewhere keeps the contents of posts and
// the pages that print them.
func TestContentsOfPostsAreKept(t *testing.T) {
	tree := newTraced(t, `
-- _config.yml --
-- a.md --
---
---
{{ site.posts.first.content }}
-- b.md --
---
---
-- _posts/2020-01-01-p.md --
---
---
post
`)
	before := tree.render()["a.html"]
	tree.edit("b.md", "---\n---\nmore\n")
	if !before.trace.HoldsFor(tree.engine) || !tree.engine.contents[contentsKey{"posts", contentPart}].complete.Load() {
		t.Error("the contents are made again")
	}
	// A result that the older engine makes after it has passed its stamp on.
	unread := newTraced(t, "-- _config.yml --\n-- a.md --\n---\n---\n{{ site.posts.first.content }}\n-- _posts/2020-01-01-p.md --\n---\n---\npost\n")
	older, page := unread.engine, unread.site.PageAt("a.html")
	unread.edit("_posts/2020-01-01-p.md", "---\n---\nmore\n")
	if out := rendered(t, older, page); out.Trace.HoldsFor(unread.engine) {
		t.Errorf("the trace of %q holds", out.Text.String())
	}
}

// TestCollidingPosts: posts of one address keep their contents.
func TestCollidingPosts(t *testing.T) {
	tree := newTraced(t, `
-- _config.yml --
-- a.md --
---
---
{% for p in site.posts %}{{ p.content }}{% endfor %}
-- b.md --
---
---
-- _posts/2020-01-01-one.md --
---
permalink: /p.html
---
one
-- _posts/2020-01-02-two.md --
---
permalink: /p.html
---
two
`)
	before := tree.render()["a.html"].text
	tree.edit("b.md", "---\n---\nmore\n")
	if after := tree.render()["a.html"].text; after != before {
		t.Errorf("%q, want %q", after, before)
	}
}
