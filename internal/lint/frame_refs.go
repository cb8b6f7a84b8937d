package lint

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"docgen/internal/markdown"
	"docgen/internal/source"
)

// frameIDs returns the ids that the layouts put around a page.
func (p *Page) frameIDs() []string {
	if p.kept.frame == nil {
		return nil
	}
	return p.kept.frame.ids
}

// keepFrame keeps what the layouts of a page refer to. p is what they print around page.
func (x *Index) keepFrame(f *frame, page, p *Page, external bool) {
	based := slices.ContainsFunc(p.Facts.Tags, func(t markdown.Tag) bool { return t.Name == "base" && t.Attr("href") != nil })
	for r := range p.references() {
		l := splitLink(r.Dest)
		outside := !l.broken && x.isOutside(l) && strings.TrimSpace(r.Dest) != ""
		relative := l.scheme == "" && l.host == "" && !strings.HasPrefix(l.path, "/")
		if outside && !external || relative && based || x.printsNothing(p, r.Range) {
			continue
		}
		written := p.Text.Slice(r.Start, r.End)
		r.Layout = true
		if outside {
			f.external = append(f.external, x.placed(r, written))
			continue
		}
		dest := r.Dest
		if r.Moves {
			dest = x.site.Localized(p.Page.Page, dest)
		}
		t, to, fragment := x.locate(p, dest)
		if t.Verdict == Found && (t.Fragment == "" || to == nil ||
			keyOf(to) == keyOf(page.Page.Page) && (f.hasID[t.Fragment] || x.hasAnchor(page, t.Fragment, fragment))) {
			// One that was copied as it is leads to the same place on all pages.
			if relative || !p.Text.IsCopy(r.Start, r.End) {
				f.lead(x.placed(Reference{}, written), relative)
			}
			continue
		}
		placed := x.placed(r, written)
		if t.Verdict == Outside || t.Verdict == Found && (!placed.Exact || placed.Value.File != nil) {
			continue // a fragment that the layout makes may be for a script
		}
		f.references = append(f.references, placed)
	}
}

// printsNothing reports whether a variable that prints nothing keeps an address from being
// known: not the path that the site is published under, which may be empty.
func (x *Index) printsNothing(p *Page, r markdown.Range) bool {
	for at := range p.Text.Gaps(r.Start, r.End) {
		if !bytes.Contains(at.Bytes(), []byte("baseurl")) && !bytes.Contains(at.Bytes(), []byte("site.url")) {
			return true
		}
	}
	return false
}

// lead keeps the place of a reference that leads somewhere, where it may lead elsewhere on
// other pages, or for other values.
func (f *frame) lead(r Reference, relative bool) {
	if (relative || r.Value.File != nil) && !slices.Contains(f.led, r.At) {
		f.led = append(f.led, r.At)
	}
}

// placed returns a reference with the place to edit: the one value that the address is,
// after the path that the site is published under, or else where the template prints it.
func (x *Index) placed(r Reference, written source.Text) Reference {
	r.Dest = strings.Clone(r.Dest)
	var value, text, other []source.Piece
	for piece := range written.Pieces {
		switch {
		case x.isBase(written, piece):
		case piece.Via != nil && printsValue.Match(piece.Via.At.Bytes()):
			value = append(value, piece)
		case piece.Exact:
			text = append(text, piece)
		default:
			other = append(other, piece)
		}
	}
	only := slices.Concat(value, text, other)
	switch {
	case len(value) == 1:
		only = value
	case len(value) == 0 && len(text) == 1:
		only = text
	}
	if len(only) == 1 && only[0].End == written.Len() && x.isPrefix(string(written.Bytes[:only[0].Start])) {
		r.Base = string(written.Bytes[:only[0].Start])
		r.Written.Append(written.Slice(only[0].Start, only[0].End), nil)
		r.At, r.Via, r.Exact = r.Written.Origin(0, r.Written.Len())
		if !r.Exact && len(value) == 0 {
			r.Value = r.At // not known
		}
		return r
	}
	r.At, r.Via, r.Exact = placeOf(written)
	r.Written.Append(written, nil)
	if len(value) == 1 {
		r.Value = value[0].At
	} else if len(other) > 0 || len(value) > 0 {
		r.Value = r.At // of several, or of none that is known
	}
	return r
}

