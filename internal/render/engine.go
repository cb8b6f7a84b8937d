// Package render runs the Liquid of pages and layouts. It keeps the provenance of
// each byte that is printed: the byte that a writer can edit.
package render

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"os"
	"sync"
	"time"

	"github.com/osteele/liquid/render"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// Engine renders the pages of a site. Make one for a site and use it from as
// many goroutines as wanted.
type Engine struct {
	site     *content.Site
	config   render.Config // the tags of programs
	limits   limits
	siteVars data.Map
	// ownVars are what docgen's own templates see as site in a Jekyll tree, and the
	// texts of presets everywhere.
	ownVars    data.Map
	filters    map[string]filter
	settled    map[string]bool // filters that the configuration settles
	now        time.Time       // in the zone of the site
	liquid     content.Liquid
	filterSite filterSite
	sheets     *sheets
	fronts     map[*content.Page]*front
	docVars    map[*source.File]data.Map // also of a document cut to its excerpt
	pageVars   map[*content.Page]data.Map
	places     map[*content.Page]int // in site.pages
	contents   map[contentsKey]*contents
	highlight  func(lang string, code []byte) []byte
	finished   *sync.Map // the *contents that are complete
	waiting    *waiting
	inside     *contents          // that it renders documents for; nil for pages
	languages  map[string]*Engine // of the site's other languages, by their Mount
	traces     bool               // outputs carry their traces
	stamps     stamps
	cached     *cache
	templates  *sync.Map // *source.File → *Template, of includes and layouts
}

// Output is the result of rendering a page.
type Output struct {
	// Text is the page with all Liquid resolved, as Markdown (or HTML).
	Text source.Text
	// Problems are the mistakes in the Liquid that ran.
	Problems []*diag.Diagnostic
	// Missing are the {{ }} whose variable is not there.
	Missing []Missing
	// Used are the files that were included.
	Used map[*source.File]bool
	// Unread are files that the page includes and the site has not read, see
	// content.Site.With. The page is not complete without them.
	Unread []string
	// Trace lists the dependencies of the page; only with Options.Traces.
	Trace Trace
	// Mentions are those of the page's own Liquid; for its includes see
	// Engine.Templates.
	Mentions Mentions
	// Layouts are the texts that the layouts of the page printed, the innermost first,
	// each with the text that it was put around. Around is what the first was put
	// around. Only of TryLayout.
	Layouts []source.Text
	Around  []byte

	stopped bool
	tooMuch bool                // stopped, and nothing of it is of use
	cost    cost                // of a cached include
	deps    map[dependency]bool // of a cached include
	ran     map[*Template]bool
}

// Options of an engine.
type Options struct {
	// Now is the time that templates see as "now".
	Now time.Time
	// Markdownify renders Markdown for the filter of that name, and returns the work
	// that it took.
	Markdownify func(string) (html string, work int, err error)
	// Highlight colours code: it returns it as HTML.
	Highlight func(lang string, code []byte) []byte
	// Traces makes outputs carry their traces.
	Traces bool
	// Sass compiles style sheets; without it they stay as they are, for whoever does not
	// look at them.
	Sass bool
	// Content returns the rendered body of a document, for others that print it.
	Content func(context.Context, *Engine, *content.Page) (string, error)
}

