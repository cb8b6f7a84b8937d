package lint

import (
	"iter"
	"regexp"
	"strings"

	"docgen/internal/markdown"
)

// Reference is something on a page that names another page, place or file.
type Reference struct {
	markdown.Range // of the address
	Dest           string
	// Image says that the page shows what is there.
	Image bool
}

// mediaAttributes are the attributes of raw HTML tags, beside <a> and <img>,
// that name a file or page.
var mediaAttributes = map[string][]string{
	"area": {"href"}, "audio": {"src"}, "embed": {"src"}, "iframe": {"src"}, "link": {"href"}, "object": {"data"},
	"script": {"src"}, "source": {"src"}, "track": {"src"}, "video": {"src", "poster"},
}

// location matches a script in an attribute that goes to another place.
var location = regexp.MustCompile(`\blocation(?:\.href)?\s*=\s*['"]([^'"]*)['"]`)

// References yields the references of a page.
func (p *Page) References() iter.Seq[Reference] {
	return func(yield func(Reference) bool) {
		for _, l := range p.Facts.Links {
			if l.Raw != nil && l.Dest == "" {
				continue // this page, or whatever a script makes of it
			}
			if !yield(Reference{Range: l.To, Dest: l.Dest}) {
				return
			}
		}
		for _, l := range p.Facts.Images {
			if !yield(Reference{Range: l.To, Dest: l.Dest, Image: true}) {
				return
			}
		}
		for i := range p.Facts.Tags {
			t := &p.Facts.Tags[i]
			if t.Closing || len(t.Attributes) == 0 {
				continue
			}
			for _, name := range mediaAttributes[t.Name] {
				if a := t.Attr(name); a != nil && !yield(Reference{Range: a.Range, Dest: a.Value, Image: name == "poster"}) {
					return
				}
			}
			if a := t.Attr("onclick"); a != nil {
				if r, ok := scripted(a); ok && !yield(r) {
					return
				}
			}
		}
	}
}

// scripted returns where the script of an attribute leads.
func scripted(a *markdown.Attribute) (Reference, bool) {
	if !strings.Contains(a.Value, "location") {
		return Reference{}, false
	}
	m := location.FindStringSubmatchIndex(a.Value)
	if m == nil {
		return Reference{}, false
	}
	r := Reference{Range: a.Range, Dest: a.Value[m[2]:m[3]]}
	if len(a.Value) == a.End-a.Start { // without entities, so offsets hold
		r.Start, r.End = a.Start+m[2], a.Start+m[3]
	}
	return r, true
}
