package content

import (
	"path"
	"reflect"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/source"
)

// newMade returns a page that a plugin makes: name is the path of its file, body the
// text that prints it, and vars are what templates see of it.
func newMade(name, url, body string, vars data.Map) *Page {
	f := source.NewFile(name, []byte(body))
	p := &Page{Path: name, File: f, FrontSpan: f.Span(0, 0), Body: f.All(), Dir: path.Dir(name), Vars: vars, Made: true, front: &tree{}}
	p.setURL(url)
	p.complete()
	return p
}

// makePage adds a page that a plugin makes, unless the tree has its own page or file
// there.
func (r *reader) makePage(p *Page) {
	if p.Mount = r.Mount; !r.stands(p.URL) {
		r.addMade(p)
	}
}

// addMade adds a page that a plugin makes. If the older site has the same one, it is that.
func (r *reader) addMade(p *Page) {
	if r.older != nil {
		if was := r.older.kept.made[p.Path]; was != nil && was.sameAs(p) && string(was.File.Text) == string(p.File.Text) {
			p = was
		}
	}
	r.kept.made[p.Path] = p
	r.Pages = append(r.Pages, p)
}

// sameAs reports whether two pages are the same but for the places in their files.
func (p *Page) sameAs(other *Page) bool {
	return p.URL == other.URL && (p.Body == other.Body || p.Body.File != other.Body.File) &&
		slices.Equal(p.PagerPosts, other.PagerPosts) && reflect.DeepEqual(p.Vars, other.Vars)
}

// addSitemap makes sitemap.xml and a robots.txt that names it, as jekyll-sitemap.
func addSitemap(r *reader) {
	r.makePage(newMade("sitemap.xml", "/sitemap.xml", "{% docgen_sitemap %}", data.MapOf("layout", nil, "xsl", r.stands("/sitemap.xsl"))))
	r.makePage(newMade("robots.txt", "/robots.txt", "Sitemap: {{ \"sitemap.xml\" | absolute_url }}\n", data.MapOf("layout", nil)))
}

// listed are the endings of the files that a sitemap lists beside the pages.
var listed = []string{".htm", ".html", ".xhtml", ".pdf"}

// ListedFile reports whether a sitemap lists a file that is copied.
func ListedFile(url string) bool {
	return slices.Contains(listed, path.Ext(url)) && path.Base(url) != "404.html"
}

// RedirectsAway reports whether nothing but a redirect to another address is written
// for a page.
func (s *Site) RedirectsAway(p *Page) bool {
	return s.Config.Uses("jekyll-redirect-from") && p.RedirectTo().Str() != ""
}

// RedirectTo returns the address that a page redirects to: the first of a list. nil
// for none.
func (p *Page) RedirectTo() *data.Node {
	to := p.Front.Get("redirect_to")
	if to != nil && len(to.Items) > 0 {
		to = to.Items[0]
	}
	return to
}

// RedirectPage returns the page of a redirect as its layout sees it.
func RedirectPage(from, to string) *Page {
	return newMade(strings.TrimPrefix(OutPath(from), "/"), from, "", data.MapOf(
		"layout", "redirect", "sitemap", false, "permalink", from, "redirect", data.MapOf("from", from, "to", to)))
}
