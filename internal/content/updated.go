package content

import (
	"maps"
	"slices"
	"time"
)

// Updated returns the day of the last change of a page, as 2006-01-02, or "" where it is
// not known or not shown: that of its file, or for a page that a template makes, the last
// one of the files of its element that the page is made of.
func (s *Site) Updated(p *Page) string {
	if s.dates == nil {
		return ""
	}
	names := []string{p.File.Name}
	if p.Template != "" {
		names[0] = p.Element.File.Name
		for _, section := range p.Element.Sections {
			if section.Page == p.Template {
				names = append(names, section.File.Name)
			}
		}
	}
	var last time.Time
	for _, name := range names {
		if at := s.dates[name]; at.After(last) {
			last = at
		}
	}
	if last.IsZero() {
		return ""
	}
	return last.In(s.Config.Location).Format(time.DateOnly)
}

// readDates asks when the files were changed last, for a site that shows it; and again
// when there are other files, of which nobody has asked yet.
func (r *reader) readDates() {
	if !r.Config.look.vars.Get("lastUpdated").(bool) || r.opts.Changed == nil {
		return
	}
	if r.older != nil && r.older.dates != nil && sameKeys(r.inputs, r.older.inputs) {
		r.dates = r.older.dates
	} else if r.dates = r.opts.Changed(slices.Sorted(maps.Keys(r.inputs))); r.dates == nil {
		r.dates = map[string]time.Time{}
	}
	for _, l := range r.Languages {
		l.dates = r.dates
	}
}

func sameKeys[V any](a, b map[string]V) bool {
	for key := range a {
		if _, ok := b[key]; !ok {
			return false
		}
	}
	return len(a) == len(b)
}
