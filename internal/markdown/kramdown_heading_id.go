package markdown

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// nameKramdownHeadings gives each heading its id as kramdown does: the one that is
// written, else one made of its text.
func (d *Document) nameKramdownHeadings() {
	k := d.kramdown
	github, plain := map[string]int{}, map[string]int{}
	var headings []*ast.Heading
	var tabs []*ast.FencedCodeBlock
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			headings = append(headings, n)
			title := plainText(n, d.Text.Bytes)
			start, end := d.headingRange(n)
			n.Level = max(1, min(6, n.Level+k.conf.HeaderOffset))
			id, written := n.AttributeString("id")
			switch {
			case written:
			case !k.conf.AutoIDs || !k.l.expand(len(k.conf.AutoIDPrefix), start):
				id = []byte(nil)
			case k.conf.GFM && !inElement(n):
				id = []byte(k.conf.AutoIDPrefix + numbered(headingID(idText(n, d.Text.Bytes)), github))
			default:
				text := idText(n, d.Text.Bytes)
				if !k.conf.GFM && !k.conf.AutoIDStripping {
					text = string(bytes.TrimSpace(n.Lines().Value(d.Text.Bytes)))
				}
				id = []byte(k.conf.AutoIDPrefix + numbered(plainHeadingID(text), plain))
			}
			if b, _ := id.([]byte); len(b) > 0 {
				n.SetAttributeString("id", b)
			}
			title = strings.Join(strings.Fields(title), " ")
			d.Headings = append(d.Headings, Heading{Level: n.Level, ID: attributeOf(n, "id"), Title: title, Start: start, End: end})
			return ast.WalkSkipChildren, nil
		case *ast.HTMLBlock:
			d.rawHeadings(n)
			return ast.WalkSkipChildren, nil
		case *ast.FencedCodeBlock:
			if k.generated {
				tabs = append(tabs, n)
			}
		}
		if n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	for _, n := range tabs {
		d.reader.highlighter.nameTab(n, d.Text.Bytes, github)
	}
	if k.toc != nil {
		k.toc.fill(k, headings)
	}
}

// inElement reports whether a block stands in an HTML element whose inside is
// Markdown: GitHub's ids are not given there, but those of plain kramdown.
func inElement(n ast.Node) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == elementKind {
			return true
		}
	}
	return false
}

// numbered returns an id with the number of those before that are the same.
func numbered(id string, taken map[string]int) string {
	n := taken[id]
	taken[id] = n + 1
	if n > 0 {
		id += "-" + strconv.Itoa(n)
	}
	return id
}

// idText returns the text of a heading as ids are made of it: without images and
// the line ends that tags make.
func idText(n ast.Node, src []byte) string {
	var b strings.Builder
	var visit func(n ast.Node)
	visit = func(parent ast.Node) {
		for c := parent.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Text:
				b.Write(shown(c, src))
			case *ast.String:
				b.Write(c.Value)
			case *spanCode:
				b.Write(c.segments.Value(src))
			case *spanMath:
				b.Write(c.value)
			default:
				visit(c)
			}
		}
	}
	visit(n)
	return b.String()
}

// plainHeadingID returns the id that kramdown gives without GitHub's Markdown: what
// stands before the first letter is dropped, and all that is not ASCII.
func plainHeadingID(text string) string {
	start := strings.IndexFunc(text, func(r rune) bool { return r < unicode.MaxASCII && isLetter(byte(r)) })
	if start < 0 {
		return "section"
	}
	var b strings.Builder
	for _, c := range []byte(text[start:]) {
		switch {
		case c == ' ':
			b.WriteByte('-')
		case c == '-' || isWord(c) && c != '_':
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			b.WriteByte(c)
		}
	}
	return b.String()
}

// hiddenBlock reads what {::nomarkdown} writes as HTML.
func (w *walker) hiddenBlock(n *hiddenBlock) {
	b, start, end := joined(w.src, n.Lines().Sliced(0, n.Lines().Len()))
	w.html(b, start, end)
	w.end = max(w.end, n.End)
}

// addTo adds the ids of attribute lists and footnotes, and where attribute lists
// stand.
func (k *kramdown) addTo(facts *Facts) {
	for n, id := range k.ids {
		if _, ok := n.(*ast.Heading); !ok {
			facts.Anchors = append(facts.Anchors, Attribute{Name: "id", Value: string(id.value), Range: id.Range})
		}
	}
	facts.Anchors = append(facts.Anchors, k.marks...)
	slices.SortStableFunc(facts.Anchors, func(a, b Attribute) int { return cmp.Compare(a.Start, b.Start) })
	facts.Hidden = slices.SortedFunc(slices.Values(k.hidden), func(a, b Range) int { return cmp.Compare(a.Start, b.Start) })
}
