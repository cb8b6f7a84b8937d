package content

import (
	"slices"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// A Gem is what docgen has of a plugin for Jekyll, or what a site lacks without
// it. A plugin works only where the configuration of a Jekyll tree names it.
type Gem struct {
	Name string
	// Lacks says what a site lacks because docgen does not have the plugin; "" for
	// those that it has.
	Lacks string
	// Tags and Filters are those that the plugin brings. Package render has those of
	// the plugins that docgen has; those of the others print nothing.
	Tags, Filters []string

	// priority says when the plugin works: 0 is usual, one with less comes later.
	priority int
	// change changes a copy of a page that was read, and reports whether it did.
	change func(r *reader, p *Page) bool
	// add makes pages.
	add func(r *reader)
}

// The priorities of plugins that Jekyll calls low and lowest.
const low, lowest = -1, -2

// gemTable are the plugins that docgen knows.
var gemTable = []*Gem{
	{Name: "jekyll-optional-front-matter", add: addOptional}, // pages are read so, see newPage
	{Name: "jekyll-archives", add: addArchives},
	{Name: "jekyll-readme-index", add: addReadmes, priority: low},
	{Name: "jekyll-default-layout", change: defaultLayout, priority: lowest},
	{Name: "jekyll-feed", Tags: []string{"feed_meta"}, add: addFeeds, priority: lowest},
	{Name: "jekyll-paginate", add: addPagination, priority: lowest},
	{Name: "jekyll-sitemap", add: addSitemap, priority: lowest},
	{Name: "jekyll-titles-from-headings", change: titleFromHeading, priority: lowest},

	{Name: "jekyll-polyglot", Tags: []string{"I18n_Headers", "i18n_headers", "Static_Href", "static_href"}}, // reader.addLanguages
	{Name: "jekyll-redirect-from"},  // publish writes the redirects
	{Name: "jekyll-mentions"},       // publish links the names
	{Name: "jekyll-relative-links"}, // markdown resolves the links
	{Name: "jekyll-seo-tag", Tags: []string{"seo"}},
	{Name: "jekyll-include-cache", Tags: []string{"include_cached"}},
	{Name: "jekyll-toc", Tags: []string{"toc"}, Filters: []string{"toc", "toc_only", "inject_anchors"}},
	{Name: "jekyll-gist", Tags: []string{"gist"}},
	{Name: "jekyll-avatar", Tags: []string{"avatar"}},
	{Name: "jekyll-github-metadata", Tags: []string{"github_edit_link"}}, // Site.Vars has site.github
	{Name: "jekyll-sass-converter"},                                      // publish compiles style sheets, whether it is named or not

	// These change nothing that is built: they add commands, or choose a reader of Markdown.
	{Name: "jekyll-algolia"}, {Name: "algoliasearch-jekyll"}, {Name: "jekyll-admin"}, {Name: "jekyll-compose"},
	{Name: "jekyll-watch"}, {Name: "jekyll-livereload"}, {Name: "jekyll-commonmark"}, {Name: "jekyll-commonmark-ghpages"},
	{Name: "webrick"}, {Name: "jekyll-remote-theme"}, // the setting remote_theme is reported by itself

	{Name: "jemoji", Lacks: "names of emoji, such as :smile:, stay text"},
	{Name: "jekyll-coffeescript", Lacks: "CoffeeScript is written as it is"},
	{Name: "jekyll-youtube", Lacks: "{% youtube %} prints nothing", Tags: []string{"youtube"}},
	{Name: "jekyll-last-modified-at", Lacks: "page.last_modified_at is only what the front matter has", Tags: []string{"last_modified_at"}},
	{Name: "jekyll-paginate-v2", Lacks: "lists are not divided into pages"},
	{Name: "jekyll-multiple-languages-plugin", Lacks: "the site is built once, and translations print nothing", Tags: []string{"t", "translate", "tf", "translate_file", "tl", "translate_link"}},
	{Name: "jekyll-minifier", Lacks: "pages are not minified"},
	{Name: "jekyll-scholar", Lacks: "bibliographies and citations print nothing", Tags: []string{"bibliography", "cite", "reference", "quote", "nocite", "cite_details", "bibliography_count"}},
	{Name: "jekyll-target-blank", Lacks: "links open in the same window"},
	{Name: "jekyll-tagging", Lacks: "the pages of tags are not made", Filters: []string{"tag_cloud", "tags"}},
	{Name: "jekyll-twitter-plugin", Lacks: "{% twitter %} prints nothing", Tags: []string{"twitter"}},
	{Name: "jekyll-email-protect", Lacks: "addresses are written as they are", Filters: []string{"encode_email"}},
}

// githubPages are the plugins that the gem github-pages switches on by itself.
var githubPages = []string{
	"jekyll-coffeescript", "jekyll-commonmark-ghpages", "jekyll-gist", "jekyll-github-metadata", "jekyll-paginate", "jekyll-relative-links",
	"jekyll-optional-front-matter", "jekyll-readme-index", "jekyll-default-layout", "jekyll-titles-from-headings",
}

// FindGem returns what docgen knows of a plugin, or nil.
func FindGem(name string) *Gem {
	if i := slices.IndexFunc(gemTable, func(p *Gem) bool { return p.Name == name }); i >= 0 {
		return gemTable[i]
	}
	return nil
}

// Gems returns all plugins that docgen knows.
func Gems() []*Gem { return slices.Clone(gemTable) }

// Has reports whether docgen does the work of the plugin.
func (p *Gem) Has() bool { return p.Lacks == "" }

// findGems reads which plugins the configuration names, and reports those that
// docgen does not have.
func (c *Config) findGems() {
	safe := c.Node.Get("safe").True()
	whitelist := strs(c.Node.Get("whitelist"))
	for _, key := range []string{"plugins", "gems"} {
		list := c.Node.Get(key)
		if list == nil {
			continue
		}
		if key == "gems" {
			c.warn(c.Node.Member(key).Key, "Jekyll 4 passes over gems: call it plugins, as Jekyll 3.5 and later know it")
		}
		items := list.Items
		if list.Kind == data.String {
			items = []*data.Node{list}
		}
		for _, item := range items {
			name := item.Str()
			if safe && !slices.Contains(whitelist, name) {
				continue // in safe mode, Jekyll loads no other
			}
			c.addGem(item, name)
		}
	}
}

// addGem notes that the tree uses a plugin; at is where it says so. One that docgen
// does not have is reported.
func (c *Config) addGem(at *data.Node, name string) {
	if name == "" || slices.Contains(c.plugins, name) {
		return
	}
	c.plugins = append(c.plugins, name)
	if name == "github-pages" {
		c.plugins = append(c.plugins, githubPages...)
		return
	}
	switch known := FindGem(name); {
	case known == nil:
		c.foreign = true
		c.problems = append(c.problems, gemProblem(at, "docgen does not have the plugin %s: what it adds to the site is left out", name))
	case !known.Has():
		c.problems = append(c.problems, gemProblem(at, "docgen does not have the plugin %s: %s", name, known.Lacks))
	}
}

func gemProblem(at *data.Node, format string, args ...any) *diag.Diagnostic {
	d := diagnosticAt(at, diag.RuleUnsupported, diag.Warning, format, args...)
	d.Kind = "plugin"
	return d
}

// Uses reports whether a Jekyll tree configures a plugin.
func (c *Config) Uses(plugin string) bool { return c.Jekyll && slices.Contains(c.plugins, plugin) }

// Makes reports whether docgen generates what a Jekyll plugin generates: always
// in docgen's own layout, in a Jekyll tree if the plugin is configured.
func (c *Config) Makes(plugin string) bool { return !c.Jekyll || c.Uses(plugin) }

// active returns the plugins that the configuration names, in the order in which
// they work: by their priorities, then as they are named.
func (c *Config) active() []*Gem {
	var list []*Gem
	for _, name := range c.plugins {
		if p := FindGem(name); p != nil && c.Uses(name) {
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(a, b *Gem) int { return b.priority - a.priority })
	return list
}

// GemTag returns the configured plugin that brings a tag, or nil.
func (c *Config) GemTag(name string) *Gem {
	return c.gemWith(func(p *Gem) []string { return p.Tags }, name)
}

// GemFilter returns the configured plugin that brings a filter, or nil.
func (c *Config) GemFilter(name string) *Gem {
	return c.gemWith(func(p *Gem) []string { return p.Filters }, name)
}

func (c *Config) gemWith(brings func(*Gem) []string, name string) *Gem {
	for _, p := range gemTable {
		if slices.Contains(brings(p), name) && c.Uses(p.Name) {
			return p
		}
	}
	return nil
}

// PluginBrings reports whether a tag or filter may belong to a plugin that a Jekyll
// tree configures and docgen does not know.
func (c *Config) PluginBrings(string) bool { return c.Jekyll && c.foreign }

// changesPages reports whether a plugin looks into the bodies of pages, so that an
// edit of one may change more than that.
func (c *Config) changesPages() bool {
	return slices.ContainsFunc(c.active(), func(p *Gem) bool { return p.change != nil })
}

// ListsRedirects reports whether redirects.json is made: in a Jekyll tree with
// jekyll-redirect-from, unless the configuration says no.
func (c *Config) ListsRedirects() bool {
	wanted := c.Node.Get("redirect_from").Get("json")
	return c.Uses("jekyll-redirect-from") && (wanted == nil || wanted.True())
}

// option returns a setting of a plugin, or nil.
func (c *Config) option(section, key string) *data.Node { return c.Node.Get(section).Get(key) }

// disabled reports whether the configuration switches a plugin off that it names.
func (c *Config) disabled(section string) bool {
	on := c.option(section, "enabled")
	return on != nil && !on.True()
}

// runGems lets the plugins change the pages that were read and add their own.
func (r *reader) runGems() {
	for _, plugin := range r.Config.active() {
		if plugin.change != nil {
			r.changePages(r.Pages, plugin.change)
			for _, c := range r.Collections {
				r.changePages(c.Docs, plugin.change)
			}
			r.Posts = newestFirst(r.Collections)
		}
		if plugin.add != nil {
			plugin.add(r)
		}
	}
}

// changePages replaces pages by changed copies. A page that the older site has
// changed in the same way is that one, so that what was made of it is kept.
func (r *reader) changePages(pages []*Page, change func(*reader, *Page) bool) {
	for i, p := range pages {
		if c := p.copied(); change(r, c) {
			pages[i] = r.keepChanged(p, c)
		}
	}
}

// keepChanged returns the changed copy c of a page: that of the older site where it
// is the same.
func (r *reader) keepChanged(p, c *Page) *Page {
	if r.older != nil {
		if was := r.older.kept.changed[p]; was != nil && was.sameAs(c) {
			c = was
		}
	}
	r.kept.changed[p] = c
	return c
}

// stands reports whether the tree has a page or file of its own at an address.
func (r *reader) stands(url string) bool {
	return slices.ContainsFunc(r.Pages, func(p *Page) bool { return p.URL == url }) ||
		slices.ContainsFunc(r.Static, func(f Static) bool { return f.URL == url })
}
