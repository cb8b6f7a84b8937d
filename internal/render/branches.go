package render

import (
	"slices"

	"docgen/internal/source"
)

// branches follows the conditions of a template.
type branches struct {
	open []openCondition
	// unsure are the variables whose values filters of plugins make.
	unsure map[string]bool
}

// openCondition is a block such as {% if %}.
type openCondition struct {
	start    int
	settings bool // it depends on settings of the site alone
	unsure   bool // it depends on a filter of a plugin
}

// switched reports whether settings of the site turn on or off what comes now.
func (b *branches) switched() bool {
	return slices.ContainsFunc(b.open, func(c openCondition) bool { return c.settings })
}

// branch goes over a tag with what it reads.
func (e *Engine) branch(b *branches, t *Template, tok *token, use uses) {
	unsure := slices.ContainsFunc(use.filters, func(f filterUse) bool { return e.ofPlugin(f.Name) }) ||
		slices.ContainsFunc(use.vars, func(v varUse) bool { return b.unsure[v.Path[0]] })
	n := len(b.open)
	switch tok.name {
	case "assign":
		if a, ok := tok.parsed.(*assignArgs); ok && (unsure || b.unsure[a.name]) {
			if b.unsure == nil {
				b.unsure = map[string]bool{}
			}
			b.unsure[a.name] = unsure
		}
	case "if", "unless", "case":
		b.open = append(b.open, openCondition{tok.span.Start, ofSettings(use.vars), unsure})
	case "elsif", "when":
		if n > 0 {
			c := &b.open[n-1]
			c.settings, c.unsure = c.settings && (tok.name == "when" || ofSettings(use.vars)), c.unsure || unsure
		}
	case "endif", "endunless", "endcase":
		if n > 0 {
			if c := b.open[n-1]; c.unsure {
				t.Mentions.Unsure = append(t.Mentions.Unsure, source.Span{File: tok.span.File, Start: c.start, End: tok.span.End})
			}
			b.open = b.open[:n-1]
		}
	}
}

// ofPlugin reports whether a filter is one of a plugin, with a line in the configuration or
// without.
func (e *Engine) ofPlugin(filter string) bool {
	if _, ok := e.filters[filter]; ok {
		return e.settled[filter]
	}
	_, ok := e.site.Brings(true, filter)
	return ok
}

// fromFiles are the variables of the site that are made of its files.
var fromFiles = []string{
	"categories", "collections", "data", "documents", "elements", "html_files", "html_pages", "pages", "posts",
	"related_posts", "static_files", "tags",
}

// ofSettings reports whether all variables are settings of the site.
func ofSettings(vars []varUse) bool {
	return len(vars) > 0 && !slices.ContainsFunc(vars, func(v varUse) bool {
		return len(v.Path) < 2 || v.Path[0] != "site" || slices.Contains(fromFiles, v.Path[1])
	})
}
