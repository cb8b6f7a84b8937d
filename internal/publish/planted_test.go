package publish

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// planted is a site with a unique word at each place a text can come from. The
// words are named after these places.
const planted = `
-- docgen.yml --
title: Planted
console: plantedinconfig
-- elements/zed.yml --
key: plantedkey
name: plantedname
provider: "planted\u0069nescape"
auth: {type: plantedauth}
events: {delivery: [plantedevents]}
docs:
  api: >-
    plantedinfolded first
    plantedinsecondline
configuration:
  - key: zed.one
    label: plantedlabel
    placeholder: 'planted''quoted'
    description: Calls it {{ page.heading }} and plantedindescription.
    example: plantedexample
  - key: zed.two
    term: zed-term
    placeholder: plantedplaceholder
  - key: plantedboolean
    type: boolean
    placeholder: true
-- elements/_presets/plantedauth.yml --
configuration:
  - key: plantedpreset
    description: plantedinpreset {{ site.console }}
-- elements/_presets/plantedevents.yml --
events: {}
-- glossary/glossary.yml --
zed-term: plantedterm in the glossary
other: |
  plantedinblock
  and on
-- includes/outer.md --
plantedinouter {% include inner.md text=include.text more="plantedparam2" %}
-- includes/inner.md --
plantedininner {{ include.text }} {{ include.more }}
-- includes/params.md --
{% for p in element.configuration %}
* ` + "`{{ p.key }}`" + ` {{ p.label }} {{ p.description }} {{ p.placeholder_json }} {{ p.example_json }}
{% endfor %}
-- templates/layouts/page.html --
<main>plantedinlayout {{ content }}</main>
-- templates/events.md --
---
elementPage: events
layout: page
plantedvar: plantedinfront
---
plantedintemplate {{ page.heading }} {{ element.key }} {{ element.provider }} {{ element.docs.api }}

{% include outer.md text="plantedfirstparam \"plantedescaped\"" %}

{% capture kept %}plantedcaptured {{ page.plantedvar }}{% endcapture %}{{ kept }}

{{ site.data.glossary.other }}

{% include params.md %}

{% raw %}{{ plantedraw }}{% endraw %}
`

// TestPlantedWords finds each planted word on the page and checks its provenance:
// the bytes where the word was planted.
func TestPlantedWords(t *testing.T) {
	for name, eol := range map[string]string{"LF": "\n", "CRLF": "\r\n"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			archive := txtar.Parse([]byte(planted))
			for _, f := range archive.Files {
				write(t, filepath.Join(dir, f.Name), bytes.ReplaceAll(f.Data, []byte("\n"), []byte(eol)))
			}
			site, err := content.Open(dir, content.Options{Defaults: docgen.Defaults})
			if err != nil {
				t.Fatal(err)
			}
			defer site.Close()
			for _, d := range site.Problems {
				if d.Rule != "element-yaml" { // the element is incomplete
					t.Error(d)
				}
			}
			b := NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: time.Unix(0, 0)}))
			var page *Rendered
			for _, p := range site.Pages {
				if p.Template == "events" {
					if page, err = b.Render(context.Background(), p); err != nil {
						t.Fatal(err)
					}
				}
			}
			if page == nil {
				t.Fatal("no events page")
			}
			for _, d := range page.Problems {
				t.Error(d)
			}
			for _, f := range archive.Files {
				if f.Name == "templates/layouts/page.html" {
					continue
				}
				for _, word := range plantedWords(string(f.Data)) {
					checkWord(t, page, f.Name, word)
				}
			}
			if !bytes.Contains(page.HTML, []byte("plantedinlayout")) {
				t.Error("the layout's word is not on the page")
			}
		})
	}
}

// unprinted are the planted names that pages do not print.
var unprinted = map[string]bool{"plantedauth": true, "plantedevents": true, "plantedvar": true, "plantednescape": true}

func plantedWords(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' && r < 'a' || r > 'z' }) {
		if strings.HasPrefix(w, "planted") && len(w) > len("planted") && !unprinted[w] {
			out = append(out, w)
		}
	}
	return out
}

func checkWord(t *testing.T, page *Rendered, file, word string) {
	t.Helper()
	at := bytes.Index(page.Text.Bytes, []byte(word))
	if at < 0 {
		t.Errorf("%s: %q is not on the page", file, word)
		return
	}
	if !bytes.Contains(page.HTML, []byte(word)) {
		t.Errorf("%s: %q is not in the HTML", file, word)
	}
	for ; at >= 0; at = next(page.Text, word, at) {
		span, _, exact := page.Text.Origin(at, at+len(word))
		if !exact || span.File.Name != file || span.String() != word {
			t.Errorf("%s: %q leads to %q of %s, exactly: %v", file, word, span, span.File.Name, exact)
		}
	}
}

func next(text source.Text, word string, at int) int {
	i := bytes.Index(text.Bytes[at+1:], []byte(word))
	if i < 0 {
		return -1
	}
	return at + 1 + i
}

func write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
}
