package content

import (
	"cmp"
	"regexp"
	"slices"

	"docgen/internal/data"
)

// plainTag matches the tags that get a feed of their own.
var plainTag = regexp.MustCompile(`^[a-zA-Z0-9_]+$`)

// addFeeds makes the Atom feeds of jekyll-feed: of the posts, of further collections,
// and of their categories and tags as configured. What they print is in package render.
func addFeeds(r *reader) {
	feed := func(name, collection, category, tag string) {
		vars := data.MapOf("layout", nil, "sitemap", false, "xsl", r.inputs["feed.xslt.xml"] != nil, "collection", collection, "category", nil, "tags", nil)
		if category != "" {
			vars.Set("category", category)
		}
		if tag != "" {
			vars.Set("tags", tag)
		}
		url := cleanURL(name)
		if r.inputs[url[1:]] == nil {
			r.makePage(newMade(url[1:], url, "{% docgen_feed %}", vars))
		}
	}
	for _, c := range r.feedCollections() {
		prefix := "/feed"
		if c.name != "posts" {
			prefix += "/" + c.name
		}
		for _, category := range c.categories {
			feed(prefix+"/"+category+".xml", c.name, category, "")
		}
		feed(cmp.Or(c.path, prefix+".xml"), c.name, "", "")
	}
	for _, tag := range r.feedTags() {
		feed(cmp.Or(r.Config.option("feed", "tags").Get("path").Str(), "/feed/by_tag/")+tag+".xml", "posts", "", tag)
	}
}

type feedCollection struct {
	name, path string
	categories []string
}

// feedCollections returns the collections that get feeds: those that the settings
// name, and the posts.
func (r *reader) feedCollections() []feedCollection {
	var list []feedCollection
	if n := r.Config.option("feed", "collections"); n != nil {
		for _, item := range n.Items {
			list = append(list, feedCollection{name: item.Str()})
		}
		for _, m := range n.Members {
			list = append(list, feedCollection{m.Key.Str(), m.Value.Get("path").Str(), strs(m.Value.Get("categories"))})
		}
	}
	posts := slices.IndexFunc(list, func(c feedCollection) bool { return c.name == "posts" })
	if posts < 0 {
		list, posts = append(list, feedCollection{name: "posts"}), len(list)
	}
	c := &list[posts]
	c.path = cmp.Or(c.path, r.Config.option("feed", "path").Str())
	if c.categories == nil {
		c.categories = strs(r.Config.option("feed", "categories"))
	}
	return list
}

// feedTags returns the tags that get feeds: with feed.tags all, or those of
// feed.tags.only, without those of feed.tags.except.
func (r *reader) feedTags() []string {
	setting := r.Config.option("feed", "tags")
	if setting == nil || setting.Value() == nil || setting.Value() == false {
		return nil
	}
	var all []string
	for _, g := range groupPosts(slices.Backward(r.Posts), func(p *Page) []string { return listItems(p.Vars.Get("tags")) }) {
		all = append(all, g.key)
	}
	if len(all) > 0 && setting.Get("only") != nil {
		all = strs(setting.Get("only"))
	}
	except := strs(setting.Get("except"))
	return slices.DeleteFunc(all, func(tag string) bool { return !plainTag.MatchString(tag) || slices.Contains(except, tag) })
}