// New returns an engine for a site. older is that of the site before an edit,
// which must have the same options, or nil.
func New(site *content.Site, opts Options, older *Engine) *Engine {
	e := &Engine{
		site: site, config: programConfig(), liquid: site.Config.Liquid,
		cached: &cache{}, templates: &sync.Map{}, traces: opts.Traces, limits: pageLimits, highlight: opts.Highlight,
		now: opts.Now.In(site.Config.Location),
	}
	e.sheets = newSheets(site, older)
	e.filterSite = filterSite{URL: site.Config.URL, BaseURL: site.Config.BaseURL, Now: e.now, Markdownify: opts.Markdownify, gems: gemFilters(site.Config)}
	if opts.Sass {
		e.filterSite.sheets = e.sheets
	}
	e.filters = filterTable(e.filterSite)
	e.settled = map[string]bool{}
	for name, passes := range site.ForeignFilters() {
		e.settled[name] = true
		e.filters[name] = filter{max: maxWords, run: func(_ *meter, in any, _ []any) (any, error) {
			if passes {
				return in, nil
			}
			return nil, nil
		}}
	}
	e.copyFronts()
	e.addContents(opts.Content)
	e.addPages()
	e.addVars(func(p part) any { return outerPart{e.contents[contentsKey{p.doc.Collection, p.kind}], p} })
	e.resolveFronts(older)
	e.stamps = newStamps(e, older)
	if older != nil && e.stamps.config == older.stamps.config {
		e.reuseTemplates(older)
	}
	inherit := func(key contentsKey) {
		var was *contents
		if older != nil {
			was = older.contents[key]
		}
		e.contents[key].inherit(was)
	}
	pages := contentsKey{pagesLabel, contentPart}
	for key := range e.contents {
		if key != pages {
			inherit(key)
		}
	}
	if e.contents[pages] != nil {
		inherit(pages) // they may depend on those of documents
	}
	e.addLanguages(opts, older)
	return e
}

// insideOf returns an engine that renders documents for contents.
func (e *Engine) insideOf(c *contents) *Engine {
	inner := *e
	inner.inside = c
	if c.collection == pagesLabel {
		return &inner // pages see documents as they see them elsewhere
	}
	inner.cached = &cache{}
	inner.addVars(func(p part) any { return innerPart{c, p} })
	return &inner
}

// addVars gives the engine the variables of documents and of the site. drop makes the
// variables that are rendered.
func (e *Engine) addVars(drop func(part) any) {
	e.addDocuments(drop)
	e.siteVars = e.site.Vars(e.now, e.Vars)
	e.ownVars = e.site.OwnVars(e.siteVars)
}

// reuseTemplates takes the compiled templates of unchanged files from an older
// engine.
func (e *Engine) reuseTemplates(older *Engine) {
	older.templates.Range(func(key, t any) bool {
		if f := key.(*source.File); e.site.File(f.Name) == f && t.(*Template).fault == nil {
			e.templates.Store(f, t)
		}
		return true
	})
}

// Vars returns what templates see of a page.
func (e *Engine) Vars(p *content.Page) data.Map {
	if f := e.fronts[p]; f != nil {
		return f.vars
	}
	if vars := e.docVars[p.File]; vars != nil && p.Collection != "" {
		return vars
	}
	if vars := e.pageVars[p]; vars != nil {
		return vars
	}
	return p.Vars
}

// template returns the compiled template of a file that pages share: its one
// span with Liquid.
func (e *Engine) template(src source.Span) *Template {
	if t, ok := e.templates.Load(src.File); ok {
		return t.(*Template)
	}
	var made *Template
	if fault := diag.Guard("compiling "+src.File.Name, src.File, "", func() { made = e.compile(src) }); fault != nil {
		made = &Template{src: src, fault: fault}
	}
	t, _ := e.templates.LoadOrStore(src.File, made)
	return t.(*Template)
}

// Page renders the Liquid of a page's body. A page that takes too much is stopped, and
// has no text. The error is that of ctx once it is done.
func (e *Engine) Page(ctx context.Context, p *content.Page) (*Output, error) {
	s := e.newSink(ctx, p)
	defer s.release()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if p.Markdown {
		s.beginMarkdown()
	}
	t := e.compile(p.Body)
	s.out.Mentions = t.Mentions
	if f := e.fronts[p]; f != nil {
		s.out.Problems = append(s.out.Problems, f.problems...)
	}
	for _, m := range t.Mentions.Includes { // also in branches that may not run
		switch name := m.Name.String(); {
		case m.Tag == "include_relative" && m.IsConstant():
			unread := (*content.UnreadError)(nil)
			if _, err := s.find(m.Tag, name, p.File); errors.As(err, &unread) {
				s.out.Unread = append(s.out.Unread, unread.Name)
			}
		case name != "":
			s.dependOnInclude(p.File, name)
		}
	}
	s.run(t, nil, s.bindings(p))
	return s.finish(p)
}

