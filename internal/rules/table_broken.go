package rules

import (
	"bytes"
	"slices"

	"docgen/internal/lint"
	"docgen/internal/markdown"
)

// brokenTables reports lines that were meant as rows, but are shown as text.
func brokenTables(p *lint.Pass, page *lint.Page) {
	text := page.Text.Bytes
	for i := range page.Facts.Blocks {
		b := &page.Facts.Blocks[i]
		if b.Kind != "paragraph" && b.Kind != "item" {
			continue
		}
		at := slices.IndexFunc(b.Lines, func(r markdown.Range) bool { return isRow(text[r.Start:r.End]) })
		if at < 0 {
			continue
		}
		header, message := b.Lines[at], "this row is shown as text: the line before it ends the table"
		if before := text[:header.Start]; bytes.Count(before[len(bytes.TrimRight(before, " \t\r\n")):], []byte{'\n'}) > 1 {
			message = "this row is shown as text: the line below it is no row"
		}
		if at+1 < len(b.Lines) {
			dashes := b.Lines[at+1]
			switch {
			case !isDelimiter(text[dashes.Start:dashes.End]):
			case p.Site.Config.Kramdown != nil:
				message = "this table is shown as text: kramdown wants a blank line above it and below it"
			default:
				message = "this table is shown as text: the header and the line of dashes below it differ in their cells"
			}
		}
		p.At(page, header, "%s", message).Kind = "broken"
	}
}

// isRow reports whether a line begins and ends with a bar.
func isRow(line []byte) bool {
	return len(line) > 0 && line[0] == '|' && line[len(line)-1] == '|' && !bytes.HasPrefix(line, []byte("||"))
}

// isDelimiter reports whether a line is the delimiter row below a header.
func isDelimiter(line []byte) bool {
	return isRow(line) && len(line) > 2 && len(bytes.Trim(line, "|:- \t")) == 0
}

// splitByInclude reports whether a row ends because the text of an include in it
// ends with a line end, which makes the rest of the line a separate row.
func splitByInclude(page *lint.Page, row, next markdown.Row) bool {
	lineEnd := bytes.IndexByte(page.Text.Bytes[row.End:next.Start], '\n')
	if lineEnd < 0 {
		return false
	}
	lineEnd += row.End
	end, _, _ := page.Text.Origin(lineEnd, lineEnd+1)
	from, _, _ := page.Text.Origin(row.Start, row.Start+1)
	to, _, _ := page.Text.Origin(next.Start, next.Start+1)
	if from.File == nil || from.File != to.File || end.File == from.File {
		return false
	}
	first, _ := from.Position()
	last, _ := to.Position()
	return last == first
}
