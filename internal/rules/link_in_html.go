package rules

import (
	"bytes"
	"cmp"
	"iter"
	"slices"

	"docgen/internal/lint"
	"docgen/internal/markdown"
)

// linksInHTML reports Markdown links in raw HTML, where Markdown is not read.
func linksInHTML(p *lint.Pass, page *lint.Page) {
	text := page.Text.Bytes
	for at := range inHTML(page, "](") {
		from := max(0, at-longestAddress)
		start := from + bytes.LastIndexByte(text[from:at], '[')
		inner, ok := parens(text[at+1:])
		if start < from || !ok || !isTarget(inner) || bytes.ContainsAny(text[start:at], "\n<>") {
			continue
		}
		d := p.At(page, markdown.Range{Start: start, End: at + len(inner) + 3}, "no link: among HTML, Markdown is not read")
		d.Kind = "inside-html"
	}
}

// inHTML yields where a sign stands in the text among raw HTML.
func inHTML(page *lint.Page, sign string) iter.Seq[int] {
	return func(yield func(int) bool) {
		var read []markdown.Range
		for at := 0; ; at++ {
			n := bytes.Index(page.Text.Bytes[at:], []byte(sign))
			if n < 0 {
				return
			}
			at += n
			if read == nil {
				read = readRanges(page)
			}
			i, found := slices.BinarySearchFunc(read, at, func(r markdown.Range, at int) int { return r.Start - at })
			if !found && (i == 0 || at >= read[i-1].End) && !yield(at) {
				return
			}
		}
	}
}

// readRanges returns the parts of a page that are Markdown, code, tags or
// comments, in order. They do not overlap: of nested ranges only the outer one is returned.
func readRanges(page *lint.Page) []markdown.Range {
	all := slices.Clone(page.Facts.Hidden)
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
		case "script", "style", "pre", "code", "textarea": // not meant as Markdown
			if !t.Closing && next < len(page.Facts.Tags) {
				r.End = page.Facts.Tags[next].Start
			}
		}
		all = append(all, r)
	}
	text := page.Text.Bytes
	for at := bytes.Index(text, []byte("<!--")); at >= 0; {
		r := markdown.Range{Start: at, End: len(text)}
		if n := bytes.Index(text[at:], []byte("-->")); n >= 0 {
			r.End = at + n
		}
		all = append(all, r)
		n := bytes.Index(text[r.End:], []byte("<!--"))
		if at = r.End + n; n < 0 {
			break
		}
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
