package render

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"docgen/internal/content"
	"docgen/internal/data"
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
	e.contents, e.finished, e.waiting = map[contentsKey]*contents{}, &finished{}, &waiting{}
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

// finished are the contents that are complete.
type finished struct {
	mu   sync.Mutex
	list atomic.Pointer[[]*contents]
}

func (f *finished) add(c *contents) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []*contents
	if done := f.list.Load(); done != nil {
		list = *done
	}
	list = append(slices.Clip(list), c)
	f.list.Store(&list)
}

func (f *finished) all() []*contents {
	if list := f.list.Load(); list != nil {
		return *list
	}
	return nil
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
	c.engine.finished.add(c)
	c.complete.Store(true)
}

// waiting are the runs of pages, which may read contents.
type waiting struct {
	mu   sync.Mutex
	runs map[*sink]context.Context
}

// wanted is the context of contents: it is done when that of each run is which
// may wait for them.
type wanted struct {
	context.Context
	waiting *waiting
}

func (w wanted) Err() error {
	w.waiting.mu.Lock()
	defer w.waiting.mu.Unlock()
	for _, ctx := range w.waiting.runs {
		if ctx.Err() == nil {
			return nil
		}
	}
	return context.Canceled
}

// wait notes that a run may read contents.
func (w *waiting) wait(s *sink, ctx context.Context) {
	if s.engine.inside != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.runs == nil {
		w.runs = map[*sink]context.Context{}
	}
	w.runs[s] = ctx
}

func (w *waiting) leave(s *sink) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.runs, s)
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

// again returns what a part is while it is being rendered: the text of a document as
// it was written, and of other parts nothing. That documents print each other is noted.
func (c *contents) again(p part, at int) string {
	if p.kind != outputPart && at < len(c.open)-1 && c.circle == nil {
		c.circle = slices.Clone(c.open[at:])
	}
	if p.kind == contentPart {
		return p.doc.Body.String()
	}
	return ""
}

// findContent returns the text of a document that a string is a piece of.
func (e *Engine) findContent(text string) (source.Text, bool) {
	if e.inside != nil {
		if found, ok := e.inside.memory.Find(text); ok {
			return found, true
		}
	}
	for _, c := range e.finished.all() {
		if found, ok := c.memory.Find(text); ok {
			return found, true
		}
	}
	return source.Text{}, false
}

// reportCircle reports at a place of the running template that documents print each
// other in a circle, if one was found since the last call.
func (s *sink) reportCircle(at source.Span) {
	c := s.engine.inside
	if c == nil || c.circle == nil {
		return
	}
	var names []string
	for _, p := range c.circle {
		names = append(names, p.doc.Path)
	}
	c.circle = nil
	if slices.ContainsFunc(c.problems, func(d *diag.Diagnostic) bool { return d.Span == at }) {
		return // of another circle, which the same fix breaks
	}
	d := s.report(diag.RuleLiquidSyntax, at, "documents print each other in a circle: %s", strings.Join(append(names, names[0]), " prints "))
	d.Severity = diag.Warning // Jekyll prints the text as it was written, too
	c.problems = append(c.problems, d)
	slices.Sort(names)
	c.circles[strings.Join(slices.Compact(names), "\n")] = d
}

// begin notes that results depend on the contents from now on. A newer engine
// that has taken the stamp does not know these contents.
func (c *contents) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.begun = true; c.passedOn {
		c.stamp = new(int)
	}
}

func (c *contents) currentStamp() *int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stamp
}

// contentsStamps returns the stamps of all contents of a collection.
func (e *Engine) contentsStamps(collection string) (stamps [partKinds]*int) {
	for kind := range partKinds {
		if c := e.contents[contentsKey{collection, kind}]; c != nil {
			stamps[kind] = c.currentStamp()
		}
	}
	return stamps
}

