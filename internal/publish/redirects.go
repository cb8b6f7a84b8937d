package publish

import (
	"context"
	"encoding/json"
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
	page *content.Page
	to   string // absolute where the site's own address is known
}

// redirects returns what is written to each path of the output folder for redirects,
// and collisions: see content.Site.Redirects.
func (b *Builder) redirects() (map[string]redirect, []*diag.Diagnostic) {
	decided, problems := b.Site.Redirects()
	table := make(map[string]redirect, len(decided))
	for out, r := range decided {
		table[out] = redirect{r.From, r.Page, b.Site.Config.URL + b.Site.Config.BaseURL + r.Page.ShownURL()}
	}
	if b.Site.Config.Makes("jekyll-redirect-from") {
		b.addRedirectTo(table)
	}
	return table, problems
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
		table[p.Out()] = redirect{to, p, target}
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
