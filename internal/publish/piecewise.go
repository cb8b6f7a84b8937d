package publish

import "docgen/internal/diag"

// Share is the data of one page for the files about all pages.
type Share struct{ gathering gathering }

// Share returns the share of a finished page; nil if the site has no such files.
func (b *Builder) Share(r *Rendered) *Share {
	if !b.Gathers() {
		return nil
	}
	s := &Share{gathering{site: b.Site}}
	s.gathering.add(r)
	return s
}

// Twin returns the Markdown that is published beside a page, and its path
// below the output folder.
func (b *Builder) Twin(r *Rendered) (path string, text []byte, ok bool) {
	if path, ok = r.TwinOut(); !ok || !b.forMachines() {
		return "", nil, false
	}
	return path, r.twin(), true
}

// Extras returns the files that Build writes in addition to the pages, their
// twins and the copied files, by path below the output folder. shares are those
// of all pages; they may come from an older site with the same pages.
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

// Gathers reports whether there are files about all pages, for which Extras
// needs the shares: at least the search index, which docgen's layouts use.
func (b *Builder) Gathers() bool { return b.Site.BringsLayout() }
