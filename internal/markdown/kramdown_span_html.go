package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// html reads a tag with what stands in its element, or a comment. What is no well
// formed tag is text.
//
// Two tags that every browser reads are text for kramdown 2.4, and HTML here: one
// whose values lack their quotes, and </br>. Writers mean the link and the line break.
func (p *spans) html(f *frame, i int) (ast.Node, int) {
	rest := p.buf[i:]
	if bytes.HasPrefix(rest, []byte("<!--")) {
		end := p.closers.next("-->", i+4) + 3
		if end < 3 {
			return nil, i + 1
		}
		comment := ast.NewRawHTML()
		comment.Segments = p.segments(text.NewSegments(), i, end)
		return comment, end
	}
	if byteAt(rest, 1) == '/' {
		if n := tagNameLength(rest[2:]); n > 0 {
			end := skipSpace(rest, 2+n, len(rest))
			switch {
			case byteAt(rest, end) != '>':
			case isBreak(rest[:end+1]): // a line break in browsers
				n := ast.NewRawHTML()
				n.Segments = p.segments(text.NewSegments(), i, i+end+1)
				return n, i + end + 1
			default:
				return p.unread(i, i+end+1) // closes nothing
			}
		}
		return nil, i + 1
	}
	name := tagNameLength(rest[1:])
	if name == 0 {
		return nil, 0
	}
	if c := byteAt(rest, 1+name); !util.IsSpace(c) && c != '/' && c != '>' || p.closers.next(">", i) < 0 {
		return nil, i + 1
	}
	tag, ok := readTag(p.buf, i, len(p.buf))
	if !ok || !isKramdownTag(p.buf, &tag, true) {
		p.spend(tag.End - i)
		return nil, i + 1
	}
	if blockElements[tag.Name] || p.depth >= maxSpans {
		return p.unread(i, tag.End)
	}
	return p.element(f, tag)
}

// unread returns the text for a tag that is none for kramdown.
func (p *spans) unread(i, end int) (ast.Node, int) {
	n := &spanUnread{}
	p.segments(&n.tag, i, end)
	for j := range n.tag.Len() {
		n.AppendChild(n, ast.NewRawTextSegment(n.tag.At(j)))
	}
	return n, end
}

// element reads the inside of an element.
func (p *spans) element(f *frame, tag Tag) (ast.Node, int) {
	n := &spanTag{tag: tag, empty: voidElements[tag.Name]}
	p.segments(&n.opened, tag.Start, tag.End)
	p.reads(tag.Start, tag.End)
	raw := f.raw || contentModels[tag.Name] == rawModel || !p.k.conf.ParseSpanHTML
	if a := tag.Attr("markdown"); a != nil {
		n.markdown = true
		switch a.Value {
		case "span":
			raw = false
		case "1":
			raw = contentModels[tag.Name] == rawModel
		case "0":
			raw = true
		}
	}
	if n.empty || tag.SelfClosing {
		return n, tag.End
	}
	tried := attempt{at: tag.End, open: p.open, raw: raw}
	if f.ends && p.failed[tried] {
		return nil, len(p.buf) // so what is around it does not end
	}
	inner := &frame{parent: n, kind: f.kind &^ (em | strong), raw: raw, ends: f.ends}
	at, edge := p.at, p.edge
	p.at, p.edge = tag.End, tag.End
	end := 0
	p.depth++
	p.tags++
	p.parse(inner, func() bool {
		rest := p.buf[p.at:]
		name := tag.Name
		if byteAt(rest, 1) != '/' || rest[0] != '<' || len(rest) < len(name)+3 || !strings.EqualFold(string(rest[2:2+len(name)]), name) {
			return false
		}
		i := skipSpace(rest, 2+len(name), len(rest))
		if byteAt(rest, i) == '>' {
			end = p.at + i + 1
		}
		return end > 0
	})
	p.depth--
	p.tags--
	if end > 0 {
		p.segments(&n.shut, p.at, end)
	} else {
		end = len(p.buf) // it takes the rest
		p.fail(tried)
	}
	p.at, p.edge = at, edge
	return n, end
}
