package rules

import (
	"bytes"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

var fenceNotClosed = &lint.Rule{
	Name:     "fence-not-closed",
	Severity: diag.Error,
	Page: func(p *lint.Pass, page *lint.Page) {
		said := false
		for i := range page.Facts.Fences {
			f := &page.Facts.Fences[i]
			if f.Indented || f.Closed {
				continue
			}
			opening := openingFence(page, f)
			start, end, ok := tooDeep(f, page.Text.Bytes[f.Start:])
			if !ok {
				if said {
					continue // the closing fence of the first one has opened others
				}
				said = true
				p.At(page, opening, "this fence is never closed: what follows is shown as code")
				continue
			}
			d := p.Textf(page, f.Body, start, end, "this fence is indented too deep to close the one before it")
			d.Kind = "indented"
			at, _, _ := page.Text.Origin(opening.Start, opening.End)
			d.Note(at, "the code block begins here; its closing fence may be indented by three spaces at most")
		}
	},
}

func openingFence(page *lint.Page, f *markdown.Fence) markdown.Range {
	n := fenceLength(page.Text.Bytes[f.Start:])
	return markdown.Range{Start: f.Start, End: f.Start + n}
}

func fenceLength(b []byte) int {
	n := 0
	for n < len(b) && b[n] == b[0] {
		n++
	}
	return n
}

// tooDeep finds the line in the body of a block that was meant to close it.
func tooDeep(f *markdown.Fence, opening []byte) (start, end int, ok bool) {
	fence := opening[:fenceLength(opening)]
	at := 0
	for line := range bytes.Lines(f.Body.Bytes) {
		trimmed := bytes.TrimSpace(line)
		if len(trimmed) >= len(fence) && len(bytes.Trim(trimmed, string(fence[:1]))) == 0 {
			start = at + bytes.Index(line, trimmed)
			return start, start + len(trimmed), true
		}
		at += len(line)
	}
	return 0, 0, false
}
