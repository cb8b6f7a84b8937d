package content

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// Config is docgen.yml, or _config.yml of a Jekyll tree.
type Config struct {
	// Files are the configurations of a Jekyll tree; a later one counts more. Node
	// is what they say together, or docgen.yml.
	Files []*source.File
	Node  *data.Node
	// Own is docgen.yml: Node itself, or the file beside _config.yml that has
	// docgen's own settings for a Jekyll tree. nil where there is none.
	Own *data.Node
	// Jekyll says that the folder is read as a Jekyll tree.
	Jekyll bool

	// URL is scheme and host of the published site, BaseURL the path below it;
	// neither ends in a slash, and both may be empty.
	URL, BaseURL string
	// Exclude, Include and Ignore are paths, or patterns with * and **.
	Exclude, Include []string
	Ignore           []string // files whose findings are not reported
	// Also are files that are no part of the site, and checked with Options.Also.
	Also []string
	// Permalink is the name or the pattern of the addresses of pages and posts.
	Permalink string
	// Paginate is how many posts a page of their list has, 0 for all;
	// PaginatePath is the address of the further pages.
	Paginate     int
	PaginatePath string
	// MarkdownExt are the extensions of Markdown, without the dot.
	MarkdownExt []string
	// TypographicQuotes makes quotes, dashes and ellipses typographic.
	TypographicQuotes bool
	// Kramdown are the settings of kramdown; nil outside a Jekyll tree that uses it.
	Kramdown *Kramdown
	// Liquid says how strictly templates are read.
	Liquid Liquid
	// Defaults are in the order of the configuration: see defaultsOf.
	Defaults []Default
	Schemas  []SchemaUse
	// Severities are those that rules have instead of their own, by name.
	Severities map[string]diag.Severity
	// Editor is the URL by which the preview opens a place in the editor, with
	// {file}, {line} and {column}.
	Editor string
	// ShowDrafts, Future and Unpublished publish drafts, posts of days to come, and
	// pages with published: false.
	ShowDrafts, Future, Unpublished bool
	// StrictFrontMatter makes errors of front matter that cannot be read.
	StrictFrontMatter bool
	// LimitPosts is how many of the newest posts are published, 0 for all.
	LimitPosts int
	// Location is the time zone of dates without one, in which dates are shown.
	Location *time.Location

	collections collections
	folders     folders            // of includes, layouts and data
	destination string             // Jekyll's output folder, where it is in the source folder
	ownFile     *source.File       // docgen.yml
	problems    []*diag.Diagnostic // settings that are not supported
	plugins     []string           // that a Jekyll tree configures
	foreign     bool               // one of them is not known at all
	theme       theme
	ownTheme    bool // pages of the tree are shown in docgen's layouts
	look        look
}

// Liquid is how strictly templates are read: as the configuration of Jekyll says, and strictly
// outside Jekyll trees.
type Liquid struct {
	ErrorMode                      string // lax, warn or strict
	StrictFilters, StrictVariables bool
}

// SchemaUse names the JSON Schema of the bodies of one endpoint.
type SchemaUse struct {
	Method, Path string
	Schema       string // file, relative to the source folder
	Node         *data.Node
}

func parseConfig(node *data.Node, jekyll bool) *Config {
	c := &Config{
		Node: node, Jekyll: jekyll, folders: ownFolders, Location: time.UTC,
		URL: node.Get("url").Str(), BaseURL: strings.TrimRight(node.Get("baseurl").Str(), "/"),
		Exclude: strs(node.Get("exclude")), Include: strs(node.Get("include")),
		Permalink:    cmp.Or(node.Get("permalink").Str(), "date"),
		PaginatePath: cmp.Or(node.Get("paginate_path").Str(), "/page:num"),
		MarkdownExt:  strings.Split(cmp.Or(node.Get("markdown_ext").Str(), "markdown,mkdown,mkdn,mkd,md"), ","),
		Severities:   map[string]diag.Severity{},
		Future:       node.Get("future").True(), ShowDrafts: node.Get("show_drafts").True(),
		TypographicQuotes: jekyll,
	}
	if n, ok := node.Get("paginate").Value().(int); ok {
		c.Paginate = n
	}
	c.Liquid = Liquid{ErrorMode: "strict", StrictFilters: true}
	if jekyll {
		liquid := node.Get("liquid")
		c.Liquid = Liquid{cmp.Or(liquid.Get("error_mode").Str(), "warn"), liquid.Get("strict_filters").True(), liquid.Get("strict_variables").True()}
	}
	c.Schemas = []SchemaUse{{Method: "POST", Path: "/instances", Schema: "schema/instance.schema.json"}}
	c.applySettings(node)
	c.Defaults = readScopes(node.Get("defaults"))
	c.readCollections()
	if jekyll {
		if processor := cmp.Or(node.Get("markdown").Str(), "kramdown"); processor == "kramdown" {
			c.Kramdown = readKramdown(node.Get("kramdown"))
		}
		c.applyJekyll()
		c.findUnsupported()
	}
	return c
}

