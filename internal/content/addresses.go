package content

import (
	"html"
	"iter"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// RunsScript reports whether a browser runs code or shows a made-up document when
// a reader follows an address. Browsers ignore white space in it, and entities
// are resolved before they see it.
func RunsScript(address string) bool {
	clean := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, html.UnescapeString(address))
	scheme, _, ok := strings.Cut(clean, ":")
	return ok && slices.Contains([]string{"javascript", "data", "vbscript"}, strings.ToLower(scheme))
}

// Address is a value of the configuration that names a page or file of the site, or
// another site.
type Address struct {
	*data.Node
	Image bool // it is shown
	File  bool // without a slash before it, it is a file of the project
}

// addressKeys are the keys of docgen.yml that hold addresses: "*" stands for the items of
// a list, or the values of all keys.
var addressKeys = []struct {
	path        string
	image, file bool
}{
	{path: "navigation.*.url"},
	{path: "logo", image: true, file: true},
	{path: "logo.*", image: true, file: true},
	{path: "stylesheets.*", file: true},
}

// Addresses yields the addresses in docgen.yml.
func (c *Config) Addresses() iter.Seq[Address] {
	return func(yield func(Address) bool) {
		if c.Jekyll {
			return // its keys are of its own layouts
		}
		for a := range addressesIn(c.Node) {
			if !yield(a) {
				return
			}
		}
	}
}

func addressesIn(config *data.Node) iter.Seq[Address] {
	return func(yield func(Address) bool) {
		for _, key := range addressKeys {
			nodes := []*data.Node{config}
			for name := range strings.SplitSeq(key.path, ".") {
				var next []*data.Node
				for _, n := range nodes {
					switch {
					case n == nil:
					case name != "*":
						next = append(next, n.Get(name))
					default:
						next = append(next, n.Items...)
						for _, m := range n.Members {
							next = append(next, m.Value)
						}
					}
				}
				nodes = next
			}
			for _, n := range nodes {
				if n != nil && n.Kind == data.String && !yield(Address{n, key.image, key.file}) {
					return
				}
			}
		}
	}
}

// checkAddresses reports the addresses in the configuration, in elements and in
// redirects that run a script: layouts print them as links. It does not rely on
// the schemas, which a source folder may have of its own.
func (r *reader) checkAddresses() {
	check := func(n *data.Node, rule string) {
		if n != nil && RunsScript(n.Str()) && !r.reported(n) {
			r.report(diagnosticAt(n, rule, diag.Error, "%q is an address that runs a script: use a path of the site or a web address", n.Str()))
		}
	}
	for _, config := range r.Config.Nodes() {
		for _, key := range []string{"url", "baseurl", "edit", "editor"} {
			check(config.Get(key), diag.RuleConfig)
		}
		for a := range addressesIn(config) {
			check(a.Node, diag.RuleConfig)
		}
	}
	for _, e := range r.Elements {
		for _, layer := range e.layers {
			if docs := layer.Get("docs"); docs != nil {
				for _, m := range docs.Members {
					check(m.Value, diag.RuleElementYAML)
				}
			}
		}
	}
	for _, p := range r.AllPages() {
		to := p.Front.Get("redirect_to")
		check(to, diag.RuleFrontMatter)
		if to != nil {
			for _, item := range to.Items {
				check(item, diag.RuleFrontMatter)
			}
		}
	}
}