// inherit takes the stamp of older contents where they are valid for the new engine,
// and the contents themselves if they are made.
func (c *contents) inherit(was *contents) {
	c.stamp = new(int)
	if was == nil {
		return
	}
	was.mu.Lock()
	defer was.mu.Unlock()
	switch {
	case !was.begun: // no result depends on them
		was.passedOn = true
		c.stamp = was.stamp
	case was.validFor(c.engine):
		c.stamp = was.stamp
		c.reuse(was)
	case c.collection == pagesLabel:
		c.keepPages(was)
	}
}

// validFor reports whether finished contents would be the same in a new engine.
// Contents with circles are always made again.
func (c *contents) validFor(e *Engine) bool {
	was := c.engine.stamps
	if !c.complete.Load() || len(c.problems) > 0 || e.stamps.seen(c.collection) != was.seen(c.collection) || e.stamps.config != was.config {
		return false
	}
	return !slices.ContainsFunc(c.traces, func(t Trace) bool { return !t.holdsBut(e, c.label()) })
}

// reuse takes older contents, which are valid.
func (c *contents) reuse(older *contents) {
	c.made, c.traces, c.memory = map[part]string{}, older.traces, older.memory
	docs := c.docs()
	for i, was := range older.docs() { // as many as now, in the same order
		c.made[part{docs[i], c.kind}] = older.made[part{was, c.kind}]
	}
	c.pages = older.pages
	c.begun = true
	c.engine.finished.add(c)
	c.complete.Store(true)
}

// addDocuments gives the engine the variables of the documents: with their
// neighbours, and what is rendered as drops.
func (e *Engine) addDocuments(drop func(part) any) {
	e.docVars = map[*source.File]data.Map{}
	for _, collection := range e.site.Collections {
		for _, p := range collection.Docs {
			vars := maps.Clone(p.Vars)
			for kind := range partKinds {
				if kind != excerptPart || vars.Get(partNames[kind]) == nil {
					vars.Set(partNames[kind], drop(part{p, kind}))
				}
			}
			if p.Date.IsZero() {
				vars.Set("date", e.now) // as in Jekyll, the time of the build
			}
			e.docVars[p.File] = vars
		}
		for i, p := range collection.Docs {
			vars := e.docVars[p.File]
			vars.Set("next", nil)
			vars.Set("previous", nil)
			if i+1 < len(collection.Docs) {
				vars.Set("next", neighbour{e.docVars[collection.Docs[i+1].File]})
			}
			if i > 0 {
				vars.Set("previous", neighbour{e.docVars[collection.Docs[i-1].File]})
			}
		}
	}
}

// neighbour is the document before or after a document.
type neighbour struct{ vars data.Map }

// ToLiquid makes it a drop of the template language.
func (n neighbour) ToLiquid() any { return n.vars }

// collapsed is the neighbour as a filter prints it inside another document: without
// its own neighbours, which would lead on through all documents, and without texts.
func (n neighbour) collapsed() data.Map {
	out := data.Map{}
	for _, key := range n.vars.Keys() {
		if !slices.Contains(omitted, key) {
			out.Set(key, n.vars.Get(key))
		}
	}
	return out
}

var omitted = []string{"content", "output", "excerpt", "next", "previous"}

// ContentProblems are what was found while contents of documents were made: documents
// that print each other, and faults of docgen. They are complete when all pages are
// rendered.
func (e *Engine) ContentProblems() []*diag.Diagnostic {
	var out []*diag.Diagnostic
	known := map[string]bool{}
	labels := []string{pagesLabel}
	for _, collection := range e.site.Collections {
		labels = append(labels, collection.Label)
	}
	for _, label := range labels {
		for kind := range partKinds {
			c := e.contents[contentsKey{label, kind}]
			if c == nil || !c.complete.Load() {
				continue
			}
			again := map[*diag.Diagnostic]bool{} // the same circle is found in many contents
			for documents, d := range c.circles {
				again[d] = known[documents]
				known[documents] = true
			}
			out = append(out, slices.DeleteFunc(slices.Clone(c.problems), func(d *diag.Diagnostic) bool {
				return again[d] || slices.ContainsFunc(out, func(o *diag.Diagnostic) bool { return o.Rule == d.Rule && o.Span == d.Span })
			})...)
		}
	}
	return out
}
