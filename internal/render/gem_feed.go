package render

import (
	"slices"
	"strings"
	"time"

	"docgen/internal/content"
	"docgen/internal/data"
)

// feedMeta prints the link to the feed of the posts, as the tag of jekyll-feed.
func feedMeta(p *gemRun) string {
	path := textOf(first(p.get("site", "feed", "path"), "feed.xml"))
	var title string
	if name := p.meter.format(first(p.get("site", "title"), p.get("site", "name"))); name != "" {
		title = `title="` + attributeText(name) + `" `
	}
	return `<link type="application/atom+xml" rel="alternate" href="` + attributeText(p.absolute(path)) + `" ` + title + "/>"
}

// feedPosts is how many posts a feed has, unless configured.
const feedPosts = 10

// feed prints an Atom feed as jekyll-feed makes it: of the posts of a collection,
// category or tag, which the page names. Its time is that of the newest post, so that
// two builds of one tree are equal.
func feed(p *gemRun) string {
	for _, kind := range []dependencyKind{docsDep, contentsDep} {
		p.dependOn(kind, p.text("page", "collection"))
	}
	p.dependOn(dataDep, "authors")
	x := xmlWriter{}
	x.line(`<?xml version="1.0" encoding="utf-8"?>`)
	if p.get("page", "xsl") == true {
		x.line(`<?xml-stylesheet type="text/xml" href="` + xmlEscape(p.absolute("/feed.xslt.xml")) + `"?>`)
	}
	lang := p.text("site", "lang")
	x.open("feed", "xmlns", "http://www.w3.org/2005/Atom", "xml:lang", lang)
	x.element("generator", "docgen")
	self := p.absolute(p.text("page", "url"))
	x.empty("link", "href", self, "rel", "self", "type", "application/atom+xml")
	x.empty("link", "href", p.absolute("/"), "rel", "alternate", "type", "text/html", "hreflang", lang)
	posts := p.feedOf()
	x.element("updated", p.newest(posts))
	x.element("id", self)
	title := p.meter.format(first(p.get("site", "title"), p.get("site", "name")))
	collection, category := p.text("page", "collection"), p.text("page", "category")
	if collection != "posts" {
		title += " | " + content.Capitalize(collection)
	}
	if category != "" {
		title += " | " + content.Capitalize(category)
	}
	if title != "" {
		x.element("title", p.filter("smartify", title), "type", "html")
	}
	if about := p.meter.format(p.get("site", "description")); about != "" {
		x.element("subtitle", about)
	}
	if author := p.get("site", "author"); truthy(author) {
		x.author(p, author)
	}
	for _, post := range posts {
		p.entry(&x, post)
		if p.meter.spend(20_000) != nil {
			break
		}
	}
	x.close("feed")
	return x.b.String()
}

// feedOf returns the posts of the feed, the newest first.
func (p *gemRun) feedOf() []data.Map {
	source := p.get("site", p.text("page", "collection"))
	if tag := p.text("page", "tags"); tag != "" {
		source = p.get("site", "tags", tag)
	}
	all, _ := source.([]any)
	category := p.text("page", "category")
	var posts []data.Map
	for _, item := range all {
		post, ok := item.(data.Map)
		if !ok || post.Get("draft") == true && p.get("site", "show_drafts") != true ||
			category != "" && !p.isOf(post, category) {
			continue
		}
		posts = append(posts, post)
	}
	slices.SortStableFunc(posts, func(a, b data.Map) int {
		x, _ := a.Get("date").(time.Time)
		y, _ := b.Get("date").(time.Time)
		return y.Compare(x)
	})
	limit := feedPosts
	if n, ok := p.get("site", "feed", "posts_limit").(int); ok && n >= 0 {
		limit = n
	}
	return posts[:min(limit, len(posts))]
}

func (p *gemRun) isOf(post data.Map, category string) bool {
	list, _ := post.Get("categories").([]any)
	return slices.Contains(list, any(category))
}

// newest returns the time of the newest change of some posts.
func (p *gemRun) newest(posts []data.Map) string {
	latest := time.Unix(0, 0).UTC()
	for _, post := range posts {
		if t, ok := toTime(first(post.Get("last_modified_at"), post.Get("date")), p.engine.filterSite.Now); ok && t.After(latest) {
			latest = t
		}
	}
	return p.filter("date_to_xmlschema", latest)
}

