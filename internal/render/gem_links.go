package render

import "docgen/internal/content"

// ResolvesLinks reports whether the links of a page to files of the tree lead to
// their pages.
func (e *Engine) ResolvesLinks(p *content.Page) bool { return e.site.ResolvesLinks(p) }

// LinkFrom returns the address that a link on a page leads to if it names a file of
// the tree; else "". The trace is that of the look-up.
func (e *Engine) LinkFrom(p *content.Page, dest string) (url string, t Trace) {
	target, fragment, ok := e.site.LinkTarget(p, dest)
	if !ok {
		return "", nil
	}
	d := dependency{linkDep, "link\n" + target}
	if e.traces {
		t = Trace{{d, e.current(d)}}
	}
	path, err := e.site.Link("link", target)
	if err != nil {
		return "", t
	}
	return normalizeURL(path) + fragment, t
}
