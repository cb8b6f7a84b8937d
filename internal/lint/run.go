package lint

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/example"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// Options of a run.
type Options struct {
	Rules []*Rule
	// Only limits the run to the rules of these names; empty means all.
	Only []string
	// Now is the time that templates see.
	Now time.Time
	// External asks other sites about addresses, as Checker does; nil for do
	// not ask.
	External func(addresses []string) map[string]Answer
	// Workers is how many pages are looked at side by side; 0 means one for
	// each processor.
	Workers int
	// Context ends the run between two pages; what was found is then
	// incomplete. nil never does.
	Context context.Context
}

// Result is what a run found.
type Result struct {
	Findings        []*diag.Diagnostic
	Pages, Examples int
}

// Run lints a site.
func Run(site *content.Site, opts Options) *Result {
	if opts.Context == nil {
		opts.Context = context.Background()
	}
	pipeline := markdown.NewPipeline(site, opts.Now)
	pages := readPages(pipeline, opts)
	if opts.Context.Err() != nil {
		return &Result{}
	}
	return run(pipeline, pages, opts)
}

// RunPages lints pages that have been made, and only them: rules that look at
// the whole site see no other page.
func RunPages(pipeline *markdown.Pipeline, made []*markdown.Page, opts Options) *Result {
	opts.Context = context.Background()
	pages := make([]*Page, len(made))
	for i, p := range made {
		pages[i] = newPage(p)
	}
	return run(pipeline, pages, opts)
}

func run(pipeline *markdown.Pipeline, pages []*Page, opts Options) *Result {
	site := pipeline.Site
	index := newIndex(site, pages)
	reports := &reports{}
	result := &Result{Pages: len(pages)}
	for _, p := range pages {
		result.Examples += len(p.Examples)
	}
	// What an allow silences is known when all rules have run.
	all := len(opts.Only) == 0 || slices.Contains(opts.Only, AllowRule)
	var passes []*Pass
	for _, rule := range opts.Rules {
		if !all && !slices.Contains(opts.Only, rule.Name) {
			continue
		}
		severity, graded := site.Config.Severities[rule.Name]
		if !graded {
			severity = rule.Severity
		}
		if severity != diag.Off && (!rule.External || opts.External != nil) {
			passes = append(passes, &Pass{
				Rule: rule, Site: site, Pages: pages, Index: index, External: opts.External, Engine: pipeline.Engine,
				severity: severity, graded: graded, reports: reports,
			})
		}
	}
	// Rules for the whole site take longest, so they begin.
	var whole []*Pass
	for _, pass := range passes {
		if pass.Rule.Site != nil {
			whole = append(whole, pass)
		}
	}
	parallel(opts.Context, opts.Workers, len(whole)+len(pages), func(i int) {
		if i < len(whole) {
			whole[i].run(func() { whole[i].Rule.Site(whole[i]) })
			return
		}
		page := pages[i-len(whole)]
		for _, pass := range passes {
			if pass.Rule.Page != nil {
				pass.run(func() { pass.Rule.Page(pass, page) })
			}
		}
	})
	found := reports.kept()
	if all {
		found = append(found, judgeAllows(pages, opts.Rules, passes)...)
	}
	found = joinPages(diag.Merge(found))
	covered := coveredBy(opts.Rules, found)
	result.Findings = slices.DeleteFunc(found, func(d *diag.Diagnostic) bool {
		return covered[finding{d.Rule, d.Span}] || d.Span.File != nil && site.Config.Ignores(d.Span.File.Name) ||
			len(opts.Only) > 0 && !slices.Contains(opts.Only, d.Rule)
	})
	return result
}

// joinPages joins the findings at one place of an include that differ only in
// what their messages show of each page: they have one cause, and one mend.
func joinPages(sorted []*diag.Diagnostic) []*diag.Diagnostic {
	out := sorted[:0]
	for _, d := range sorted {
		if n := len(out); n > 0 && sameMend(out[n-1], d) {
			out[n-1].Pages = append(out[n-1].Pages, d.Pages...)
			slices.Sort(out[n-1].Pages)
			continue
		}
		out = append(out, d)
	}
	return out
}

func sameMend(a, b *diag.Diagnostic) bool {
	if a.Rule != b.Rule || a.Kind != b.Kind || a.Span != b.Span || len(a.Fixes) == 0 || len(a.Fixes) != len(b.Fixes) {
		return false
	}
	for i := range a.Fixes {
		if !slices.Equal(a.Fixes[i].Edits, b.Fixes[i].Edits) {
			return false
		}
	}
	return !slices.ContainsFunc(b.Pages, func(page string) bool { return slices.Contains(a.Pages, page) })
}

// finding is what a rule reports at a place.
type finding struct {
	rule string
	at   source.Span
}

// coveredBy returns what rules would report that another one says better.
func coveredBy(rules []*Rule, found []*diag.Diagnostic) map[finding]bool {
	covers := map[string]string{}
	for _, rule := range rules {
		covers[rule.Name] = rule.Covers
	}
	covered := map[finding]bool{}
	for _, d := range found {
		if other := covers[d.Rule]; other != "" {
			covered[finding{other, d.Span}] = true
		}
	}
	return covered
}

// readPages renders all pages and finds what stands on them.
func readPages(pipeline *markdown.Pipeline, opts Options) []*Page {
	sources := slices.Concat(pipeline.Site.Pages, pipeline.Site.Posts)
	pages := make([]*Page, len(sources))
	parallel(opts.Context, opts.Workers, len(sources), func(i int) {
		pages[i] = newPage(pipeline.Page(sources[i]))
		pages[i].Doc = nil // its tree is large and no longer needed
	})
	if opts.Context.Err() != nil {
		return nil // some of them have not been made
	}
	slices.SortFunc(pages, func(a, b *Page) int { return cmp.Compare(a.Path, b.Path) })
	return pages
}

// newPage finds what stands on a page.
func newPage(p *markdown.Page) *Page {
	page := &Page{Page: p}
	if p.Doc != nil {
		page.Facts, page.Headings = p.Doc.Facts(), p.Doc.Headings
	} else {
		page.Facts = markdown.HTMLFacts(p.Text)
	}
	page.Examples = example.Find(page.Facts)
	page.allows = findAllows(page)
	return page
}

// reports collects the findings of all passes.
type reports struct {
	mu   sync.Mutex
	list []report
}

type report struct {
	*diag.Diagnostic
	pages []*Page
}

func (r report) firstPage() string {
	if len(r.pages) == 0 {
		return ""
	}
	return r.pages[0].Path
}

func (r *reports) add(d *diag.Diagnostic, pages []*Page) {
	r.mu.Lock()
	r.list = append(r.list, report{d, pages})
	r.mu.Unlock()
}

// kept returns the findings that nothing silences, in the order of the pages:
// pages are linted in parallel, and of findings with one cause the first stays.
func (r *reports) kept() []*diag.Diagnostic {
	slices.SortStableFunc(r.list, func(a, b report) int { return cmp.Compare(a.firstPage(), b.firstPage()) })
	var out []*diag.Diagnostic
	for _, rep := range r.list {
		if !silenced(rep) {
			out = append(out, rep.Diagnostic)
		}
	}
	return out
}

// contains reports whether a span begins inside another.
func contains(outer, inner source.Span) bool {
	return outer.File == inner.File && outer.Start <= inner.Start && inner.Start <= outer.End
}
