package lint

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen/internal/content"
	"docgen/internal/markdown"
)

// readSite reads a Jekyll tree, which is given as a txtar archive, and returns
// its pages by their paths.
func readSite(t *testing.T, archive string) (*Index, map[string]*Page) {
	t.Helper()
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(archive)), dir); err != nil {
		t.Fatal(err)
	}
	site, err := content.Open(dir, content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { site.Close() })
	pipeline := markdown.NewPipeline(site, markdown.Options{Now: time.Unix(0, 0)})
	c := NewChecker(pipeline, Options{}, nil)
	pages := map[string]*Page{}
	for _, p := range site.AllPages() {
		page, err := pipeline.Page(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		pages[p.Path] = c.Page(page)
	}
	c.Site(t.Context(), slices.Collect(maps.Values(pages)))
	return c.lastIndex(), pages
}

const smallSite = `
-- _config.yml --
url: https://docs.example.com
baseurl: /portal
plugins: [jekyll-redirect-from, jekyll-sitemap]
-- index.md --
---
title: Home
---
-- _layouts/guide.html --
<main id="content">{{ content }}</main>
-- docs/slack/index.md --
---
title: Slack
layout: guide
redirect_from: [/old/slack.html, /older/]
---
## Set Up
<a name="named"></a>
-- docs/slack/set up.md --
---
title: Set up
---
## Größe
-- docs/moved.md --
---
title: Moved
redirect_to: https://example.org/
---
-- docs/slack/img/a.png --
`

func TestResolve(t *testing.T) {
	index, pages := readSite(t, smallSite)
	tests := []struct {
		dest string
		want Verdict
		path string
	}{
		{"", Found, "docs/slack/index.html"},
		{"#set-up", Found, "docs/slack/index.html"},
		{"?elementId=1#set-up", Found, "docs/slack/index.html"},
		{"#Set-Up", NoAnchor, "docs/slack/index.html"},
		{"#named", Found, "docs/slack/index.html"},
		{"#content", Found, "docs/slack/index.html"}, // of the layout
		{"#", Found, "docs/slack/index.html"},
		{"#TOP", Found, "docs/slack/index.html"},
		{"#/a/state", Found, "docs/slack/index.html"},
		{"#:~:text=set", Found, "docs/slack/index.html"},
		{"index.html#set-up", Found, "docs/slack/index.html"},
		{"../slack", Found, "docs/slack"},
		{"../slack/", Found, "docs/slack/"},
		{".", Found, "docs/slack/"},
		{"..", NoPage, "docs/"},
		{"set%20up.html#gr%C3%B6%C3%9Fe", Found, "docs/slack/set up.html"},
		{"set up.html#größe", Found, "docs/slack/set up.html"},
		{"set-up.html", NoPage, "docs/slack/set-up.html"},
		{"img/a.png", Found, "docs/slack/img/a.png"},
		{"img/A.png", NoPage, "docs/slack/img/A.png"},
		{"img//a.png", NoPage, "docs/slack/img//a.png"},
		{`img\a.png`, Found, "docs/slack/img/a.png"},
		{" img/a.png\n", Found, "docs/slack/img/a.png"},
		{"index.html/", NoPage, "docs/slack/index.html/"},
		{"/portal/../../portal/docs/slack/", Found, "docs/slack/"},
		{"/portal", Found, ""},
		{"/portal/old/slack.html#set-up", Found, "old/slack.html"},
		{"/portal/older", Found, "older"},
		{"/portal/docs/moved.html#anything", Found, "docs/moved.html"},
		{"/portal/sitemap.xml", Found, "sitemap.xml"},
		{"/docs/slack/", NoPage, "docs/slack/"}, // lacks the base
		{"/another/site.html", Outside, ""},
		{"https://docs.example.com/portal/docs/slack/", Found, "docs/slack/"},
		{"http://DOCS.example.com:80/portal/docs/slack/index.html#no", NoAnchor, "docs/slack/index.html"},
		{"//docs.example.com/portal/none.html", NoPage, "none.html"},
		{"https://example.org/none.html", Outside, ""},
		{"mailto:a@example.com?subject=x.", Outside, ""},
		{"tel:+1", Outside, ""},
		{"javascript:void(0)", Outside, ""},
		{"data:text/plain,x", Outside, ""},
		{"mailto:a@example.com.", NoURL, ""},
		{"mailto:nobody", NoURL, ""},
		{"https://", NoURL, ""},
		{"http:/example.org", NoURL, ""},
		{"htps://example.org", NoURL, ""},
		{"https://example.orghttps://example.org/", NoURL, ""},
		{"https://web.example.org/2020/https://example.org/", Outside, ""},
	}
	for _, test := range tests {
		got := index.Resolve(pages["docs/slack/index.md"], test.dest)
		if got.Verdict != test.want || got.Path != test.path {
			t.Errorf("%q: verdict %d, path %q; want %d, %q", test.dest, got.Verdict, got.Path, test.want, test.path)
		}
	}
}

