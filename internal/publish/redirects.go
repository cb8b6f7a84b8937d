package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
)

// redirect is an old address that leads elsewhere.
type redirect struct {
	from *data.Node // its value in the front matter of page
	at   string     // the old address; "" for the address of page
	page *content.Page
	to   string // absolute where the site's own address is known
}

// redirects decides which redirect is written to each path of the output folder,
// and reports collisions.
//
// In docgen's own layout pages win over redirects, and the first redirect wins
// over later ones. In a Jekyll tree it is the reverse, as with
// jekyll-redirect-from: pages are processed in the order of their names, the last
// redirect wins, and it replaces a page too.
func (b *Builder) redirects() (map[string]redirect, []*diag.Diagnostic) {
	table := map[string]redirect{}
	if !b.Site.Config.Makes("jekyll-redirect-from") {
		return table, nil
	}
	var problems []*diag.Diagnostic
	unsure := b.Site.RedirectsUnsure()
	report := func(r redirect, format string, args ...any) {
		if unsure {
			return
		}
		at, via, _ := r.from.Origin()
		problems = append(problems, &diag.Diagnostic{
			Rule: diag.RuleRedirectCollision, Severity: diag.Warning, Span: at, Via: via,
			Pages: []string{r.page.Path}, Message: fmt.Sprintf(format, args...),
		})
	}
	jekyll := b.Site.Config.Jekyll
	var losers []redirect
	for _, r := range b.allRedirects() {
		out := content.RedirectOut(r.at)
		other, twice := table[out]
		switch {
		case twice && jekyll:
			losers = append(losers, other)
			table[out] = r
		case twice:
			losers = append(losers, r)
		default:
			table[out] = r
		}
	}
	for _, r := range losers {
		winner := table[content.RedirectOut(r.at)]
		report(r, "%s redirects from %s too and wins; this redirect is left out", winner.page.Path, r.at)
	}
	leaveOut := func(out, what string) {
		if r, ok := table[out]; ok {
			report(r, "%s stands at %s; this redirect is left out", what, r.at)
			delete(table, out)
		}
	}
	for _, p := range b.Site.AllPages() {
		r, ok := table[p.Out()]
		switch {
		case p.Collection != "":
			leaveOut(p.Out(), "the document "+p.Path)
		case ok && jekyll:
			report(r, "this redirect takes the place of the page %s, as in Jekyll", p.Path)
		default:
			leaveOut(p.Out(), "the page "+p.Path)
		}
	}
	for _, f := range b.Site.Static {
		leaveOut(f.Out(), "the file "+f.From)
	}
	b.addRedirectTo(table)
	return table, problems
}

// allRedirects lists the redirect_from of pages and documents, in the order in which
// collisions are decided.
func (b *Builder) allRedirects() (list []redirect) {
	pages := b.Site.AllPages()
	if b.Site.Config.Jekyll {
		pages = nil
		for _, site := range b.Site.All() {
			for _, c := range site.Collections {
				for _, p := range c.Docs {
					if !p.Unwritten {
						pages = append(pages, p)
					}
				}
			}
			pages = append(pages, site.Pages...)
		}
	}
	for _, p := range pages {
		for _, from := range p.Redirects {
			list = append(list, redirect{from, p.RedirectFrom(from), p, b.Site.Config.URL + b.Site.Config.BaseURL + p.ShownURL()})
		}
	}
	return list
}

// addRedirectTo adds the pages of a Jekyll tree that only redirect to their
// redirect_to.
func (b *Builder) addRedirectTo(table map[string]redirect) {
	if !b.Site.Config.Jekyll {
		return
	}
	for _, p := range b.Site.AllPages() {
		to := p.RedirectTo()
		if to.Str() == "" {
			continue
		}
		target := to.Str()
		if !absoluteURL.MatchString(target) {
			target = b.Site.Config.URL + b.Site.Config.BaseURL + "/" + strings.TrimPrefix(target, "/")
		}
		table[p.Out()] = redirect{to, "", p, target}
	}
}

var absoluteURL = regexp.MustCompile(`^https?://`)

// redirectList returns redirects.json, which jekyll-redirect-from writes for
// servers that redirect by themselves: target by old address, in each language. ok is
// false if the tree does not use the plugin.
func (b *Builder) redirectList(table map[string]redirect, mount string) (list []byte, ok bool) {
	if !b.Site.Config.ListsRedirects() {
		return nil, false
	}
	targets := map[string]string{}
	for out, r := range table {
		from := "/" + strings.TrimPrefix(r.from.Str(), "/")
		if r.page.Out() == out {
			from = r.page.URL
		}
		if r.page.Mount == mount {
			targets[from] = r.to
		}
	}
	list, err := json.Marshal(targets)
	return append(list, '\n'), err == nil
}

// redirectPage returns the page of a redirect: in the layout redirect of a Jekyll tree
// that has one.
func (b *Builder) redirectPage(r redirect) []byte {
	if b.Site.Config.Jekyll && b.Site.Layout("redirect") != nil {
		page := content.RedirectPage("/"+strings.TrimPrefix(r.from.Str(), "/"), r.to)
		page.Mount = r.page.Mount
		out, err := b.Engine.In(page).Layout(context.Background(), page, nil, nil)
		if err == nil && len(out.Problems) == 0 {
			return b.Site.LocalizeLinks(page, out.Text.Bytes)
		}
	}
	return redirectPage(r.to)
}

// redirectPage returns a page that redirects to an address.
func redirectPage(to string) []byte {
	return []byte(strings.ReplaceAll(redirectHTML, "{to}", html.EscapeString(to)))
}

// Unlike the refresh, the script takes the fragment along.
const redirectHTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>This page has moved</title>
<link rel="canonical" href="{to}">
<meta http-equiv="refresh" content="0; url={to}">
<script>const to = new URL(document.querySelector("link").href); to.hash ||= location.hash; location.replace(to)</script>
</head>
<body>
<main>
<h1>This page has moved</h1>
<p>It is now at <a href="{to}">{to}</a>.</p>
</main>
</body>
</html>
`
