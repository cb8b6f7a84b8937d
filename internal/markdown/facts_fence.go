package markdown

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"docgen/internal/source"
)

// fence reads a code block.
func (w *walker) fence(n ast.Node) {
	lines := n.Lines()
	f := Fence{Body: w.body(lines)}
	if fenced, ok := n.(*ast.FencedCodeBlock); ok {
		w.fenced(&f, fenced)
	} else if lines.Len() > 0 {
		f.Indented = true
		f.Range = Range{lines.At(0).Start, trimLineEnd(w.src, lines.At(lines.Len()-1).Stop)}
	}
	if n.Attributes() != nil {
		f.Lang, _ = codeLanguage(n, w.src)
		if isTab(n) {
			tab, _ := findTab(f.Info.Bytes)
			start := n.(*ast.FencedCodeBlock).Info.Segment.Start
			w.facts.Anchors = append(w.facts.Anchors, Attribute{
				Name: "id", Value: attributeOf(n, "id"), Range: Range{start + tab.Start, start + tab.End},
			})
		}
	}
	// A line that ends the list item or quote of the fence before and begins a
	// block of its own is not the end of that fence.
	if k := len(w.facts.Fences) - 1; k >= 0 {
		if last := &w.facts.Fences[k]; last.Closed && last.End > lineStart(w.src, f.Start) {
			last.Closed, last.End = false, w.fenceBody
		}
	}
	w.fenceBody = f.End
	if f.Closed {
		w.fenceBody = w.bodyEnd(f, lines)
	}
	w.facts.Fences = append(w.facts.Fences, f)
	w.end = max(w.end, f.End)
}

// unreadFence reads a fence that is text.
func (w *walker) unreadFence(n unreadFence) {
	f := Fence{Body: w.body(n.Lines()), Unread: n.reason}
	w.fenced(&f, n.FencedCodeBlock)
	f.Closed = false
	w.facts.Fences = append(w.facts.Fences, f)
}

// bodyEnd returns where the fence would end without a closing line.
func (w *walker) bodyEnd(f Fence, lines *text.Segments) int {
	if k := lines.Len(); k > 0 {
		return trimLineEnd(w.src, lines.At(k-1).Stop)
	}
	return lineEnd(w.src, f.Start)
}

func (w *walker) fenced(f *Fence, n *ast.FencedCodeBlock) {
	at := min(n.Pos(), len(w.src))
	if n.Info != nil {
		at = n.Info.Segment.Start
		f.Info = w.doc.Text.Slice(at, n.Info.Segment.Stop)
		if words := strings.Fields(string(f.Info.Bytes)); len(words) > 0 {
			f.Lang = strings.ToLower(words[0])
		}
	}
	// Nothing that may stand before the fence on its line looks like one.
	f.Start = lineStart(w.src, at)
	for f.Start < len(w.src)-1 && w.src[f.Start] != '`' && w.src[f.Start] != '~' {
		f.Start++
	}
	f.Indent = utf8.RuneCount(w.src[lineStart(w.src, f.Start):f.Start])
	f.Char, f.Length = w.src[f.Start], run(w.src, f.Start)
	f.End = w.bodyEnd(*f, n.Lines())
	if i := bytes.IndexByte(w.src[f.End:], '\n'); i >= 0 {
		if end, ok := w.closing(f.End+i+1, f.Char, f.Length); ok {
			f.Closed, f.End = true, end
		}
	}
}

// closing returns the end of the closing fence on the line at start.
func (w *walker) closing(start int, char byte, length int) (end int, ok bool) {
	for start < len(w.src) && (w.src[start] == ' ' || w.src[start] == '\t' || w.src[start] == '>') {
		start++
	}
	if start >= len(w.src) || w.src[start] != char {
		return 0, false
	}
	n := run(w.src, start)
	_, rest := trimSpace(w.src, start, lineEnd(w.src, start))
	return start + n, n >= length && rest == start+n
}

// run returns how often the byte at i is repeated.
func run(b []byte, i int) int {
	n := 0
	for i+n < len(b) && b[i+n] == b[i] {
		n++
	}
	return n
}

// body returns the text of lines. It is a slice of the document's where the
// lines follow each other; the white space that is left of a tab leads back to
// the tab.
func (w *walker) body(lines *text.Segments) source.Text {
	var out source.Text
	t := w.doc.Text
	for i := 0; i < lines.Len(); i++ {
		first := lines.At(i)
		stop := first.Stop
		for i+1 < lines.Len() && lines.At(i+1).Start == stop && lines.At(i+1).Padding == 0 {
			i++
			stop = lines.At(i).Stop
		}
		piece := t.Slice(first.Start, stop)
		if first.Padding == 0 && out.Len() == 0 && i == lines.Len()-1 {
			return piece
		}
		if first.Padding > 0 {
			tab := t.Slice(max(0, first.Start-1), first.Start)
			out.Derive(tab, bytes.Repeat([]byte{' '}, first.Padding))
		}
		out.Append(piece, nil)
	}
	return out
}
