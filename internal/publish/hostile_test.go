package publish

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/markdown"
)

// hostileSite has in every value what would be HTML, if it were not escaped where
// it is printed: {x} in text, {y} where a value ends a construct of Markdown.
const hostileSite = `
-- docgen.yml --
title: 'Title {x}'
description: 'Site {x}'
console: 'Console {x}'
url: 'https://docs.example.com"><script>alert(9)<'
edit: 'https://edit.example.com/"><script>alert(9)</script>/'
navigation:
  - {title: 'Nav {x}', url: 'https://example.com/{x}'}
  - {title: 'Path {y}', url: '/docs/{x}'}
defaults:
  - {values: {seo: 'Seo {x}'}}
-- glossary/glossary.yml --
zed: 'Term {x}'
-- elements/zed.yml --
key: zed
id: 7
name: '{x} Name {y}'
provider: '{x} Provider {y}'
hub: '{x} Hub {y}'
description: '{x} Description {y}'
docs:
  api: 'https://example.com/a) {x} {y}'
  login: 'https://example.com/b {x}'
  setup: 'https://example.com/c> {x}'
  webhooks: 'https://example.com/"{x}'
  limits: 'https://example.com/{x}'
auth:
  type: hostile
  label: 'Label {x}'
  terms: {apiKey: '{x} Key {y}', apiSecret: '{x}', callbackURL: '{y}'}
events:
  delivery: [webhooks, polling]
  resources: ['Resource {x}', '{y}']
configuration:
  - {key: 'zed.one{y}', label: 'Label {x}', description: '{x} {y}', placeholder: '{x}{y}', example: '{x}{y}', default: '{x}{y}'}
  - {key: zed.two, label: '{y}', term: zed}
-- elements/other.yml --
key: other
name: |
  <script>alert(9)

  <script>alert(9)
hub: '<!-- '
description: '<style> [a](javascript:alert(9)) <javascript:alert(9)> [b]'
auth: {type: hostile}
-- elements/_presets/hostile.yml --
auth: {type: hostile, label: '{x} Preset', flow: oauth2}
configuration:
  - {key: preset.one, label: '{x}', description: '{x}'}
-- templates/docs/page.md --
---
title: 'Page {x}'
heading: 'Heading {x}'
description: 'Description {x}'
layout: page
lang: 'de{x}'
permalink: '/docs/{x}.html'
redirect_from: ['/docs/old{x}.html', 'javascript:alert(9)']
canonical: 'javascript:alert(9)'
---
# One

## Two "><b

## Three

{{ site.data.glossary.zed }} {{ site.title }} <span title="{{ site.console | escape }}">own</span>
`

// hostileTree is a Jekyll tree with elements whose values are what kramdown adds to
// Markdown: {x} where a template prints a value in text, {y} where one is in an
// attribute list.
const hostileTree = `
-- _config.yml --
title: T
-- _data/words.yml --
zed: '{x}'
-- elements/zed.yml --
key: zed
id: 7
name: Zed
hub: 'crm {x}'
auth: {type: oauth2, label: 'Label {x}'}
events: {delivery: [webhooks, polling], resources: ['{x}']}
description: |
  {x}

  {: onclick="alert(9)"}
  Text
  {: onclick="alert(9)" href="javascript:alert(9)"}

  - {: onclick="alert(9)"} item

  {:toc: onclick="alert(9)"}
  {::nomarkdown}<img src=x onerror=alert(9)>{:/}

  {::nomarkdown}
  <script>alert(9)</script>
  {:/}

  [z]: javascript:alert(9)
  {: onclick="alert(9)"}

  *[Zed]: "><script>alert(9)</script>
  {: onclick="alert(9)"}

  <a
  href="javascript:alert(9)"
  onclick=alert(9)>a</a>
docs:
  api: 'javascript:alert(9)'
  setup: '{y}'
-- templates/one.md --
---
elementPage: one
title: One
---
# One

{{ element.description }}

Text {{ element.hub }} [z] Zed

| {{ element.hub }} |

[a]({{ element.docs.api }}) [b][own] <span>own</span>{: href="{{ element.docs.api }}" title="{{ element.docs.setup }}" .{{ element.hub }} {{ element.hub }}}

{{ element.docs.setup }}
{: .{{ element.docs.setup }} title="{{ element.docs.setup }}"}

[own]: {{ element.docs.api }}
`

