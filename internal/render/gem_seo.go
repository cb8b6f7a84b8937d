package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/osteele/liquid/values"

	"docgen/internal/data"
)

var (
	seoNoTitle  = regexp.MustCompile(`(?i)title=false`)
	seoHomepage = regexp.MustCompile(`^/(?:about/)?(?:index\.html?)?$`)
)

// seoPage is what the tag of jekyll-seo-tag says about a page.
type seoPage struct {
	*gemRun
	siteTitle, pageTitle, description, canonical string
	image                                        data.Map // with path; nil for none
	author                                       data.Map // with name; empty for none
}

// seo prints the title and the metadata of the page for search engines and social
// networks, as the tag of jekyll-seo-tag.
func seo(p *gemRun) string {
	s := seoPage{gemRun: p}
	s.siteTitle = p.plain(first(p.get("site", "title"), p.get("site", "name")))
	if s.pageTitle = p.plain(p.get("page", "title")); s.pageTitle == "" {
		s.pageTitle = s.siteTitle
	}
	if collection := p.text("page", "collection"); collection != "" {
		p.dependOn(contentsDep, collection) // of the excerpt
	}
	s.description = p.plain(first(p.get("page", "description"), p.get("page", "excerpt")))
	siteDescription := p.plain(p.get("site", "description"))
	if s.description == "" {
		s.description = siteDescription
	}
	if s.canonical = p.meter.format(p.get("page", "canonical_url")); s.canonical == "" {
		s.canonical = p.absolute(p.text("page", "url"))
		if strings.HasSuffix(s.canonical, "/index.html") {
			s.canonical = strings.TrimSuffix(s.canonical, "index.html")
		}
	}
	s.readAuthor()
	s.readImage()

	var b strings.Builder
	line := func(format string, values ...string) {
		args := make([]any, len(values))
		for i, v := range values {
			if v == "" {
				return
			}
			args[i] = v
		}
		fmt.Fprintf(&b, format+"\n", args...)
	}
	title := s.title(siteDescription)
	b.WriteString("<!-- Begin SEO tag -->\n")
	if !seoNoTitle.MatchString(p.args) {
		line("<title>%s</title>", title)
	}
	b.WriteString("<meta name=\"generator\" content=\"docgen\" />\n")
	meta := func(kind, name, value string) { line("<meta "+kind+"=\""+name+"\" content=\"%s\" />", value) }
	attribute := func(value any) string { return attributeText(html.UnescapeString(p.meter.format(value))) }
	meta("property", "og:title", s.pageTitle)
	meta("name", "author", attribute(s.author.Get("name")))
	locale := p.meter.format(first(p.get("page", "locale"), p.get("site", "locale"), p.get("page", "lang"), p.get("site", "lang"), "en_US"))
	meta("property", "og:locale", attribute(strings.ReplaceAll(locale, "-", "_")))
	meta("name", "description", s.description)
	meta("property", "og:description", s.description)
	if truthy(p.get("site", "url")) {
		line("<link rel=\"canonical\" href=\"%s\" />", attribute(s.canonical))
		meta("property", "og:url", attribute(s.canonical))
	}
	meta("property", "og:site_name", s.siteTitle)
	for _, key := range []string{"path", "height", "width", "alt"} {
		name := strings.TrimSuffix("og:image:"+key, ":path")
		meta("property", name, attribute(s.image.Get(key)))
	}
	if date := p.get("page", "date"); truthy(date) {
		meta("property", "og:type", "article")
		meta("property", "article:published_time", p.filter("date_to_xmlschema", date))
	} else {
		meta("property", "og:type", "website")
	}
	if path := p.text("paginator", "previous_page_path"); path != "" {
		line("<link rel=\"prev\" href=\"%s\" />", attribute(p.absolute(path)))
	}
	if path := p.text("paginator", "next_page_path"); path != "" {
		line("<link rel=\"next\" href=\"%s\" />", attribute(p.absolute(path)))
	}
	if s.image != nil {
		meta("name", "twitter:card", attribute(first(p.get("page", "twitter", "card"), p.get("site", "twitter", "card"), "summary_large_image")))
		meta("property", "twitter:image", attribute(s.image.Get("path")))
	} else {
		meta("name", "twitter:card", "summary")
	}
	meta("name", "twitter:image:alt", attribute(s.image.Get("alt")))
	meta("property", "twitter:title", s.pageTitle)
	if twitter := p.get("site", "twitter"); truthy(twitter) {
		account := func(name any) string {
			if name = p.meter.format(name); name == "" {
				return ""
			}
			return "@" + attribute(strings.ReplaceAll(name.(string), "@", ""))
		}
		meta("name", "twitter:site", account(dig(twitter, "username")))
		meta("name", "twitter:creator", account(first(s.author.Get("twitter"), s.author.Get("name"))))
	}
	for _, m := range [][2]string{{"admins", "fb:admins"}, {"publisher", "article:publisher"}, {"app_id", "fb:app_id"}} {
		meta("property", m[1], attribute(p.get("site", "facebook", m[0])))
	}
	if all := p.get("site", "webmaster_verifications"); truthy(all) {
		for _, m := range [][2]string{
			{"google", "google-site-verification"}, {"bing", "msvalidate.01"}, {"alexa", "alexaVerifyID"},
			{"yandex", "yandex-verification"}, {"baidu", "baidu-site-verification"}, {"facebook", "facebook-domain-verification"},
		} {
			meta("name", m[1], attribute(dig(all, m[0])))
		}
	} else {
		meta("name", "google-site-verification", attribute(p.get("site", "google_site_verification")))
	}
	b.WriteString("<script type=\"application/ld+json\">\n" + s.linkedData() + "</script>\n<!-- End SEO tag -->\n")
	return b.String()
}

