package markdown

import (
	"bytes"

	"docgen/internal/render"
	"docgen/internal/source"
)

// codeInHTML returns the first block of code that {% highlight %} has printed as HTML.
func (w *walker) codeInHTML(b []byte, start, end int) (f Fence, ok bool) {
	at := bytes.Index(b[start:end], []byte(render.HighlightOpen))
	if at < 0 {
		return f, false
	}
	f.Start, f.Closed = start+at, true
	n := bytes.Index(b[f.Start:end], []byte(render.HighlightClose))
	code, isTag := readTag(b, f.Start+len(`<figure class="highlight"><pre>`), end)
	lang := code.Attr("data-lang")
	if n < 0 || !isTag || lang == nil || code.End > f.Start+n {
		return f, false
	}
	from, to := code.End, f.Start+n
	f.End = to + len(render.HighlightClose)
	if k := bytes.Index(b[from:to], []byte(render.HighlightLines)); k >= 0 {
		from += k + len(render.HighlightLines)
		to = max(from, to-len(render.HighlightLinesClose))
	}
	f.Lang, f.Info = lang.Value, w.whole.Slice(lang.Start, lang.End)
	f.Body = w.shown(b, from, to)
	return f, true
}

// shown returns the text that HTML shows, without its tags, where it came from.
func (w *walker) shown(b []byte, start, end int) source.Text {
	var out source.Text
	for start < end {
		n := bytes.IndexAny(b[start:end], "<&")
		if n < 0 {
			n = end - start
		}
		out.Append(w.whole.Slice(start, start+n), nil)
		if start += n; start == end {
			break
		}
		closer := byte('>')
		if b[start] == '&' {
			closer = ';'
		}
		n = bytes.IndexByte(b[start:end], closer) + 1
		if n == 0 {
			n = end - start
		}
		if closer == ';' {
			out.Restore(w.whole.Slice(start, start+n), resolve(b[start:start+n]))
		}
		start += n
	}
	return out
}
