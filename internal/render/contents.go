package render

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// contents renders what templates see as content, excerpt or output of the documents
// of one collection, or as content of the pages. It does so when one of them is first read, for all of them at once
// and in their order, so that the result does not depend on which page reads first. A
// document that prints another one renders that first, and for these contents only. One
// that leads back to itself prints its text as it was written, as in Jekyll.
type contents struct {
	contentsKey
	render func(context.Context, *Engine, *content.Page) (string, error) // a document without its layout
	engine *Engine                                                       // of the pages that read them

	making   sync.Mutex
	complete atomic.Bool
	inner    *Engine // renders the documents
	made     map[part]string
	memory   source.Memory // the provenance of made: the bodies of the documents
	problems []*diag.Diagnostic
	circles  map[string]*diag.Diagnostic // those of problems that are about circles, by the documents
	traces   []Trace                     // of the documents that were rendered
	pages    map[*content.Page]madePage  // of pages: what was made
	older    map[*content.Page]madePage  // of pages: what was made before the edit
	moved    bool                        // not all of older is the same now

	mu       sync.Mutex
	stamp    *int // changes with them
	begun    bool
	passedOn bool // the stamp is that of a newer engine too

	// Only while contents are made:
	open   []part // each one is read by the one before it
	circle []part // found and not reported yet
	size   int    // bytes made
	err    error  // nobody waits for them any more
}

// contentsKey says what is rendered of which collection.
type contentsKey struct {
	collection string
	kind       partKind
}

// partKind is a variable of documents that is rendered.
type partKind uint8

const (
	contentPart partKind = iota
	excerptPart
	outputPart // the content in its layouts
	partKinds
)

var partNames = [partKinds]string{"content", "excerpt", "output"}

// part is a rendered variable of a document.
type part struct {
	doc  *content.Page
	kind partKind
}

// outerPart is a part of a document as pages see it.
type outerPart struct {
	contents *contents
	part
}

// ToLiquid makes it a drop of the template language.
func (o outerPart) ToLiquid() any {
	c := o.contents
	if !c.complete.Load() {
		c.makeAll()
	}
	if !c.complete.Load() {
		return "" // in a run that nobody waits for
	}
	return c.made[o.part]
}

// innerPart is a part of a document as another one sees it while contents are made.
type innerPart outerPart

// ToLiquid makes it a drop of the template language.
func (i innerPart) ToLiquid() any { return i.contents.make(i.part) }

// written is the text of a page as it was written.
type written source.Span

// ToLiquid makes it a drop of the template language.
func (w written) ToLiquid() any { return source.Span(w).String() }

// maxContents is how many bytes all contents may have together.
const maxContents = 256 << 20

func (c *contents) limit() int {
	return maxContents / (1 + int(partKinds)*len(c.engine.site.Collections))
}

// addContents makes the contents of all collections, which render nothing yet.
func (e *Engine) addContents(render func(context.Context, *Engine, *content.Page) (string, error)) {
	e.contents, e.finished, e.waiting = map[contentsKey]*contents{}, &sync.Map{}, &waiting{}
	for _, collection := range e.site.Collections {
		for kind := range partKinds {
			key := contentsKey{collection.Label, kind}
			e.contents[key] = &contents{contentsKey: key, render: render, engine: e}
		}
	}
	if e.site.Config.Jekyll {
		key := contentsKey{pagesLabel, contentPart}
		e.contents[key] = &contents{contentsKey: key, render: render, engine: e}
	}
}

// docs returns the documents of the collection, or the pages.
func (c *contents) docs() []*content.Page {
	if c.collection == pagesLabel {
		return c.engine.site.Pages
	}
	return c.engine.site.Collection(c.collection).Docs
}

// label is the one of the dependency that is met by making the contents: documents are
// made again for each collection and kind, pages once for all.
func (c *contents) label() string {
	if c.collection == pagesLabel {
		return pagesLabel
	}
	return ""
}

