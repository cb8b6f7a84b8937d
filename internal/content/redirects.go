package content

import (
	"slices"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// Redirect is an old address that leads to a page.
type Redirect struct {
	From *data.Node // its value in the front matter of Page
	At   string     // the old address
	Page *Page
}

// Redirects decides which redirect_from is written to each path of the output folder,
// for a build as for the lint, and reports collisions.
//
// In docgen's own layout pages win over redirects, and the first redirect wins
// over later ones. In a Jekyll tree it is the reverse, as with
// jekyll-redirect-from: pages are processed in the order of their names, the last
// redirect wins, and it replaces a page too.
func (s *Site) Redirects() (table map[string]Redirect, problems []*diag.Diagnostic) {
	table = map[string]Redirect{}
	if !s.Config.Makes("jekyll-redirect-from") {
		return table, nil
	}
	unsure := s.RedirectsUnsure()
	report := func(r Redirect, taken source.Span, format string, args ...any) {
		if unsure {
			return
		}
		d := diagnosticAt(r.From, diag.RuleRedirectCollision, diag.Warning, format, args...)
		d.Kind, d.Pages = "redirect", []string{r.Page.Path}
		if taken.File != nil && len(taken.File.Text) > 0 {
			d.Note(taken, "taken here")
		}
		problems = append(problems, d)
	}
	var losers []Redirect
	for _, r := range s.allRedirects() {
		out := RedirectOut(r.At)
		other, twice := table[out]
		switch {
		case twice && s.Config.Jekyll:
			losers = append(losers, other)
			table[out] = r
		case twice:
			losers = append(losers, r)
		default:
			table[out] = r
		}
	}
	for _, r := range losers {
		winner := table[RedirectOut(r.At)]
		at, _, _ := winner.From.Origin()
		if winner.Page == r.Page {
			report(r, at, "%s is in the redirects of this page twice", r.At)
		} else {
			report(r, at, "%s redirects from %s too and wins; this redirect is left out", winner.Page.Path, r.At)
		}
	}
	leaveOut := func(out, what string, taken source.Span) {
		if r, ok := table[out]; ok {
			report(r, taken, "%s stands at %s; this redirect is left out", what, r.At)
			delete(table, out)
		}
	}
	for _, p := range s.AllPages() {
		at, _ := p.AddressPlace()
		r, ok := table[p.Out()]
		switch {
		case p.Collection != "":
			leaveOut(p.Out(), "the document "+p.Path, at)
		case ok && s.Config.Jekyll:
			report(r, at, "this redirect takes the place of the page %s, as in Jekyll", p.Path)
		default:
			leaveOut(p.Out(), "the page "+p.Path, at)
		}
	}
	for _, f := range s.Static {
		leaveOut(f.Out(), "the file "+f.From, source.Span{})
	}
	return table, problems
}

// allRedirects lists the redirect_from of pages and documents, in the order in which
// collisions are decided.
func (s *Site) allRedirects() (list []Redirect) {
	pages := s.AllPages()
	if s.Config.Jekyll {
		pages = nil
		for _, site := range s.All() {
			for _, c := range site.Collections {
				pages = append(pages, slices.DeleteFunc(slices.Clone(c.Docs), func(p *Page) bool { return p.Unwritten })...)
			}
			pages = append(pages, site.Pages...)
		}
	}
	for _, p := range pages {
		for _, from := range p.Redirects {
			list = append(list, Redirect{from, p.RedirectFrom(from), p})
		}
	}
	return list
}
