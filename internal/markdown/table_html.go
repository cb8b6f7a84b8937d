package markdown

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// A table of docgen's own projects stacks its cells on a narrow screen, each with the
// label of its column: with fewer columns it fits, with more the labels would be most
// of what is read, so it scrolls. Long labels are no labels.
const (
	leastStacked, mostStacked = 3, 6
	longestLabel              = 60 // characters
)

// table wraps a table, so that a wide one scrolls by itself.
func (r *nodeRenderer) table(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</table></div>\n")
		return ast.WalkContinue, nil
	}
	label, stacked := "Table", false
	if r.labels {
		label, stacked = prepareTable(n, src)
	}
	_, _ = w.WriteString("<div class=\"table-wrap\" tabindex=\"0\" role=\"group\"")
	attribute(w, "aria-label", []byte(label))
	_, _ = w.WriteString("><table")
	if stacked {
		_, _ = w.WriteString(` class="stacked" role="table"`)
	}
	attributes(w, n)
	_, _ = w.WriteString(">\n")
	return ast.WalkContinue, nil
}

// prepareTable returns the label of a table, and gives the nodes of a table that
// stacks their attributes. Browsers forget what a table is when its cells are laid out
// as blocks: the roles say it.
func prepareTable(table ast.Node, src []byte) (label string, stacked bool) {
	header := table.FirstChild()
	columns := header.ChildCount()
	if columns > mostStacked {
		return "Table", false
	}
	labels := make([][]byte, 0, columns)
	stacked = columns >= leastStacked
	for cell := header.FirstChild(); cell != nil; cell = cell.NextSibling() {
		text := strings.Join(strings.Fields(plainText(cell, src)), " ")
		if n := utf8.RuneCountInString(text); n > longestLabel || n == 0 && len(labels) > 0 {
			return "Table", false
		}
		labels = append(labels, []byte(strings.ReplaceAll(text, "&", "&amp;"))) // as attributes are kept
	}
	label = "Table: " + string(bytes.TrimPrefix(bytes.Join(labels, []byte(", ")), []byte(", ")))
	if !stacked {
		return label, false
	}
	for row := header; row != nil; row = row.NextSibling() {
		row.SetAttributeString("role", []byte("row"))
		i := 0
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			if row == header {
				cell.SetAttributeString("role", []byte("columnheader"))
			} else {
				cell.SetAttributeString("role", []byte("cell"))
				if i > 0 { // the first cell is the title of the others
					cell.SetAttributeString("data-label", labels[i])
				}
			}
			i++
		}
	}
	return label, true
}

func (r *nodeRenderer) tableHeader(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	group := ""
	if n.Attributes() != nil {
		group = ` role="rowgroup"`
	}
	if entering {
		_, _ = w.WriteString("<thead" + group + ">\n<tr")
		attributes(w, n)
		_, _ = w.WriteString(">\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("</tr>\n</thead>\n")
	if n.NextSibling() != nil {
		_, _ = w.WriteString("<tbody" + group + ">\n")
	}
	return ast.WalkContinue, nil
}

func (r *nodeRenderer) tableRow(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString("<tr")
		attributes(w, n)
		_, _ = w.WriteString(">\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("</tr>\n")
	if n.NextSibling() == nil {
		_, _ = w.WriteString("</tbody>\n")
	}
	return ast.WalkContinue, nil
}

func (r *nodeRenderer) tableCell(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*east.TableCell)
	name := "td"
	if n.Parent().Kind() == east.KindTableHeader {
		name = "th"
	}
	if !entering {
		_, _ = w.WriteString("</" + name + ">\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<" + name)
	if n.Alignment != east.AlignNone {
		attribute(w, "align", []byte(n.Alignment.String()))
	}
	attributes(w, n)
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

// codeSpan writes code within text. In a table, a long name may break after its dots,
// slashes and underscores.
func (r *nodeRenderer) codeSpan(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := n.Parent()
	for block != nil && block.Type() == ast.TypeInline {
		block = block.Parent()
	}
	breaks := block != nil && block.Kind() == east.KindTableCell
	_, _ = w.WriteString("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		value := c.(*ast.Text).Segment.Value(src)
		after, ended := 0, len(value) > 0 && value[len(value)-1] == '\n'
		if ended {
			value = value[:len(value)-1]
		}
		for i := 0; breaks && i < len(value)-1; i++ {
			if breaksAfter(value[i]) && !breaksAfter(value[i+1]) {
				escapeTo(w, value[after:i+1])
				_, _ = w.WriteString("<wbr>")
				after = i + 1
			}
		}
		escapeTo(w, value[after:])
		if ended {
			_ = w.WriteByte(' ')
		}
	}
	_, _ = w.WriteString("</code>")
	return ast.WalkSkipChildren, nil
}

func breaksAfter(c byte) bool { return c == '.' || c == '/' || c == '_' }