// makeAll makes the contents, unless all who wait for them give up before.
func (c *contents) makeAll() {
	c.making.Lock()
	defer c.making.Unlock()
	ctx := wanted{context.Background(), c.engine.waiting}
	if c.complete.Load() || ctx.Err() != nil {
		return
	}
	c.begin()
	if c.inner == nil {
		c.inner = c.engine.insideOf(c)
	}
	c.made, c.memory, c.problems, c.traces = map[part]string{}, source.Memory{}, nil, nil
	c.pages = map[*content.Page]madePage{}
	c.circles = map[string]*diag.Diagnostic{}
	c.open, c.circle, c.size, c.err = nil, nil, 0, nil
	for _, p := range c.docs() {
		if c.make(part{p, c.kind}); c.err != nil {
			return
		}
	}
	c.older = nil
	c.engine.finished.Store(c, nil)
	c.complete.Store(true)
}

// make returns a part of a document, and renders it if that is not done.
func (c *contents) make(p part) string {
	if text, ok := c.made[p]; ok {
		return text
	}
	if c.err != nil {
		return ""
	}
	if i := slices.Index(c.open, p); i >= 0 {
		return c.again(p, i)
	}
	if was, ok := c.keptPage(p.doc); ok && c.size+was.text.Len() <= c.limit() {
		c.traces = append(c.traces, was.traces...)
		c.add(p, was)
		return was.text.String()
	}
	c.open = append(c.open, p)
	var html string
	var err error
	traces := len(c.traces)
	fault := diag.Guard("rendering", p.doc.File, p.doc.Path, func() { html, err = c.renderPart(p) })
	c.open = c.open[:len(c.open)-1]
	switch {
	case err != nil:
		c.err = err
		return ""
	case fault != nil:
		c.made[p], c.problems = "", append(c.problems, fault)
		return ""
	case c.size+len(html) > c.limit():
		if c.size <= c.limit() {
			c.problems = append(c.problems, &diag.Diagnostic{
				Rule: diag.RuleLiquidSyntax, Severity: diag.Error, Span: source.Span{File: p.doc.File, Start: p.doc.Body.Start, End: p.doc.Body.Start}, Pages: []string{p.doc.Path},
				Message: fmt.Sprintf("the contents of %s grow beyond %d MB here", c.name(), c.limit()>>20),
			})
		}
		c.size, html = c.limit()+1, ""
	}
	made := madePage{traces: slices.Clip(c.traces[traces:])}
	made.text.Put(p.doc.Body, nil, []byte(html))
	c.add(p, made)
	return c.made[p]
}

func (c *contents) add(p part, made madePage) {
	c.size += made.text.Len()
	c.made[p] = made.text.String()
	c.memory.Add(made.text)
	if c.collection == pagesLabel {
		c.pages[p.doc] = made
	}
}

// name is what messages call the documents.
func (c *contents) name() string {
	if c.collection == pagesLabel {
		return "the pages"
	}
	return fmt.Sprintf("the collection %q", c.collection)
}

func (c *contents) renderPart(p part) (string, error) {
	ctx := wanted{context.Background(), c.engine.waiting}
	switch p.kind {
	case excerptPart:
		return c.render(ctx, c.inner, c.engine.site.Excerpt(p.doc))
	case outputPart:
		body := c.make(part{p.doc, contentPart})
		if c.err != nil {
			return "", c.err
		}
		out, err := c.inner.Layout(ctx, p.doc, []byte(body), nil)
		if err != nil {
			return "", err
		}
		return out.Text.String(), nil
	}
	return c.render(ctx, c.inner, p.doc)
}

// findContent returns the text of a document that a string is a piece of.
func (e *Engine) findContent(text string) (source.Text, bool) {
	if e.inside != nil {
		if found, ok := e.inside.memory.Find(text); ok {
			return found, true
		}
	}
	for c := range e.finished.Range {
		if found, ok := c.(*contents).memory.Find(text); ok {
			return found, true
		}
	}
	return source.Text{}, false
}
