// Package publish writes the site: pages in their layouts, navigation, search
// index, sitemap, redirects and files, as a whole or not at all.
package publish

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/markdown"
	"docgen/internal/render"
)

// Builder makes the pages of a site.
type Builder struct {
	*markdown.Pipeline
	// Judge looks at the pages before anything is written; nil for nobody. A build
	// fails on findings of at least the severity FailOn.
	Judge  Judge
	FailOn diag.Severity
	// Strict makes a build fail on warnings about rendering too, and judge the pages
	// even if nothing has changed since the last build.
	Strict bool
	// Anchors puts anchors into the pages: see markdown.Piece.
	Anchors bool
	// Waiting is called when a build has to wait for another one of the same
	// output folder; nil for no call.
	Waiting func()
}

// Judge says what is wrong with pages besides that they cannot be rendered.
type Judge interface {
	// Page looks at a page that was rendered. It is called from many goroutines.
	Page(*markdown.Pipeline, *Rendered)
	// Findings returns what is wrong, when all pages are rendered.
	Findings(context.Context, *Builder) []*diag.Diagnostic
}

// NewBuilder returns a builder for the site of a pipeline.
func NewBuilder(pipeline *markdown.Pipeline) *Builder { return &Builder{Pipeline: pipeline} }

// Rendered is a finished page.
type Rendered struct {
	*markdown.Page
	// Content is the page without its layout, HTML the document as written.
	Content, HTML []byte
	// Problems are those of the page and its layout.
	Problems []*diag.Diagnostic
	// Layout is what the layout printed, for the Judge; nil without one.
	Layout *render.Output
	// Trace lists the inputs of the page and its layout; see markdown.Options.
	Trace render.Trace
	// SourceMap is that of a style sheet; nil for none.
	SourceMap []byte
	// Dropped: the page cannot be made, which is reported, and is not written.
	Dropped bool
}

// Render makes one page.
func (b *Builder) Render(ctx context.Context, p *content.Page) (*Rendered, error) {
	page, err := b.Page(ctx, p)
	if err != nil {
		return nil, err
	}
	return b.Frame(ctx, page)
}

// Frame puts a page into its layout.
func (b *Builder) Frame(ctx context.Context, page *markdown.Page) (*Rendered, error) {
	if page.Sheet {
		return b.frameSheet(ctx, page)
	}
	html, err := page.HTML()
	if err != nil {
		return nil, err
	}
	r := &Rendered{Page: page, Content: html, HTML: html, Problems: page.Problems, Trace: page.Trace}
	if b.Site.LayoutOf(page.Page) == "" {
		r.HTML = b.anchored(r)
		return b.finished(r), nil
	}
	engine := b.Engine.In(page.Page)
	run := engine.Layout
	if b.Judge != nil {
		run = engine.TryLayout
	}
	out, err := run(ctx, page.Page, html, b.layoutVars(page))
	if err != nil {
		return nil, err
	}
	if b.Judge != nil {
		r.Layout = out
	}
	r.HTML = out.Text.Bytes
	r.HTML = b.anchored(r)
	r.Problems = slices.Concat(page.Problems, out.Problems)
	r.Trace = slices.Concat(page.Trace, out.Trace)
	return b.finished(r), nil
}

// anchored returns the document with anchors, which its layout does not see. Where the
// layout shows the page other than as it is, or twice, there are none.
func (b *Builder) anchored(r *Rendered) []byte {
	if !b.Anchors || len(r.Content) == 0 || bytes.Count(r.HTML, r.Content) != 1 {
		return r.HTML
	}
	html, err := r.AnchoredHTML()
	if err != nil {
		return r.HTML
	}
	return bytes.Replace(r.HTML, r.Content, html, 1)
}

// finished lets plugins change a page as it is written.
func (b *Builder) finished(r *Rendered) *Rendered {
	r.HTML = b.linkMentions(r)
	r.HTML = b.Site.LocalizeLinks(r.Page.Page, r.HTML)
	return r
}

