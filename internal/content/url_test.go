package content

import (
	"maps"
	"testing"
)

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
-- vendor/bundle/d.md --
---
---
-- vendor/e.md --
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
			"a.md": "/a/", "dir/index.md": "/dir/", "dir/b.html": "/dir/b/", "_kept.md": "/_kept/", "vendor/e.md": "/vendor/e/",
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

func TestOutPath(t *testing.T) {
	for url, want := range map[string]string{
		"/": "index.html", "/a/": "a/index.html", "/a": "a.html", "/a.html": "a.html", "/a/b.json": "a/b.json",
	} {
		if got := OutPath(url); got != want {
			t.Errorf("OutPath(%q) = %q, want %q", url, got, want)
		}
	}
}
