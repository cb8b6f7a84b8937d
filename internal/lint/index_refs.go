package lint

import (
	"bytes"
	"iter"
	"regexp"
	"slices"
	"strings"

	"docgen/internal/content"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// Reference is something on a page that names another page, place or file.
type Reference struct {
	markdown.Range // of the address
	Dest           string
	// Image says that the page shows what is there.
	Image bool
	// Moves says that what is written leads to the language of the page, if it leads to a
	// page of the site: see content.Site.Localized.
	Moves bool

	// At is where the address was written, and Via the chain to the page. Exact
	// says that it stands there byte by byte.
	At    source.Span
	Via   []source.Span
	Exact bool
	// Base is the path that comes before the address as written.
	Base string
	// Written is the address as it stands on the page.
	Written source.Text

	// Layout says that a layout prints it. Of an address that the layout makes of a
	// value, such as "/docs/{{ item.key }}.html", Value is where that stands.
	Layout bool
	Value  source.Span
}

// keepReferences keeps what a page refers to: places of the site, and with
// external set also others.
func (x *Index) keepReferences(p *Page, external bool) {
	if !p.IsHTML() {
		return
	}
	keep := func(r Reference, written source.Text) {
		l := splitLink(r.Dest)
		outside := !l.broken && x.isOutside(l) && strings.TrimSpace(r.Dest) != ""
		if outside && !external {
			return
		}
		// Nothing that is kept may hold the memory of the page.
		r.Dest = strings.Clone(r.Dest)
		r.At, r.Via, r.Exact = placeOf(written)
		r.Written.Append(written, nil)
		if outside {
			p.kept.External = append(p.kept.External, r)
		} else {
			p.kept.References = append(p.kept.References, r)
		}
	}
	for r := range p.references() {
		at := r.Range
		if strings.HasSuffix(r.Dest, "]:") { // the definition above has no address
			at.Start = 1 + bytes.LastIndexByte(p.Text.Bytes[:max(0, bytes.LastIndexByte(p.Text.Bytes[:at.Start], '\n'))], '\n')
		}
		if !x.lacksVariable(p, at) {
			keep(r, p.Text.Slice(r.Start, r.End))
		}
	}
	if r, written, ok := x.redirectTo(p); ok {
		keep(r, written)
	}
}

// placeOf returns where an address was written, and whether it stands there. One
// that begins or ends with the value of a variable, such as the path that the
// site is published under, stands where that is printed.
func placeOf(written source.Text) (at source.Span, via []source.Span, exact bool) {
	n := written.Len()
	at, via, exact = written.Origin(0, n)
	if exact || n == 0 {
		return at, via, exact
	}
	first, last := chainOf(written, 0), chainOf(written, n-1)
	if first[0] == last[0] {
		return at, via, false // printed as a whole
	}
	for i, from := range first {
		for j, to := range last {
			if from.File == to.File && from.Start <= to.Start && slices.Equal(first[i+1:], last[j+1:]) {
				return source.Span{File: from.File, Start: from.Start, End: to.End}, first[i+1:], true
			}
		}
	}
	return at, via, false
}

// chainOf returns where a byte of a text came from, and what brought it there.
func chainOf(text source.Text, off int) []source.Span {
	at, via, _ := text.Origin(off, off+1)
	return append([]source.Span{at}, via...)
}

// lacksVariable reports whether a {{ }} in a range of the page prints a variable
// that is not defined, or that a plugin gives: then nobody knows the address, and
// the variable is reported.
func (x *Index) lacksVariable(p *Page, r markdown.Range) bool {
	for off := r.Start; off <= r.End; off++ {
		tag, _, ok := p.Text.Nothing(off)
		if !ok {
			continue
		}
		if p.MissingAt(tag) != nil {
			return true
		}
		for _, path := range pageVariable.FindAll(tag.Bytes(), -1) {
			if x.site.GivenByPlugin(strings.Split(string(path), ".")) {
				return true
			}
		}
	}
	return false
}

// pageVariable matches the variables that plugins define.
var pageVariable = regexp.MustCompile(`\b(?:page|site|layout)(?:\.\w+)+`)

// redirectTo returns the address that a page sends its readers to, as
// jekyll-redirect-from completes it.
func (x *Index) redirectTo(p *Page) (r Reference, written source.Text, ok bool) {
	to := p.RedirectTo()
	if r.Dest = to.Str(); r.Dest == "" || !x.site.Config.Jekyll || !x.site.Config.Makes("jekyll-redirect-from") {
		return r, written, false
	}
	if splitLink(r.Dest).scheme == "" {
		r.Base, r.Dest = x.base, x.base+"/"+strings.TrimPrefix(r.Dest, "/")
	}
	return r, to.Text, true
}

// mediaAttributes are the attributes of raw HTML tags, beside <a> and <img>,
// that name a file or page.
var mediaAttributes = map[string][]string{
	"area": {"href"}, "audio": {"src"}, "embed": {"src"}, "iframe": {"src"}, "link": {"href"}, "object": {"data"},
	"script": {"src"}, "source": {"src"}, "track": {"src"}, "video": {"src", "poster"},
}

// namesHost matches the relations of a <link> that names a host, where no page need be.
var namesHost = regexp.MustCompile(`(?i)^\s*(?:(?:preconnect|dns-prefetch)\b\s*)+$`)

// location matches a script in an attribute that goes to another place.
var location = regexp.MustCompile(`\blocation(?:\.href)?\s*=\s*['"]([^'"]*)['"]`)

// references yields the references of a page.
func (p *Page) references() iter.Seq[Reference] {
	return func(yield func(Reference) bool) {
		for _, l := range p.Facts.Links {
			if l.Raw != nil && l.Dest == "" {
				continue // this page, or whatever a script makes of it
			}
			if !yield(Reference{Range: l.To, Dest: l.Dest, Moves: true}) {
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
			if rel := t.Attr("rel"); t.Name == "link" && rel != nil && namesHost.MatchString(rel.Value) {
				continue
			}
			for _, name := range mediaAttributes[t.Name] {
				if a := t.Attr(name); a != nil && !yield(Reference{Range: a.Range, Dest: a.Value, Image: name == "poster", Moves: name == "href"}) {
					return
				}
			}
			if a := t.Attr(content.StaticHref); a != nil && !yield(Reference{Range: a.Range, Dest: a.Value}) {
				return
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
