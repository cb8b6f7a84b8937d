package markdown

import (
	"bytes"
	"errors"
	"io"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"docgen/internal/content"
	"docgen/internal/source"
)

// Dialect says how Markdown is read.
type Dialect struct {
	// TypographicQuotes makes quotes, dashes and ellipses typographic.
	TypographicQuotes bool
	// LinkBareURLs makes links of addresses that stand in the text.
	LinkBareURLs bool
	// Kramdown reads the syntax of kramdown with these settings; nil for none.
	Kramdown *content.Kramdown
	// GuardData keeps HTML in values of data files from being HTML; it is always
	// kept from that on pages that templates make of elements.
	GuardData bool
}

// Reader reads and renders Markdown: CommonMark with GitHub's tables, strike-
// through and task lists, raw HTML, and markdown="span" on HTML blocks. It may
// be used from many goroutines.
type Reader struct {
	md          goldmark.Markdown
	highlighter *highlighter
	guards      bool
	kramdown    *content.Kramdown
	typographic bool
}

// NewReader returns a reader.
func NewReader(dialect Dialect) *Reader {
	r := &Reader{highlighter: newHighlighter(), guards: dialect.GuardData, kramdown: dialect.Kramdown, typographic: dialect.TypographicQuotes}
	options := []goldmark.Option{goldmark.WithRenderer(newRenderer())}
	var extensions []goldmark.Extender
	kramdown := dialect.Kramdown
	if kramdown == nil || kramdown.GFM {
		extensions = append(extensions, extension.TaskList)
	}
	if kramdown == nil {
		options = append(options, goldmark.WithParserOptions(parser.WithBlockParsers(util.Prioritized(spanBlockParser{}, 890))))
		extensions = append(extensions, extension.Table, extension.Strikethrough)
	} else {
		options = append(options, goldmark.WithParser(parser.NewParser()))
	}
	if dialect.LinkBareURLs {
		extensions = append(extensions, extension.Linkify)
	}
	switch {
	case kramdown != nil:
		extensions = append(extensions, kramdownSyntax{r})
	case dialect.TypographicQuotes:
		extensions = append(extensions, typography{})
	}
	r.md = goldmark.New(append(options,
		goldmark.WithExtensions(extensions...),
		goldmark.WithRendererOptions(
			html.WithUnsafe(), html.WithXHTML(),
			renderer.WithNodeRenderers(util.Prioritized(&nodeRenderer{r.highlighter, kramdown == nil}, 100)),
		),
	)...)
	r.md.Parser().AddOptions(limits{})
	return r
}

// HTML writes the document as HTML.
func (d *Document) HTML(w io.Writer) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.reader.md.Renderer().Render(w, d.Text.Bytes, d.root)
}

// Markdownify renders a piece of Markdown, as the filter of that name does. The work
// that it returns is at most about that of the slowest texts, in nanoseconds: a node
// of the tree takes ten times as much as a byte.
func (r *Reader) Markdownify(s string) (html string, work int, err error) {
	d := r.Parse(source.Text{Bytes: []byte(s)})
	nodes := 0
	_ = ast.Walk(d.root, func(_ ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			nodes++
		}
		return ast.WalkContinue, nil
	})
	work = 50*len(s) + 500*nodes + 2*d.again
	if len(d.Problems) > 0 {
		return "", work, errors.New(d.Problems[0].Message)
	}
	var b bytes.Buffer
	err = d.HTML(&b)
	return b.String(), work, err
}

// Highlight returns code as HTML with colours.
func (r *Reader) Highlight(lang string, code []byte) []byte {
	var b bytes.Buffer
	r.highlighter.write(&b, lang, code)
	return b.Bytes()
}

func isLetterOrDigit(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// unescape resolves backslash escapes and entities.
func unescape(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 {
		return resolve(b)
	}
	out := make([]byte, 0, len(b))
	for {
		i := bytes.IndexByte(b, '\\')
		if i < 0 || i+1 == len(b) {
			return append(out, resolve(b)...)
		}
		// An escaped "&" begins no entity, so each stretch is resolved alone.
		out = append(out, resolve(b[:i])...)
		if !util.IsPunct(b[i+1]) {
			out = append(out, '\\')
		}
		b = b[i+1:]
		if util.IsPunct(b[0]) {
			out, b = append(out, b[0]), b[1:]
		}
	}
}

// longestEntity bounds the search for the end of an entity, in bytes.
const longestEntity = len("&CounterClockwiseContourIntegral;")

// resolve resolves entities, each once.
func resolve(b []byte) []byte {
	if bytes.IndexByte(b, '&') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for {
		i := bytes.IndexByte(b, '&')
		if i < 0 {
			return append(out, b...)
		}
		out, b = append(out, b[:i]...), b[i:]
		end := bytes.IndexByte(b[:min(len(b), longestEntity)], ';') + 1
		switch {
		case end == 0 || bytes.IndexByte(b[1:end], '&') >= 0:
			end = 1
			out = append(out, '&')
		case b[1] == '#':
			out = append(out, util.ResolveNumericReferences(b[:end])...)
		default:
			out = append(out, util.ResolveEntityNames(b[:end])...)
		}
		b = b[end:]
	}
}
