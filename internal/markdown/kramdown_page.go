package markdown

import (
	"bytes"
	"slices"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"docgen/internal/content"
)

// kramdownSyntax adds the syntax of kramdown to goldmark.
type kramdownSyntax struct{ reader *Reader }

func (e kramdownSyntax) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(
		parser.WithBlockParsers(util.Prioritized(&kramdownBlocks{settings: e.reader.kramdown}, 0)),
		parser.WithInlineParsers(util.Prioritized(spanParser{}, -1)),
		parser.WithASTTransformers(util.Prioritized(kramdownTransformer{}, 100)),
	)
	m.Renderer().AddOptions(renderer.WithNodeRenderers(
		util.Prioritized(&spanRenderer{e.reader}, 90),
		util.Prioritized(extension.NewDefinitionListHTMLRenderer(), 500),
	))
}

// kramdown is what is known of a page while it is read: its definitions, wherever
// they stand, hold for all of it.
type kramdown struct {
	conf        *content.Kramdown
	l           *limiter
	generated   bool      // it comes from a template of docgen
	typographic bool      // quotes, dashes and dots become typographic
	quotes      [4]string // ‘ ’ “ ”

	named         map[string]*attributeList // attribute lists
	links         map[string]*ast.LinkReferenceDefinition
	notes         map[string]*footnote
	abbreviations map[string]*abbreviation
	byFirst       [256][]*abbreviation // the longest first

	ids     map[ast.Node]attributePair // ids that attribute lists give
	marks   []Attribute                // ids that footnotes get
	hidden  []Range                    // attribute lists and extensions
	toc     *contents
	tocList *ast.List // that it replaces: the first with the name toc

	prepared bool
	spans    spans // of the block whose inline Markdown is read
}

func newKramdown(r *Reader, l *limiter) *kramdown {
	k := &kramdown{
		conf: r.kramdown, l: l, typographic: r.typographic,
		named: map[string]*attributeList{}, links: map[string]*ast.LinkReferenceDefinition{}, notes: map[string]*footnote{},
		abbreviations: map[string]*abbreviation{}, ids: map[ast.Node]attributePair{},
	}
	for i, name := range r.kramdown.SmartQuotes {
		k.quotes[i] = string(resolve([]byte("&" + name + ";")))
	}
	return k
}

// prepare does what must be done when all blocks are known, before the first one's
// inline Markdown is read. It is called with any node of the page.
func (k *kramdown) prepare(n ast.Node) {
	if k.prepared {
		return
	}
	k.prepared = true
	for n.Parent() != nil {
		n = n.Parent()
	}
	for _, a := range k.abbreviations {
		k.byFirst[a.short[0]] = append(k.byFirst[a.short[0]], a)
	}
	for _, list := range k.byFirst {
		slices.SortFunc(list, func(a, b *abbreviation) int { return len(b.short) - len(a.short) })
	}
	k.attributes(n)
}

// attributes gives the attribute lists among the children of a node to the blocks
// they belong to: the one before, if no blank line is between, else the one after.
func (k *kramdown) attributes(parent ast.Node) {
	var pending *attributeList // for the next block
	var last ast.Node          // the block before, unless a list between was for the next one
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*hiddenBlock)
		if !ok || h.list == nil {
			if pending != nil {
				k.apply(n, pending)
				pending = nil
			}
			if heading, ok := n.(*ast.Heading); ok {
				k.headingID(heading)
			}
			last = n
			if d, ok := n.(*ast.LinkReferenceDefinition); ok {
				k.links[normalLabel(d.Label)] = d
			}
			if ok {
				if !h.definition {
					last = nil
				}
				continue
			}
			if n.Type() == ast.TypeBlock {
				k.attributes(n)
			}
			continue
		}
		if _, ok := parent.(*ast.ListItem); ok && n.PreviousSibling() == nil {
			k.apply(parent, h.list)
			continue
		}
		blank := n.HasBlankPreviousLines()
		if last != nil && !blank && pending == nil {
			k.apply(last, h.list)
			continue
		}
		if next := n.NextSibling(); next != nil && next.HasBlankPreviousLines() && n.PreviousSibling() == nil {
			continue // a blank line ends it
		}
		if pending == nil {
			pending = &attributeList{}
		}
		pending.merge(h.list)
	}
}