// hostileKramdown and hostileAttribute are the values of hostileTree.
const (
	hostileKramdown  = `*a*{: onclick="alert(9)"} <b>b</b>{: onclick="alert(9)"} [c](javascript:alert(9)) [d](javascript&colon;alert(9)){: href="javascript:alert(9)"} <a href=javascript:alert(9)>e</a> <a href="javascript:alert(9)">f</a> </br> <!-- g --> {::nomarkdown}<script>alert(9)</script>{:/} <img src=x onerror=alert(9)> ''c'' {: onclick="alert(9)"}`
	hostileAttribute = `"} <img src=x onerror=alert(9)> {: onclick="alert(9)" onfocus=''alert(9)'' title="`
)

const hostileValue = `"''><script>alert(9)</script><img src=x onerror=alert(9)><a href="javascript:alert(9)">`

// TestDataIsText builds a site whose values are HTML, with docgen's templates:
// it has no element, no attribute and no address that they brought.
func TestDataIsText(t *testing.T) {
	hostile := strings.NewReplacer("{x}", hostileValue, "{y}", "`]]>-->|)"+hostileValue+"[m](javascript:alert(9))")
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(hostileSite)).Files {
		write(t, filepath.Join(dir, f.Name), []byte(hostile.Replace(string(f.Data))))
	}
	copyDefaults(t, dir)
	site, err := content.Open(dir, content.Options{Defaults: docgen.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	for _, d := range site.Problems {
		t.Log(d)
	}
	b := NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: time.Unix(0, 0)}))
	gathered := &gathering{site: site}
	pages := 0
	for _, p := range site.Pages {
		r, err := b.Render(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		gathered.add(r)
		pages++
		checkHarmless(t, p.URL, r.HTML)
		if own := bytes.Contains(r.HTML, []byte("own</span>")); own != strings.HasPrefix(p.Path, "templates/docs/page") {
			t.Errorf("%s: the HTML of the page itself is not as it was", p.Path)
		}
	}
	if pages < 9 {
		t.Errorf("%d pages: some are missing", pages)
	}
	files, _ := b.siteFiles(gathered)
	for name, text := range files {
		if strings.HasSuffix(name, ".html") {
			checkHarmless(t, name, text)
		}
	}
	links := regexp.MustCompile(`[^\\]\]\([^)]*`).FindAllString(string(files["llms.txt"]), -1)
	for _, link := range links {
		if !strings.Contains(link, "](https://docs.example.com") {
			t.Errorf("llms.txt: %q", link)
		}
	}
	if len(links) != pages-1 { // 404.html is not listed
		t.Errorf("llms.txt has %d links to %d pages", len(links), pages)
	}
}

// TestDataIsTextInKramdown is TestDataIsText for a Jekyll tree: with a template that
// prints values in attribute lists, and with those of docgen.
func TestDataIsTextInKramdown(t *testing.T) {
	hostile := strings.NewReplacer("{x}", hostileKramdown, "{y}", hostileAttribute)
	for key, pages := range map[string]int{"elementPage": 1, "none": 4} {
		dir := t.TempDir()
		for _, f := range txtar.Parse([]byte(strings.Replace(hostileTree, "elementPage", key, 1))).Files {
			write(t, filepath.Join(dir, f.Name), []byte(hostile.Replace(string(f.Data))))
		}
		site, err := content.Open(dir, content.Options{Defaults: docgen.Defaults})
		if err != nil {
			t.Fatal(err)
		}
		defer site.Close()
		b := NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: time.Unix(0, 0)}))
		for _, p := range site.Pages {
			if p.Template == "" {
				continue
			}
			r, err := b.Render(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			pages--
			checkHarmless(t, p.URL, r.HTML)
			if p.Template == "one" && !bytes.Contains(r.HTML, []byte("own</span>")) {
				t.Errorf("%s: the HTML of the template is not as it was:\n%s", p.URL, r.HTML)
			}
		}
		if pages > 0 {
			t.Errorf("%s: %d pages are missing", key, pages)
		}
	}
}

// copyDefaults adds docgen's own pages, which a project of elements alone has.
func copyDefaults(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"templates/index.md", "templates/docs/elements.md", "templates/404.md"} {
		text, err := docgen.Defaults.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name), text)
	}
}

func checkHarmless(t *testing.T, name string, text []byte) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	scripts := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" || n.Data == "style" {
			scripts++
			if n.FirstChild != nil && strings.Contains(n.FirstChild.Data, "alert") {
				t.Errorf("%s: <%s>%.80s", name, n.Data, n.FirstChild.Data)
			}
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), strings.ContainsAny(a.Key, `"'<>`):
				t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
			case (a.Key == "href" || a.Key == "src") && content.RunsScript(a.Val), a.Key == "src" && a.Val == "x":
				t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
			}
		}
	}
	if scripts > 4 { // those of the layout
		t.Errorf("%s: %d scripts", name, scripts)
	}
}