func TestSuggestions(t *testing.T) {
	index, _ := readSite(t, `
-- _config.yml --
url: https://docs.example.com
-- _includes/steps.md --
[events](evnts.html)
[setup](setup.html)
-- docs/slack/events.md --
---
title: Events
---
## OAuth 1.0
## OAuth 2.0
## Parameters
-- docs/slack/setup.md --
---
title: Setup
---
{% include steps.md %}
[a](events.html#oauth-2-0 "OAuth")
[b](./Events.html?x=1#parameters)
[c](../slak/events.html)
[d](https://docs.example.com/docs/slack/event.html)
[e](/docs/slack/events.md)
[f](events.html/#parameters)
[g](events.html#query-parameters)
[h](events.html#auth)
-- docs/box/index.md --
---
title: Box
---
{% include steps.md %}
`)
	type suggestion struct {
		dest            string
		sure, elsewhere bool
	}
	want := map[string]suggestion{
		"events.html#oauth-2-0":                          {dest: "events.html#oauth-20", sure: true},
		"./Events.html?x=1#parameters":                   {dest: "./events.html?x=1#parameters", sure: true},
		"../slak/events.html":                            {dest: "events.html"},
		"https://docs.example.com/docs/slack/event.html": {dest: "https://docs.example.com/docs/slack/events.html", sure: true},
		"/docs/slack/events.md":                          {dest: "/docs/slack/events.html", sure: true},
		"events.html/#parameters":                        {dest: "events.html#parameters", sure: true},
		"events.html#query-parameters":                   {},
		"events.html#auth":                               {},
		"setup.html":                                     {elsewhere: true},
		"evnts.html":                                     {}, // on one of the two pages nothing is near
	}
	for _, d := range index.Dangling() {
		got := suggestion{elsewhere: d.Elsewhere}
		if s := d.Suggestion; s != nil {
			got.dest, got.sure = s.Dest, s.Sure
			if d.Dest[:s.Start]+s.With+d.Dest[s.End:] != s.Dest {
				t.Errorf("%q: the edit does not make %q", d.Dest, s.Dest)
			}
		}
		if got != want[d.Dest] {
			t.Errorf("%q: got %+v, want %+v", d.Dest, got, want[d.Dest])
		}
		delete(want, d.Dest)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

func TestReferences(t *testing.T) {
	index, pages := readSite(t, `
-- _config.yml --
-- _includes/box.html --
<div markdown="span">{{ include.content }}</div>
-- page.md --
---
title: A
---
{% include box.html content="<a href=box.html>box</a>" %}

[inline](inline.html "title") ![image](image.png) <img src="raw.png"> [one][def] [two][def] <a href="">here</a>

<button onclick="window.location.href='script.html'">go</button> <video src=film.mp4 poster=still.png></video>

[def]: definition.html

`+"`[code](code.html)` <!-- [comment](comment.html) -->\n")
	var got []string
	for _, r := range pages["page.md"].Kept().References {
		if string(r.At.Bytes()) != r.Dest || r.Written.String() != r.Dest {
			t.Errorf("%q leads to %q", r.Dest, r.At.Bytes())
		}
		got = append(got, r.Dest)
	}
	want := "box.html inline.html definition.html definition.html image.png raw.png script.html film.mp4 still.png"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	if n := len(index.Dangling()); n != 8 {
		t.Errorf("%d places of dangling references, want 8", n)
	}
}