// TryLayout runs the layout of a page for what is wrong with it. The page's text
// stands for its HTML, which takes long to make and which layouts only print.
func (b *Builder) TryLayout(ctx context.Context, page *markdown.Page) (*render.Output, error) {
	return b.Engine.In(page.Page).TryLayout(ctx, page.Page, page.Text.Bytes, b.layoutVars(page))
}

// forMachines reports whether the site gets Markdown twins and the lists of pages and
// examples. A Jekyll tree does not.
func (b *Builder) forMachines() bool { return !b.Site.Config.Jekyll }

// TwinOut returns the path at which the Markdown of the page is published; a page
// that could not be rendered has no twin.
func (r *Rendered) TwinOut() (out string, ok bool) {
	out, ok = r.Page.TwinOut()
	return out, ok && r.Doc != nil
}

// twin returns the Markdown of a page, see markdown.Document.Twin.
func (r *Rendered) twin() []byte { return r.Doc.Twin() }

// Result is the result of a build.
type Result struct {
	Pages          int // of the site
	Written, Stale int // files that were written and removed
	// Kept are files of former builds that the site no longer has. They stay,
	// because somebody has changed them since.
	Kept     []string
	Problems []*diag.Diagnostic
	Findings []*diag.Diagnostic // of the Judge
	Failed   bool               // nothing was written
}

// Progress is called with the number of finished pages and of all pages, by one
// goroutine at a time.
type Progress func(done, all int)

// Build writes the whole site to the folder out. If a page cannot be rendered,
// nothing is written, and Failed is set; an error is one of the system, or that of
// ctx once it is done, and nothing is written either. tool
// identifies the executable: if it, all input and the output are unchanged since
// the last build, there is nothing to do.
func (b *Builder) Build(ctx context.Context, out, tool string, progress Progress) (result *Result, err error) {
	pages := b.Site.AllPages()
	result = &Result{Pages: len(pages), Problems: slices.Clone(b.Site.Problems)}
	if b.fails(result) {
		// Continue, to report the problems of all pages in one run.
		result.Failed = true
	}
	stage, err := newStage(ctx, out, b.Waiting)
	if err != nil {
		return nil, err
	}
	defer func() {
		if left := stage.discard(); left != nil && err == nil {
			result, err = nil, left
		}
	}()
	var both errgroup.Group
	both.Go(stage.survey)
	both.Go(func() (err error) {
		if !result.Failed { // what is copied can be read
			stage.stamp, err = b.stamp(tool)
		}
		return err
	})
	if err := both.Wait(); err != nil {
		return nil, err
	}
	if foreign, known := stage.foreign(); len(foreign) > 0 {
		if name := b.Site.InputIn(out, foreign, known); name != "" {
			return nil, fmt.Errorf("--out: %q holds %s, which is a part of the site: choose a folder of its own for the site", out, name)
		}
	}
	if !result.Failed && !b.Strict && stage.stamp != "" && stage.stamp == stage.manifest.Stamp && stage.intact() {
		_, problems := b.redirects()
		result.Problems = diag.Merge(b.Site.AtFiles(append(result.Problems, problems...)))
		return result, nil
	}
	gathered := &gathering{site: b.Site}
	before := len(result.Problems)
	if err := b.renderAll(ctx, pages, stage, result, gathered, progress); err != nil {
		return nil, err
	}
	result.Problems = append(result.Problems, b.Engine.ContentProblems()...)
	if err := b.Engine.SheetsMissed(); err != nil {
		result.Problems = append(result.Problems, b.noSass(err))
	}
	if b.Judge != nil {
		result.Findings = b.Judge.Findings(ctx, b)
	}
	if len(result.Problems) > before || len(result.Findings) > 0 || b.Site.ReadLate() {
		stage.stamp = "" // the next build must report the problems too
	}
	if b.Strict { // else they are found when the redirects are made
		_, problems := b.redirects()
		result.Problems = append(result.Problems, problems...)
	}
	if result.Failed = result.Failed || b.fails(result); result.Failed {
		result.Problems = diag.Merge(b.Site.AtFiles(result.Problems))
		return result, nil
	}
	if err := b.extras(stage, result, gathered); err != nil {
		return nil, err
	}
	if err := b.copyStatic(ctx, stage); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	result.Kept = stage.changed()
	if result.Written, result.Stale, err = stage.commit(); err != nil {
		return nil, err
	}
	result.Problems = diag.Merge(b.Site.AtFiles(result.Problems))
	return result, nil
}

