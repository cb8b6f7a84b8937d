package lint

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/example"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// Options of a Checker.
type Options struct {
	Rules []*Rule
	// Only limits it to the rules of these names; empty means all.
	Only []string
	// External asks other sites about addresses, as Asker does; nil for do not
	// ask.
	External func(addresses []string) map[string]Answer
}

// Checker runs the rules over the pages of one site: first those for each page,
// which may run side by side, then those for the whole site. It keeps nothing
// of a page.
type Checker struct {
	pipeline *markdown.Pipeline
	opts     Options
	index    *Index
	examples *example.Finder
	frames   frames
	passes   []Pass
	// known names what the rules know before they look at pages. It is that of
	// the older checker where nothing of it has changed.
	known *int
	// last is the index of the last run of Site.
	last atomic.Pointer[Index]
	// failures are those of rules that do not run: they could not prepare.
	failures []failure
}

// Result is what a run found.
type Result struct {
	// Findings has the faults of docgen too, whatever rules run and whatever is
	// silenced.
	Findings        []*diag.Diagnostic
	Pages, Examples int
	// Index finds the pages, files and anchors of the site.
	Index *Index
	// Problems are what kept the pages from being rendered, whatever rules run.
	Problems []*diag.Diagnostic
}

// NewChecker returns a checker for the site of a pipeline. older is that of the
// site before an edit, or nil.
func NewChecker(pipeline *markdown.Pipeline, opts Options, older *Checker) *Checker {
	site := pipeline.Site
	c := &Checker{pipeline: pipeline, opts: opts, index: newIndex(site, older.lastIndex()), examples: &example.Finder{}}
	same := older != nil && older.pipeline.Site.Config == site.Config && len(older.failures) == 0
	for _, rule := range opts.Rules {
		// What an allow silences is known when all rules have run.
		if !c.all() && !slices.Contains(opts.Only, rule.Name) {
			continue
		}
		severity, graded := site.Config.Severities[rule.Name]
		if !graded {
			severity = rule.Severity
		}
		if severity == diag.Off || rule.External && opts.External == nil {
			continue
		}
		pass := Pass{
			Rule: rule, Site: site, Index: c.index, External: opts.External, Engine: pipeline.Engine,
			severity: severity, graded: graded, failures: &c.failures,
		}
		if rule.Prepare != nil {
			was, before := older.prepared(rule), len(c.failures)
			if pass.Prepared = was; was == nil || older.pipeline.Site.Outline() != site.Outline() {
				pass.guard(func() { pass.Prepared = rule.Prepare(&pass, was) })
			}
			if same = same && was == pass.Prepared; len(c.failures) > before {
				continue
			}
		}
		c.passes = append(c.passes, pass)
	}
	same = same && len(c.failures) == 0
	if c.known = new(int); same {
		c.known = older.known
	}
	return c
}

// lastIndex returns the index of the last run of this checker, or of one before
// it.
func (c *Checker) lastIndex() *Index {
	if c == nil {
		return nil
	}
	if x := c.last.Load(); x != nil {
		return x
	}
	return c.index
}

func (c *Checker) prepared(rule *Rule) any {
	if c != nil {
		for _, p := range c.passes {
			if p.Rule == rule {
				return p.Prepared
			}
		}
	}
	return nil
}

// all reports whether all rules run.
func (c *Checker) all() bool {
	return len(c.opts.Only) == 0 || slices.Contains(c.opts.Only, AllowRule)
}

// Holds reports whether what a checker before an edit found on a page, whose text
// is the same now, is what this one would find.
func (c *Checker) Holds(p *Page) bool {
	return p.kept.known == c.known && (!p.kept.asksNames || p.kept.names == c.index.names)
}

// Page runs the rules that look at one page, and returns what is kept of it
// with its findings.
func (c *Checker) Page(made *markdown.Page) *Page {
	page := c.read(made)
	for _, pass := range c.passes {
		if pass.Rule.Page != nil && page.Whole() && !made.Made {
			pass.page, pass.found, pass.failures = page, &page.found, &page.failures
			page.running = "rule " + pass.Rule.Name
			pass.guard(func() { pass.Rule.Page(&pass, page) })
		}
	}
	page.countUses()
	// Merging them with those of other pages is cheaper then.
	slices.SortStableFunc(page.found, func(a, b *report) int { return diag.Compare(a.Diagnostic, b.Diagnostic) })
	return page.lean()
}

