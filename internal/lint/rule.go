// Package lint runs rules over the rendered pages of a site.
package lint

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/example"
	"docgen/internal/markdown"
	"docgen/internal/render"
	"docgen/internal/source"
)

// Rule is one check. It is a value without state: what it finds out on one
// page it does not carry to the next.
type Rule struct {
	// Name is the defect it reports, in kebab case.
	Name string
	// Severity is that of its findings, unless the configuration says another.
	Severity diag.Severity
	// Covers names a rule whose findings are left out where this one reports
	// the same place, and says more.
	Covers string
	// Platform says that it is only about elements of the platform and their
	// instances: see Pass.OnPlatform.
	Platform bool
	// Published says that it is about pages that are published: it does not look
	// at templates that writers copy (content.Config.Also).
	Published bool
	// External says that it asks other sites; it runs where Options.External is
	// there.
	External bool
	// Prepare returns what the rule has to know of the site before it looks at
	// its pages, as Pass.Prepared; nil for nothing. It sees no rendered page.
	// older is what it returned for the site before an edit: where nothing has
	// changed that counts here, it returns that, and the findings of pages that
	// are the same stay.
	Prepare func(p *Pass, older any) any
	// Page runs once for each rendered page, in parallel; nil for none. It sees
	// no other page: what depends on others is reported with Pass.Provided, or
	// left to Site.
	Page func(*Pass, *Page)
	// Layouts: Page also runs for what the layouts of a page print around its text,
	// as for a page of HTML; see lint.Page.Around.
	Layouts bool
	// Site runs once, when all pages are made; nil for none. Of the pages it
	// sees what is kept of them: Text, Facts and Examples are gone.
	Site func(*Pass)
}

// Page is a rendered page with what stands on it.
type Page struct {
	*markdown.Page
	// Facts are what stands on the page: of a page of HTML the tags, links and
	// anchors only.
	Facts *markdown.Facts
	// Headings are the page's headings in their order.
	Headings []markdown.Heading
	// Around: it is what the layouts of the page print around its text.
	Around bool

	examples *example.Finder
	site     *content.Site
	filters  Places      // of plugins, on the page
	once     map[any]any // see Once
	running  string      // the rule or stage, for faults
	kept     Kept
	found    []*report
	failures []failure // of rules on this page
}

// API is where the examples of the site send their requests.
func (p *Page) API() example.API { return example.API(p.site.Config.API()) }

type examplesKey struct{}

// Examples are the JSON and cURL examples.
func (p *Page) Examples() []*example.Example {
	return p.Once(examplesKey{}, func() any { return p.examples.Find(p.Facts) }).([]*example.Example)
}

// MissingAt returns the first variable that does not exist of the {{ }} at a place,
// or nil.
func (p *Page) MissingAt(tag source.Span) *render.Missing {
	type missing struct{}
	return p.Once(missing{}, func() any {
		first := map[source.Span]*render.Missing{}
		for i := range p.Missing {
			if m := &p.Missing[i]; first[m.At] == nil {
				first[m.At] = m
			}
		}
		return first
	}).(map[source.Span]*render.Missing)[tag]
}

// Kept is what is left of a page when its rules have run.
type Kept struct {
	// IDs are the ids and names on the page that links may name: those of its
	// headings first.
	IDs []string
	// Keys are the keys of the front matter.
	Keys []string
	// References are those that may lead to a place of the site.
	References []Reference
	// External are the references that lead elsewhere; only where somebody asks.
	External []Reference

	hasID    map[string]bool
	frame    *frame // what is around the page; nil for none
	platform bool   // the page is about an element
	examples int
	json     []*source.File // the other files that its JSON comes from
	allows   allows
	notes    map[string]any // by rule, see Pass.Note

	known     *int // what the rules knew, see Checker
	names     *int // the addresses that the site had, see Index
	asksNames bool // a rule has asked for them
}

// InLayouts returns the variables that the layouts of the page print and that are not
// there: see Missing.
func (p *Page) InLayouts() []render.Missing {
	if p.kept.frame == nil {
		return nil
	}
	return p.kept.frame.missing
}

