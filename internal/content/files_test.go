package content

import (
	"errors"
	"maps"
	"testing"
)

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
`, map[string]string{"elements/one/data.json": "/elements/one/data.json", "elements/one/logo.png": "/elements/one/logo.png", "public/a.txt": "/public/a.txt"}},
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
		"text":                {"-- _config.yml --\n-- a.md --\n---\n---\nnow\n", true},
		"the time":            {"-- _config.yml --\n-- a.md --\n---\n---\n{{ 'now' | date: '%Y' }}\n", false},
		"the time, shouted":   {"-- _config.yml --\n-- a.md --\n---\n---\n{{ ' Today' | date: '%Y' }}\n", false},
		"the time by its key": {"-- _config.yml --\n-- a.md --\n---\n---\n{{ site['time'] }}\n", false},
		"a future post":       {"-- _config.yml --\n-- _posts/2999-01-01-a.md --\n---\n---\n", false},
		"future, wanted":      {"-- _config.yml --\nfuture: true\n-- _posts/2999-01-01-a.md --\n---\n---\n", true},
	} {
		site := open(t, test.archive, Options{})
		if got, err := site.Fingerprint(); err != nil || (got != "") != test.known {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	site := open(t, "-- _config.yml --\n-- a.md --\n-- _part.md --\nx", Options{})
	if _, err := site.Relative(".", "a.md", nil); err != nil || site.ReadLate() {
		t.Errorf("a.md is an input: %v", err)
	}
	var unread *UnreadError
	if _, err := site.Relative(".", "_part.md", nil); !errors.As(err, &unread) {
		t.Errorf("_part.md is excluded and not read: %v", err)
	}
	later := site.With([]string{"_part.md", "_none.md"})
	f, err := later.Relative(".", "_part.md", nil)
	if err != nil || !later.ReadLate() || site.ReadLate() {
		t.Errorf("_part.md was read: %v", err)
	}
	if text, ok := later.Memory.Find(f.All().String()); !ok || text.Len() != len(f.Text) {
		t.Error("the provenance of _part.md is not known")
	}
	if _, err := later.Relative(".", "_none.md", nil); err == nil || errors.As(err, &unread) {
		t.Errorf("_none.md is not there: %v", err)
	}
}
