package markdown

import (
	"bytes"
	"time"

	"docgen/internal/content"
	"docgen/internal/render"
)

// Pipeline takes the pages of a site through Liquid and Markdown. It may be
// used from many goroutines.
type Pipeline struct {
	Site   *content.Site
	Engine *render.Engine
	Reader *Reader
}

// NewPipeline returns the pipeline of a site. now is the time that templates
// see.
func NewPipeline(site *content.Site, now time.Time) *Pipeline {
	p := &Pipeline{Site: site}
	p.Reader = NewReader(Options{
		TypographicQuotes: site.Config.TypographicQuotes,
		LinkBareURLs:      !site.Config.Jekyll,
	})
	p.Engine = render.New(site, render.Options{Now: now, Markdownify: p.Reader.Markdownify, PostContent: p.postContent})
	return p
}

// Page renders the Liquid of a page and reads its Markdown.
func (p *Pipeline) Page(page *content.Page) *Page { return p.Reader.Page(p.Engine, page) }

// postContent returns the HTML of a post without its layout, as lists of posts
// show it.
func (p *Pipeline) postContent(post *content.Page) string {
	html, _ := p.Page(post).HTML()
	return string(html)
}

// HTML returns the content of a page without its layout.
func (p *Page) HTML() ([]byte, error) {
	if p.Doc == nil {
		return p.Text.Bytes, nil
	}
	var b bytes.Buffer
	b.Grow(2 * p.Text.Len())
	err := p.Doc.HTML(&b)
	// Code and raw HTML keep the line ends of their file.
	return bytes.ReplaceAll(b.Bytes(), []byte("\r\n"), []byte("\n")), err
}
