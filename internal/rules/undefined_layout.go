package rules

import (
	"maps"
	"slices"
	"strings"

	"docgen/internal/lint"
	"docgen/internal/render"
	"docgen/internal/source"
)

// layoutRoots are the variables that every layout sees.
var layoutRoots = []string{"content", "jekyll", "layout", "page", "site"}

// undefinedInLayouts reports the variables that layouts print and that are surely slips.
// Layouts are made for pages and sites that have not all been written yet: what a page
// or setting gives, or a template tests anywhere, may be missing on other pages. The
// layouts of a Jekyll tree may come from a theme, so that only a name is reported that
// is nearly another one.
func undefinedInLayouts(p *lint.Pass) {
	first := map[source.Span]*undefined{}
	var list []*undefined
	for _, page := range p.Pages {
		for _, m := range page.InLayouts() {
			u := first[m.Var]
			if u == nil {
				u = &undefined{Missing: m}
				first[m.Var] = u
				list = append(list, u)
			}
			if n := len(u.pages); n == 0 || u.pages[n-1] != page {
				u.pages = append(u.pages, page)
			}
		}
	}
	if len(list) == 0 {
		return
	}
	given, tested, unread := pageVars(p), testedVars(p), unreadData(p)
	for _, u := range list {
		path := strings.Join(u.Path[:u.Found+1], ".")
		if u.Path[0] == "include" || isTerm(u.Path) || tested[path] || unread.holds(u.Path) || p.Site.GivenByPlugin(u.Path) {
			continue
		}
		switch root := u.Path[0]; {
		case u.Found == 0:
			u.Known = layoutRoots
		case root == "page" && u.Found == 1:
			if given[u.Path[1]] {
				continue
			}
			u.Known = slices.Sorted(maps.Keys(given))
		}
		surely := !p.Site.Config.Jekyll && u.Found == 1 && (u.Path[0] == "page" || u.Path[0] == "site")
		if surely || isSlip(u.Missing) {
			reportUndefined(p, u, true)
		}
	}
}

// isSlip reports whether a name that is missing is nearly one that is there.
func isSlip(m render.Missing) bool {
	return nearName(m.Path[m.Found], m.Known) != ""
}

// pageVars are the variables that some page has.
func pageVars(p *lint.Pass) map[string]bool {
	given := map[string]bool{}
	for _, page := range p.Pages {
		for name := range page.Vars {
			given[name] = true
		}
		for _, name := range page.Kept().Keys {
			given[name] = true
		}
	}
	return given
}

// testedVars are the variables that a template which pages share tests, or gives a
// default.
func testedVars(p *lint.Pass) map[string]bool {
	tested := map[string]bool{}
	for _, t := range p.Engine.Templates() {
		for _, v := range t.Mentions.Vars {
			if v.Guarded {
				tested[strings.Join(v.Path, ".")] = true
			}
		}
	}
	return tested
}
