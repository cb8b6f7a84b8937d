package rules

import (
	"bytes"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

var brokenAnchor = &lint.Rule{
	Name:     diag.RuleBrokenAnchor,
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		lacks := map[*lint.Page]bool{}
		for _, d := range p.Index.Dangling() {
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
			if d.Page == d.Pages[0] {
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
		return d.Rule == diag.RuleUnsupported && hidesHeading(page, d) || d.Rule == diag.RuleMissingInclude || d.Rule == liquidSyntax.Name && strings.HasPrefix(d.Span.String(), "{%")
	})
}

// hidesHeading reports whether headings may lack for what a plugin would do: in
// place of a tag without a body, or by a filter in the text of a heading.
func hidesHeading(page *lint.Page, d *diag.Diagnostic) bool {
	if d.Cause == nil {
		return false
	}
	what, name, _ := strings.Cut(d.Cause.Key, " ")
	text := d.Span.File.Text
	if what == "tag" {
		return d.Span.File == page.File && !bytes.Contains(text, []byte("end"+name))
	}
	line := text[bytes.LastIndexByte(text[:d.Span.Start], '\n')+1:]
	return what == "filter" && bytes.HasPrefix(line, []byte("#"))
}
