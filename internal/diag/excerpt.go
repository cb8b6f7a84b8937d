package diag

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"docgen/internal/source"
)

const (
	excerptWidth = 100 // columns of source shown
	tabWidth     = 4   // columns
	// excerptBytes is how much of a long line is processed on either side of
	// the start of a span: enough to fill excerptWidth, whatever the line.
	excerptBytes = 400
)

// cell is a character of a terminal, with the combining characters after it.
// Columns count from 0.
type cell struct {
	start, end    int // bytes of the file
	column, after int
	text          string
}

// excerptRow returns the part of a line that shows the span, and the marks to
// print under it, indent columns in: ^ where the span starts, ~ for the rest.
// There are no marks where the span has nothing visible on the line.
func excerptRow(s source.Span, line int) (text string, indent int, marks string) {
	start := s.File.Offset(line, 1)
	content := s.File.Line(line)
	from, to := s.Start, s.End
	first, _ := s.Position()
	if line > first {
		from = start + len(content) - len(bytes.TrimLeft(content, " \t"))
	}
	near := max(start, min(from-excerptBytes, start+len(content)))
	for near > start && !utf8.RuneStart(s.File.Text[near]) {
		near--
	}
	far := max(near, min(start+len(content), from+excerptBytes))
	cells := cellsOf(s.File.Text[near:far], near, from)

	left, right := markedColumns(cells, from, to)
	if left == right {
		if line > first {
			return window(cells, 0, excerptWidth), 0, ""
		}
		right++ // a point is one column wide
	}
	lo, hi := 0, right
	if n := len(cells); n > 0 {
		hi = max(hi, cells[n-1].after)
	}
	if hi > excerptWidth {
		lo = max(0, min(left-excerptWidth/3, hi-excerptWidth))
		hi = lo + excerptWidth
	}
	if lo > 0 {
		i := slices.IndexFunc(cells, func(c cell) bool { return c.column >= lo })
		if i >= 0 {
			lo = cells[i].column // not inside a wide character
		}
		indent = 1 // for the leading …
	}
	indent += left - lo
	width := max(1, min(right, hi)-left)
	marks = strings.Repeat("~", width)
	if line == first {
		marks = "^" + marks[1:]
	}
	return window(cells, lo, hi), indent, marks
}

// markedColumns returns the columns of the cells that bytes from..to touch; an
// empty range where they touch none.
func markedColumns(cells []cell, from, to int) (left, right int) {
	left = -1
	for _, c := range cells {
		switch {
		case c.end <= from:
			right = c.after
		case c.start < to:
			if left < 0 {
				left = c.column
			}
			right = c.after
		}
	}
	if left < 0 {
		left = right
	}
	return left, right
}

// window joins the cells between two columns, with … for cut text.
func window(cells []cell, lo, hi int) string {
	var b strings.Builder
	if lo > 0 {
		b.WriteString("…")
	}
	for _, c := range cells {
		if c.after > hi {
			b.WriteString("…")
			break
		}
		if c.column >= lo {
			b.WriteString(c.text)
		}
	}
	return b.String()
}

// cellsOf splits the content of a line, which starts at an offset of its file,
// into cells. It ends when an excerpt is full that begins at the byte from.
func cellsOf(line []byte, offset, from int) []cell {
	cells := make([]cell, 0, min(len(line), from-offset+excerptWidth+2))
	column, full := 0, math.MaxInt
	for len(line) > 0 && column <= full {
		if offset >= from && full == math.MaxInt {
			full = column + excerptWidth
		}
		armed := commandAt(line)
		if ' ' <= line[0] && line[0] <= '~' && (len(line) == 1 || line[1] < utf8.RuneSelf) && !armed {
			// Fast path: most text has no combining characters.
			cells = append(cells, cell{offset, offset + 1, column, column + 1, string(line[:1])})
			column++
			offset++
			line = line[1:]
			continue
		}
		cluster, rest, width, _ := uniseg.FirstGraphemeCluster(line, -1)
		line = rest
		text := string(cluster)
		switch {
		case text == "\t":
			width = tabWidth - column%tabWidth
			text = strings.Repeat(" ", width)
		case armed:
			text = escape('#')
			width = len(text)
		case width == 0 || visible(text, graphic) != text:
			// Shown as it is, it would be invisible, move the cursor or turn
			// the direction of writing.
			text, width = string(utf8.RuneError), 1
		}
		cells = append(cells, cell{offset, offset + len(cluster), column, column + width, text})
		column += width
		offset += len(cluster)
	}
	return cells
}
