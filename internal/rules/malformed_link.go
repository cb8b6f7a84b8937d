package rules

import (
	"bytes"
	"cmp"
	"slices"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

var malformedLink = &lint.Rule{
	Name:     "malformed-link",
	Severity: diag.Error,
	Page: func(p *lint.Pass, page *lint.Page) {
		unclosedAnchors(p, page)
		if !page.Markdown {
			return
		}
		opaque := opaqueRanges(page)
		for _, b := range page.Facts.Blocks {
			if len(b.Lines) == 0 {
				continue
			}
			r := markdown.Range{Start: b.Lines[0].Start, End: b.Lines[len(b.Lines)-1].End}
			s := &linkScan{p: p, page: page, text: page.Text.Bytes, end: r.End, opaque: opaque}
			s.scan(r.Start)
		}
		linksInHTML(p, page)
	},
}

// unclosedAnchors reports <a href=…> without its end tag. HTML lets no <a>
// stand in another one, so the next <a> is where it is missed.
func unclosedAnchors(p *lint.Pass, page *lint.Page) {
	var open *markdown.Tag
	for i := range page.Facts.Tags {
		t := &page.Facts.Tags[i]
		switch {
		case t.Name != "a" || isPrinted(page, t.Range):
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
		if !t.Closing && t.Attr("href") != nil {
			open = t
		}
	}
	if open != nil {
		reportUnclosed(p, page, open)
	}
}

func reportUnclosed(p *lint.Pass, page *lint.Page, t *markdown.Tag) {
	d := p.At(page, t.Range, "the link is not closed: what follows belongs to it up to the next link")
	d.Kind = "anchor-not-closed"
}

// linksInHTML reports Markdown links among raw HTML, where no Markdown is read.
func linksInHTML(p *lint.Pass, page *lint.Page) {
	text := page.Text.Bytes
	var read []markdown.Range // what is Markdown, or no text
	for at := 0; ; at++ {
		n := bytes.Index(text[at:], []byte("]("))
		if n < 0 {
			return
		}
		at += n
		if read == nil {
			read = readRanges(page)
		}
		i, found := slices.BinarySearchFunc(read, at, func(r markdown.Range, at int) int { return r.Start - at })
		if found || i > 0 && at < read[i-1].End || inComment(text, at) {
			continue
		}
		start := bytes.LastIndexByte(text[:at], '[')
		inner, ok := parens(text[at+1:])
		if start < 0 || !ok || !isTarget(inner) || bytes.ContainsAny(text[start:at], "\n<>") {
			continue
		}
		d := p.At(page, markdown.Range{Start: start, End: at + len(inner) + 3}, "no link: among HTML, Markdown is not read")
		d.Kind = "inside-html"
	}
}

// readRanges returns the parts of a page that are Markdown, code or tags, in
// order. No two overlap: of nested ones there is the outer.
func readRanges(page *lint.Page) []markdown.Range {
	var all []markdown.Range
	for _, b := range page.Facts.Blocks {
		if n := len(b.Lines); n > 0 {
			all = append(all, markdown.Range{Start: b.Lines[0].Start, End: b.Lines[n-1].End})
		}
	}
	for _, f := range page.Facts.Fences {
		all = append(all, f.Range)
	}
	for _, t := range page.Facts.Tables {
		all = append(all, t.Range)
	}
	for i, t := range page.Facts.Tags {
		r := t.Range
		switch next := i + 1; t.Name {
		case "script", "style", "pre", "code", "textarea": // what is in them is no Markdown on purpose
			if !t.Closing && next < len(page.Facts.Tags) {
				r.End = page.Facts.Tags[next].Start
			}
		}
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b markdown.Range) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	out := all[:0]
	for _, r := range all {
		if n := len(out); n == 0 || r.Start >= out[n-1].End {
			out = append(out, r)
		}
	}
	return out
}

// inComment tells whether an offset is in an HTML comment.
func inComment(text []byte, at int) bool {
	open := bytes.LastIndex(text[:at], []byte("<!--"))
	return open >= 0 && !bytes.Contains(text[open:at], []byte("-->"))
}