// title is the title of the document: the page's with the site's, or that with what
// the site says about itself.
func (s *seoPage) title(siteDescription string) string {
	title := s.pageTitle
	switch {
	case s.siteTitle != "" && s.pageTitle != s.siteTitle:
		title += " | " + s.siteTitle
	case s.siteTitle != "" && siteDescription != "":
		tagline := s.plain(s.get("site", "tagline"))
		if tagline == "" {
			tagline = siteDescription
		}
		title = s.siteTitle + " | " + tagline
	}
	if n, ok := s.get("paginator", "page").(int); ok && n > 1 {
		message := s.text("site", "seo_paginator_message")
		if message == "" {
			message = "Page %<current>s of %<total>s for "
		}
		total, _ := s.get("paginator", "total_pages").(int)
		title = strings.NewReplacer("%<current>s", strconv.Itoa(n), "%<total>s", strconv.Itoa(total), "%%", "%").Replace(message) + title
	}
	return title
}

// readAuthor finds the author: of the page, else of the site. A name may be a key of
// site.data.authors.
func (s *seoPage) readAuthor() {
	s.dependOn(dataDep, "authors")
	s.author = data.Map{}
	author := s.get("page", "author")
	if list, ok := s.get("page", "authors").([]any); ok && first(author) == nil && len(list) > 0 {
		author = list[0]
	}
	switch author := first(author, s.get("site", "author")).(type) {
	case data.Map:
		s.author = author
	case string:
		s.author = data.MapOf("name", author)
		if known, ok := s.get("site", "data", "authors", author).(data.Map); ok {
			s.author.SetAll(known)
		}
	}
}

// readImage finds the image of the page, and its address.
func (s *seoPage) readImage() {
	image := data.Map{}
	switch v := s.get("page", "image").(type) {
	case data.Map:
		image.SetAll(v)
	case string:
		image.Set("path", v)
	}
	path := textOf(first(image.Get("path"), image.Get("facebook"), image.Get("twitter")))
	if path == "" {
		return
	}
	image.Set("path", s.filter("uri_escape", s.absolute(path)))
	s.image = image
}

// linkedData returns the JSON that describes the page by the terms of schema.org.
func (s *seoPage) linkedData() string {
	home := seoHomepage.MatchString(s.text("page", "url"))
	date := s.get("page", "date")
	kind := first(s.get("page", "seo", "type"))
	switch {
	case kind != nil:
	case home:
		kind = "WebSite"
	case truthy(date):
		kind = "BlogPosting"
	default:
		kind = "WebPage"
	}
	d := map[string]any{"@context": "https://schema.org", "@type": kind}
	set := func(key string, value any) {
		if value = values.ToLiquid(value); value != nil && value != "" {
			d[key] = value
		}
	}
	set("url", s.canonical)
	set("headline", s.pageTitle)
	set("description", s.description)
	if truthy(date) {
		set("datePublished", s.filter("date_to_xmlschema", date))
	}
	if modified := first(s.get("page", "seo", "date_modified"), s.get("page", "last_modified_at"), date); modified != nil {
		set("dateModified", s.filter("date_to_xmlschema", modified))
	}
	switch name := s.plain(s.get("page", "seo", "name")); {
	case name != "":
		set("name", name)
	case home && s.plain(s.get("site", "social", "name")) != "":
		set("name", s.plain(s.get("site", "social", "name")))
	case home:
		set("name", s.siteTitle)
	}
	if links := s.get("page", "seo", "links"); links != nil {
		set("sameAs", links)
	} else if home {
		set("sameAs", s.get("site", "social", "links"))
	}
	name, isName := s.author.Get("name"), s.author.Get("name") != nil
	if of, _ := first(s.author.Get("type"), "Person").(string); isName && (of == "Person" || of == "Organization") {
		author := map[string]any{"@type": of, "name": name}
		if url := s.author.Get("url"); url != nil {
			author["url"] = url
		}
		set("author", author)
	}
	switch {
	case len(s.image) == 1:
		set("image", s.image.Get("path"))
	case s.image != nil:
		image := map[string]any{"@type": "imageObject", "url": s.image.Get("path")}
		for _, key := range s.image.Keys() {
			if key != "path" {
				image[key] = s.image.Get(key)
			}
		}
		set("image", image)
	}
	if logo := s.text("site", "logo"); logo != "" {
		publisher := map[string]any{"@type": "Organization", "logo": map[string]any{"@type": "ImageObject", "url": s.filter("uri_escape", s.absolute(logo))}}
		if isName {
			publisher["name"] = name
		}
		set("publisher", publisher)
	}
	if kind == "BlogPosting" || kind == "CreativeWork" {
		set("mainEntityOfPage", map[string]any{"@type": "WebPage", "@id": s.canonical})
	}
	return jsonForHTML(d)
}

// jsonForHTML returns JSON that can stand in a script of HTML.
func jsonForHTML(value any) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(value) != nil {
		return "{}"
	}
	return strings.NewReplacer("</", `<\/`, "<!--", `\u003c!--`).Replace(strings.TrimSpace(b.String()))
}
