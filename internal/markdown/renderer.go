package markdown

import (
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// nodeRenderer renders the nodes that docgen renders in its own way.
type nodeRenderer struct {
	highlighter *highlighter
	// labels are those of code blocks and tables: a page of Jekyll has none.
	labels bool
}

func (r *nodeRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindFencedCodeBlock, r.code)
	reg.Register(ast.KindCodeBlock, r.code)
	reg.Register(elementKind, r.element)
	reg.Register(east.KindTable, r.table)
	if r.labels {
		reg.Register(east.KindTableHeader, r.tableHeader)
		reg.Register(east.KindTableRow, r.tableRow)
		reg.Register(east.KindTableCell, r.tableCell)
		reg.Register(ast.KindCodeSpan, r.codeSpan)
	}
}

func (r *nodeRenderer) element(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*element)
	if entering {
		writeHTML(w, n.open, n)
		if n.HasChildren() && n.FirstChild().Type() == ast.TypeBlock {
			_ = w.WriteByte('\n')
		}
	} else {
		_, _ = w.Write(src[n.closed.Start:n.closed.End])
		_ = w.WriteByte('\n')
	}
	return ast.WalkContinue, nil
}