// fails reports whether a build with these problems writes nothing.
func (b *Builder) fails(result *Result) bool {
	return diag.Count(result.Problems, diag.Error) > 0 || b.Strict && diag.Count(result.Problems, diag.Warning) > 0 ||
		b.FailOn != diag.Off && diag.Count(result.Findings, b.FailOn) > 0
}

// renderAll renders pages and stages them. Pages that use files which the site
// has not read yet are rendered again with a site that has them.
func (b *Builder) renderAll(ctx context.Context, pages []*content.Page, stage *stage, result *Result, gathered *gathering, progress Progress) error {
	// Begin with the longest page, so that it is not the last one to end.
	slices.SortStableFunc(pages, func(a, b *content.Page) int {
		return (b.Body.End - b.Body.Start) - (a.Body.End - a.Body.Start)
	})
	replaced, _ := b.redirects()
	outs := b.outs()
	var mu sync.Mutex
	done := 0
	problems := map[*content.Page][]*diag.Diagnostic{}
	var again []*content.Page
	unread := map[string]bool{}
	finished := func(p *content.Page, r *Rendered) bool {
		mu.Lock()
		defer mu.Unlock()
		if len(r.Unread) > 0 {
			again = append(again, p)
			for _, name := range r.Unread {
				unread[name] = true
			}
			return false
		}
		problems[p] = r.Problems
		if done++; progress != nil {
			progress(done, len(pages))
		}
		return true
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range pages {
		one := func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			r, err := b.Render(ctx, p)
			if err != nil {
				return err
			}
			if !finished(p, r) {
				return nil
			}
			if b.Judge != nil {
				b.Judge.Page(b.Pipeline, r)
			}
			if result.Failed || diag.Count(r.Problems, diag.Error) > 0 {
				return nil // the build has failed: nothing will be written
			}
			if !b.Site.Writes(p) {
				return nil
			}
			if b.Gathers() {
				gathered.add(r)
			}
			if b.forMachines() {
				if twin, ok := r.TwinOut(); ok && !outs[twin] {
					if err := stage.write(twin, r.twin()); err != nil {
						return err
					}
				}
			}
			if _, ok := replaced[p.Out()]; ok || r.Dropped {
				return nil
			}
			if name := p.Out() + ".map"; r.SourceMap != nil && !outs[name] {
				if err := stage.write(name, r.SourceMap); err != nil {
					return err
				}
			}
			return stage.write(p.Out(), r.HTML)
		}
		group.Go(func() (err error) {
			if fault := diag.Guard("writing", p.File, p.Path, func() { err = one() }); fault != nil {
				mu.Lock()
				defer mu.Unlock()
				problems[p] = append(slices.Clip(problems[p]), fault)
			}
			return err
		})
	}
	err := group.Wait()
	for _, p := range b.Site.AllPages() {
		result.Problems = append(result.Problems, problems[p]...)
	}
	if err != nil || len(again) == 0 {
		return err
	}
	b.Pipeline = b.Pipeline.Next(b.Site.With(slices.Sorted(maps.Keys(unread))))
	return b.renderAll(ctx, again, stage, result, gathered, progress)
}

func (b *Builder) copyStatic(ctx context.Context, stage *stage) error {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range b.Site.Static {
		if f.Left {
			continue
		}
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return stage.copy(f)
		})
	}
	return group.Wait()
}

// stamp identifies the input of a build. It is empty if builds of the same input
// may differ.
func (b *Builder) stamp(tool string) (string, error) {
	input, err := b.Site.Fingerprint()
	if err != nil || input == "" || tool == "" {
		return "", err
	}
	return input + "-" + tool, nil
}
