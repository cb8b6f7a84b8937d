package render

import (
	"strings"

	"docgen/internal/source"
)

// follow returns what filters made of the value of a {{ }} or an assign at a place, with
// the provenance of the one value that is not written in the template: relative_url adds
// to an address, append to a name. What was made of several leads to the place.
//
// It is for layouts, which print few texts and many addresses: in the text of a page, what
// a filter made is judged at its {{ }}.
func (s *sink) follow(at source.Span, f *filtered, value any) (made source.Text, ok bool) {
	out, isText := s.meter.resolved(value).(string)
	if !s.meter.follows || len(f.filters) == 0 || !isText || out == "" {
		return made, false
	}
	if _, _, cut := s.lookUp(at, out); cut {
		return made, false // it is a piece of one
	}
	var from source.Text
	var via *source.Via
	var value1 string
	values := 0
	for i, given := range s.meter.given {
		found, outward, known := s.lookUp(at, given)
		switch own := known && s.writtenHere(found); {
		case !known || s.isBase(given):
		case !own && value1 != given:
			from, via, value1 = found, outward, given
			values++
		case own && i == 0 && values == 0: // a text of the template, unless a value follows
			from, via, value1 = found, outward, given
		}
	}
	if value1 == "" || values > 1 || s.meter.take(len(out)+3*runSize) != nil {
		return made, false
	}
	i := strings.LastIndex(out, value1)
	if i < 0 {
		made.Derive(extended(from, via), []byte(out))
		return made, true
	}
	if i > 0 {
		made.Put(at, s.frame.via, []byte(out[:i]))
	}
	made.Append(from, via)
	if end := i + len(value1); end < len(out) {
		made.Put(at, s.frame.via, []byte(out[end:]))
	}
	return made, true
}

// extended returns a text whose chain is continued by via.
func extended(t source.Text, via *source.Via) (out source.Text) {
	out.Append(t, via)
	return out
}

// writtenHere reports whether a text is written in a template that is running.
func (s *sink) writtenHere(t source.Text) bool {
	at, _, _ := t.Origin(0, t.Len())
	for f := s.frame; f != nil; f = f.parent {
		if src := f.template.src; src.File == at.File && src.Start <= at.Start && at.End <= src.End {
			return true
		}
	}
	return false
}

// isBase reports whether a text is the address that the site is published at, or a part
// of it.
func (s *sink) isBase(text string) bool {
	c := s.engine.site.Config
	return text == c.URL || text == c.BaseURL || text == c.URL+c.BaseURL
}
