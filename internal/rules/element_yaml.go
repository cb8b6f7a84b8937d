package rules

import (
	"fmt"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/source"
)

var elementYAML = &lint.Rule{
	Name:     diag.RuleElementYAML,
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		found(p)
		checkSharedSections(p)
	},
}

// sharedSection is a section of a preset, with the pages that it is for.
type sharedSection struct {
	page   string
	after  *data.Node
	pages  []*lint.Page
	ids    []string // that these pages have
	placed bool
}

// checkSharedSections reports sections of presets that are on no page: they are left out
// of pages without the heading.
func checkSharedSections(p *lint.Pass) {
	if p.Incomplete() {
		return
	}
	byPage := map[[2]string]*lint.Page{}
	for _, page := range p.Pages {
		if page.Element != nil && page.Template != "" {
			byPage[[2]string{page.Element.Key, page.Template}] = page
		}
	}
	all := map[source.Span]*sharedSection{}
	var order []source.Span
	for _, e := range p.Site.Elements {
		for _, s := range e.Sections {
			at, _, _ := s.After.Origin()
			if !s.Shared {
				continue
			}
			one := all[at]
			if one == nil {
				one = &sharedSection{page: s.Page, after: s.After}
				all[at], order = one, append(order, at)
			}
			page := byPage[[2]string{e.Key, s.Page}]
			if page == nil || one.placed {
				one.placed = one.placed || e.Broken()
				continue
			}
			ids := page.Kept().IDs
			one.pages, one.ids = append(one.pages, page), append(one.ids, ids...)
			one.placed = slices.Contains(ids, s.After.Str()) || diag.Count(page.Problems, diag.Error) > 0
		}
	}
	for _, at := range order {
		if one := all[at]; !one.placed {
			p.Reportf(at, one.pages, "%s", one.message())
		}
	}
}

// message says why a section is on no page.
func (s *sharedSection) message() string {
	if len(s.pages) == 0 {
		return fmt.Sprintf("no element with this preset has a page %q that a template makes: the section is on no page", s.page)
	}
	slices.Sort(s.ids)
	message := fmt.Sprintf("no page %q of the elements with this preset has a heading with the id %q", s.page, s.after.Str())
	if near := didYouMean(s.after.Str(), s.ids); near != "" {
		return message + near
	}
	return message + "; they have " + strings.Join(slices.Compact(s.ids), ", ")
}
