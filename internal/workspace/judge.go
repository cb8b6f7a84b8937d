package workspace

import (
	"context"
	"slices"
	"sync"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/publish"
)

// Judge runs the rules over the pages of a build while they are rendered, so that
// nothing is rendered twice.
type Judge struct {
	opts lint.Options
	// which says what pages are judged; nil for all. The rules know of no others.
	which func(*publish.Rendered) bool

	mu       sync.Mutex
	pipeline *markdown.Pipeline
	checker  *lint.Checker
	pages    []*lint.Page
}

// NewJudge returns a judge for one build.
func NewJudge(opts lint.Options, which func(*publish.Rendered) bool) *Judge {
	return &Judge{opts: opts, which: which}
}

// Page judges a page. It may be called from many goroutines.
func (j *Judge) Page(pipeline *markdown.Pipeline, r *publish.Rendered) {
	if j.which != nil && !j.which(r) {
		return
	}
	checker := j.at(pipeline)
	var page *lint.Page
	if fault := diag.Guard("checking", r.File, r.Path, func() { page = checker.Page(r.Page) }); fault != nil {
		page = lint.Unread(r.Page.Page, fault)
	}
	if r.Layout != nil {
		page = page.In(checker.Frame(page, r.Layout))
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.pages = append(j.pages, page)
}

// at returns the checker for the site of a pipeline, which changes when pages ask for
// files that the site has not read.
func (j *Judge) at(pipeline *markdown.Pipeline) *lint.Checker {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.pipeline != pipeline {
		j.pipeline, j.checker = pipeline, lint.NewChecker(pipeline, j.opts, j.checker)
	}
	return j.checker
}

// Findings returns what the rules say of the pages; nothing where a fault of docgen has
// kept one of them from being judged.
func (j *Judge) Findings(ctx context.Context, b *publish.Builder) []*diag.Diagnostic {
	if len(j.pages) == 0 || j.which == nil && len(j.pages) < len(b.Site.AllPages()) {
		return nil
	}
	checker := j.at(b.Pipeline)
	for i, page := range j.pages {
		if checker.Holds(page) || !page.Complete() {
			continue
		}
		made, err := b.Pipeline.Page(ctx, page.Page.Page)
		if err != nil {
			return nil // ctx is done
		}
		j.pages[i] = checker.Page(made)
		if b.Site.LayoutOf(made.Page) == "" {
			continue
		}
		out, err := b.TryLayout(ctx, made)
		if err != nil {
			return nil
		}
		j.pages[i] = j.pages[i].In(checker.Frame(j.pages[i], out))
	}
	return slices.Clip(checker.Site(ctx, j.pages).Findings)
}