// printsValue matches the steps of a chain that print or keep a value; others include.
var printsValue = regexp.MustCompile(`^\{(?:\{|%-?\s*assign\b)`)

// isBase reports whether a piece of an address is the value of url or baseurl.
func (x *Index) isBase(written source.Text, piece source.Piece) bool {
	text := string(written.Bytes[piece.Start:piece.End])
	c := x.site.Config
	return piece.Start == 0 && (text == c.URL || text == c.BaseURL) || piece.End <= len(c.URL+c.BaseURL)+1 && x.isPrefix(string(written.Bytes[:piece.End]))
}

// isPrefix reports whether a text is what comes before the path on the site.
func (x *Index) isPrefix(text string) bool {
	c := x.site.Config
	text = strings.TrimSuffix(text, "/")
	return text == "" || text == c.URL || text == c.BaseURL || text == c.URL+c.BaseURL
}

// ledPlaces are the places in templates that print several addresses, where one of them
// leads somewhere on some page.
func (x *Index) ledPlaces() map[source.Span]bool {
	led, seen := map[source.Span]bool{}, map[*frame]bool{}
	for _, p := range x.pages {
		if f := p.kept.frame; f != nil && !seen[f] {
			seen[f] = true
			for _, at := range f.led {
				led[at] = true
			}
		}
	}
	return led
}

// settle decides what is wrong with an address that a layout makes of a value: the value,
// where the layout makes good addresses of others.
func (d *Dangling) settle(led map[source.Span]bool) {
	if d.Layout && led[d.At] && d.Value.File != nil && d.Value != d.At {
		d.Via = append([]source.Span{d.At}, d.Via...)
		d.At, d.Exact = d.Value, false
	}
}

// also adds another address that leads nowhere from the same place.
func (d *Dangling) also(other *Dangling) {
	if other.Dest != d.Dest && d.Layout && !slices.Contains(d.Others, other.Dest) {
		d.Others = append(d.Others, other.Dest)
	}
}

// inConfig adds the addresses of docgen.yml that lead nowhere and that no page shows: the
// layouts may have no place for them.
func (x *Index) inConfig(list []*Dangling) []*Dangling {
	shown := make(map[source.Span]bool, len(list))
	for _, d := range list {
		shown[d.At] = true
	}
	for a := range x.site.Config.Addresses() {
		r := Reference{Dest: a.Str(), Image: a.Image, Written: a.Text}
		if r.At, r.Via, r.Exact = a.Text.Origin(0, a.Text.Len()); a.Text.Len() == 0 {
			r.At, r.Via, r.Exact = a.Origin()
		}
		l := splitLink(r.Dest)
		if len(x.pages) == 0 || shown[r.At] || a.File && l.scheme == "" && !strings.HasPrefix(l.path, "/") {
			continue // reading the configuration has looked for it
		}
		if l.scheme == "" && l.host == "" && strings.TrimSpace(r.Dest) != "" {
			r.Base, r.Dest = x.base, x.base+"/"+strings.TrimPrefix(r.Dest, "/")
		}
		t := x.Resolve(x.pages[0], r.Dest)
		if strings.TrimSpace(r.Dest) == "" {
			t = Target{Verdict: NoURL}
		}
		if t.Verdict != Outside && t.Verdict != Found {
			spell := speller{x, maxCompared}
			list = append(list, &Dangling{Reference: r, Target: t, Suggestion: spell.suggest(x.pages[0], r.Dest, t)})
		}
	}
	return list
}
