package rules

import (
	"bytes"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/render"
	"docgen/internal/source"
)

var brokenAnchor = &lint.Rule{
	Name:     diag.RuleBrokenAnchor,
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		lacks := lackingByIncludes(p)
		for _, d := range dangling(p) {
			if d.Verdict != lint.NoAnchor || p.Incomplete() && !d.Page.Whole() {
				continue
			}
			lack, known := lacks[d.Page]
			if !known {
				lack = lacksText(d.Page)
				lacks[d.Page] = lack
			}
			if lack {
				continue
			}
			kind, where := "other-page", "the page it leads to"
			if len(d.Pages) > 0 && d.Page == d.Pages[0] && (!d.Layout || strings.HasPrefix(d.Dest, "#")) {
				kind, where = "same-page", "this page"
			}
			reportDangling(p, d, kind, "%s has no heading or id %q", where, d.Fragment)
		}
	},
}

// lacksText reports whether a part of a page is not known, since the tag that
// would produce it has a mistake, or belongs to a plugin: it may have headings.
func lacksText(page *lint.Page) bool {
	return slices.ContainsFunc(page.Problems, func(d *diag.Diagnostic) bool {
		return d.Rule == diag.RuleUnsupported && d.Cause != nil && hidesHeading(page, d) || d.Rule == diag.RuleMissingInclude || d.Rule == liquidSyntax.Name && strings.HasPrefix(d.Span.String(), "{%")
	}) || slices.ContainsFunc(page.Mentions.Settled, func(m render.SettledMention) bool { return !m.Filter || inHeading(m.At) })
}

// lackingByIncludes lists the pages with an include in which a filter that the
// configuration settles is in a heading.
func lackingByIncludes(p *lint.Pass) map[*lint.Page]bool {
	out := map[*lint.Page]bool{}
	for _, t := range p.Engine.Templates() {
		if slices.ContainsFunc(t.Mentions.Settled, func(m render.SettledMention) bool { return m.Filter && inHeading(m.At) }) {
			for _, page := range p.UsersOf(t.File()) {
				out[page] = true
			}
		}
	}
	return out
}

// hidesHeading reports whether headings may lack for what a plugin would do: in
// place of a tag without a body, or by a filter in the text of a heading.
func hidesHeading(page *lint.Page, d *diag.Diagnostic) bool {
	what, name, _ := strings.Cut(d.Cause.Key, " ")
	if what == "tag" {
		return d.Span.File == page.File && !bytes.Contains(d.Span.File.Text, []byte("end"+name))
	}
	return what == "filter" && inHeading(d.Span)
}

// inHeading reports whether the line of a place begins with #.
func inHeading(at source.Span) bool {
	text := at.File.Text
	return bytes.HasPrefix(text[bytes.LastIndexByte(text[:at.Start], '\n')+1:], []byte("#"))
}
