// Package render runs the Liquid of pages and layouts, keeping the way back
// from each byte that is printed to the byte that a writer can edit.
package render

import (
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/osteele/liquid/render"
	"github.com/osteele/liquid/tags"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// Engine renders the pages of a site. Make one for a site and use it from as
// many goroutines as wanted.
type Engine struct {
	site     *content.Site
	config   render.Config
	siteVars data.Map
	// presetVars are what the texts of presets see as site: they may name the
	// glossary terms that docgen brings.
	presetVars data.Map
	filters    map[string]bool
	templates  sync.Map // *source.File → *Template, of includes and layouts
}

// Output is what came of rendering a page.
type Output struct {
	// Text is the page with all Liquid resolved, as Markdown (or HTML).
	Text source.Text
	// Problems are the mistakes in the Liquid that ran.
	Problems []*diag.Diagnostic
	// Missing are the {{ }} whose variable is not there.
	Missing []Missing
	// Used are the files that were included.
	Used map[*source.File]bool

	stopped bool
}

// Options of an engine.
type Options struct {
	// Now is the time that templates see as "now".
	Now time.Time
	// Markdownify renders Markdown for the filter of that name.
	Markdownify func(string) (string, error)
	// PostContent returns the rendered body of a post.
	PostContent func(*content.Page) string
}

// New returns an engine for a site.
func New(site *content.Site, opts Options) *Engine {
	e := &Engine{site: site, config: render.NewConfig(), filters: map[string]bool{}}
	tags.AddStandardTags(&e.config)
	e.config.JekyllExtensions = true
	addProgramTags(&e.config)
	addFilters(func(name string, fn any) {
		e.filters[name] = true
		e.config.AddFilter(name, fn)
	}, FilterSite{URL: site.Config.URL, BaseURL: site.Config.BaseURL, Now: opts.Now, Markdownify: opts.Markdownify})
	e.siteVars = e.site.Vars(opts.Now, opts.PostContent)
	e.presetVars = maps.Clone(e.siteVars)
	e.presetVars["data"] = maps.Clone(site.Data)
	e.presetVars["data"].(data.Map)["glossary"] = site.Glossary()
	e.resolveFrontMatter()
	return e
}

// template returns the compiled template of a file that is included.
func (e *Engine) template(file *source.File) *Template {
	if t, ok := e.templates.Load(file); ok {
		return t.(*Template)
	}
	t, _ := e.templates.LoadOrStore(file, e.compile(file.All()))
	return t.(*Template)
}

// Page renders the Liquid of a page's body.
func (e *Engine) Page(p *content.Page) *Output {
	s := e.newSink(p)
	s.run(e.compile(p.Body), nil, s.bindings(p))
	return s.out.finish(s.text)
}

// Section renders a section that an element adds to a page.
func (e *Engine) Section(p *content.Page, file *source.File, via source.Span) *Output {
	s := e.newSink(p)
	s.run(e.template(file), &source.Via{At: via}, s.bindings(p))
	return s.out.finish(s.text)
}

// Layout puts content into the layout of a page, and that into its own layout,
// outward. extra are further variables of page. A page without a layout is
// content itself.
func (e *Engine) Layout(p *content.Page, html []byte, extra data.Map) *Output {
	s := e.newSink(p)
	name := p.Layout()
	body := string(html)
	for depth := 0; name != ""; depth++ {
		l := e.site.Layout(name)
		if l == nil || depth > maxDepth {
			message := fmt.Sprintf("no layout %q%s", name, suggest(name, e.site.LayoutNames()))
			if l != nil {
				message = "layouts go round in a circle"
			}
			s.out.Problems = append(s.out.Problems, &diag.Diagnostic{
				Rule: "front-matter", Kind: "layout", Severity: diag.Error, Message: message,
				Span: layoutPlace(p, name), Pages: []string{p.Path},
			})
			break
		}
		s.out.Used[l.File] = true
		s.text = source.Text{}
		vars := s.bindings(p)
		vars["content"] = body
		if len(extra) > 0 {
			page := maps.Clone(vars["page"].(data.Map))
			maps.Copy(page, extra)
			vars["page"] = page
		}
		vars["layout"] = l.Front.Value()
		t, ok := e.templates.Load(l.File)
		if !ok {
			t, _ = e.templates.LoadOrStore(l.File, e.compile(l.Body))
		}
		s.run(t.(*Template), nil, vars)
		body = string(s.text.Bytes)
		name = l.Front.Get("layout").Str()
	}
	if s.text.Len() == 0 && len(s.out.Problems) == 0 {
		s.text = source.Text{}
		s.text.Put(p.Body, nil, []byte(body))
	}
	return s.out.finish(s.text)
}

// layoutPlace returns where a page, or the default for it, names its layout.
func layoutPlace(p *content.Page, name string) source.Span {
	if n := p.Front.Get("layout"); n != nil && n.Str() == name {
		at, _, _ := n.Origin()
		return at
	}
	return p.FrontSpan
}

func (o *Output) finish(t source.Text) *Output {
	o.Text = t
	return o
}

func (e *Engine) newSink(p *content.Page) *sink {
	s := &sink{
		engine: e, page: &pageScope{p.Path, p.Dir, p.Element},
		out: &Output{Used: map[*source.File]bool{}},
	}
	s.values.Add(p.Values...)
	return s
}

// bindings returns the variables that a template of a page sees.
func (s *sink) bindings(p *content.Page) map[string]any {
	vars := map[string]any{
		"page": p.Vars, "site": s.engine.siteVars, sinkKey: s,
	}
	if p.Pager != nil {
		vars["paginator"] = p.Pager
	}
	if p.Element != nil {
		vars["element"] = s.elementVars(p)
	}
	return vars
}

// tagNames returns the names of all tags, for suggestions.
func (e *Engine) tagNames() []string {
	names := e.site.TagNames()
	for name := range leaves {
		names = append(names, name)
	}
	for name, clauses := range blocks {
		names = append(names, name, "end"+name)
		names = append(names, clauses...)
	}
	return append(names, "comment", "raw")
}

// checkNames reports what is wrong inside the tags and {{ }} of a template,
// whether they will run or not, and drops what cannot be run.
func (e *Engine) checkNames(t *Template) (skip map[int]bool) {
	skip = map[int]bool{}
	for i, tok := range t.tokens {
		var filters []FilterUse
		var err error
		switch {
		case tok.kind == objectToken && tok.args.Start < tok.args.End:
			_, filters, err = analyseExpr(tok.args.String())
		case tok.kind == tagToken:
			var use TagUse
			use, err = analyseTag(tok.name, tok.args.String())
			filters = use.Filters
		}
		at := func(start, end int) source.Span {
			return tok.span.File.Span(tok.args.Start+start, tok.args.Start+end)
		}
		if err != nil {
			skip[i] = true
			span := tok.span
			if e, ok := err.(*exprError); ok {
				span = at(e.start, e.end)
			}
			t.fault(span, "%s", err)
		}
		for _, f := range filters {
			if !e.filters[f.Name] {
				skip[i] = true
				t.fault(at(f.Start, f.End), "unknown filter %q%s", f.Name, suggest(f.Name, filterNames()))
			}
		}
	}
	return skip
}
