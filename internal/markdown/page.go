package markdown

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/render"
	"docgen/internal/source"
)

// Page is a page after Liquid, with its Markdown parsed.
type Page struct {
	*content.Page
	// Text is the page with all Liquid resolved.
	Text source.Text
	// Doc is the Markdown of Text; nil for a page of HTML or anything else.
	Doc *Document
	// Problems are the mistakes in the front matter and Liquid that ran.
	Problems []*diag.Diagnostic
	// Missing are the {{ }} whose variable is not there.
	Missing []render.Missing
	// Used are the files that were included.
	Used map[*source.File]bool
	// Mentions are what the Liquid of the page itself names.
	Mentions render.Mentions
	// Unread are files that the page includes and the site has not read.
	Unread []string
	// Trace lists the dependencies of the page; only with Options.Traces.
	Trace render.Trace
	// Vars are what templates see as page: of a page that a template makes, the
	// Liquid in its front matter has run.
	Vars data.Map
}

// Whole reports whether no fault of docgen has kept the page from being made.
func (p *Page) Whole() bool { return !slices.ContainsFunc(p.Problems, (*diag.Diagnostic).IsFault) }

// Page renders the Liquid of a page and reads its Markdown. The sections that
// the page's element adds are put in their places. The error is that of ctx once it
// is done.
func (r *Reader) Page(ctx context.Context, e *render.Engine, p *content.Page) (*Page, error) {
	out, err := e.Page(ctx, p)
	if err != nil {
		return nil, err
	}
	page := &Page{
		Page: p, Vars: e.Vars(p), Text: out.Text, Used: out.Used, Missing: out.Missing, Mentions: out.Mentions,
		Problems: out.Problems, Unread: out.Unread, Trace: out.Trace,
	}
	if !p.Markdown {
		return page, nil
	}
	page.Doc = r.parse(page.Text, p.Template != "")
	if p.Element != nil && p.Template != "" {
		for _, section := range p.Element.Sections {
			if section.Page != p.Template {
				continue
			}
			if err := r.insert(ctx, e, page, section); err != nil {
				return nil, err
			}
		}
	}
	if r.guards || p.Template != "" {
		r.guard(page)
	}
	page.resolveLinks(e)
	for _, limit := range page.Doc.Problems {
		at, via, _ := page.Text.Origin(limit.Start, limit.End)
		page.Problems = append(page.Problems, &diag.Diagnostic{
			Rule: diag.RuleUnsupported, Kind: "limit", Severity: diag.Error,
			Span: at, Via: via, Message: limit.Message, Pages: []string{p.Path},
		})
	}
	return page, nil
}

// insert puts a section after the one it names: before the next heading of
// the same or a higher level. The elements with a preset have pages of several kinds, and
// its section is for those that have the heading.
func (r *Reader) insert(ctx context.Context, e *render.Engine, page *Page, section content.Section) error {
	headings := page.Doc.Headings
	i := slices.IndexFunc(headings, func(h Heading) bool { return h.ID == section.After.Str() })
	at, _, _ := section.After.Origin()
	if i < 0 && section.Shared {
		return nil // the lint reports one that fits no page
	}
	if i < 0 {
		page.Problems = append(page.Problems, noHeading(page, section.After, headings, at))
		return nil
	}
	end := page.Text.Len()
	for _, h := range headings[i+1:] {
		if h.Level <= headings[i].Level {
			end = lineStart(page.Text.Bytes, h.Start)
			break
		}
	}
	out, err := e.Section(ctx, page.Page, section.File, at)
	if err != nil {
		return err
	}
	page.Problems = append(page.Problems, out.Problems...)
	page.Missing = append(page.Missing, out.Missing...)
	page.Unread = append(page.Unread, out.Unread...)
	page.Trace = append(page.Trace, out.Trace...)
	page.Used[section.File] = true
	for f := range out.Used {
		page.Used[f] = true
	}
	var text source.Text
	text.Append(page.Text.Slice(0, end), nil)
	text.Put(at, nil, []byte("\n\n"))
	text.Append(out.Text, nil)
	text.Put(at, nil, []byte("\n\n"))
	text.Append(page.Text.Slice(end, page.Text.Len()), nil)
	page.Text = text
	page.Doc = r.parse(text, page.Template != "")
	return nil
}

func lineStart(b []byte, at int) int {
	for at > 0 && b[at-1] != '\n' {
		at--
	}
	return at
}

func noHeading(page *Page, after *data.Node, headings []Heading, at source.Span) *diag.Diagnostic {
	ids := make([]string, len(headings))
	for i, h := range headings {
		ids[i] = h.ID
	}
	message := fmt.Sprintf("the page %q of the element has no heading with the id %q%s", page.Template, after.Str(), diag.DidYouMean(after.Str(), ids))
	if !strings.HasSuffix(message, "?") {
		message += "; it has " + strings.Join(ids, ", ")
	}
	return &diag.Diagnostic{Rule: diag.RuleElementYAML, Severity: diag.Error, Span: at, Message: message, Pages: []string{page.Path}}
}