// read finds what stands on a page.
func (c *Checker) read(made *markdown.Page) *Page {
	if !made.Whole() {
		return unread(made)
	}
	p := &Page{Page: made, site: c.pipeline.Site, examples: c.examples, running: "reading the examples"}
	p.filters = PlacesOf(made.Problems, isPluginFilter)
	fault := diag.Guard("reading the page", made.File, made.Path, func() {
		switch {
		case made.Doc != nil:
			p.Facts, p.Headings = made.Doc.Facts(), made.Doc.Headings
		case made.IsHTML():
			p.Facts = markdown.HTMLFacts(made.Text)
		default: // a feed, a script or a list of URLs
			p.Facts = &markdown.Facts{}
		}
		ids := p.anchors()
		p.kept = Kept{IDs: ids, hasID: setOf(ids), Keys: keysOf(made.Front), allows: newAllows(p, findAllows(p)), known: c.known, names: c.index.names}
		c.index.keepReferences(p, c.opts.External != nil)
	})
	if fault != nil {
		return unread(made, fault)
	}
	// Without its examples a page is still worth looking at.
	if fault := diag.Guard(p.running, made.File, made.Path, func() { p.kept.examples, p.kept.platform = len(p.Examples()), p.aboutElement() }); fault != nil {
		p.failures = append(p.failures, failure{"", fault})
	}
	return p
}

// lean returns the page without what only its own rules look at.
func (p *Page) lean() *Page {
	made := *p.Page
	made.Text, made.Doc = source.Text{}, nil
	out := &Page{Page: &made, kept: p.kept, found: p.found, failures: p.failures}
	for _, r := range out.found {
		for i := range r.pages {
			r.pages[i] = out
		}
	}
	return out
}

// Site runs the rules that look at all pages, which Page has made, in any
// order, and returns all that was found. It may be called from many goroutines.
func (c *Checker) Site(ctx context.Context, pages []*Page) *Result {
	pages = slices.SortedStableFunc(slices.Values(pages), func(a, b *Page) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Mount, b.Mount), cmp.Compare(a.URL, b.URL))
	})
	result := &Result{Pages: len(pages)}
	users := usersOf(pages)
	index := c.index.withPages(pages, users)
	var whole []*Pass
	running, platform := map[string]*Pass{}, onPlatform(c.pipeline.Site, pages)
	for _, pass := range c.passes {
		if pass.Rule.Platform && !platform {
			continue
		}
		pass.Pages, pass.Index, pass.users, pass.found, pass.failures = pages, index, users, &[]*report{}, &[]failure{}
		whole, running[pass.Rule.Name] = append(whole, &pass), &pass
	}
	c.expect(pages, whole)
	Parallel(ctx, 0, len(whole), func(i int) {
		if whole[i].Rule.Site != nil {
			whole[i].guard(func() { whole[i].Rule.Site(whole[i]) })
		}
	})
	if ctx.Err() != nil {
		return result
	}
	var found []*report
	for _, p := range pages {
		result.Examples += p.kept.examples
		result.Problems = append(result.Problems, p.Problems...)
		for _, r := range p.found {
			pass := running[r.rule]
			holds := pass != nil && r.holds == nil
			if pass != nil && !holds {
				pass.page = p
				pass.guard(func() { holds = r.holds(pass) })
			}
			if holds {
				found = append(found, r)
			}
		}
	}
	for _, pass := range whole {
		found = append(found, *pass.found...)
	}
	result.Index = index
	result.Findings = diag.Merge(append(c.merged(pages, users, found, whole), c.faults(pages, whole, index)...))
	c.last.Store(index)
	return result
}