// External yields the references of the page and of its layouts that lead to other sites;
// only where somebody asks.
func (p *Page) External() iter.Seq[Reference] {
	return func(yield func(Reference) bool) {
		lists := [][]Reference{p.kept.External, nil}
		if p.kept.frame != nil {
			lists[1] = p.kept.frame.external
		}
		for _, list := range lists {
			for _, r := range list {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// Kept returns what is kept of the page.
func (p *Page) Kept() *Kept { return &p.kept }

// Pass is what a rule sees while it runs.
type Pass struct {
	Rule *Rule
	Site *content.Site
	// Pages are all pages, for Rule.Site.
	Pages []*Page
	// Index finds the pages, files and anchors that links lead to.
	Index *Index
	// External asks other sites about addresses; nil for rules that do not.
	External func(addresses []string) map[string]Answer
	// Engine has the Liquid that pages share.
	Engine *render.Engine
	// Prepared is what Rule.Prepare returned.
	Prepared any

	severity diag.Severity
	// graded says that severity is the configuration's word.
	graded bool
	users  map[*source.File][]*Page
	made   map[any]any // see Once
	found  *[]*report  // takes what is reported
	page   *Page       // that Rule.Page looks at

	failures   *[]failure // takes the faults of the rule
	incomplete bool       // see Incomplete
	unsure     bool       // the rule may have missed something for a fault of docgen
}

// UsersOf returns the pages that a file is, or that include it, for Rule.Site.
func (p *Pass) UsersOf(file *source.File) []*Page { return p.users[file] }

// Note keeps a value of the page that Rule.Page looks at, for Rule.Site. It
// should be small, and hold no part of the page's text.
func (p *Pass) Note(value any) {
	if p.page.kept.notes == nil {
		p.page.kept.notes = map[string]any{}
	}
	p.page.kept.notes[p.Rule.Name] = value
}

// Noted returns what the rule has noted of a page, or nil.
func (p *Pass) Noted(page *Page) any { return page.kept.notes[p.Rule.Name] }

// Provided makes a finding of Rule.Page depend on something that is known when
// all pages are made: it is left out where holds returns false.
func (p *Pass) Provided(d *diag.Diagnostic, holds func(*Pass) bool) {
	for _, r := range slices.Backward(*p.found) {
		if r.Diagnostic == d {
			r.holds = holds
			return
		}
	}
}

// Reportf reports a finding at a place that no page text leads to, such as a
// line of a data file. pages are the pages that it shows on.
func (p *Pass) Reportf(at source.Span, pages []*Page, format string, args ...any) *diag.Diagnostic {
	d := &diag.Diagnostic{Rule: p.Rule.Name, Severity: p.severity, Span: at, Message: fmt.Sprintf(format, args...)}
	for _, page := range pages {
		d.Pages = append(d.Pages, page.Path)
	}
	p.add(d, pages)
	return d
}

func (p *Pass) add(d *diag.Diagnostic, pages []*Page) {
	*p.found = append(*p.found, &report{Diagnostic: d, pages: pages, rule: p.Rule.Name})
}

// Textf reports a finding on a page: the bytes from start to end of a text,
// which is the page's Text or any piece cut from it.
func (p *Pass) Textf(page *Page, text source.Text, start, end int, format string, args ...any) *diag.Diagnostic {
	at, via, exact := text.Origin(start, end)
	if !exact && (isPrinted(page, at) || page.filters.In(at)) {
		return &diag.Diagnostic{Severity: p.severity} // it is judged where it was written
	}
	d := p.Reportf(at, []*Page{page}, format, args...)
	d.Via = via
	return d
}

// isPluginFilter reports whether a finding is about a filter of a plugin: what that
// would print is not known.
func isPluginFilter(d *diag.Diagnostic) bool {
	return d.Cause != nil && strings.HasPrefix(d.Cause.Key, "filter ")
}

// isPrinted reports whether a text is the content of a document that another page
// prints.
func isPrinted(page *Page, at source.Span) bool {
	if at.File == nil || at.File == page.File {
		return false
	}
	doc := page.site.Document(at.File)
	return doc != nil && doc.Body.Start == at.Start
}

// At reports a finding on a page, at a range of its Text.
func (p *Pass) At(page *Page, r markdown.Range, format string, args ...any) *diag.Diagnostic {
	return p.Textf(page, page.Text, r.Start, r.End, format, args...)
}

// Report reports what reading or rendering the site has found, under the name
// of the rule. pages are the pages that it shows on. The severity is the
// finding's own, unless the configuration says another.
func (p *Pass) Report(found *diag.Diagnostic, pages []*Page) *diag.Diagnostic {
	d := *found
	d.Rule, d.Pages = p.Rule.Name, nil
	for _, page := range pages {
		d.Pages = append(d.Pages, page.Path)
	}
	p.add(&d, pages)
	return p.Grade(&d, d.Severity)
}

// Grade gives a finding a severity that is not its rule's, unless the
// configuration has one for the rule.
func (p *Pass) Grade(d *diag.Diagnostic, s diag.Severity) *diag.Diagnostic {
	if d.Severity = s; p.graded {
		d.Severity = p.severity
	}
	return d
}

// FixText adds a fix that replaces the bytes from start to end of a text, if
// they lead back to bytes of one file one by one; else there is nothing that
// could be replaced. An empty range inserts.
func FixText(d *diag.Diagnostic, safe bool, message string, text source.Text, start, end int, with string) {
	at, _, exact := text.Origin(start, end)
	if exact && at.End-at.Start == end-start {
		d.Fix(safe, message, at, with)
	}
}
