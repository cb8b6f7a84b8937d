package content

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen"
	"docgen/internal/source"
)

// open reads a site that is given as a txtar archive.
func open(t *testing.T, archive string, opts Options) *Site {
	t.Helper()
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(archive)), dir); err != nil {
		t.Fatal(err)
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
// and the element's fields win over those of its presets, at their place.
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

// TestUnreadableIsReportedOnce: a file that cannot be read is not reported as
// missing as well.
func TestUnreadableIsReportedOnce(t *testing.T) {
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
	if _, err := site.Include("part.md", nil); err != nil {
		t.Error(err)
	}
}

// A schema of the configuration that is no object, or has no file, is a mistake in
// docgen.yml; _config.yml may hold anything.
func TestSchemaWithoutFile(t *testing.T) {
	for _, text := range []string{"schemas:\n-\n", "schemas: [x]\n", "schemas: [{path: /x}]\n"} {
		for name, want := range map[string]bool{"docgen.yml": true, "_config.yml": false} {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			site, err := Open(dir, Options{Defaults: docgen.Defaults})
			var mistake *ConfigError
			if errors.As(err, &mistake) != want || err == nil == want {
				t.Errorf("%s with %q: %v", name, text, err)
			}
			if site != nil {
				site.Close()
			}
		}
	}
}
