package rules

import (
	"bytes"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

var fenceNotClosed = &lint.Rule{
	Name:     diag.RuleFenceNotClosed,
	Severity: diag.Error,
	Page: func(p *lint.Pass, page *lint.Page) {
		reported := false
		for i := range page.Facts.Fences {
			f := &page.Facts.Fences[i]
			if opening, closing, ok := f.ShownFences(); ok {
				d := p.Textf(page, f.Body, closing.Start, closing.End, "this block is indented so deep that readers see its fences as well")
				d.Kind = "indented"
				at, _, _ := f.Body.Origin(opening.Start, opening.End)
				d.Note(at, "the block begins here; a fence may be indented by three spaces at most")
			}
			meant, ok := f.MeantEnd()
			if ok && i+1 < len(page.Facts.Fences) && closesLater(page, f, meant, &page.Facts.Fences[i+1]) {
				ok = false
			}
			if f.Indented || f.Closed && !ok {
				continue
			}
			opening := markdown.Range{Start: f.Start, End: f.Start + f.Length}
			if !ok {
				if reported {
					continue // the closing fence of the first one has opened others
				}
				reported = true
				if f.Unread != "" {
					p.At(page, opening, "kramdown reads no code block here: %s", f.Unread)
				} else {
					p.At(page, opening, "this fence is never closed: what follows is shown as code")
				}
				continue
			}
			at, _, _ := page.Text.Origin(opening.Start, opening.End)
			line := f.Body.Bytes[1+bytes.LastIndexByte(f.Body.Bytes[:meant.Start], '\n') : meant.Start]
			if len(bytes.TrimSpace(line)) > 0 {
				d := p.Textf(page, f.Body, meant.Start, meant.End, "this fence closes nothing: it must stand on a line of its own")
				d.Kind = "same-line"
				d.Note(at, "the code block begins here")
				lint.FixText(d, true, "put it on a line of its own", f.Body, meant.Start, meant.Start, "\n"+strings.Repeat(" ", f.Indent))
				continue
			}
			d := p.Textf(page, f.Body, meant.Start, meant.End, "this fence is indented too deep to close the one before it")
			d.Kind = "indented"
			d.Note(at, "the code block begins here; its closing fence may be indented by three spaces at most")
		}
	},
}

// closesLater reports whether what was meant to close a fence that is text stands
// after the start of a block that is read.
func closesLater(page *lint.Page, f *markdown.Fence, meant markdown.Range, later *markdown.Fence) bool {
	if f.Unread == "" || later.Unread != "" || later.Indented {
		return false
	}
	end, _, _ := f.Body.Origin(meant.Start, meant.End)
	start, _, _ := page.Text.Origin(later.Start, later.Start+later.Length)
	return start.File == end.File && start.Start < end.Start
}
