package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// flush makes a node of each line of the text before end.
func (p *spans) flush(f *frame, end int) {
	p.text(f, end, false)
	f.text = end
}

// text adds the text from f.text to end; hard says that a line break follows it.
func (p *spans) text(f *frame, end int, hard bool) {
	start := f.text
	for start < end {
		stop, newline := end, false
		if i := bytes.IndexByte(p.buf[start:end], '\n'); i >= 0 {
			stop, newline = start+i, true
		}
		next := stop
		if newline {
			next++
		}
		for newline && stop > start && util.IsSpace(p.buf[stop-1]) {
			stop--
		}
		if len(p.k.abbreviations) > 0 && !f.raw {
			start = p.abbreviated(f, start, stop)
		}
		if f.raw {
			start = p.entities(f, start, stop)
		}
		n := ast.NewRawTextSegment(p.segment(start, stop))
		n.SetSoftLineBreak(newline)
		f.parent.AppendChild(f.parent, n)
		start = next
	}
	if !hard {
		return
	}
	n, _ := f.parent.LastChild().(*ast.Text)
	if n == nil || n.SoftLineBreak() || n.HardLineBreak() || end == f.text {
		n = ast.NewRawTextSegment(p.segment(end, end))
		f.parent.AppendChild(f.parent, n)
	}
	n.SetHardLineBreak(true)
}

// segment returns the segment of a piece of one line.
func (p *spans) segment(start, stop int) text.Segment {
	at := p.source(start)
	return text.NewSegment(at, at+stop-start)
}

// resolved returns an escape or an entity, which the renderer resolves.
func (p *spans) resolved(start, end int) ast.Node { return ast.NewTextSegment(p.segment(start, end)) }

// entities adds the text and the entities of a piece of raw HTML, and returns
// where the text after the last one begins.
func (p *spans) entities(f *frame, start, end int) int {
	for i := start; i < end; i++ {
		if p.buf[i] != '&' {
			continue
		}
		if stop := entityAt(p.buf[:end], i); stop > 0 {
			if start < i {
				f.parent.AppendChild(f.parent, ast.NewRawTextSegment(p.segment(start, i)))
			}
			f.parent.AppendChild(f.parent, p.resolved(i, stop))
			start, i = stop, stop-1
		}
	}
	return start
}

// entityAt returns where the entity at i ends, or 0.
func entityAt(b []byte, i int) int {
	end := i + 1
	digits := byteAt(b, end) == '#'
	if digits {
		if end++; byteAt(b, end) == 'x' {
			end++
		}
	}
	from := end
	for end < len(b) && end < i+longestEntity && (isWord(b[end]) || !digits && end > from && (b[end] == '-' || b[end] == '.')) {
		end++
	}
	if end == from || byteAt(b, end) != ';' {
		return 0
	}
	return end + 1
}

// lineBreak reads the end of a line: two spaces before it break it, as does a
// backslash in GitHub's Markdown, or each line end where the settings say so.
func (p *spans) lineBreak(f *frame, i int) (ast.Node, int) {
	end := i
	switch {
	case p.k.conf.GFM && p.tags == 0 && i > f.text && p.buf[i-1] == '\\':
		end = i - 1
	case p.k.conf.GFM && p.k.conf.HardWrap:
		if p.tags > 0 {
			return nil, i + 1
		}
	case i-2 >= f.text && p.buf[i-1] == ' ' && p.buf[i-2] == ' ':
	default:
		return nil, i + 1
	}
	for end > f.text && util.IsSpace(p.buf[end-1]) {
		end--
	}
	p.text(f, end, true)
	f.text = i + 1
	return nil, i + 1
}

// escape reads a backslash.
func (p *spans) escape(i int) (ast.Node, int) {
	next := byteAt(p.buf, i+1)
	switch {
	case next == '\\' && byteAt(p.buf, i+2) == '\n':
		n := ast.NewRawTextSegment(p.segment(i, i))
		n.SetHardLineBreak(true)
		return n, i + 3
	case p.k.typographic && (next == '<' || next == '>') && byteAt(p.buf, i+2) == next:
		return ast.NewString(bytes.Repeat([]byte{next}, 2)), i + 3
	case next != 0 && bytes.IndexByte([]byte("\\.*_+`<>()[]{}#!:|\"'$=-"), next) >= 0, next == '~' && p.k.conf.GFM:
		return p.resolved(i, i+2), i + 2
	}
	return nil, 0
}

// unescaped returns text without the backslashes that escape a character.
func unescaped(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	var out []byte
	for i := 0; i < len(b); i++ {
		if b[i] == '\\' && bytes.IndexByte([]byte("\\.*_+`<>()[]{}#!:|\"'$=-"), byteAt(b, i+1)) >= 0 {
			i++
		}
		out = append(out, b[min(i, len(b)-1)])
	}
	return out
}
