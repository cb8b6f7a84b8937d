// Package workspace holds a site with what was made of it, page by page, and
// brings both up to date after an edit: what read something that has changed is
// made again, all else is shared.
package workspace

import (
	"context"
	"hash/maphash"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/publish"
	"docgen/internal/render"
	"docgen/internal/source"
)

// Options say what is held, and how.
type Options struct {
	// Content says how the source folder is read.
	Content content.Options
	// Now is the time that templates see.
	Now time.Time
	// Sass compiles the style sheets in templates, for whoever writes or shows the pages.
	Sass bool
	// Lint are the rules that judge the pages.
	Lint lint.Options
	// Anchors puts anchors into the pages, so that Pieces can be found in a browser.
	Anchors bool
	// Keep makes results last beyond an edit. It is how many bytes of finished
	// pages are held at most; what is dropped is made again when it is asked for.
	// With 0 nothing outlives the call that asked for it, as suits a single run.
	Keep int64
}

// Snapshot is a site as it was at one moment, with what was made of it so far.
// It may be used from many goroutines.
type Snapshot struct {
	Site    *content.Site
	Builder *publish.Builder
	// Made counts the results that this snapshot has not taken from another.
	Made Counts

	opts    Options
	checker func() *lint.Checker // made when somebody wants to know what is wrong
	// last is the checker, or until it is made that of an older snapshot, if one was
	// made there.
	last    atomic.Pointer[lint.Checker]
	entries map[string]*entry // by output path
	order   []*entry          // the pages, then the posts
	shelf   *shelf

	mu     sync.Mutex
	unread map[string]bool // what pages ask for and the site does not have
}

// Counts are numbers of results.
type Counts struct{ Texts, Frames, Checks atomic.Int64 }

// entry is one page with its results. Those that come from an older snapshot
// are looked at when somebody wants them.
type entry struct {
	page *content.Page

	mu      sync.Mutex
	settled bool // the results are of this snapshot
	text    *text
	frame   *Frame
	checked *lint.Page
	layout  *layout
	found   *lint.Page // checked, with the problems of layout
}

// layout is what is wrong when the layout of a page runs.
type layout struct {
	trace render.Trace
	found *lint.Framed // nil for a page without one
}

// text is a page whose Liquid has run and whose Markdown is read. Entries of
// several snapshots share it: nothing changes it.
type text struct {
	trace render.Trace
	page  *markdown.Page // nil once it was dropped
}

// Frame is a page as it is written.
type Frame struct {
	// HTML is nil once it was dropped: see Snapshot.Frame.
	HTML []byte
	// Content and Whole name the bytes of the page without and with its
	// layout: they are equal where those are, for as long as the program runs.
	Content, Whole uint64
	// Problems are what is wrong with the page and its layout.
	Problems []*diag.Diagnostic
	// Share is what the page gives to the files that speak of all pages.
	Share *publish.Share
	// Twin is the Markdown that is published beside the page at TwinPath, if
	// there is any; nil once it was dropped.
	Twin     []byte
	TwinPath string

	trace render.Trace
}

// Open reads a source folder.
func Open(dir string, opts Options) (*Snapshot, error) {
	site, err := content.Open(dir, opts.Content)
	if err != nil {
		return nil, err
	}
	pipeline := markdown.NewPipeline(site, markdown.Options{Now: opts.Now, Traces: opts.Keep > 0, Sass: opts.Sass})
	return newSnapshot(pipeline, opts, nil), nil
}

func newSnapshot(pipeline *markdown.Pipeline, opts Options, older *Snapshot) *Snapshot {
	s := &Snapshot{Site: pipeline.Site, Builder: publish.NewBuilder(pipeline), opts: opts, shelf: &shelf{limit: opts.Keep}, unread: map[string]bool{}}
	s.Builder.Anchors = opts.Anchors
	if older != nil {
		s.shelf = older.shelf
		s.last.Store(older.last.Load())
	}
	s.checker = sync.OnceValue(func() *lint.Checker {
		c := lint.NewChecker(pipeline, opts.Lint, s.last.Load())
		s.last.Store(c)
		return c
	})
	pages := s.Site.AllPages()
	s.entries = make(map[string]*entry, len(pages))
	for _, p := range pages {
		e := &entry{page: p, settled: true}
		if older != nil {
			if was := older.entries[p.Out()]; was != nil && was.page == p {
				e.takeOver(was)
			}
		}
		s.order = append(s.order, e)
		if s.entries[p.Out()] == nil && s.Site.Writes(p) { // else reading the site has reported it
			s.entries[p.Out()] = e
		}
	}
	return s
}

