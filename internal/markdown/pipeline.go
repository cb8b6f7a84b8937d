package markdown

import (
	"bytes"
	"context"
	"io"
	"time"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/render"
	"docgen/internal/source"
)

// Pipeline takes the pages of a site through Liquid and Markdown. It may be
// used from many goroutines.
type Pipeline struct {
	Site   *content.Site
	Engine *render.Engine
	Reader *Reader

	opts Options
}

// Options of a pipeline.
type Options struct {
	// Now is the time that templates see.
	Now time.Time
	// Traces makes pages carry their traces.
	Traces bool
	// Sass compiles the style sheets in templates.
	Sass bool
}

// NewPipeline returns the pipeline of a site.
func NewPipeline(site *content.Site, opts Options) *Pipeline {
	return newPipeline(site, opts, nil)
}

// Next returns the pipeline of the same site after an edit.
func (p *Pipeline) Next(site *content.Site) *Pipeline { return newPipeline(site, p.opts, p) }

func newPipeline(site *content.Site, opts Options, older *Pipeline) *Pipeline {
	p := &Pipeline{Site: site, opts: opts}
	var engine *render.Engine
	if older != nil {
		engine = older.Engine
		if older.Site.Config == site.Config {
			p.Reader = older.Reader
		}
	}
	if p.Reader == nil {
		p.Reader = NewReader(Dialect{
			Kramdown:          site.Config.Kramdown,
			TypographicQuotes: site.Config.TypographicQuotes,
			LinkBareURLs:      !site.Config.Jekyll,
			GuardData:         !site.Config.Jekyll,
		})
	}
	p.Engine = render.New(site, render.Options{
		Now: opts.Now, Traces: opts.Traces, Sass: opts.Sass, Markdownify: p.Reader.Markdownify, Highlight: p.Reader.Highlight, Content: p.content,
	}, engine)
	return p
}

// Page renders the Liquid of a page and reads its Markdown. A page that cannot
// be made for a fault of docgen has no text, and the fault among its problems. The
// error is that of ctx once it is done.
func (p *Pipeline) Page(ctx context.Context, page *content.Page) (made *Page, err error) {
	fault := diag.Guard("rendering", page.File, page.Path, func() { made, err = p.Reader.Page(ctx, p.Engine.In(page), page) })
	if fault != nil {
		made = &Page{Page: page, Vars: page.Vars, Used: map[*source.File]bool{}, Problems: []*diag.Diagnostic{fault}}
	}
	return made, err
}

// content returns the HTML of a document without its layout, as others show it.
func (p *Pipeline) content(ctx context.Context, e *render.Engine, doc *content.Page) (string, error) {
	page, err := p.Reader.Page(ctx, e, doc)
	if err != nil {
		return "", err
	}
	html, _ := page.HTML()
	return string(html), nil
}

// HTML returns the content of a page without its layout.
func (p *Page) HTML() ([]byte, error) {
	if p.Doc == nil {
		return p.Text.Bytes, nil
	}
	return p.html(p.Doc.HTML)
}

func (p *Page) html(write func(io.Writer) error) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(2 * p.Text.Len())
	err := write(&b)
	// Code and raw HTML keep the line ends of their file. A "\r" alone is one for
	// kramdown.
	html := bytes.ReplaceAll(b.Bytes(), []byte("\r\n"), []byte("\n"))
	if p.Doc.kramdown != nil {
		html = bytes.ReplaceAll(html, []byte("\r"), []byte("\n"))
	}
	return html, err
}
