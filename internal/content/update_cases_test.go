package content

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestUpdateCases: what an update could overlook. Each case edits a tree, and
// the updated site must equal one that is opened anew.
func TestUpdateCases(t *testing.T) {
	for name, test := range map[string]struct {
		archive string
		edits   []edit
	}{
		"an overlay is for one update": {"-- _config.yml --\n-- a.md --\n---\n---\nx\n", []edit{
			{changed: []string{"a.md"}, overlay: map[string][]byte{"a.md": []byte("---\n---\ny\n")}},
			{changed: []string{}},
		}},
		"elements that come and go": {"-- _config.yml --\n-- elements/one.yml --\nkey: one\n-- elements/plain/page.md --\n---\n---\nx\n", []edit{
			{remove: "elements/one.yml"},
			{write: "elements/one.yml", text: "key: one\n"},
		}},
		"a schema that was missing": {"-- elements/one.yml --\nkey: one\n-- schema/element.schema.json --\n{\"$ref\": \"more.json\"}\n", []edit{
			{write: "schema/more.json", text: `{"required": ["id"]}`},
			{remove: "schema/more.json"},
		}},
		"a copy of a shipped file": {"-- elements/one.yml --\nkey: one\nunknown: 1\n", []edit{
			{write: "schema/element.schema.json", text: string(shipped["schema/element.schema.json"].Data)},
			{write: "templates/home.md", text: string(shipped["templates/home.md"].Data)},
			{remove: "templates/home.md"},
		}},
		"a file becomes a link": {"-- _config.yml --\n-- a.md --\n---\n---\nx\n-- b.md --\n---\n---\ny\n", []edit{
			{changed: []string{"a.md"}, link: "b.md", write: "a.md"},
			{changed: []string{"b.md"}, write: "b.md", text: "---\n---\nz\n"},
		}},
		"another folder of the same name": {"-- _config.yml --\n-- a.md --\n---\n---\nx\n-- b.md --\n---\n---\ny\n", []edit{
			{replace: true, changed: []string{"a.md"}, write: "a.md", text: "---\n---\nx\n"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "tree")
			if err := txtar.Write(txtar.Parse([]byte(test.archive)), dir); err != nil {
				t.Fatal(err)
			}
			e := &editor{t: t, dir: dir, opts: Options{Defaults: shipped, Watched: true}}
			site, err := Open(dir, e.opts)
			if err != nil {
				t.Fatal(err)
			}
			defer site.Close()
			for i, edit := range test.edits {
				edit.do(e)
				if site, err = site.Update(edit.changed, edit.overlay); err != nil {
					t.Fatal(err)
				}
				fresh, err := e.open(edit.overlay)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := describe(site, nil), describe(fresh, nil); got != want {
					t.Errorf("edit %d: %s", i+1, firstDifference(got, want))
				}
			}
		})
	}
}

// edit is a change of a tree and what Update is told of it.
type edit struct {
	write, text, link string // write is a file that gets a text, or becomes a link
	remove            string
	replace           bool // the folder is moved away and made anew
	changed           []string
	overlay           map[string][]byte
}

func (c edit) do(e *editor) {
	var err error
	switch {
	case c.replace:
		if err = os.Rename(e.dir, e.dir+"-old"); err == nil {
			e.write("_config.yml", "")
		}
	case c.remove != "":
		e.write(c.remove, "-")
	}
	switch {
	case c.link != "":
		if os.Remove(filepath.Join(e.dir, c.write)) != nil || os.Symlink(c.link, filepath.Join(e.dir, c.write)) != nil {
			e.t.Skip("no links here")
		}
	case c.write != "":
		e.write(c.write, c.text)
	}
	if err != nil {
		e.t.Fatal(err)
	}
}

// TestFuturePostIsPublished: a post that was left out until its date is looked
// at again by each update.
func TestFuturePostIsPublished(t *testing.T) {
	site := open(t, "-- _config.yml --\n-- _posts/2020-01-01-a.md --\n---\n---\n", Options{})
	for _, p := range site.kept.pages { // as if it had been read before that day
		p.future, p.URL = true, ""
	}
	site.Posts, site.hasFuturePosts = nil, true
	later, err := site.Update([]string{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(later.Posts) != 1 || later.hasFuturePosts || later.Posts[0].URL == "" {
		t.Errorf("%d posts, want 1", len(later.Posts))
	}
}

// TestChangesBesideInputs: the configuration and the schemas that it names are
// among the changes even if they are excluded from the site.
func TestChangesBesideInputs(t *testing.T) {
	site := open(t, `
-- _config.yml --
title: x
-- docgen.yml --
schemas: [{method: POST, path: /x, schema: _schema/x.json}]
-- _schema/x.json --
{}
`, Options{Watched: true})
	e := &editor{t: t, dir: site.Dir}
	for _, test := range []struct {
		name, text string
		changed    []string
	}{
		{"_schema/x.json", `{"a": 1}`, []string{"_schema/x.json"}},
		{"_config.yml", "-", nil},
	} {
		e.write(test.name, test.text)
		later, err := site.Update(test.changed, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := later.Changes(site); !slices.Contains(got, test.name) {
			t.Errorf("%s is not among %q", test.name, got)
		}
		if !slices.Contains(site.Folders(), "_schema") {
			t.Errorf("_schema is not among %q", site.Folders())
		}
		site = later
		if test.text == "-" {
			break
		}
	}
}

// TestChangesOfFilesThatAreNoPages: a file of the host, a plugin or a file of the theme
// is among the changes, as soon as it is made, changed or removed.
func TestChangesOfFilesThatAreNoPages(t *testing.T) {
	site := open(t, `
-- _config.yml --
theme: acme
-- docgen.yml --
theme: themes/acme
-- themes/acme/_layouts/a.html --
{{ content }}
`, Options{Watched: true})
	e := &editor{t: t, dir: site.Dir}
	for _, name := range []string{
		"_redirects", "netlify.toml", "Gemfile", "_plugins/a.rb", "_plugins/more/b.rb", "themes/acme/_config.yml", "themes/acme/acme.gemspec",
		"themes/acme/_layouts/a.html", "themes/acme/_includes/b.html", "themes/acme/_data/c.yml", "themes/acme/assets/d.css",
	} {
		for _, text := range []string{"a: 1", "a: 1 # github-pages", "-"} {
			e.write(name, text)
			later, err := site.Update([]string{name}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := later.Changes(site); !slices.Contains(got, name) {
				t.Errorf("%s with %q is not among %q", name, text, got)
			}
			if dir := path.Dir(name); text != "-" && !slices.Contains(later.Folders(), dir) {
				t.Errorf("%s is not among %q", dir, later.Folders())
			}
			site = later
		}
	}
}

// TestWithWhileOthersRead: With and Update leave the site as it is; the race
// detector watches.
func TestWithWhileOthersRead(t *testing.T) {
	site := open(t, "-- templates/a.md --\n---\n---\n-- other/part.md --\nx\n", Options{Watched: true})
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if f, err := site.With([]string{"other/part.md"}).Relative("other", "part.md", nil); err != nil || string(f.Text) != "x\n" {
				t.Errorf("%v, %v", f, err)
			}
		})
		group.Go(func() {
			if later, err := site.Update([]string{"templates/a.md"}, nil); err != nil || len(later.Changes(site)) > 0 {
				t.Errorf("%v", err)
			}
		})
	}
	group.Wait()
}
