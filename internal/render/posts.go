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

// contents renders what templates see as content and excerpt of the posts. It
// does so when one of them is first read, for all posts at once and in their
// order, so that the result does not depend on which page reads first. A post that
// prints another one renders that first; one that leads back to itself prints
// nothing there.
type contents struct {
	render func(context.Context, *Engine, *content.Page) (string, error) // a post without its layout
	engine *Engine                                                       // renders inside; sees inner variables

	making   sync.Mutex
	complete atomic.Bool
	made     map[postPart]string
	memory   source.Memory // the provenance of made: the bodies of the posts
	problems []*diag.Diagnostic
	traces   []Trace // of the posts that were rendered

	mu       sync.Mutex
	stamp    *int // the value of contentsDep
	begun    bool
	passedOn bool                      // the stamp is that of a newer engine too
	waiting  map[*sink]context.Context // the runs of pages

	// Only while contents are made:
	open   []postPart // each one is read by the one before it
	circle []postPart // found and not reported yet
	size   int        // bytes made
	err    error      // nobody waits for them any more
}

// postPart is the content or the excerpt of a post.
type postPart struct {
	post    *content.Page
	excerpt bool
}

// outerPart is a part of a post as pages see it.
type outerPart struct {
	contents *contents
	postPart
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
	return c.made[o.postPart]
}

// innerPart is a part of a post as another post sees it while it is made.
type innerPart outerPart

// ToLiquid makes it a drop of the template language.
func (i innerPart) ToLiquid() any { return i.contents.make(i.postPart) }

// maxContents is how many bytes the contents of all posts may have together.
const maxContents = 256 << 20

// makeAll makes the contents, unless all who wait for them give up before.
func (c *contents) makeAll() {
	c.making.Lock()
	defer c.making.Unlock()
	ctx := wanted{context.Background(), c}
	if c.complete.Load() || ctx.Err() != nil {
		return
	}
	c.begin()
	c.made, c.memory, c.problems, c.traces = map[postPart]string{}, source.Memory{}, nil, nil
	c.open, c.circle, c.size, c.err = nil, nil, 0, nil
	for _, excerpt := range []bool{false, true} {
		for _, p := range c.engine.site.Posts {
			if c.make(postPart{p, excerpt}); c.err != nil {
				return
			}
		}
	}
	c.complete.Store(true)
}

// wanted is the context of the contents: it is done when that of each run is which
// may wait for them.
type wanted struct {
	context.Context
	contents *contents
}

func (w wanted) Err() error {
	w.contents.mu.Lock()
	defer w.contents.mu.Unlock()
	for _, ctx := range w.contents.waiting {
		if ctx.Err() == nil {
			return nil
		}
	}
	return context.Canceled
}

// wait notes that a run may read the contents.
func (c *contents) wait(s *sink, ctx context.Context) {
	if s.engine.inside {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting == nil {
		c.waiting = map[*sink]context.Context{}
	}
	c.waiting[s] = ctx
}

func (c *contents) leave(s *sink) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.waiting, s)
}

func (c *contents) make(part postPart) string {
	if text, ok := c.made[part]; ok {
		return text
	}
	if c.err != nil {
		return ""
	}
	if i := slices.Index(c.open, part); i >= 0 {
		if c.circle == nil {
			c.circle = slices.Clone(c.open[i:])
		}
		return ""
	}
	c.open = append(c.open, part)
	p := part.post
	var html string
	var err error
	fault := diag.Guard("rendering", p.File, p.Path, func() {
		if part.excerpt {
			p = c.engine.site.Excerpt(p)
		}
		html, err = c.render(wanted{context.Background(), c}, c.engine, p)
	})
	c.open = c.open[:len(c.open)-1]
	switch {
	case err != nil:
		c.err = err
		return ""
	case fault != nil:
		c.made[part], c.problems = "", append(c.problems, fault)
		return ""
	case c.size+len(html) > maxContents:
		if c.size <= maxContents {
			c.problems = append(c.problems, &diag.Diagnostic{
				Rule: diag.RuleLiquidSyntax, Severity: diag.Error, Span: source.Span{File: p.File, Start: p.Body.Start, End: p.Body.Start}, Pages: []string{p.Path},
				Message: fmt.Sprintf("the contents of the posts grow beyond %d MB here", maxContents>>20),
			})
		}
		c.size, html = maxContents+1, ""
	}
	c.size += len(html)
	var text source.Text
	text.Put(p.Body, nil, []byte(html))
	c.made[part] = text.String()
	c.memory.Add(text)
	return text.String()
}

