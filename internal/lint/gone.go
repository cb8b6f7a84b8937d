package lint

import (
	"fmt"
	"slices"
	"strings"

	"docgen/internal/diag"
)

// Gone returns findings about the addresses and the ids of the older docs that
// readers may have linked to, and that are not there any more: no page, file or
// redirect is at the address, or its page has no such id. renamed gives the files
// that have another name now. What a page of the docs allows, or their configuration
// ignores, is left out.
func (x *Index) Gone(older *Index, renamed map[string]string) []*diag.Diagnostic {
	var out []*diag.Diagnostic
	now := map[string]*Page{}
	for _, p := range x.pages {
		now[p.Path] = p
	}
	for _, was := range older.pages {
		if !was.IsHTML() || older.site.Config.IsAlso(was.Path) || was.Page.Page.Out() == "404.html" {
			continue
		}
		path := was.Path
		if name, ok := renamed[path]; ok {
			path = name
		}
		e, ok := x.lookup(was.Out())
		if !ok {
			d := gone(was, "address", "no page is at %q any more: a redirect_from keeps the links of readers", was.Address())
			if is := now[path]; is != nil {
				d.Span, d.Pages = is.File.Span(0, 0), []string{is.Path}
				d.Message = "the page was at \"" + was.Address() + "\", which is gone: a redirect_from keeps the links of readers"
			}
			out = append(out, d)
			continue
		}
		is := x.made[keyOf(e.page)]
		if e.page == nil || is == nil || is.Path != path {
			continue // a file, or another page that has taken the address
		}
		var lost []string
		for _, id := range was.kept.IDs {
			if !x.hasAnchor(is, id, id) {
				lost = append(lost, "#"+id)
			}
		}
		if len(lost) > 0 {
			d := gone(is, "id", "readers may have linked to %s, which the page has no more", strings.Join(lost, ", "))
			out = append(out, d)
		}
	}
	return slices.DeleteFunc(out, func(d *diag.Diagnostic) bool {
		is := now[d.Pages[0]]
		return x.site.Config.Ignores(d.Span.File.Name) || is != nil && is.kept.allows.find(d.Rule, d.Span) != nil
	})
}

func gone(p *Page, kind, format string, args ...any) *diag.Diagnostic {
	return &diag.Diagnostic{
		Rule: diag.RuleGoneAddress, Kind: kind, Severity: diag.Warning, Span: p.File.Span(0, 0),
		Message: fmt.Sprintf(format, args...), Pages: []string{p.Path},
	}
}