// headingID reads the {#id} at the end of a heading.
func (k *kramdown) headingID(n *ast.Heading) {
	lines := n.Lines()
	if lines.Len() == 0 {
		return
	}
	src := k.l.src
	s := lines.At(lines.Len() - 1)
	line := bytes.TrimRight(src[s.Start:s.Stop], " \t\r\n")
	if !bytes.HasSuffix(line, []byte("}")) {
		return
	}
	i := bytes.LastIndex(line, []byte("{#"))
	if i < 1 || line[i-1] != ' ' && line[i-1] != '\t' {
		return
	}
	id := line[i+2 : len(line)-1]
	if n := nameLength(bytes.ReplaceAll(id, []byte(":"), []byte("_"))); n == 0 || n < len(id) {
		return
	}
	k.ids[n] = attributePair{Range{s.Start + i + 2, s.Start + len(line) - 1}, "id", id}
	if _, ok := n.AttributeString("id"); !ok {
		n.SetAttributeString("id", id)
	}
	k.hidden = append(k.hidden, Range{s.Start + i, s.Start + len(line)})
	text := bytes.TrimRight(line[:i], " \t")
	if start := lineStart(src, s.Start); start < s.Start && bytes.HasPrefix(bytes.TrimLeft(src[start:s.Start], " \t>"), []byte("#")) {
		if t := bytes.TrimRight(text, "#"); len(t) < len(text) && (!k.conf.GFM || bytes.HasSuffix(t, []byte(" ")) || bytes.HasSuffix(t, []byte("\t"))) {
			text = bytes.TrimRight(t, " \t")
		}
	}
	s.Stop = s.Start + len(text)
	lines.Set(lines.Len()-1, s)
}

// itemStart reads what may stand at the start of a list item or a term: the
// attributes of the item, or the box of a task.
func (p *spans) itemStart(parent ast.Node) {
	item := parent
	if _, ok := parent.(*ast.Paragraph); ok || parent.Kind() == ast.KindTextBlock {
		if item = parent.Parent(); item == nil || item.FirstChild() != parent {
			return
		}
	}
	switch item.Kind().String() {
	case "ListItem", "DefinitionTerm", "DefinitionDescription":
	default:
		return
	}
	if bytes.HasPrefix(p.buf, []byte("{:")) && byteAt(p.buf, 2) != ':' && byteAt(p.buf, 2) != '/' {
		if end := p.closers.attributesEnd(0); end > 2 {
			l := &attributeList{}
			readAttributes(l, p.buf, 2, end, p.place)
			p.k.apply(item, l)
			p.k.hidden = append(p.k.hidden, p.place(0, end+1))
			for p.at = end + 1; p.spaceAt(p.at); p.at++ {
			}
			p.edge = p.at
		}
	}
	if item.Kind() == ast.KindListItem && p.k.conf.GFM {
		p.task(parent)
	}
}

// task reads the box that an item of a list of tasks begins with. The items below the
// first one with a box have the class of tasks too.
func (p *spans) task(parent ast.Node) {
	item, rest := parent.Parent(), p.buf[p.at:]
	list := item.Parent()
	box := len(rest) > 3 && rest[0] == '[' && rest[2] == ']' && (rest[1] == ' ' || rest[1]|0x20 == 'x') && util.IsSpace(rest[3])
	among := hasWord(attributeOf(list, "class"), "task-list")
	if box {
		parent.AppendChild(parent, east.NewTaskCheckBox(rest[1] != ' '))
		p.at = skipSpace(p.buf, p.at+3, len(p.buf))
		p.edge = p.at
	}
	if box || among {
		p.k.apply(item, classList("task-list-item"))
	}
	if box && !among {
		p.k.apply(list, classList("task-list"))
	}
}

func classList(class string) *attributeList {
	return &attributeList{pairs: []attributePair{{name: "class", value: []byte(class)}}}
}

// kramdownTransformer does what must be done when a page has been read.
type kramdownTransformer struct{}

func (kramdownTransformer) Transform(root *ast.Document, _ text.Reader, pc parser.Context) {
	k := pc.(*limiter).kramdown
	k.prepare(root)
	k.numberNotes(root)
	if list := k.tocList; list != nil {
		k.toc = &contents{ordered: list.IsOrdered()}
		k.toc.SetPos(list.Pos())
		copyAttributes(k.toc, list)
		list.Parent().ReplaceChild(list.Parent(), list, k.toc)
	}
	parted(root)
}

// parted adds a blank line between two blocks where one is written between them, as
// kramdown does: templates see it.
func parted(parent ast.Node) {
	blank, shown := false, false
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Type() == ast.TypeInline {
			return
		}
		parted(n)
		blank = blank || n.HasBlankPreviousLines()
		switch n := n.(type) {
		case *ast.LinkReferenceDefinition, *footnote:
			continue
		case *hiddenBlock:
			if n.html == nil {
				continue
			}
		case *ast.ListItem, *east.DefinitionTerm, *east.DefinitionDescription, *rowGroup:
			continue
		}
		if blank && shown {
			parent.InsertBefore(parent, n, &blankLine{})
		}
		blank, shown = false, true
	}
}
