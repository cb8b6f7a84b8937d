package content

import (
	"html"
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
		if navigation := config.Get("navigation"); navigation != nil {
			for _, item := range navigation.Items {
				check(item.Get("url"), diag.RuleConfig)
			}
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
