package lint

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/markdown"
	"docgen/internal/render"
	"docgen/internal/source"
)

// Framed is what is wrong with what the layouts of a page print around its text.
type Framed struct {
	shared   *frame
	found    []*report
	failures []failure
	problems []*diag.Diagnostic

	known, names *int // see Kept
}

// frame is what is kept of what the layouts of a page print. Pages of one layout share
// it: a navigation has as many links as there are pages, and is on all of them.
type frame struct {
	ids     []string
	hasID   map[string]bool
	missing []render.Missing
	// references are those that lead nowhere, or to an id of another page: what all
	// others lead to is known when they are read.
	references []Reference
	external   []Reference
	// led are places in templates that print more than one address, or one that depends
	// on the page, where one of them led somewhere.
	led    []source.Span
	allows allows
}

// frames are those of a site, by what is in them.
type frames struct{ made sync.Map }

// Frame runs the rules on what the layouts of a page have printed: see
// render.Engine.TryLayout. checked is what is known of the page itself.
func (c *Checker) Frame(checked *Page, out *render.Output) *Framed {
	f := &Framed{shared: &frame{}, problems: out.Problems, known: c.known, names: c.index.names}
	if checked.Facts == nil && !checked.Whole() || !checked.IsHTML() || c.pipeline.Site.Config.IsAlso(checked.Path) {
		return f
	}
	p := c.framePage(checked, out)
	if fault := diag.Guard("reading the layout", checked.File, checked.Path, func() { f.shared = c.readFrame(checked, p, out) }); fault != nil {
		f.failures = append(f.failures, failure{"", fault})
		return f
	}
	for _, pass := range c.passes {
		if pass.Rule.Page != nil && pass.Rule.Layouts {
			pass.page, pass.found, pass.failures = p, &f.found, &f.failures
			p.running = "rule " + pass.Rule.Name
			pass.guard(func() { pass.Rule.Page(&pass, p) })
		}
	}
	return f
}

// framePage returns what the layouts print as a page of HTML.
func (c *Checker) framePage(of *Page, out *render.Output) *Page {
	shown, made := *of.Page.Page, *of.Page
	shown.Markdown, shown.Front = false, nil
	made.Page, made.Doc, made.Problems, made.Missing, made.Mentions = &shown, nil, out.Problems, out.Missing, render.Mentions{}
	made.Text = source.Text{}
	p := &Page{Page: &made, site: c.pipeline.Site, examples: c.examples, Around: true, running: "reading the layout"}
	p.filters = PlacesOf(made.Problems, isPluginFilter)
	return p
}

// readWritten reads what was written as HTML of the texts that layouts have printed. HTML
// that the template language made is judged where it was written: the content of the page
// first of all, and what filters make of it. Only its ids are returned.
func (p *Page) readWritten(content []byte, layouts []source.Text) (ids []string) {
	var cuts []int
	for _, printed := range layouts {
		done := 0
		for piece := range printed.Pieces {
			b := printed.Bytes[piece.Start:piece.End]
			if piece.Exact || !bytes.ContainsAny(b, "<>") {
				continue
			}
			if !bytes.Equal(b, content) && bytes.Contains(b, []byte("id=")) {
				for _, a := range markdown.HTMLFacts(printed.Slice(piece.Start, piece.End)).Anchors {
					ids = append(ids, strings.Clone(a.Value))
				}
			}
			p.Text.Append(printed.Slice(done, piece.Start), nil)
			cuts = append(cuts, p.Text.Len())
			done = piece.End
		}
		p.Text.Append(printed.Slice(done, printed.Len()), nil)
		cuts = append(cuts, p.Text.Len())
		content = printed.Bytes
	}
	p.Facts = markdown.HTMLFacts(p.Text, cuts...)
	made := func(start int, name string) bool {
		return !p.Text.IsCopy(start, min(start+len(name)+2, p.Text.Len()))
	}
	// Part of a tag that is put together is not the tag.
	p.Facts.Tags = slices.DeleteFunc(p.Facts.Tags, func(t markdown.Tag) bool { return made(t.Start, t.Name) })
	p.Facts.Links = slices.DeleteFunc(p.Facts.Links, func(l markdown.Link) bool { return made(l.Raw.Start, l.Raw.Name) })
	p.Facts.Images = slices.DeleteFunc(p.Facts.Images, func(l markdown.Link) bool { return made(l.Raw.Start, l.Raw.Name) })
	return ids
}

func (c *Checker) readFrame(checked, p *Page, out *render.Output) *frame {
	made := p.readWritten(out.Around, out.Layouts)
	f := &frame{ids: append(p.anchors(), made...)}
	f.hasID = setOf(f.ids)
	for _, m := range out.Missing {
		if m.Path[0] == "page" && m.Found == 1 {
			m.Known = nil // those of each page
		}
		f.missing = append(f.missing, m)
	}
	f.allows = newAllows(p, layoutAllows(p, c.layoutsOf(checked)))
	c.index.keepFrame(f, checked, p, c.opts.External != nil)
	kept, _ := c.frames.made.LoadOrStore(f.key(), f)
	return kept.(*frame)
}

// layoutsOf lists the layouts of a page, the inner one first.
func (c *Checker) layoutsOf(p *Page) (list []*content.Layout) {
	site := c.pipeline.Site
	for l := site.Layout(site.LayoutOf(p.Page.Page)); l != nil && !slices.Contains(list, l); l = site.Layout(site.OuterLayout(l)) {
		list = append(list, l)
	}
	return list
}

// key names what is in a frame.
func (f *frame) key() string {
	var b []byte
	at := func(s source.Span) {
		if s.File != nil {
			b = append(b, s.File.Name...)
		}
		b = binary.LittleEndian.AppendUint64(b, uint64(s.Start)<<32|uint64(s.End))
	}
	chain := func(list []source.Span) {
		for _, s := range list {
			at(s)
		}
		b = append(b, ';')
	}
	text := func(list ...string) {
		for _, s := range list {
			b = append(append(b, s...), 0)
		}
		b = append(b, ';')
	}
	text(f.ids...)
	for _, m := range f.missing {
		at(m.Var)
		chain(m.Via)
		text(m.Path[:m.Found]...)
	}
	for _, list := range [][]Reference{f.references, f.external} {
		for _, r := range list {
			at(r.At)
			at(r.Value)
			chain(r.Via)
			text(r.Dest, r.Base, fmt.Sprint(r.Image, r.Moves, r.Exact))
		}
		b = append(b, ';')
	}
	chain(f.led)
	for _, a := range f.allows.list {
		at(a.place)
	}
	return string(b)
}

// In returns the page with what is wrong around its text.
func (p *Page) In(f *Framed) *Page {
	out, made := *p, *p.Page
	made.Problems = slices.Concat(made.Problems, f.problems)
	out.Page, out.kept.frame = &made, f.shared
	out.failures = slices.Concat(p.failures, f.failures)
	out.found = nil
	for _, r := range slices.Concat(p.found, f.found) {
		own := *r
		own.pages = []*Page{&out}
		out.found = append(out.found, &own)
	}
	slices.SortStableFunc(out.found, func(a, b *report) int { return diag.Compare(a.Diagnostic, b.Diagnostic) })
	return &out
}

// HoldsFrame reports whether what was found around a page before an edit is what this
// checker would find.
func (c *Checker) HoldsFrame(f *Framed) bool { return f.known == c.known && f.names == c.index.names }