// takeOver takes the results of an older entry, but for one that is being made: what
// has changed does not wait for it.
func (e *entry) takeOver(older *entry) {
	if !older.mu.TryLock() {
		return
	}
	defer older.mu.Unlock()
	e.text, e.frame, e.checked, e.layout = older.text, older.frame, older.checked, older.layout
	e.found = older.found
	e.settled = e.text == nil
}

// Update reads the source folder again: see content.Site.Update.
func (s *Snapshot) Update(changed []string, overlay map[string][]byte) (*Snapshot, error) {
	site, err := s.Site.Update(changed, overlay)
	if err != nil {
		return nil, err
	}
	return s.next(site), nil
}

// At reads another folder that holds the same docs, such as an older revision.
// The caller closes the folder.
func (s *Snapshot) At(folder content.Folder) (*Snapshot, error) {
	site, err := s.Site.At(folder)
	if err != nil {
		return nil, err
	}
	return s.next(site), nil
}

func (s *Snapshot) next(site *content.Site) *Snapshot {
	return newSnapshot(s.Builder.Pipeline.Next(site), s.opts, s)
}

// Complete returns the snapshot that has all files that its pages have asked
// for so far: itself, where nothing is missing.
func (s *Snapshot) Complete() *Snapshot {
	s.mu.Lock()
	names := slices.Sorted(maps.Keys(s.unread))
	s.mu.Unlock()
	if len(names) == 0 {
		return s
	}
	next := s.next(s.Site.With(names))
	for _, e := range next.order {
		e.settled = true // what was made lacked nothing
	}
	return next
}

// settle drops the results of an older snapshot that are not true any more.
// The lock is held.
func (e *entry) settle(s *Snapshot) {
	if e.settled {
		return
	}
	e.settled = true
	engine := s.Builder.Engine.In(e.page)
	if !e.text.trace.HoldsFor(engine) {
		e.text, e.frame, e.checked, e.layout = nil, nil, nil, nil
		return
	}
	if e.layout != nil && !e.layout.trace.HoldsFor(engine) {
		e.layout = nil
	}
	if e.frame != nil && !e.frame.trace.HoldsFor(engine) {
		e.frame = nil
	}
}

// made returns the page with its text. The lock is held. The error is that of ctx
// once it is done; nothing is kept then.
func (e *entry) made(ctx context.Context, s *Snapshot) (*markdown.Page, error) {
	if e.text != nil && e.text.page != nil {
		return e.text.page, nil
	}
	page, err := s.Builder.Page(ctx, e.page)
	if err != nil {
		return nil, err
	}
	s.Made.Texts.Add(1)
	if len(page.Unread) > 0 {
		s.mu.Lock()
		for _, name := range page.Unread {
			s.unread[name] = true
		}
		s.mu.Unlock()
	}
	if s.opts.Keep > 0 && len(page.Unread) == 0 && page.Whole() {
		e.text = &text{page.Trace, page}
	}
	return page, nil
}

// Frame returns a page as it is written, with all its bytes; nil where no page
// is written to a path. One that cannot be made for a fault of docgen has the
// fault among its problems. The error is that of ctx once it is done.
func (s *Snapshot) Frame(ctx context.Context, out string) (*Frame, error) {
	e := s.entries[out]
	if e == nil {
		return nil, nil
	}
	return e.framed(ctx, s, true)
}

// FrameOf is Frame for whoever does not need the bytes: HTML and Twin are nil
// where they were dropped.
func (s *Snapshot) FrameOf(ctx context.Context, out string) (*Frame, error) {
	e := s.entries[out]
	if e == nil {
		return nil, nil
	}
	return e.framed(ctx, s, false)
}

// framed returns the page as it is written, and with whole set all its bytes.
func (e *entry) framed(ctx context.Context, s *Snapshot, whole bool) (f *Frame, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if fault := diag.Guard("writing", e.page.File, e.page.Path, func() { f, err = e.frameNow(ctx, s, whole) }); fault != nil {
		return &Frame{Problems: []*diag.Diagnostic{fault}}, nil
	}
	return f, err
}

