package content

import (
	"net/url"
	"path"
	"strings"
)

// ResolvesLinks reports whether the links of a page to files of the tree lead to the
// pages made of these, as with jekyll-relative-links.
func (s *Site) ResolvesLinks(p *Page) bool {
	const section = "relative_links"
	c := s.Config
	return c.Uses("jekyll-relative-links") && !c.disabled(section) && p.Template == "" &&
		(p.Collection == "" || c.option(section, "collections").True()) && !matches(strs(c.option(section, "exclude")), p.Path)
}

// LinkTarget returns the path of the file that a link on a page may name, and the
// fragment of the link. ok is false for whole addresses, and fragments alone.
func (s *Site) LinkTarget(p *Page, dest string) (target, fragment string, ok bool) {
	target, fragment = dest, ""
	if i := strings.IndexByte(dest, '#'); i >= 0 {
		target, fragment = dest[:i], dest[i:]
	}
	if target == "" || strings.HasPrefix(target, "//") || strings.Contains(strings.SplitN(target, "/", 2)[0], ":") {
		return "", "", false
	}
	if plain, err := url.PathUnescape(target); err == nil {
		target = plain
	}
	if strings.HasPrefix(target, "/") {
		target = path.Clean(target)[1:]
	} else {
		target = path.Join(path.Dir(s.Config.shownPath(p)), target)
	}
	return target, fragment, target != "" && !escapes(target)
}