// The keys that a docgen.yml beside _config.yml is read for. layoutSettings are those that
// docgen's own layouts and templates see as variables of site.
var (
	layoutSettings = []string{"console", "navigation", "edit"}
	ownSettings    = append([]string{
		"rules", "ignore", "schemas", "editor", "typographicQuotes", "tags", "theme", "filters", "extensionlessLinks", "lint", "elements",
	}, append(layoutSettings, lookSettings...)...)
)

// applySettings reads docgen's own settings from a configuration.
func (c *Config) applySettings(node *data.Node) {
	if severities := node.Get("rules"); severities != nil {
		for _, m := range severities.Members {
			if s, err := diag.ParseSeverity(severityName(m.Value)); err == nil { // if not, the schema check reports it
				c.Severities[m.Key.Str()] = s
			}
		}
	}
	if schemas := node.Get("schemas"); schemas != nil && len(schemas.Items) > 0 {
		c.Schemas = nil
		for _, item := range schemas.Items {
			c.Schemas = append(c.Schemas, SchemaUse{item.Get("method").Str(), item.Get("path").Str(), item.Get("schema").Str(), item})
		}
	}
	if ignore := node.Get("ignore"); ignore != nil {
		c.Ignore = strs(ignore)
	}
	if also := node.Get("lint").Get("also"); also != nil {
		c.Also = strs(also)
	}
	if editor := node.Get("editor"); editor != nil {
		c.Editor = editor.Str()
	}
	if quotes := node.Get("typographicQuotes"); quotes != nil {
		c.TypographicQuotes = quotes.True()
	}
}

// severityName returns the name of a severity; in a configuration of Jekyll, off is
// a boolean.
func severityName(n *data.Node) string {
	if n.Kind == data.Bool {
		return n.Raw.String()
	}
	return n.Str()
}

// applyOwnFile reads docgen's own settings from the docgen.yml beside
// _config.yml.
func (c *Config) applyOwnFile(own *data.Node) {
	c.Own = own
	c.applySettings(own)
	if own == nil {
		return
	}
	for _, m := range own.Members {
		if !slices.Contains(ownSettings, m.Key.Str()) {
			c.problems = append(c.problems, diagnosticAt(m.Key, diag.RuleUnsupported, diag.Warning,
				"%q counts in _config.yml only; docgen.yml beside it is for %s", m.Key.Str(), strings.Join(ownSettings, ", ")))
		}
	}
}

// Nodes returns the configurations that are read: _config.yml, docgen.yml, or
// both.
func (c *Config) Nodes() []*data.Node {
	var out []*data.Node
	for _, n := range []*data.Node{c.Node, c.Own} {
		if n != nil && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// Ignores reports whether the findings in a file are not reported.
func (c *Config) Ignores(name string) bool { return matches(c.Ignore, name) }

// IsAlso reports whether a file is no part of the site, and is checked only.
func (c *Config) IsAlso(name string) bool { return matches(c.Also, name) }

// findUnsupported reports the parts of a Jekyll configuration that docgen does
// not support.
func (c *Config) findUnsupported() {
	c.findGems()
	c.findKramdown(c.Node.Get("kramdown"))
	if m := c.Node.Get("markdown"); m != nil && m.Str() != "kramdown" && m.Str() != "CommonMark" && m.Str() != "GFM" {
		c.problems = append(c.problems, diagnosticAt(m, diag.RuleUnsupported, diag.Warning, "unsupported: markdown processor %s", m.Str()))
	}
}

// SetBaseURL sets scheme, host and path of the published site.
func (c *Config) SetBaseURL(base string) error {
	u, err := url.Parse(base)
	web := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
	below := err == nil && u.Scheme == "" && u.Host == "" && strings.HasPrefix(u.Path, "/")
	if !web && !below || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(u.Host+u.Path, "\"'<>\\ ") ||
		strings.TrimRight(u.Path, "/") != strings.TrimRight(path.Clean("/"+strings.TrimPrefix(u.Path, "/")), "/") {
		return fmt.Errorf("%q is no address of a site: write it like \"https://docs.example.com/guide\"", base)
	}
	c.BaseURL = strings.TrimRight(u.Path, "/")
	u.Path = ""
	c.URL = strings.TrimRight(u.String(), "/")
	return nil
}

func strs(n *data.Node) []string {
	if n == nil {
		return nil
	}
	if n.Kind == data.String {
		return []string{n.Str()}
	}
	var out []string
	for _, item := range n.Items {
		out = append(out, item.Str())
	}
	return out
}

// diagnosticAt makes a diagnostic at the place of a value.
func diagnosticAt(n *data.Node, rule string, severity diag.Severity, format string, args ...any) *diag.Diagnostic {
	span, via, _ := n.Origin()
	d := newDiagnostic(span, rule, severity, format, args...)
	d.Via = via
	return d
}
