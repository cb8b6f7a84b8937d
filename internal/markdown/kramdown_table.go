package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// rowGroup is the head, a body or the foot of a table of kramdown.
type rowGroup struct {
	blockNode
	name string // thead, tbody or tfoot
}

var rowGroupKind = ast.NewNodeKind("RowGroup")

func (*rowGroup) Kind() ast.NodeKind { return rowGroupKind }

// table reads a table: lines with pipes between blank lines. The rows above the
// first separator are the head, where there are any; other separators part bodies,
// and a line of "=" begins the foot.
func (c *container) table() bool {
	first := c.lines[c.at]
	if first.spaces > 3 || !c.afterBoundary() || !hasPipe(first.text) {
		return false
	}
	leading := first.text[0] == '|'
	start := c.at
	if isSeparator(first.text, "-") {
		c.at++
	}
	t := &tableReader{container: c, node: east.NewTable(), leading: leading}
	for ; c.at < len(c.lines); c.at++ {
		l := c.lines[c.at]
		if !hasPipe(l.text) || !c.take(l) {
			break
		}
		t.line(l)
	}
	if !c.beforeBoundary() || !c.pipesOutsideCode(c.lines[start:c.at]) {
		c.at = start
		return false
	}
	t.group(t.lastName(), false)
	if !t.fill(first.Start) {
		c.at = start
		return false
	}
	c.add(t.node, first)
	return true
}

// tableReader reads the lines of a table.
type tableReader struct {
	*container
	node    *east.Table
	leading bool // the table begins with a pipe
	rows    []*east.TableRow
	columns int
	foot    bool // the separator of the foot has been read
	cells   int
}

func (t *tableReader) lastName() string {
	if t.foot {
		return "tfoot"
	}
	return "tbody"
}

func (t *tableReader) line(l line) {
	switch {
	case isSeparator(l.text, "-"):
		switch {
		case len(t.rows) == 0:
		case len(t.node.Alignments) == 0 && !t.foot:
			t.group("thead", false)
			t.node.Alignments = alignments(l.text)
		default:
			t.group("tbody", false)
		}
	case isSeparator(l.text, "="):
		t.group("tbody", true)
		t.foot = true
	default:
		row := t.row(l)
		t.rows = append(t.rows, row)
		t.columns = max(t.columns, row.ChildCount())
		t.cells += row.ChildCount()
	}
}

// group makes a group of the rows that have been read. Within the foot, only what
// is forced does.
func (t *tableReader) group(name string, force bool) {
	if len(t.rows) == 0 || t.foot && name == "tbody" && !force {
		return
	}
	g := &rowGroup{name: name}
	for _, row := range t.rows {
		g.AppendChild(g, row)
	}
	t.rows = nil
	t.node.AppendChild(t.node, g)
}

// fill gives all rows the same number of cells. It reports whether the table has a
// body, and is within the limits.
func (t *tableReader) fill(at int) bool {
	body, rows := false, 0
	for g := t.node.FirstChild(); g != nil; g = g.NextSibling() {
		body = body || g.(*rowGroup).name == "tbody"
		rows += g.ChildCount()
	}
	if !body || !t.spend(&t.padding, t.columns*rows-t.cells, at,
		"the rows of the tables up to here lack more than %d cells of their headers: the table is plain text", maxPadding) {
		return false
	}
	for len(t.node.Alignments) < t.columns {
		t.node.Alignments = append(t.node.Alignments, east.AlignNone)
	}
	for g := t.node.FirstChild(); g != nil; g = g.NextSibling() {
		for row := g.FirstChild(); row != nil; row = row.NextSibling() {
			for row.ChildCount() < t.columns {
				row.AppendChild(row, east.NewTableCell())
			}
			cell := row.FirstChild()
			for _, a := range t.node.Alignments[:t.columns] {
				if a != east.AlignNone {
					cell.SetAttributeString("style", []byte("text-align: "+a.String()))
				}
				cell = cell.NextSibling()
			}
		}
	}
	return true
}

// row reads a row. Pipes in code and escaped ones part no cells.
func (t *tableReader) row(l line) *east.TableRow {
	row := east.NewTableRow(nil)
	row.SetPos(l.begin())
	cells := splitCells(t.src, l.begin(), l.end())
	if t.leading && cells[0].Start == cells[0].End {
		cells = cells[1:]
	}
	if n := len(cells); n > 0 && cells[n-1].Start == cells[n-1].End {
		cells = cells[:n-1]
	}
	for _, r := range cells {
		cell := east.NewTableCell()
		cell.SetPos(r.Start)
		if r.Start < r.End {
			cell.Lines().Append(text.NewSegment(r.Start, r.End))
		}
		row.AppendChild(row, cell)
	}
	return row
}

