package publish

import (
	"bytes"
	"encoding/xml"
	"maps"
	"slices"
	"strings"

	"docgen/internal/diag"
)

// extras writes the files that are made from the site as a whole.
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

// outs returns the paths below the output folder that pages and files of the
// site are written to.
func (b *Builder) outs() map[string]bool {
	outs := map[string]bool{}
	for _, p := range b.Site.AllPages() {
		outs[p.Out()] = true
	}
	for _, f := range b.Site.Static {
		outs[f.Out()] = true
	}
	return outs
}

// siteFiles returns the files that are made from the site as a whole, by their
// path below the output folder.
func (b *Builder) siteFiles(gathered *gathering) (files map[string][]byte, problems []*diag.Diagnostic) {
	files = map[string][]byte{}
	if b.Gathers() {
		files = gathered.files(b.forMachines())
	}
	outs := b.outs()
	for out := range outs {
		delete(files, out) // the site has its own
	}
	table, problems := b.redirects()
	for out, r := range table {
		files[out] = b.redirectPage(r)
	}
	for _, site := range b.Site.All() {
		name := strings.TrimPrefix(site.Mount+"/redirects.json", "/")
		if list, ok := b.redirectList(table, site.Mount); ok && !outs[name] {
			files[name] = list
		}
	}
	// In a Jekyll tree it is a page of the plugin. Its addresses must be whole.
	if b.forMachines() && !outs["sitemap.xml"] && b.Site.Config.URL != "" {
		files["sitemap.xml"] = b.sitemap()
	}
	return files, problems
}

func (b *Builder) sitemap() []byte {
	var urls []string
	for _, p := range b.Site.AllPages() {
		if p.IsHTML() && p.Vars.Get("sitemap") != false && p.Out() != "404.html" {
			urls = append(urls, b.Site.Config.URL+b.Site.Config.BaseURL+p.ShownURL())
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
