package publish

import "docgen/internal/diag"

// Share is what one page gives to the files that speak of all pages.
type Share struct{ gathering gathering }

// Share takes a finished page's share; nil where the site has no such files.
func (b *Builder) Share(r *Rendered) *Share {
	if !b.forMachines() {
		return nil
	}
	s := &Share{gathering{site: b.Site}}
	s.gathering.add(r)
	return s
}

// Twin returns the Markdown that is published beside a page, and its path
// below the output folder.
func (b *Builder) Twin(r *Rendered) (path string, text []byte, ok bool) {
	if !b.forMachines() || !hasTwin(r.Page) {
		return "", nil, false
	}
	return twinPath(r.URL), r.twin(), true
}

// Extras returns what Build writes beside the pages, their twins and the files
// that are copied, by path below the output folder: from the shares of all
// pages, which may have been taken from an older site whose pages were the
// same.
func (b *Builder) Extras(shares []*Share) (files map[string][]byte, problems []*diag.Diagnostic) {
	all := &gathering{site: b.Site}
	for _, s := range shares {
		if s != nil {
			all.search = append(all.search, s.gathering.search...)
			all.listed = append(all.listed, s.gathering.listed...)
			all.examples = append(all.examples, s.gathering.examples...)
		}
	}
	return b.siteFiles(all)
}

// Gathers tells whether there are files that speak of all pages, so that
// Extras needs the shares.
func (b *Builder) Gathers() bool { return b.forMachines() }