func (e *entry) frameNow(ctx context.Context, s *Snapshot, whole bool) (*Frame, error) {
	e.settle(s)
	if e.frame != nil && (e.frame.HTML != nil || !whole) {
		return e.frame, nil
	}
	page, err := e.made(ctx, s)
	if err != nil {
		return nil, err
	}
	done, err := s.Builder.Frame(ctx, page)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		panic(err) // nothing that a page holds makes writing to memory fail
	}
	s.Made.Frames.Add(1)
	f := &Frame{
		HTML: done.HTML, Content: maphash.Bytes(seed, done.Content), Whole: maphash.Bytes(seed, done.HTML),
		Problems: done.Problems, Share: s.Builder.Share(done), trace: done.Trace,
	}
	f.TwinPath, f.Twin, _ = s.Builder.Twin(done)
	if s.opts.Keep > 0 && len(page.Unread) == 0 && page.Whole() {
		kept := *f
		e.frame = &kept
		s.shelf.put(e, int64(len(f.HTML)+len(f.Twin)+treeSize*page.Text.Len()))
	}
	return f, nil
}

// Reads reports whether a file is one of those that the page was made of.
func (f *Frame) Reads(file *source.File) bool { return f.trace.Reads(file) }

// seed makes the names of contents.
var seed = maphash.MakeSeed()

// treeSize is about how many bytes the tree of a page takes for each byte of
// its text.
const treeSize = 8

// Findings returns what is wrong with the site, and the snapshot that it is
// of: this one, or one with files that its pages have asked for. It ends early
// when ctx is done; what was found is then incomplete. With workers 0 there is
// one for each processor.
func (s *Snapshot) Findings(ctx context.Context, workers int) (*lint.Result, *Snapshot) {
	pages := make([]*lint.Page, len(s.order))
	lint.Parallel(ctx, workers, len(s.order), func(i int) { pages[i] = s.order[i].check(ctx, s) })
	if ctx.Err() != nil {
		return &lint.Result{}, s
	}
	if next := s.Complete(); next != s {
		return next.Findings(ctx, workers)
	}
	return s.checker().Site(ctx, pages), s
}

// check returns what the rules for single pages say of the page, or nil once ctx is
// done.
func (e *entry) check(ctx context.Context, s *Snapshot) (checked *lint.Page) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if fault := diag.Guard("checking", e.page.File, e.page.Path, func() { checked = e.checkNow(ctx, s) }); fault != nil {
		return lint.Unread(e.page, fault)
	}
	return checked
}

func (e *entry) checkNow(ctx context.Context, s *Snapshot) *lint.Page {
	e.settle(s)
	checked, layout := e.checked, e.layout
	holds := checked != nil && s.checker().Holds(checked)
	if layout != nil && layout.found != nil && !(holds && s.checker().HoldsFrame(layout.found)) {
		layout = nil
	}
	if holds && layout != nil {
		return e.found
	}
	there := e.text != nil && e.text.page != nil
	page, err := e.made(ctx, s)
	if err != nil {
		return nil
	}
	if !holds {
		s.Made.Checks.Add(1)
		checked = s.checker().Page(page)
	}
	if layout == nil {
		if layout, err = s.tryLayout(ctx, page, checked); err != nil {
			return nil
		}
	}
	found := checked
	if layout.found != nil {
		found = checked.In(layout.found)
	}
	if len(page.Unread) == 0 && found.Complete() {
		e.checked, e.layout, e.found = checked, layout, found
	}
	if !there && e.text != nil {
		e.text = &text{trace: e.text.trace} // its tree is large, and nobody else has asked for it
	}
	return found
}

// tryLayout finds what is wrong when the layout of a page runs, and with what it prints.
func (s *Snapshot) tryLayout(ctx context.Context, page *markdown.Page, checked *lint.Page) (*layout, error) {
	if s.Builder.Site.LayoutOf(page.Page) == "" {
		return &layout{}, nil
	}
	out := &render.Output{}
	var err error
	if fault := diag.Guard("running the layout", page.File, page.Path, func() { out, err = s.Builder.TryLayout(ctx, page) }); fault != nil {
		out.Problems = []*diag.Diagnostic{fault}
	}
	if err != nil {
		return nil, err
	}
	return &layout{out.Trace, s.checker().Frame(checked, out)}, nil
}
