package rules

import (
	"regexp"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/render"
	"docgen/internal/source"
)

var undefinedVariable = &lint.Rule{
	Name:     diag.RuleUndefinedVariable,
	Severity: diag.Error,
	Site: func(p *lint.Pass) {
		vars, itself := undefinedVars(p)
		for _, u := range vars {
			if u.ofPages(p) {
				for i, page := range u.pages {
					if !itself[printing{page, strings.Join(u.Path, ".")}] {
						reportLacking(p, page, u, u.known[i])
					}
				}
				continue
			}
			reportUndefined(p, u, !givenElsewhere(p, u))
		}
		undefinedInLayouts(p)
	},
}

// undefined is one place that prints an undefined variable, with the pages on
// which it is undefined.
type undefined struct {
	render.Missing
	pages []*lint.Page
	known [][]string // on each of them, see Missing.Known
}

// printing is a page whose own body prints a variable, so that the finding there is
// sufficient.
type printing struct {
	page *lint.Page
	path string
}

// undefinedVars lists the places in the order of the pages, and what pages print
// themselves. Parameters of includes and terms of the glossary have other rules.
// What pages lack because their front matter or their element has mistakes is left out.
func undefinedVars(p *lint.Pass) (out []*undefined, itself map[printing]bool) {
	broken := map[*source.File]bool{}
	for _, d := range p.Site.Problems {
		if d.Rule == diag.RuleFrontMatter && d.Severity == diag.Error {
			broken[d.Span.File] = true
		}
	}
	unread := unreadData(p)
	first := map[source.Span]*undefined{}
	itself = map[printing]bool{}
	for _, page := range p.Pages {
		for _, m := range page.Missing {
			if m.At.File == page.File && page.Template == "" {
				itself[printing{page, strings.Join(m.Path, ".")}] = true
			}
			if m.Path[0] == "include" || isTerm(m.Path) || brokenAbove(broken, page, m.Path[0]) || unread.holds(m.Path) || p.Site.GivenByPlugin(m.Path) {
				continue
			}
			u := first[m.Var]
			if u == nil {
				u = &undefined{Missing: m}
				first[m.Var] = u
				out = append(out, u)
			}
			if n := len(u.pages); n == 0 || u.pages[n-1] != page {
				u.pages, u.known = append(u.pages, page), append(u.known, m.Known)
			}
		}
	}
	return out, itself
}

// brokenAbove reports whether a variable of a page comes from front matter that
// cannot be read, or from an element with mistakes.
func brokenAbove(broken map[*source.File]bool, page *lint.Page, root string) bool {
	return root == "page" && broken[page.File] || (root == "page" || root == "element") && page.Element.Broken()
}

// ofPages reports whether the problem is in the pages: a text that many pages
// share prints a variable that most of them define.
func (u *undefined) ofPages(p *lint.Pass) bool {
	if root := u.Path[0]; root != "page" && root != "element" || u.Found == 0 {
		return false
	}
	return 2*len(u.pages) < len(p.UsersOf(u.At.File))
}

// reportLacking reports a variable that a page should define, at the place of its
// variables. known are those that it defines.
func reportLacking(p *lint.Pass, page *lint.Page, u *undefined, known []string) {
	at, where := page.FrontSpan, "the front matter"
	at.Start = at.End
	if page.Element != nil && page.Template != "" {
		key, _, _ := page.Element.Node.Members[0].Key.Origin()
		at, where = key, "the element"
	}
	name := strings.Join(u.Path, ".")
	d := p.Reportf(at, []*lint.Page{page}, "%s does not give %q, which the page prints%s", where, name, didYouMean(u.Path[u.Found], known))
	d.Kind = "lacking"
	d.Note(u.Var, "printed here")
}

// givenElsewhere reports whether other pages define the variable: then its name
// is not misspelt.
func givenElsewhere(p *lint.Pass, u *undefined) bool {
	return u.Path[0] == "page" && u.Found == 1 && givenKeys(p)[u.Path[1]]
}

// givenKeys are the keys that the front matter of some page has.
func givenKeys(p *lint.Pass) map[string]bool {
	type key struct{}
	return p.Once(key{}, func() any {
		given := map[string]bool{}
		for _, page := range p.Pages {
			for _, key := range page.Kept().Keys {
				given[key] = true
			}
		}
		return given
	}).(map[string]bool)
}

func reportUndefined(p *lint.Pass, u *undefined, misspelt bool) {
	d := p.Reportf(u.At, u.pages, "%s", `"`+strings.Join(u.Path, ".")+`" is not defined`)
	d.Via = u.Via
	if misspelt {
		suggest(d, u.Missing)
	} else {
		d.Message += ": the front matter does not give it"
	}
}

// variableName matches the names that Liquid can read; keys of YAML may be others.
var variableName = regexp.MustCompile(`^[A-Za-z_][\w-]*$`)

// suggest adds the variable that was meant, if one is near, and the fix.
func suggest(d *diag.Diagnostic, m render.Missing) {
	name := m.Path[m.Found]
	known := slices.DeleteFunc(slices.Clone(m.Known), func(name string) bool { return !variableName.MatchString(name) })
	near := nearName(name, known)
	if near == "" {
		return
	}
	path := slices.Clone(m.Path)
	path[m.Found] = near
	d.Message += `: did you mean "` + strings.Join(path, ".") + `"?`
	at := m.Var
	at.Start += len(strings.Join(m.Path[:m.Found], "."))
	if m.Found > 0 {
		at.Start++
	}
	at.End = at.Start + len(name)
	if at.End <= m.Var.End && at.String() == name {
		d.Fix(diag.Slip(name, known) == near, "change it to "+near, at, near)
	}
}
