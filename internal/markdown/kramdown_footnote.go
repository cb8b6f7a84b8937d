package markdown

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/yuin/goldmark/ast"
)

// footnote reads the mark of a footnote: [^name].
func (p *spans) footnote(i int) (ast.Node, int) {
	if byteAt(p.buf, i+1) != '^' {
		return nil, 0
	}
	end := i + 2
	for end < len(p.buf) && (isWord(p.buf[end]) || end > i+2 && p.buf[end] == '-') {
		end++
	}
	if end == i+2 || byteAt(p.buf, end) != ']' {
		return nil, 0
	}
	note := p.k.notes[string(p.buf[i+2:end])]
	if note == nil {
		return nil, end + 1
	}
	n := &spanNote{note: note}
	n.SetPos(p.source(i))
	return n, end + 1
}

// footnote reads the definition of a footnote, [^name]: text. What is indented
// below belongs to it, and what follows such lines up to a blank one.
func (c *container) footnote() bool {
	l := c.lines[c.at]
	if l.spaces > 3 || !bytes.HasPrefix(l.text, []byte("[^")) {
		return false
	}
	end := bytes.IndexByte(l.text, ']')
	if end < 3 || !isName(l.text[2:end]) || byteAt(l.text, end+1) != ':' || c.depth >= maxDepth {
		return false
	}
	n := &footnote{name: string(l.text[2:end]), at: Range{l.begin(), l.begin() + end + 2}}
	c.kramdown.notes[n.name] = n
	inner := []line{c.cut(l, l.begin()+skipSpace(l.text, end+2, len(l.text)))}
	c.at++
	for lazy := false; c.at < len(c.lines) && c.take(c.lines[c.at]); c.at++ {
		next := c.lines[c.at]
		if next.blank() {
			blank := c.at
			for c.at+1 < len(c.lines) && c.lines[c.at+1].blank() {
				c.at++
			}
			if c.at+1 == len(c.lines) || !c.lines[c.at+1].isCode() {
				c.at = blank
				break
			}
			inner, lazy = append(inner, next), false
			continue
		}
		if next.isCode() {
			next, _ = c.content(next, 4)
			lazy = true
		} else if !lazy || next.isAttributes() || next.isEnd() || next.endsText(3) {
			break
		}
		inner = append(inner, next)
	}
	c.add(n, l)
	c.inner(n).read(inner)
	return true
}

// numberNotes numbers the footnotes in the order of their marks: first those in the
// text, then those in footnotes.
func (k *kramdown) numberNotes(root *ast.Document) {
	if len(k.notes) == 0 {
		return
	}
	list := &noteList{}
	var visit func(n ast.Node)
	visit = func(parent ast.Node) {
		for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
			if mark, ok := n.(*spanNote); ok {
				if mark.note.number == 0 {
					list.notes = append(list.notes, mark.note)
					mark.note.number = k.conf.FootnoteNr + len(list.notes) - 1
				}
				mark.n = mark.note.marks
				mark.note.marks++
				k.marks = append(k.marks, Attribute{Name: "id", Value: mark.id(), Range: Range{mark.Pos(), mark.Pos() + 1}})
			}
			if _, ok := n.(*footnote); !ok {
				visit(n)
			}
		}
	}
	visit(root)
	for i := 0; i < len(list.notes); i++ {
		visit(list.notes[i])
	}
	for _, note := range list.notes {
		k.marks = append(k.marks, Attribute{Name: "id", Value: "fn:" + note.name, Range: note.at})
		k.backlinks(note)
	}
	if len(list.notes) > 0 {
		root.AppendChild(root, list)
	}
}

// id returns the id of a mark.
func (n *spanNote) id() string {
	id := "fnref:" + n.note.name
	if n.n > 0 {
		id += ":" + strconv.Itoa(n.n)
	}
	return id
}

// backlinks adds the links from a footnote to its marks, to its last paragraph.
func (k *kramdown) backlinks(note *footnote) {
	if k.conf.FootnoteBacklink == "" {
		return
	}
	space := "\u00a0"
	p, ok := note.LastChild().(*ast.Paragraph)
	if !ok {
		p, space = ast.NewParagraph(), ""
		note.AppendChild(note, p)
	}
	var b bytes.Buffer
	for i := range note.marks {
		suffix, number := "", ""
		if i > 0 {
			space, suffix, number = "\u00a0", ":"+strconv.Itoa(i), "<sup>"+strconv.Itoa(i+1)+"</sup>"
		}
		fmt.Fprintf(&b, `%s<a href="#fnref:%s%s" class="reversefootnote" role="doc-backlink">%s%s</a>`, space, note.name, suffix, k.conf.FootnoteBacklink, number)
	}
	p.AppendChild(p, &spanHidden{html: b.Bytes()})
}
