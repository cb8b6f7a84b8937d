package lint

import (
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/markdown"
)

// failure is a fault of docgen in a rule.
type failure struct {
	rule  string
	fault *diag.Diagnostic
}

// guard runs a part of the rule. A panic becomes a failure: on the page that the
// rule looks at, or else on the site as a whole.
func (p *Pass) guard(f func()) {
	var fault *diag.Diagnostic
	if part := "rule " + p.Rule.Name; p.page != nil {
		fault = diag.Guard(part, p.page.File, p.page.Path, f)
	} else {
		fault = diag.Guard(part, nil, "", f)
	}
	if fault != nil {
		*p.failures = append(*p.failures, failure{p.Rule.Name, fault})
	}
}

// Incomplete reports whether a fault of docgen has kept a page from being read,
// or the rule from looking at one: that nothing was found on the pages proves
// nothing then. It is for Rule.Site and Pass.Provided.
func (p *Pass) Incomplete() bool {
	p.unsure = p.unsure || p.incomplete
	return p.incomplete
}

// Unread returns what is kept of a page where a fault of docgen has kept it from
// being read.
func Unread(p *content.Page, fault *diag.Diagnostic) *Page {
	return unread(&markdown.Page{Page: p, Vars: p.Vars}, fault)
}

func unread(made *markdown.Page, faults ...*diag.Diagnostic) *Page {
	copied := *made
	copied.Problems = slices.Concat(made.Problems, faults)
	return &Page{Page: &copied, Facts: &markdown.Facts{}, kept: Kept{Keys: keysOf(made.Front)}}
}

// keysOf lists the keys of front matter.
func keysOf(front *data.Node) []string {
	if front == nil {
		return nil
	}
	keys := make([]string, len(front.Members))
	for i, m := range front.Members {
		keys[i] = m.Key.Str()
	}
	return keys
}

// Complete reports whether no fault of docgen has kept the page from being read,
// or a rule from looking at it.
func (p *Page) Complete() bool { return p.Whole() && len(p.failures) == 0 }

// expect tells the passes over the whole site what they cannot rely on.
func (c *Checker) expect(pages []*Page, whole []*Pass) {
	unread, failed := len(c.shared()) > 0, map[string]bool{}
	for _, p := range pages {
		unread = unread || !p.Whole()
		for _, f := range p.failures {
			failed[f.rule] = true
		}
	}
	for _, pass := range whole {
		pass.incomplete = unread || failed[pass.Rule.Name]
		pass.unsure = failed[pass.Rule.Name]
	}
}

// shared returns the faults in what pages share.
func (c *Checker) shared() []*diag.Diagnostic {
	list := slices.Concat(c.pipeline.Site.Problems, c.pipeline.Engine.ContentProblems())
	for _, t := range c.pipeline.Engine.Templates() {
		list = append(list, t.Problems()...)
	}
	return diag.Faults(list)
}

// faults returns the faults of docgen, one for each cause, whatever rules run.
func (c *Checker) faults(pages []*Page, whole []*Pass, index *Index) []*diag.Diagnostic {
	list := slices.Concat(c.shared(), index.faults)
	failures := slices.Clone(c.failures)
	for _, p := range pages {
		list = append(list, p.Problems...)
		failures = append(failures, p.failures...)
	}
	for _, pass := range whole {
		failures = append(failures, *pass.failures...)
	}
	for _, f := range failures {
		list = append(list, f.fault)
	}
	return diag.Faults(list)
}

// Parallel calls do for each number below n; none any more once ctx is done. A
// panic goes on in the goroutine of the caller once all calls have ended; left
// alone it would end the program at once.
func Parallel(ctx context.Context, workers, n int, do func(i int)) {
	var group errgroup.Group
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	group.SetLimit(workers)
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			if fault := diag.Guard("a parallel part", nil, "", func() { do(i) }); fault != nil {
				return fault
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		panic(err)
	}
}
