package render

import (
	"context"
	"maps"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/source"
)

// Layout puts content into the layout of a page, and the result into the layout
// of that, and so on. extra are further variables of page. A page without a layout is
// content itself.
func (e *Engine) Layout(ctx context.Context, p *content.Page, html []byte, extra data.Map) (*Output, error) {
	return e.layout(ctx, p, html, extra, false)
}

// TryLayout is Layout for whoever looks at what the layouts print: it keeps the text of
// each, and the provenance of values through filters.
func (e *Engine) TryLayout(ctx context.Context, p *content.Page, html []byte, extra data.Map) (*Output, error) {
	return e.layout(ctx, p, html, extra, true)
}

func (e *Engine) layout(ctx context.Context, p *content.Page, html []byte, extra data.Map, try bool) (*Output, error) {
	s := e.newSink(ctx, p)
	defer s.release()
	if s.meter.follows = try; try {
		s.out.Around = html
	}
	if _, ok := e.places[p]; ok {
		s.before++ // its own content is made
	}
	name := e.site.LayoutOf(p)
	if e.site.Config.Jekyll {
		s.dependOn(layoutOfDep, p.Out())
	}
	body := string(html)
	s.content = body
	vars := s.bindings(p) // a run works on a copy
	if len(extra) > 0 || p.Collection != "" {
		page := maps.Clone(vars["page"].(data.Map))
		page.SetAll(extra)
		if p.Collection != "" {
			page.Set("content", body)
		}
		vars["page"] = page
	}
	site := vars["site"]
	if s.usesOwn(p.File) {
		site = e.siteVars // of layouts of the tree
	}
	var layout *data.Node
	for depth := 0; name != "" && !s.out.stopped; depth++ {
		s.dependOn(layoutDep, name)
		l := e.site.Layout(name)
		if l == nil || depth > maxDepth {
			break // reported when the site was read
		}
		s.out.Used[l.File] = true
		s.text = source.Text{}
		vars["content"] = body
		layout = data.Merge(l.Front, layout) // an outer layout sees the values of the inner ones, which count more
		vars["layout"] = layout.ValueIn(e.site.Config.Times())
		if vars["site"] = site; s.usesOwn(l.File) {
			vars["site"] = e.ownVars
		}
		s.run(e.template(l.Body), nil, vars)
		if try {
			s.out.Layouts = append(s.out.Layouts, s.text)
		}
		body = string(s.text.Bytes)
		name = e.site.OuterLayout(l)
	}
	if s.text.Len() == 0 && len(s.out.Problems) == 0 {
		s.text = source.Text{}
		s.text.Put(p.Body, nil, []byte(body))
	}
	return s.finish(p)
}
