package markdown

import (
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// table reads a table. goldmark drops the cells that are too many and adds
// those that lack, so the rows are read again as they are written.
func (w *walker) table(n *east.Table) {
	if _, ok := n.FirstChild().(*rowGroup); ok {
		w.kramdownTable(n)
		return
	}
	var t Table
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		r := w.row(row)
		if row.Kind() == east.KindTableHeader {
			t.Header = r
			t.Start = r.Start
			// The line below the header is no row.
			delimiters := min(lineEnd(w.src, r.End)+1, len(w.src))
			if delimiters < len(w.src) && w.src[delimiters] == '\n' {
				delimiters++
			}
			t.End = lineEnd(w.src, delimiters)
		} else {
			t.Rows = append(t.Rows, r)
			t.End = r.End
		}
	}
	w.facts.Tables = append(w.facts.Tables, t)
	w.end = max(w.end, t.End)
}

func (w *walker) row(n ast.Node) Row {
	start, end := trimSpace(w.src, n.Pos(), lineEnd(w.src, n.Pos()))
	r := Row{Range: Range{start, end}, Cells: splitRow(w.src, start, end)}
	written := n.FirstChild()
	for i := range r.Cells {
		c := &r.Cells[i]
		switch {
		case c.Start == c.End:
		case written == nil || written.Lines().Len() == 0:
			c.Text = string(unescape(w.src[c.Start:c.End]))
		default:
			c.Text = w.text(written)
			w.cell = c
			w.inlineBlock("cell", written)
			w.cell = nil
		}
		if written != nil {
			written = written.NextSibling()
		}
	}
	return r
}

// splitRow returns the cells of a row. A "|" may stand at both ends; within,
// each one that is not escaped parts two cells, in code spans too (GFM, 4.10).
func splitRow(b []byte, start, end int) []Cell {
	if start < end && b[start] == '|' {
		start++
	}
	if start < end && b[end-1] == '|' && b[end-2] != '\\' {
		end--
	} else if start >= end {
		return nil
	}
	var cells []Cell
	for at := start; ; at++ {
		if at < end && (b[at] != '|' || at > 0 && b[at-1] == '\\') {
			continue
		}
		s, e := trimSpace(b, start, at)
		cells = append(cells, Cell{Range: Range{s, e}})
		if at >= end {
			return cells
		}
		start = at + 1
	}
}

func trimSpace(b []byte, start, end int) (int, int) {
	start = skipSpace(b, start, end)
	for end > start && util.IsSpace(b[end-1]) {
		end--
	}
	return start, end
}
