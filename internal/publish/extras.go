package publish

import (
	"bytes"
	"encoding/xml"
	"html"
	"maps"
	"slices"
	"strings"

	"docgen/internal/content"
	"docgen/internal/diag"
)

// extras writes what is made of the site as a whole.
func (b *Builder) extras(stage *stage, result *Result, gathered *gathering) error {
	files, problems := b.siteFiles(gathered)
	result.Problems = append(result.Problems, problems...)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := stage.write(name, files[name]); err != nil {
			return err
		}
	}
	return nil
}

// siteFiles returns the files that are made of the site as a whole, by their
// path below the output folder.
func (b *Builder) siteFiles(gathered *gathering) (files map[string][]byte, problems []*diag.Diagnostic) {
	files = map[string][]byte{}
	if b.forMachines() {
		files = gathered.files()
	}
	problems = b.redirects(files)
	if b.wants("jekyll-sitemap") {
		files["sitemap.xml"] = b.sitemap()
	}
	return files, problems
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

// redirects makes a page for each old address.
func (b *Builder) redirects(files map[string][]byte) (problems []*diag.Diagnostic) {
	if !b.wants("jekyll-redirect-from") {
		return nil
	}
	pages := slices.Concat(b.Site.Pages, b.Site.Posts)
	taken := make(map[string]bool, len(pages)+len(files))
	for out := range files {
		taken[out] = true
	}
	for _, p := range pages {
		taken[p.Out()] = true
	}
	for _, p := range pages {
		for _, from := range p.Redirects {
			out := content.OutPath(from.Str())
			if taken[out] {
				at, via, _ := from.Origin()
				problems = append(problems, &diag.Diagnostic{
					Rule: "redirect-collision", Severity: diag.Warning, Span: at, Via: via, Pages: []string{p.Path},
					Message: "another page or redirect already stands at " + from.Str() + "; this redirect is left out",
				})
				continue
			}
			taken[out] = true
			files[out] = redirectPage(b.Site.Config.URL + b.Site.Config.BaseURL + p.URL)
		}
	}
	return problems
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
