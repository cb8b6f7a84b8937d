package markdown

import "github.com/yuin/goldmark/ast"

// code reads a code span: it goes up to the next backticks of the same number,
// even if these are part of more.
func (p *spans) code(i int) (ast.Node, int) {
	width := run(p.buf, i)
	from := i + width
	if width == 1 && (i == 0 || p.spaceAt(i-1)) && p.spaceAt(from) {
		return nil, from
	}
	next := p.closers.next(string(p.buf[i:from]), from)
	if next < 0 {
		return nil, from
	}
	start, end := from, next
	if width > 1 && start < end && p.buf[start] == ' ' {
		start++
	}
	if width > 1 && start < end && p.buf[end-1] == ' ' {
		end--
	}
	code := &spanCode{Range: p.place(i, next+width), content: p.place(start, end)}
	segments := p.segments(&code.segments, start, end)
	for j := range segments.Len() {
		code.AppendChild(code, ast.NewRawTextSegment(segments.At(j)))
	}
	return code, next + width
}