// find returns the text of a post that a string is a piece of.
func (c *contents) find(s *sink, text string) (source.Text, bool) {
	if !s.engine.inside && !c.complete.Load() {
		return source.Text{}, false
	}
	return c.memory.Find(text)
}

// reportCircle reports at a place of the running template that posts print each
// other in a circle, if one was found since the last call.
func (s *sink) reportCircle(at source.Span) {
	c := s.engine.contents
	if !s.engine.inside || c.circle == nil {
		return
	}
	var names []string
	for _, part := range c.circle {
		names = append(names, part.post.Path)
	}
	c.circle = nil
	if slices.ContainsFunc(c.problems, func(d *diag.Diagnostic) bool { return d.Span == at }) {
		return // of another circle, which the same fix breaks
	}
	c.problems = append(c.problems, s.report(diag.RuleLiquidSyntax, at, "posts print each other in a circle: %s", strings.Join(append(names, names[0]), " prints ")))
}

// reportCircleBefore does the same for what the tag before an offset has read:
// one of the library's own, which reports nothing by itself.
func (s *sink) reportCircleBefore(offset int) {
	if !s.engine.inside || s.engine.contents.circle == nil {
		return
	}
	at := s.frame.template.src
	for _, tok := range s.frame.template.tokens {
		if tok.span.End <= offset && tok.kind == tagToken && tok.args.Start < tok.args.End {
			at = tok.span
		}
	}
	s.reportCircle(at)
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

// inherit takes the stamp of an older engine's contents where they are valid for
// the new one, and the contents themselves if they are made.
func (c *contents) inherit(older, now *Engine) {
	c.stamp = new(int)
	if older == nil {
		return
	}
	was := older.contents
	was.mu.Lock()
	defer was.mu.Unlock()
	switch {
	case !was.begun: // no result depends on them
		was.passedOn = true
		c.stamp = was.stamp
	case was.validFor(now, older.stamps):
		c.stamp = was.stamp
		c.reuse(was)
	}
}

// validFor reports whether finished contents would be the same in a new engine.
// Contents with circles are always made again.
func (c *contents) validFor(e *Engine, was stamps) bool {
	if !c.complete.Load() || len(c.problems) > 0 || e.stamps.posts != was.posts || e.stamps.config != was.config {
		return false
	}
	return !slices.ContainsFunc(c.traces, func(t Trace) bool { return !t.holdsBut(e, contentsDep) })
}

// reuse takes the contents of an older engine, which are valid.
func (c *contents) reuse(older *contents) {
	c.made, c.traces, c.memory = map[postPart]string{}, older.traces, older.memory
	for i, was := range older.engine.site.Posts { // as many as now, in the same order
		for _, excerpt := range []bool{false, true} {
			c.made[postPart{c.engine.site.Posts[i], excerpt}] = older.made[postPart{was, excerpt}]
		}
	}
	c.begun = true
	c.complete.Store(true)
}

// addPosts gives the engine the variables of the posts: with their neighbours,
// and content and excerpt as drops.
func (e *Engine) addPosts(part func(postPart) any) {
	e.postVars = make(map[*source.File]data.Map, len(e.site.Posts))
	for _, p := range e.site.Posts {
		vars := maps.Clone(p.Vars)
		vars.Set("content", part(postPart{p, false}))
		if vars.Get("excerpt") == nil {
			vars.Set("excerpt", part(postPart{p, true}))
		}
		e.postVars[p.File] = vars
	}
	for i, p := range e.site.Posts {
		if i > 0 {
			e.postVars[p.File].Set("next", neighbour{e.postVars[e.site.Posts[i-1].File]})
		}
		if i+1 < len(e.site.Posts) {
			e.postVars[p.File].Set("previous", neighbour{e.postVars[e.site.Posts[i+1].File]})
		}
	}
}

// neighbour is the post before or after a post.
type neighbour struct{ vars data.Map }

// ToLiquid makes it a drop of the template language.
func (n neighbour) ToLiquid() any { return n.vars }

// collapsed is the neighbour as a filter prints it inside another post: without
// its own neighbours, which would lead on through all posts.
func (n neighbour) collapsed() data.Map {
	out := data.Map{}
	for _, key := range n.vars.Keys() {
		if _, again := n.vars.Get(key).(neighbour); !again {
			out.Set(key, n.vars.Get(key))
		}
	}
	return out
}

// PostProblems are what was found while the contents of posts were made: posts
// that print each other, and faults of docgen. They are complete when all pages are rendered.
func (e *Engine) PostProblems() []*diag.Diagnostic { return e.contents.problems }
