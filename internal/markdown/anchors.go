package markdown

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// A preview marks on a page what findings are about. To find the place in a browser, the
// page is rendered with anchors: a comment before each piece of text, with the offset
// of the piece in the page's text. Comments change neither style nor text.

// anchorWriter is what a page with anchors is written to.
type anchorWriter struct{ *bufio.Writer }

// AnchoredHTML returns what HTML returns, with anchors.
func (p *Page) AnchoredHTML() ([]byte, error) {
	if p.Doc == nil {
		return p.HTML()
	}
	return p.html(func(w io.Writer) error { return p.Doc.HTML(anchorWriter{bufio.NewWriter(w)}) })
}

// isAnchored reports whether nodes of a kind are written as text.
func isAnchored(kind ast.NodeKind) bool {
	switch kind {
	case ast.KindText, ast.KindCodeSpan, ast.KindCodeBlock, ast.KindFencedCodeBlock, spanCodeKind:
		return true
	}
	return false
}

// newRenderer returns goldmark's renderer, which writes anchors to an anchorWriter.
func newRenderer() renderer.Renderer {
	return &anchoringRenderer{renderer.NewRenderer(renderer.WithNodeRenderers(util.Prioritized(anchoring{html.NewRenderer()}, 1000)))}
}

type anchoringRenderer struct{ renderer.Renderer }

// AddOptions lets the renderers of nodes that are added write anchors.
func (r *anchoringRenderer) AddOptions(options ...renderer.Option) {
	config := renderer.NewConfig()
	for _, o := range options {
		o.SetConfig(config)
	}
	for i, n := range config.NodeRenderers {
		config.NodeRenderers[i].Value = anchoring{n.Value.(renderer.NodeRenderer)}
	}
	r.Renderer.AddOptions(renderer.WithNodeRenderers(config.NodeRenderers...))
	for name, value := range config.Options {
		r.Renderer.AddOptions(renderer.WithOption(name, value))
	}
}

// anchoring is a renderer of nodes with an anchor before those that are text.
type anchoring struct{ renderer.NodeRenderer }

// SetOption passes an option on.
func (a anchoring) SetOption(name renderer.OptionName, value any) {
	if s, ok := a.NodeRenderer.(renderer.SetOptioner); ok {
		s.SetOption(name, value)
	}
}

// RegisterFuncs registers the functions of the renderer.
func (a anchoring) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	a.NodeRenderer.RegisterFuncs(anchoringRegisterer{reg})
}

type anchoringRegisterer struct {
	renderer.NodeRendererFuncRegisterer
}

// Register registers a function, which writes the anchor first.
func (r anchoringRegisterer) Register(kind ast.NodeKind, write renderer.NodeRendererFunc) {
	if !isAnchored(kind) {
		r.NodeRendererFuncRegisterer.Register(kind, write)
		return
	}
	r.NodeRendererFuncRegisterer.Register(kind, func(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if _, wanted := w.(anchorWriter); !wanted || !entering {
			return write(w, src, n, entering)
		}
		piece, ok := pieceOf(n, src)
		if !ok {
			return write(w, src, n, entering)
		}
		anchor := fmt.Appendf(nil, "<!--docgen:%d-->", piece.start())
		if n.Type() == ast.TypeInline {
			_, _ = w.Write(anchor)
			return write(w, src, n, entering)
		}
		var b bytes.Buffer
		block := bufio.NewWriter(&b)
		status, err := write(block, src, n, entering)
		_ = block.Flush() // writing to memory does not fail
		html := b.Bytes()
		if i := bytes.Index(html, []byte("<code")); i >= 0 { // the code is all that this has of the docs
			i += bytes.IndexByte(html[i:], '>') + 1
			_, _ = w.Write(html[:i])
			_, _ = w.Write(anchor)
			html = html[i:]
		}
		_, _ = w.Write(html)
		return status, err
	})
}
