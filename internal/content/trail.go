package content

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"docgen/internal/data"
)

// placeOthers notes the trail of the authored pages whose front matter names the page
// above them, and of those that the sidebar does not list.
func (s *Site) placeOthers(b *sidebar) {
	for _, p := range s.ownPages() {
		at, listed := b.places[p.Out()]
		above := p.Vars.Text("breadcrumbs")
		switch {
		case p.Out() == s.homeOut() || p.Out() == "404.html":
			continue
		case above != "":
			at.trail = s.trailTo(b, above, p.Vars.Text("parent"))
		case p.Element != nil:
			at.trail = b.trailFrom(".")
		case !listed:
			at.trail = b.trailFrom(path.Dir(strings.TrimPrefix(p.Path, s.folders().pages)))
		}
		b.places[p.Out()] = at
	}
}

// trailTo returns the trail that ends in the page at an address; title is what the link
// is called where there is no such page.
func (s *Site) trailTo(b *sidebar, url, title string) (trail []*Link) {
	out := OutPath(strings.TrimPrefix(url, s.Config.BaseURL))
	if to := s.byOut[out]; to != nil {
		trail = b.trailFrom(".")
		if at, ok := b.places[out]; ok && to.Vars.Text("breadcrumbs") == "" {
			trail = at.trail
		}
		if b.home != nil && to.ShownURL() == b.home.URL {
			return []*Link{b.home}
		}
		return append(slices.Clip(trail), &Link{guideTitle(to), to.ShownURL()})
	}
	trail = b.trailFrom(".")
	if title == "" {
		return trail
	}
	return append(trail, &Link{title, url})
}

// placeOf returns the place of a page. The neighbours of the pages of an element are
// those of the tabs, and are left to PlaceVars: the titles are not known here.
func (s *Site) placeOf(p *Page) place {
	at := s.sidebar.places[p.Out()]
	if p.Element == nil {
		return at
	}
	if first := p.Element.Pages[0]; first.Out() != p.Out() {
		at.trail = append(slices.Clip(s.sidebar.places[first.Out()].trail), &Link{p.Element.Name, first.ShownURL()})
	}
	return at
}

// PlaceNames are the variables of page that PlaceVars returns.
var PlaceNames = []string{"trail", "previous", "next", "sections", "sidebar", "updated"}

// PlaceVars returns what templates see of the place of a page among the others: its
// trail, previous, next, and sections. sidebar is the part of a long sidebar that the page
// shows; updated is the date of its last change. title gives the titles of the pages of
// an element.
func (s *Site) PlaceVars(p *Page, title func(*Page) string) data.Map {
	at := s.placeOf(p)
	vars := data.MapOf("trail", nil, "sections", anys(at.sections), "sidebar", nil, "updated", nil)
	if p.Element != nil {
		pages := p.Element.Pages
		i := slices.Index(pages, p)
		if i > 0 {
			at.previous = &Link{title(pages[i-1]), pages[i-1].ShownURL()}
		}
		if i >= 0 && i+1 < len(pages) {
			at.next = &Link{title(pages[i+1]), pages[i+1].ShownURL()}
		}
	}
	trail := make([]any, len(at.trail))
	for i, l := range at.trail {
		trail[i] = l.value()
	}
	vars.Set("trail", trail)
	neighbour := func(name string, l *Link) {
		if l != nil {
			vars.Set(name, l.value())
		} else if p.Collection == "" { // documents have neighbours of their own
			vars.Set(name, nil)
		}
	}
	neighbour("previous", at.previous)
	neighbour("next", at.next)
	if s.sidebar.size > maxSidebar {
		vars.Set("sidebar", s.sidebar.top.vars(func(id string) bool { return slices.Contains(at.sections, id) }))
	}
	if date := s.Updated(p); date != "" {
		vars.Set("updated", date)
	}
	return vars
}

// PlaceKey names what PlaceVars returns for the page that is written to a path, but for
// titles of pages of its element: it is the same in two sites where that is.
func (s *Site) PlaceKey(out string) string {
	p := s.byOut[out]
	if p == nil {
		return ""
	}
	var key strings.Builder
	at := s.placeOf(p)
	for _, l := range append(slices.Clip(at.trail), at.previous, at.next) {
		if l == nil {
			l = &Link{}
		}
		fmt.Fprintf(&key, "%q%q", l.Title, l.URL)
	}
	fmt.Fprintf(&key, "%q%s", at.sections, s.Updated(p))
	if s.sidebar.size > maxSidebar {
		key.WriteString(s.sidebar.key)
	}
	return key.String()
}

// SidebarKey names what templates see as site.sidebar: it is the same in two sites
// where that is.
func (s *Site) SidebarKey() string { return s.sidebar.key }