// Section renders a section that an element adds to a page.
func (e *Engine) Section(ctx context.Context, p *content.Page, file *source.File, via source.Span) (*Output, error) {
	s := e.newSink(ctx, p)
	defer s.release()
	s.beginMarkdown()
	s.run(e.template(file.Content()), &source.Via{At: via}, s.bindings(p))
	return s.finish(p)
}

// finish returns the output of the run.
func (s *sink) finish(p *content.Page) (*Output, error) {
	if err := s.meter.ctx.Err(); err != nil {
		return nil, err
	}
	s.dropFoundInLoops()
	if s.out.Text = s.text; s.out.tooMuch {
		s.out.Text = source.Text{}
		s.out.Text.Put(p.Body, nil, nil)
	}
	if s.engine.traces {
		s.out.Trace = s.trace(p)
		if c := s.engine.inside; c != nil {
			c.traces = append(c.traces, s.out.Trace)
		}
	}
	return s.out, nil
}

func newOutput() *Output { return &Output{Used: map[*source.File]bool{}} }

// newSink returns the sink of a run, which must be released.
func (e *Engine) newSink(ctx context.Context, p *content.Page) *sink {
	m := &meter{filters: e.filters, strictVariables: e.liquid.StrictVariables, inside: e.inside != nil}
	m.reset(ctx, e.limits)
	s := &sink{
		engine: e, page: &pageScope{p.Path, p.Dir, p.Element}, meter: m, maxText: e.limits.page,
		out: newOutput(), found: map[source.Span]bool{}, ran: map[*Template]bool{}, before: e.places[p],
	}
	m.contentOf = s.contentOf
	if f := e.fronts[p]; f != nil {
		s.values.Add(f.values...)
	}
	e.waiting.wait(s, ctx)
	return s
}

// beginMarkdown says that what is printed is going to be read as Markdown.
func (s *sink) beginMarkdown() {
	s.maxText = s.meter.limits.markdown
	s.markdown = true
}

// release ends the use of the sink.
func (s *sink) release() {
	s.engine.waiting.leave(s)
	s.meter.done()
	s.meter = nil
}

// jekyllVars is what templates see as jekyll: the version whose behaviour docgen has.
var jekyllVars = data.MapOf("version", "4.3.1", "environment", cmp.Or(os.Getenv("JEKYLL_ENV"), "development"))

// usesOwn reports whether a file sees docgen's own includes and settings in place of those
// of the tree.
func (s *sink) usesOwn(f *source.File) bool {
	return f != nil && f.Embedded && s.engine.site.Config.Jekyll
}

// bindings returns the variables that a template of a page sees.
func (s *sink) bindings(p *content.Page) map[string]any {
	vars := map[string]any{
		"page": s.engine.Vars(p), "site": s.engine.siteVars, "jekyll": jekyllVars,
	}
	if s.engine.site.Config.Jekyll { // a page sees its own text as it is written
		page := maps.Clone(s.engine.Vars(p))
		page.Set("content", written(p.Body))
		if p.Collection != "" {
			page.Set("output", nil)
		}
		vars["page"] = page
		if l := s.engine.site.Layout(s.engine.site.LayoutOf(p)); l != nil {
			vars["layout"] = l.Front.ValueIn(s.engine.site.Config.Times())
		}
	}
	if s.usesOwn(p.File) {
		vars["site"] = s.engine.ownVars
	}
	if p.Collection != "" {
		site := maps.Clone(s.engine.siteVars)
		site.Set("related_posts", content.Vars(s.engine.site.Related(p), s.engine.Vars))
		vars["site"] = site
	}
	if p.Pager != nil {
		pager := maps.Clone(p.Pager)
		pager.Set("posts", content.Vars(p.PagerPosts, s.engine.Vars))
		vars["paginator"] = pager
	}
	if p.Pager == nil && p.PagerPosts != nil {
		vars["page"] = s.engine.archivePosts(p, s.engine.Vars(p))
	}
	if p.Element != nil {
		vars["element"] = s.elementVars(p)
	}
	return vars
}
