package content

// defaultLayout gives a page of Markdown without a layout the one that fits it, as
// jekyll-default-layout: home, page, post or default, whichever there is.
func defaultLayout(r *reader, p *Page) bool {
	kind := map[string]string{"": "page", postsLabel: "post"}[p.Collection]
	if !p.Markdown || p.Vars.Has("layout") || kind == "" {
		return false
	}
	for _, name := range []string{"home", kind, "default"} {
		if r.layouts[name] != nil && (name != "home" || p.URL == "/") {
			p.Vars.Set("layout", name)
			return true
		}
	}
	return false
}