// splitCells returns the cells between two offsets without the white space around
// them.
func splitCells(b []byte, start, end int) []Range {
	var cells []Range
	code := finder{b: b[:end]}
	from := start
	cut := func(at int) {
		s, e := trimSpace(b, from, at)
		cells = append(cells, Range{s, e})
		from = at + 1
	}

	for i := start; i < end; i++ {
		switch b[i] {
		case '|':
			if i == start || b[i-1] != '\\' {
				cut(i)
			}
		case '`', '<':
			i = max(i, code.afterCode(i)-1)
		}
	}
	cut(end)
	return cells
}

// afterCode returns where the code span or the <code> at an offset of a row ends,
// the offset or what follows its backticks if it does not.
func (f *finder) afterCode(at int) int {
	if f.b[at] == '<' {
		if bytes.HasPrefix(f.b[at:], []byte("<code")) {
			if end := f.next("</code>", at); f.next(">", at) < end {
				return end + len("</code>")
			}
		}
		return at
	}
	n := run(f.b, at)
	after := at + n
	if n == 1 && (at == 0 || util.IsSpace(f.b[at-1])) && after < len(f.b) && util.IsSpace(f.b[after]) {
		return after
	}
	if end := f.next(string(f.b[at:after]), after); end >= 0 {
		return end + n
	}
	return after
}

// afterElement returns where the element ends whose start tag is at an offset of a
// row, the offset if there is none.
func (c *container) afterElement(f *finder, at int) int {
	if f.next(">", at) < 0 {
		return at
	}
	t, ok := readTag(f.b, at, len(f.b))
	if !ok || t.Closing || !isKramdownTag(f.b, &t, false) {
		const cost = 12 // in the time of a step
		c.blocks(cost*(t.End-at), at)
		return at
	}
	if !t.SelfClosing && !voidElements[t.Name] {
		return max(t.End, closeTag(f.b, t.End, len(f.b), t.Name))
	}
	return t.End
}

// hasPipe reports whether a line has a pipe that is not escaped.
func hasPipe(b []byte) bool {
	for i, c := range b {
		if c == '|' && (i == 0 || b[i-1] != '\\') {
			return true
		}
	}
	return false
}

// isSeparator reports whether a line parts rows: it has the sign, and else only
// what makes the line pretty.
func isSeparator(b []byte, sign string) bool {
	return bytes.Contains(b, []byte(sign)) && len(bytes.Trim(b, "+|: \t"+sign)) == 0
}

// alignments reads the alignment of the columns from a separator.
func alignments(b []byte) []east.Alignment {
	out := []east.Alignment{}
	for i := 0; i < len(b); i++ {
		if b[i] != '-' {
			continue
		}
		left := i > 0 && b[i-1] == ':'
		for i < len(b) && b[i] == '-' {
			i++
		}
		right := i < len(b) && b[i] == ':'
		switch {
		case left && right:
			out = append(out, east.AlignCenter)
		case left:
			out = append(out, east.AlignLeft)
		case right:
			out = append(out, east.AlignRight)
		default:
			out = append(out, east.AlignNone)
		}
	}
	return out
}

// pipesOutsideCode reports whether each line has a pipe that is not in code or in an
// element of HTML on the line.
func (c *container) pipesOutsideCode(lines []line) bool {
	for _, l := range lines {
		found := false
		start, end := l.begin(), l.end()
		code := finder{b: c.src[:end]}
		for i := start; i < end && !found; i++ {
			switch c.src[i] {
			case '|':
				found = i == start || c.src[i-1] != '\\'
			case '<':
				i = max(i, code.afterCode(i)-1, c.afterElement(&code, i)-1)
			case '`':
				i = max(i, code.afterCode(i)-1)
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// kramdownTable reads a table of kramdown, whose cells stand where they are
// written. Its first row is the header if it has a head.
func (w *walker) kramdownTable(n *east.Table) {
	var t Table
	for g := n.FirstChild(); g != nil; g = g.NextSibling() {
		for row := g.FirstChild(); row != nil; row = row.NextSibling() {
			start, end := trimSpace(w.src, row.Pos(), lineEnd(w.src, row.Pos()))
			r := Row{Range: Range{start, end}}
			for cell := row.FirstChild(); cell != nil && cell.Pos() >= 0; cell = cell.NextSibling() {
				c := Cell{Range: Range{cell.Pos(), cell.Pos()}}
				if cell.Lines().Len() > 0 {
					c.End = cell.Lines().At(0).Stop
					c.Text = w.text(cell)
					w.cell = &c
					w.inlineBlock("cell", cell)
					w.cell = nil
				}
				r.Cells = append(r.Cells, c)
			}
			if t.End == 0 {
				t.Start = start
			}
			t.End = end
			if row == g.FirstChild() && g.(*rowGroup).name == "thead" {
				t.Header = r
			} else {
				t.Rows = append(t.Rows, r)
			}
		}
	}
	w.facts.Tables = append(w.facts.Tables, t)
	w.end = max(w.end, t.End)
}
