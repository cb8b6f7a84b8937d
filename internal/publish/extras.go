package publish

import (
	"bytes"
	"encoding/xml"
	"html"
	"slices"
	"strings"

	"docgen/internal/content"
	"docgen/internal/diag"
)

// extras writes what is made of the site as a whole.
func (b *Builder) extras(stage *stage, result *Result) error {
	if err := b.redirects(stage, result); err != nil {
		return err
	}
	if b.wants("jekyll-sitemap") {
		return stage.write("sitemap.xml", b.sitemap())
	}
	return nil
}

// wants tells whether a part of the site is made: always in docgen's own
// layout, and in a Jekyll tree if its configuration names the plugin.
func (b *Builder) wants(plugin string) bool {
	if !b.Site.Config.Jekyll {
		return true
	}
	for _, key := range []string{"plugins", "gems"} {
		if list := b.Site.Config.Node.Get(key); list != nil {
			for _, item := range list.Items {
				if item.Str() == plugin {
					return true
				}
			}
		}
	}
	return false
}

// redirects writes a page for each old address.
func (b *Builder) redirects(stage *stage, result *Result) error {
	if !b.wants("jekyll-redirect-from") {
		return nil
	}
	for _, p := range slices.Concat(b.Site.Pages, b.Site.Posts) {
		for _, from := range p.Redirects {
			out := content.OutPath(from.Str())
			stage.mu.Lock()
			taken := stage.files[out]
			stage.mu.Unlock()
			if taken {
				at, via, _ := from.Origin()
				result.Problems = append(result.Problems, &diag.Diagnostic{
					Rule: "redirect-collision", Severity: diag.Warning, Span: at, Via: via, Pages: []string{p.Path},
					Message: "another page or redirect already stands at " + from.Str() + "; this redirect is left out",
				})
				continue
			}
			if err := stage.write(out, redirectPage(b.Site.Config.URL+b.Site.Config.BaseURL+p.URL)); err != nil {
				return err
			}
		}
	}
	return nil
}

// redirectPage returns a page that leads to an address at once.
func redirectPage(to string) []byte {
	to = html.EscapeString(to)
	return []byte(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>This page has moved</title>
<link rel="canonical" href="` + to + `">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=` + to + `">
<p>This page has moved to <a href="` + to + `">` + to + `</a>.</p>
</html>
`)
}

func (b *Builder) sitemap() []byte {
	var urls []string
	for _, p := range slices.Concat(b.Site.Pages, b.Site.Posts) {
		if p.IsHTML() && p.Vars["sitemap"] != false && p.Out() != "404.html" {
			urls = append(urls, b.Site.Config.URL+b.Site.Config.BaseURL+p.URL)
		}
	}
	slices.Sort(urls)
	var buf bytes.Buffer
	buf.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, u := range urls {
		buf.WriteString("  <url><loc>")
		_ = xml.EscapeText(&buf, []byte(strings.ReplaceAll(u, " ", "%20")))
		buf.WriteString("</loc></url>\n")
	}
	buf.WriteString("</urlset>\n")
	return buf.Bytes()
}