// entry prints a post.
func (p *gemRun) entry(x *xmlWriter, post data.Map) {
	title := p.filter("normalize_whitespace", p.filter("strip_html", p.filter("smartify", post.Get("title"))))
	address := p.absolute(post.Text("url"))
	x.open("entry", "xml:lang", post.Text("lang"))
	x.element("title", title, "type", "html")
	x.empty("link", "href", address, "rel", "alternate", "type", "text/html", "title", title)
	x.element("published", p.filter("date_to_xmlschema", post.Get("date")))
	x.element("updated", p.filter("date_to_xmlschema", first(post.Get("last_modified_at"), post.Get("date"))))
	x.element("id", p.absolute(post.Text("id")))
	if first(dig(post, "feed", "excerpt_only"), p.get("site", "feed", "excerpt_only")) == nil {
		x.data("content", strings.TrimSpace(p.meter.format(dig(post, "content"))), "type", "html", "xml:base", address)
	}
	author := dig(post, "author")
	if list, ok := dig(post, "authors").([]any); ok && first(author) == nil && len(list) > 0 {
		author = list[0]
	}
	if author = first(author, p.get("site", "author")); author != nil {
		if known := p.get("site", "data", "authors", textOf(author)); known != nil {
			author = known
		}
	}
	x.author(p, author)
	if category := post.Text("category"); category != "" {
		x.empty("category", "term", category)
	} else {
		x.terms(p, post.Get("categories"))
	}
	x.terms(p, post.Get("tags"))
	summary := p.filter("normalize_whitespace", p.filter("strip_html", first(post.Get("description"), dig(post, "excerpt"))))
	if summary != "" {
		x.data("summary", summary, "type", "html")
	}
	if image := textOf(first(dig(post, "image", "path"), dig(post, "image"))); image != "" {
		if !strings.Contains(image, "://") {
			image = p.absolute(image)
		}
		const media = "http://search.yahoo.com/mrss/"
		x.empty("media:thumbnail", "xmlns:media", media, "url", image)
		x.empty("media:content", "medium", "image", "url", image, "xmlns:media", media)
	}
	x.close("entry")
}

// sitemap prints the list of the pages of the site as jekyll-sitemap makes it. The
// times of files are left out: they are those of the checkout.
func sitemap(p *gemRun) string {
	site := p.engine.site
	p.dependOn(pagesDep, "")
	p.dependOn(staticDep, "")
	for _, c := range site.Collections {
		p.dependOn(docsDep, c.Label)
	}
	x := xmlWriter{}
	x.line(`<?xml version="1.0" encoding="UTF-8"?>`)
	if p.get("page", "xsl") == true {
		x.line(`<?xml-stylesheet type="text/xsl" href="` + xmlEscape(p.absolute("/sitemap.xsl")) + `"?>`)
	}
	x.open("urlset", "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
		"xsi:schemaLocation", "http://www.sitemaps.org/schemas/sitemap/0.9 http://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
		"xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")
	add := func(url string, changed any) {
		p.meter.spend(2_000)
		x.open("url")
		x.element("loc", p.absolute(strings.ReplaceAll(url, "/index.html", "/")))
		if changed != nil {
			x.element("lastmod", p.filter("date_to_xmlschema", changed))
		}
		x.close("url")
	}
	list := func(page *content.Page) {
		vars := p.engine.Vars(page)
		if vars.Get("sitemap") == false || page.URL == "/404.html" || page.Unwritten || site.RedirectsAway(page) {
			return
		}
		changed := first(vars.Get("last_modified_at"))
		if !page.Date.IsZero() { // what has no date has that of the build in templates
			changed = first(changed, page.Date)
		}
		add(vars.Text("url"), changed)
	}
	for _, c := range site.Collections {
		for _, page := range c.Docs {
			list(page)
		}
	}
	for _, page := range site.Pages {
		if page.IsHTML() {
			list(page)
		}
	}
	for _, f := range site.Static {
		if f.Mount == site.Mount && content.ListedFile(f.URL) {
			add(f.URL, nil)
		}
	}
	x.close("urlset")
	return x.b.String()
}

// xmlWriter writes XML. Attributes are names and values that alternate; those without
// a value are left out.
type xmlWriter struct{ b strings.Builder }

func (x *xmlWriter) line(s string) { x.b.WriteString(s + "\n") }

func (x *xmlWriter) start(name string, attributes []string) {
	x.b.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			x.b.WriteString(" " + attributes[i] + `="` + xmlText(attributes[i+1]) + `"`)
		}
	}
}

func (x *xmlWriter) open(name string, attributes ...string) {
	x.start(name, attributes)
	x.line(">")
}

func (x *xmlWriter) close(name string) { x.line("</" + name + ">") }

func (x *xmlWriter) empty(name string, attributes ...string) {
	x.start(name, attributes)
	x.line(" />")
}

func (x *xmlWriter) element(name, text string, attributes ...string) {
	x.start(name, attributes)
	x.line(">" + xmlText(text) + "</" + name + ">")
}

// data writes an element whose text is HTML.
func (x *xmlWriter) data(name, text string, attributes ...string) {
	x.start(name, attributes)
	x.line("><![CDATA[" + strings.ReplaceAll(validXML(text), "]]>", "]]]]><![CDATA[>") + "]]></" + name + ">")
}

// author writes a person: a name, or an object with name, email and uri.
func (x *xmlWriter) author(p *gemRun, author any) {
	x.open("author")
	name := first(dig(author, "name"), author)
	if _, object := name.(data.Map); object {
		name = nil
	}
	x.element("name", p.meter.format(name))
	for _, key := range []string{"email", "uri"} {
		if v := p.meter.format(dig(author, key)); v != "" {
			x.element(key, v)
		}
	}
	x.close("author")
}

func (x *xmlWriter) terms(p *gemRun, list any) {
	items, _ := list.([]any)
	for _, item := range items {
		x.empty("category", "term", p.meter.format(item))
	}
}

func xmlText(s string) string { return xmlEscape(validXML(s)) }

// validXML drops the characters that XML cannot have.
func validXML(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
