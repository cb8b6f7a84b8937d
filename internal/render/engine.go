// Package render runs the Liquid of pages and layouts, keeping the way back
// from each byte that is printed to the byte that a writer can edit.
package render

import (
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
	cached     sync.Map // cachedKey → *Output
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
	// Mentions are what the Liquid of the page itself names, whether it runs or
	// not; that of its includes is in Engine.Templates.
	Mentions Mentions

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
	}, filterSite{URL: site.Config.URL, BaseURL: site.Config.BaseURL, Now: opts.Now, Markdownify: opts.Markdownify})
	e.siteVars = e.site.Vars(opts.Now, opts.PostContent)
	e.presetVars = maps.Clone(e.siteVars)
	e.presetVars["data"] = maps.Clone(site.Data)
	e.presetVars["data"].(data.Map)["glossary"] = site.Glossary()
	e.resolveFrontMatter()
	return e
}

// template returns the compiled template of a file that pages share: its one
// span with Liquid.
func (e *Engine) template(src source.Span) *Template {
	if t, ok := e.templates.Load(src.File); ok {
		return t.(*Template)
	}
	t, _ := e.templates.LoadOrStore(src.File, e.compile(src))
	return t.(*Template)
}

// Page renders the Liquid of a page's body.
func (e *Engine) Page(p *content.Page) *Output {
	s := e.newSink(p)
	t := e.compile(p.Body)
	s.out.Mentions = t.Mentions
	s.run(t, nil, s.bindings(p))
	return s.finish()
}

// Section renders a section that an element adds to a page.
func (e *Engine) Section(p *content.Page, file *source.File, via source.Span) *Output {
	s := e.newSink(p)
	s.run(e.template(file.Content()), &source.Via{At: via}, s.bindings(p))
	return s.finish()
}

// Layout puts content into the layout of a page, and that into its own layout,
// outward. extra are further variables of page. A page without a layout is
// content itself.
func (e *Engine) Layout(p *content.Page, html []byte, extra data.Map) *Output {
	s := e.newSink(p)
	name := p.Layout()
	body := string(html)
	vars := s.bindings(p) // a run works on a copy
	if len(extra) > 0 {
		page := maps.Clone(p.Vars)
		maps.Copy(page, extra)
		vars["page"] = page
	}
	for depth := 0; name != ""; depth++ {
		l := e.site.Layout(name)
		if l == nil || depth > maxDepth {
			break // reading the site has said so
		}
		s.out.Used[l.File] = true
		s.text = source.Text{}
		vars["content"] = body
		vars["layout"] = l.Front.Value()
		s.run(e.template(l.Body), nil, vars)
		body = string(s.text.Bytes)
		name = l.Front.Get("layout").Str()
	}
	if s.text.Len() == 0 && len(s.out.Problems) == 0 {
		s.text = source.Text{}
		s.text.Put(p.Body, nil, []byte(body))
	}
	return s.finish()
}

// finish returns what came of the run.
func (s *sink) finish() *Output {
	s.inSomeRound()
	s.out.Text = s.text
	return s.out
}

func newOutput() *Output { return &Output{Used: map[*source.File]bool{}} }

func (e *Engine) newSink(p *content.Page) *sink {
	s := &sink{
		engine: e, page: &pageScope{p.Path, p.Dir, p.Element},
		out: newOutput(), found: map[source.Span]bool{},
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