// merged makes one of findings with one cause, and leaves out those that are
// silenced, or said better by another rule.
func (c *Checker) merged(pages []*Page, users map[*source.File][]*Page, found []*report, whole []*Pass) []*diag.Diagnostic {
	used := map[*allow]bool{}
	found = slices.DeleteFunc(found, func(r *report) bool { return silenced(r, used) || c.follows(r) })
	if len(c.pipeline.Site.Languages) > 0 {
		found = oncePerPage(found)
	}
	var list []*diag.Diagnostic
	for _, r := range found {
		list = append(list, r.Diagnostic)
	}
	list = c.pipeline.Site.AtFiles(list)
	if c.all() {
		list = append(list, c.judgeAllows(pages, used, whole)...)
	}
	list = joinPages(diag.Merge(list))
	checkSharedFixes(list, found, users)
	covered := coveredBy(c.opts.Rules, list)
	published := map[string]bool{}
	for _, rule := range c.opts.Rules {
		published[rule.Name] = rule.Published
	}
	config := c.pipeline.Site.Config
	return slices.DeleteFunc(list, func(d *diag.Diagnostic) bool {
		return covered[finding{d.Rule, d.Span}] || d.Span.File != nil && (config.Ignores(d.Span.File.Name) || published[d.Rule] && config.IsAlso(d.Span.File.Name)) ||
			len(c.opts.Only) > 0 && !slices.Contains(c.opts.Only, d.Rule)
	})
}

// oncePerPage leaves out what is found again on a page in another language, where the
// message may have other words.
func oncePerPage(found []*report) []*report {
	type key struct {
		finding
		kind, path string
	}
	first := map[key]*Page{}
	return slices.DeleteFunc(found, func(r *report) bool {
		if len(r.pages) != 1 {
			return false
		}
		k := key{finding{r.Rule, r.Span}, r.Kind, r.pages[0].Path}
		if first[k] == nil {
			first[k] = r.pages[0]
		}
		return first[k] != r.pages[0]
	})
}

// follows reports whether a finding follows from mistakes in elements: it stands in
// what docgen ships, which is right for all others. Pages of no element list them all.
func (c *Checker) follows(r *report) bool {
	some := slices.ContainsFunc(c.pipeline.Site.Elements, (*content.Element).Broken)
	return some && len(r.pages) > 0 && r.Span.File != nil && r.Span.File.Embedded &&
		!slices.ContainsFunc(r.pages, func(p *Page) bool { return p.Element != nil && !p.Element.Broken() })
}

// usersOf lists, for each file, the pages that it is, or that include it.
func usersOf(pages []*Page) map[*source.File][]*Page {
	users := map[*source.File][]*Page{}
	for _, p := range pages {
		users[p.File] = append(users[p.File], p)
		if p.Element != nil && p.Element.File != p.File {
			users[p.Element.File] = append(users[p.Element.File], p)
		}
		for f := range p.Used {
			if list := users[f]; len(list) == 0 || list[len(list)-1] != p {
				users[f] = append(list, p)
			}
		}
	}
	return users
}

// joinPages joins the findings at one place of an include that differ only in
// what their messages show of each page: they have one cause, and one fix.
func joinPages(sorted []*diag.Diagnostic) []*diag.Diagnostic {
	out := sorted[:0]
	for len(sorted) > 0 {
		d, n := sorted[0], 1
		on := map[string]bool{}
		for ; n < len(sorted); n++ {
			for _, page := range sorted[n-1].Pages {
				on[page] = true
			}
			if !sameFix(d, sorted[n]) || slices.ContainsFunc(sorted[n].Pages, func(page string) bool { return on[page] }) {
				break
			}
		}
		out = append(out, d.OnPages(sorted[1:n]...))
		sorted = sorted[n:]
	}
	return out
}

func sameFix(a, b *diag.Diagnostic) bool {
	if a.Rule != b.Rule || a.Kind != b.Kind || a.Span != b.Span || len(a.Fixes) == 0 || len(a.Fixes) != len(b.Fixes) {
		return false
	}
	for i := range a.Fixes {
		if !slices.Equal(a.Fixes[i].Edits, b.Fixes[i].Edits) {
			return false
		}
	}
	return true
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

// report is a finding of a rule with the pages that it shows on.
type report struct {
	*diag.Diagnostic
	pages []*Page
	rule  string
	holds func(*Pass) bool // see Pass.Provided; nil for always
	uses  int              // see countUses
}

// contains reports whether a span begins inside another.
func contains(outer, inner source.Span) bool {
	return outer.File == inner.File && outer.Start <= inner.Start && inner.Start <= outer.End
}
