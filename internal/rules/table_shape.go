package rules

import (
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

var tableShape = &lint.Rule{
	Name:     diag.RuleTableShape,
	Severity: diag.Warning,
	Page: func(p *lint.Pass, page *lint.Page) {
		for i := range page.Facts.Tables {
			t := &page.Facts.Tables[i]
			for k := 0; k < len(t.Rows); k++ {
				row := t.Rows[k]
				if k+1 < len(t.Rows) && splitByInclude(page, row, t.Rows[k+1]) {
					d := p.At(page, row.Range, "the row ends where the text that is included in it does: keep the line end out of the include")
					d.Kind = "broken"
					k++
					continue
				}
				rowShape(p, page, t, row)
			}
		}
		brokenTables(p, page)
	},
}

// rowShape reports a row that has more or fewer cells than the header.
func rowShape(p *lint.Pass, page *lint.Page, t *markdown.Table, row markdown.Row) {
	want, got := len(t.Header.Cells), len(row.Cells)
	switch {
	case want == 0: // a table of kramdown without a head
	case got < want && got > 0 && !leftEmpty(page.Text.Bytes, t, row):
		at := markdown.Range{Start: row.End, End: row.End}
		d := p.At(page, at, "the row has %d of %d cells: %s", got, want, lacks(t.Header.Cells[got:]))
		d.Kind = "missing-cell"
	case got > want:
		extra := markdown.Range{Start: row.Cells[want].Start, End: row.Cells[got-1].End}
		if extra.Start == extra.End {
			extra.End = min(extra.End+1, row.End)
		}
		if stray := strings.TrimSpace(row.Cells[want].Text); got == want+1 && strings.Trim(stray, ",.;") == "" && stray != "" {
			d := p.At(page, extra, "%q after the row makes one more cell of it: remove it", stray)
			d.Kind = "extra-cell"
			lint.FixText(d, true, "remove it", page.Text, extra.Start, extra.End, "")
			return
		}
		effect := "readers do not see the rest"
		if p.Site.Config.Kramdown != nil {
			effect = "the rest has no head"
		}
		d := p.At(page, extra, "the row has %d cells and the header %d: %s; write \\| for a bar in the text", got, want, effect)
		d.Kind = "extra-cell"
	}
}

// leftEmpty reports whether a row means its last cells to be empty: its other
// cells are empty too, below a header over several rows, or it begins without a
// bar, like the header, and ends with the bar before the last cell.
func leftEmpty(text []byte, t *markdown.Table, row markdown.Row) bool {
	got := len(row.Cells)
	if got == len(t.Header.Cells)-1 && text[row.Start] != '|' && text[t.Header.Start] != '|' && text[row.End-1] == '|' {
		return true
	}
	return got > 1 && !slices.ContainsFunc(row.Cells[1:], func(c markdown.Cell) bool { return c.Start < c.End })
}

func lacks(cells []markdown.Cell) string {
	var list []string
	for _, c := range cells {
		if name := strings.TrimSpace(c.Text); name != "" {
			list = append(list, `"`+name+`"`)
		}
	}
	if len(list) == 0 {
		return "add what is missing"
	}
	return strings.Join(list, " and ") + " is missing"
}
