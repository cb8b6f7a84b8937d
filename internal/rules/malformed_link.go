package rules

import (
	"sort"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

var malformedLink = &lint.Rule{
	Name:     diag.RuleMalformedLink,
	Severity: diag.Error,
	Layouts:  true,
	Page: func(p *lint.Pass, page *lint.Page) {
		unclosedAnchors(p, page)
		dotsAtEnd(p, page)
		if !page.Markdown {
			return
		}
		opaque := opaqueRanges(page)
		for _, b := range page.Facts.Blocks {
			if len(b.Lines) == 0 {
				continue
			}
			r := markdown.Range{Start: b.Lines[0].Start, End: b.Lines[len(b.Lines)-1].End}
			s := &linkScan{p: p, page: page, text: page.Text.Bytes, begin: r.Start, end: r.End, opaque: opaque}
			s.scan(r.Start)
		}
		linksInHTML(p, page)
		linksInCode(p, page)
		invisibleLinks(p, page)
	},
}

// unclosedAnchors reports <a href=…> without its end tag. In HTML <a> cannot be
// nested, so the end tag must come before the next <a>.
func unclosedAnchors(p *lint.Pass, page *lint.Page) {
	var open *markdown.Tag
	for i := range page.Facts.Tags {
		t := &page.Facts.Tags[i]
		switch {
		case t.Name != "a":
			continue
		case open != nil && !t.Closing && len(t.Attributes) == 0:
			d := p.At(page, t.Range, "<a> begins another link where </a> should end the one before")
			d.Kind = "anchor-opened-instead-of-closed"
			lint.FixText(d, true, "write </a>", page.Text, t.Start, t.End, "</a>")
			open = nil
			continue
		case open != nil && !t.Closing:
			reportUnclosed(p, page, open)
		}
		open = nil
		if t.Closing {
			continue
		}
		if t.Attr("href") != nil {
			open = t
		} else if name := misspeltHref(t); name != "" {
			d := p.At(page, t.Range, "no link: the attribute %q should be href", name)
			d.Kind = "anchor-without-address"
		}
	}
	if open != nil {
		reportUnclosed(p, page, open)
	}
}

// misspeltHref returns the attribute that was meant to be href, if any.
func misspeltHref(t *markdown.Tag) string {
	for _, a := range t.Attributes {
		if diag.Nearest(a.Name, []string{"href"}) != "" || a.Name == "src" || a.Name == "url" || a.Name == "link" {
			return a.Name
		}
	}
	return ""
}

func reportUnclosed(p *lint.Pass, page *lint.Page, t *markdown.Tag) {
	d := p.At(page, t.Range, "the link is not closed: what follows belongs to it up to the next link")
	d.Kind = "anchor-not-closed"
}

// printsNothing reports whether a {{ }} in a range of the page prints nothing.
func printsNothing(page *lint.Page, r markdown.Range) bool {
	for off := r.Start; off < r.End; off++ {
		if _, _, ok := page.Text.Nothing(off); ok {
			return true
		}
	}
	return false
}

// holdsOne reports whether one of n ranges, which are in order, is inside a link.
func holdsOne(link markdown.Range, n int, at func(int) markdown.Range) bool {
	i := sort.Search(n, func(i int) bool { return at(i).Start > link.Start })
	for ; i < n && at(i).Start < link.End; i++ {
		if at(i).End <= link.End {
			return true
		}
	}
	return false
}

// invisibleLinks reports Markdown links without text and without an image.
func invisibleLinks(p *lint.Pass, page *lint.Page) {
	for _, l := range page.Facts.Links {
		if l.Raw != nil || l.Text != "" || printsNothing(page, l.Range) {
			continue
		}
		if !holdsOne(l.Range, len(page.Facts.Images), func(i int) markdown.Range { return page.Facts.Images[i].Range }) &&
			!holdsOne(l.Range, len(page.Facts.Tags), func(i int) markdown.Range { return page.Facts.Tags[i].Range }) {
			d := p.At(page, l.Range, "the link has no text: nobody can see it")
			d.Kind = "no-text"
		}
	}
}
