package publish

import (
	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/markdown"
)

// layoutVars returns the variables of page in layouts that are not in its front
// matter.
func (b *Builder) layoutVars(p *markdown.Page) data.Map {
	jekyll, brought := b.Site.Config.Jekyll, b.Site.LayoutIsBrought(p.Page)
	if jekyll && len(b.Site.Elements) == 0 && !brought {
		return nil // its own layouts see the page as it is
	}
	vars := data.MapOf("canonical", nil, "edit", nil, "markdown", nil)
	if file := editable(p); b.Site.Has(file) {
		vars.Set("edit", file)
	}
	if twin, ok := p.TwinOut(); ok && b.forMachines() {
		vars.Set("markdown", "/"+twin)
	}
	vars.SetAll(b.Site.In(p.Page).PlaceVars(p.Page, func(p *content.Page) string { return b.Engine.In(p).Vars(p).Text("title") }))
	if b.Site.Config.URL != "" {
		vars.Set("canonical", b.Site.Config.URL+b.Site.Config.BaseURL+p.URL)
	}
	if p.Doc != nil {
		toc := make([]any, 0, len(p.Doc.Headings))
		for _, h := range p.Doc.Headings {
			toc = append(toc, data.MapOf("id", h.ID, "text", h.Title, "level", h.Level))
		}
		vars.Set("toc", toc)
	}
	if p.Element != nil {
		vars.Set("tabs", b.tabs(p.Page))
	}
	if jekyll && !brought {
		vars.SetAll(p.Vars) // what the page says itself counts more
	}
	return vars
}

// editable returns the file that a writer edits to change a page: for a generated
// page, the element's.
func editable(p *markdown.Page) string {
	if p.Template != "" {
		return p.Element.File.Name
	}
	return p.File.Name
}

// tabs lists the pages of the element that a page belongs to.
func (b *Builder) tabs(p *content.Page) []any {
	out := make([]any, len(p.Element.Pages))
	for i, other := range p.Element.Pages {
		out[i] = data.MapOf("title", b.Engine.Vars(other).Get("title"), "url", other.URL, "current", other == p)
	}
	return out
}
