package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// The names of HTML elements as kramdown groups them.
var (
	spanNames = names("a abbr acronym b bdo big button cite caption del dfn dt em h1 h2 h3 h4 h5 h6 i ins label legend optgroup p q rb rbc " +
		"rp rt rtc ruby select small span strong sub sup th tt")
	blockModelNames = names("address applet article aside blockquote body dd details div dl fieldset figure figcaption footer form header hgroup " +
		"iframe li main map menu nav noscript object section summary td")
	blockNames = names("address article aside applet body blockquote caption col colgroup dd div dl dt fieldset figcaption footer form h1 h2 h3 h4 h5 h6 " +
		"header hgroup hr html head iframe legend menu li main map nav ol optgroup p pre section summary table tbody td th thead tfoot tr ul")
	emptyNames = names("area base br col command embed hr img input keygen link meta param source track wbr")
)

func names(s string) map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Fields(s) {
		m[name] = true
	}
	return m
}

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
		if end := nameEnd(rest, 2); end > 2 {
			for end < len(rest) && util.IsSpace(rest[end]) {
				end++
			}
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
	if nameEnd(rest, 1) == 1 {
		return nil, 0
	}
	if p.closers.next(">", i) < 0 {
		return nil, i + 1
	}
	tag, ok := readTag(p.buf, i, len(p.buf))
	if !ok || !wellFormed(p.buf, &tag) {
		p.spend(tag.End - i)
		return nil, i + 1
	}
	if blockNames[tag.Name] || p.depth >= maxSpans {
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
	n := &spanTag{tag: tag, empty: emptyNames[tag.Name]}
	p.segments(&n.opened, tag.Start, tag.End)
	p.spend(tag.End - tag.Start)
	raw := f.raw || !spanNames[tag.Name] && !blockModelNames[tag.Name] || !p.k.conf.ParseSpanHTML
	if a := tag.Attr("markdown"); a != nil {
		n.markdown = true
		switch a.Value {
		case "span":
			raw = false
		case "1":
			raw = !spanNames[tag.Name] && !blockModelNames[tag.Name]
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
		i := 2 + len(name)
		for i < len(rest) && util.IsSpace(rest[i]) {
			i++
		}
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

// nameEnd returns where the name that begins at i ends, i where none begins.
func nameEnd(b []byte, i int) int {
	for start := i; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		letter := r == '_' || unicode.IsLetter(r)
		if !letter && (i == start || r != '-' && r != '.' && r != ':' && !unicode.IsDigit(r)) {
			break
		}
		i += size
	}
	return i
}

// wellFormed reports whether a tag is one for kramdown, but for quotes that values
// lack: white space before each attribute, and names as in XML.
func wellFormed(b []byte, t *Tag) bool {
	if end := nameEnd(b, t.Start+1); end != t.Start+1+len(t.Name) {
		return false
	}
	at := t.Start + 1 + len(t.Name)
	for _, a := range t.Attributes {
		if !util.IsSpace(b[at]) || len(bytes.TrimSpace(b[at:a.name])) > 0 || nameEnd(b, a.name) != a.name+len(a.Name) {
			return false
		}
		if at = a.End; a.Quote != 0 {
			at++
		} else if a.Start > a.name && (a.Start == a.End || bytes.ContainsAny(b[a.Start:a.End], "\"'=<>`")) {
			return false
		}
	}
	rest := bytes.TrimSpace(b[at:t.End])
	return string(rest) == ">" || string(rest) == "/>"
}
