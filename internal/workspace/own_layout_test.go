package workspace

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen/internal/content"
	"docgen/internal/lint"
	"docgen/internal/rules"
)

// brought is what docgen brings in TestOwnLayouts.
var brought = fstest.MapFS{
	"templates/layouts/base.html":    {Data: []byte("<title>{{ site.title }}</title>{% for item in site.navigation %}{{ item.title }}{% endfor %}{{ content }}{% include foot.html %}")},
	"templates/layouts/page.html":    {Data: []byte("---\nlayout: base\n---\npage {{ content }}")},
	"templates/layouts/home.html":    {Data: []byte("---\nlayout: base\n---\nhome {{ content }}")},
	"templates/layouts/element.html": {Data: []byte("---\nlayout: base\n---\nelement {{ content }}")},
	"templates/index.md":             {Data: []byte("---\nelementPage: index\ntitle: \"{{ site.title }}\"\nlayout: element\n---\n{% include foot.html %} {{ site.data.glossary.term }}\n")},
	"includes/foot.html":             {Data: []byte("own foot")},
	"elements/_presets/key.yml":      {Data: []byte("auth: {type: key}\n")},
	"glossary/glossary.yml":          {Data: []byte("term: The term\n")},
	"schema/element.schema.json":     {Data: []byte("{}")},
}

// TestOwnLayouts: what an edit makes another page of in docgen's layouts is made again.
func TestOwnLayouts(t *testing.T) {
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(`
-- _config.yml --
baseurl: /b
-- index.md --
---
title: Home
---
Welcome
-- a.md --
---
layout: frame
---
A {% include foot.html %}
-- _includes/foot.html --
foot of the tree
-- elements/one.yml --
key: one
name: One
auth: {type: key}
`)), dir); err != nil {
		t.Fatal(err)
	}
	open := func() *Snapshot {
		work, err := Open(dir, Options{
			Content: content.Options{Watched: true, Defaults: brought}, Now: time.Unix(0, 0), Keep: 1 << 20, Lint: lint.Options{Rules: rules.All},
		})
		if err != nil {
			t.Fatal(err)
		}
		return work
	}
	made := func(work *Snapshot) map[string]string {
		all := map[string]string{}
		for _, p := range work.Site.AllPages() {
			f, err := work.Frame(context.Background(), p.Out())
			if err != nil {
				t.Fatal(err)
			}
			all[p.Out()] = string(f.HTML)
		}
		all["findings"] = findings(t, work)
		return all
	}
	work := open()
	defer func() { work.Site.Close() }()
	before := made(work)
	for _, step := range []struct{ name, text string }{
		{"index.md", "---\ntitle: Another\n---\nWelcome\n"},
		{"docgen.yml", "theme: docgen\n"},
		{"_layouts/frame.html", "frame {{ content }}"},
		{"_layouts/base.html", "base of the tree {{ content }}"},
		{"docgen.yml", "theme: docgen\nelements: {layout: outer}\nnavigation: [{title: N, url: /}]\n"},
		{"_layouts/outer.html", "outer {{ content }}"},
		{"_layouts/outer.html", "---\nlayout: frame\n---\nouter {{ content }}"},
		{"_includes/foot.html", "other foot of the tree"},
		{"elements/one.yml", ""},
		{"_layouts/frame.html", ""},
		{"_config.yml", "name: Named\n"},
	} {
		name := filepath.Join(dir, filepath.FromSlash(step.name))
		err := os.Remove(name)
		if step.text != "" {
			_ = os.MkdirAll(filepath.Dir(name), 0o755)
			err = os.WriteFile(name, []byte(step.text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		if work, err = work.Update(nil, nil); err != nil {
			t.Fatal(err)
		}
		fresh := open()
		got, want := made(work), made(fresh)
		if !maps.Equal(got, want) {
			t.Errorf("%s %q:\n%q\na fresh process makes\n%q", step.name, step.text, got, want)
		}
		if same := step.name == "_layouts/base.html"; maps.Equal(want, before) != same {
			t.Errorf("%s %q: changes nothing: %t", step.name, step.text, !same)
		}
		before = want
		fresh.Site.Close()
	}
}
