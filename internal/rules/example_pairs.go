package rules

import (
	"strings"

	"docgen/internal/lint"
)

// examplePairs returns the examples on a page that show the same request: a
// JSON body and the request that sends it, or a body with placeholders and one
// with values under a heading with "Example".
func examplePairs(page *lint.Page, bodies []*paramBody) [][2]*paramBody {
	var templates, filled []*paramBody
	for _, b := range bodies {
		switch {
		case b.Request != nil:
			filled = append(filled, b)
		case !b.Fragment:
			templates = append(templates, b)
		}
	}
	if len(filled) == 0 && len(templates) == 2 && templates[0].polls() == templates[1].polls() && strings.Contains(headingAt(page, templates[1].Example.Fence.Start), "example") {
		return [][2]*paramBody{{templates[0], templates[1]}}
	}
	var pairs [][2]*paramBody
	for _, b := range filled {
		t := nearestBody(b, templates)
		if t != nil && nearestBody(t, filled) == b {
			pairs = append(pairs, [2]*paramBody{t, b})
		}
	}
	return pairs
}

// polls reports whether the instance is to poll for events.
func (b *paramBody) polls() bool { return b.key(pollerConfiguration) != nil }

// nearestBody returns the body that has most keys in common with another, if
// they have a quarter of them; nil if there is none. Of equally similar ones
// it is the nearest one on the page.
func nearestBody(b *paramBody, list []*paramBody) *paramBody {
	var best *paramBody
	most, least := 0.25, 0
	for _, other := range list {
		common := 0
		for _, k := range other.keys {
			if b.key(k.Str()) != nil {
				common++
			}
		}
		alike := float64(common) / float64(max(1, len(b.keys)+len(other.keys)-common))
		distance := b.Example.Fence.Start - other.Example.Fence.Start
		distance = max(distance, -distance)
		if alike > most || alike == most && (best == nil || distance < least) {
			best, most, least = other, alike, distance
		}
	}
	return best
}
