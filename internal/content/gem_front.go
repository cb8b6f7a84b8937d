package content

import (
	"path"
	"slices"
	"strings"
)

// notPages are the files that jekyll-optional-front-matter leaves alone, unless
// include names them: they are meant for readers of the repository.
var notPages = []string{"README", "LICENSE", "LICENCE", "COPYING", "CODE_OF_CONDUCT", "CONTRIBUTING", "ISSUE_TEMPLATE", "PULL_REQUEST_TEMPLATE"}

// needsNoFront reports whether a file of Markdown is a page even without front
// matter.
func (r *reader) needsNoFront(name string) bool {
	const section = "optional_front_matter"
	if name == r.readme {
		return true
	}
	if !r.Config.Uses("jekyll-optional-front-matter") || r.Config.disabled(section) || r.Config.Node.Get("require_front_matter").True() {
		return false
	}
	settings, _ := r.Config.collectionOf(name)
	return r.isMarkdown(name) && settings == nil && !strings.HasPrefix(name, "_") &&
		(matches(r.Config.Include, name) || !slices.Contains(notPages, strings.ToUpper(baseOf(name))))
}

// isOptional reports whether a page has no front matter, and is one all the same.
func (r *reader) isOptional(p *Page) bool {
	return p.FrontSpan.Start == p.Body.Start && r.needsNoFront(p.Path)
}

// addOptional adds the pages without front matter.
func addOptional(r *reader) {
	for _, p := range r.optional {
		if p.Mount != r.Mount {
			c := p.copied()
			c.Mount = r.Mount
			p = r.keepChanged(p, c)
		}
		r.Pages = append(r.Pages, p)
	}
}

// copiesOriginal reports whether the file of a page without front matter is also
// copied as it is.
func (r *reader) copiesOriginal(p *Page) bool {
	return r.isOptional(p) && !r.Config.option("optional_front_matter", "remove_originals").True()
}

// addReadmes makes the README of a folder without an index its index page, as
// jekyll-readme-index.
func addReadmes(r *reader) {
	const section = "readme_index"
	if r.Config.disabled(section) {
		return
	}
	isReadme := func(name string) bool { return strings.EqualFold(baseOf(name), "readme") && r.isMarkdown(name) }
	for _, f := range slices.Clone(r.Static) {
		file := r.files[f.From]
		if !isReadme(f.From) || file == nil || r.hasIndex(path.Dir(f.URL)) {
			continue
		}
		r.readme = f.From
		p := r.newPage(file)
		p.URL = cleanURL(path.Dir(f.URL) + "/")
		p.complete()
		r.addMade(p)
		if r.Config.option(section, "remove_originals").True() {
			r.Static = slices.DeleteFunc(r.Static, func(s Static) bool { return s == f })
		}
	}
	if !r.Config.option(section, "with_frontmatter").True() {
		return
	}
	for i, p := range r.Pages {
		if isReadme(p.Path) && !r.hasIndex(path.Dir(p.URL)) {
			c := p.copied()
			c.URL = cleanURL(path.Dir(p.URL) + "/")
			c.complete()
			r.Pages[i] = r.keepChanged(p, c)
		}
	}
}

// hasIndex reports whether a folder has a page of its own.
func (r *reader) hasIndex(dir string) bool {
	dir = cleanURL(dir + "/")
	is := func(url string) bool {
		rest, in := strings.CutPrefix(url, dir)
		return in && (rest == "" || slices.Contains([]string{"index.html", "index.htm", "index.xhtml", "index.xml"}, strings.ToLower(rest)))
	}
	return slices.ContainsFunc(r.Pages, func(p *Page) bool { return is(p.URL) }) || slices.ContainsFunc(r.Static, func(f Static) bool { return is(f.URL) })
}
