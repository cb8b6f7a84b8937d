package render

import (
	"bytes"
	"strconv"
	"strings"

	"docgen/internal/source"
)

// highlightArgs are what {% highlight %} is given.
type highlightArgs struct {
	lang    string // in lower case
	written string // the same as it is written
	lines   bool   // with line numbers
}

// HighlightOpen and HighlightClose are what stands around the code that
// {% highlight %} prints, with the language and its attributes between them.
const (
	HighlightOpen  = `<figure class="highlight"><pre><code class="language-`
	HighlightClose = `</code></pre></figure>`
	// HighlightLines and HighlightLinesClose stand around the code once more where its
	// lines are numbered.
	HighlightLines      = `</pre></td><td class="code"><pre>`
	HighlightLinesClose = "\n</pre></td></tr></tbody></table>"
	highlightNumbers    = `<table class="rouge-table"><tbody><tr><td class="gutter gl"><pre class="lineno">`
)

// runHighlight prints a block of code as HTML, escaped and coloured, so that it is the
// same on a page of Markdown or HTML and in a layout. CommonMark would end HTML at a
// blank line of the code: there it prints a fence.
func (s *sink) runHighlight(tok *token, b blockBody) error {
	made, err := s.aside(b)
	if err != nil && s.interrupt == noInterrupt {
		return err
	}
	h, ok := tok.parsed.(*highlightArgs)
	if !ok {
		h = &highlightArgs{} // reported when it was compiled
	}
	switch {
	case !s.markdown:
		s.addFigure(tok, h, trimLines(made))
	case s.engine.site.Config.Kramdown == nil:
		s.addFence(tok.span, h, made)
	default: // on lines of its own it is a block of HTML
		s.put(tok.span, []byte("\n"))
		s.addFigure(tok, h, trimLines(made))
		s.put(tok.span, []byte("\n"))
	}
	if stop := s.check(tok.span); stop != nil {
		return stop
	}
	return err
}

// trimLines returns code without the line ends around it.
func trimLines(code source.Text) source.Text {
	end := len(bytes.TrimRight(code.Bytes, "\r\n"))
	return code.Slice(end-len(bytes.TrimLeft(code.Bytes[:end], "\r\n")), end)
}

// addFence prints code as a fence that is longer than any in the code.
func (s *sink) addFence(at source.Span, h *highlightArgs, code source.Text) {
	longest, n := 2, 0
	for _, c := range code.Bytes {
		if n++; c != '`' {
			n = 0
		}
		longest = max(longest, n)
	}
	if s.meter.take(2*longest) != nil {
		return
	}
	fence := strings.Repeat("`", longest+1)
	s.put(at, []byte("\n"+fence+h.lang+"\n"))
	s.add(code, nil)
	s.put(at, []byte("\n"+fence+"\n"))
}

func (s *sink) addFigure(tok *token, h *highlightArgs, code source.Text) {
	// The colours take much more than the code.
	if s.meter.spend(200*code.Len()) != nil || s.meter.take(8*code.Len()) != nil {
		return
	}
	s.put(tok.span, []byte(HighlightOpen+strings.ReplaceAll(h.lang, "+", "-")+`" data-lang="`))
	if at := tok.inArgs(0, len(h.written)); h.written == h.lang && at.String() == h.lang {
		s.text.Copy(at, s.frame.via)
	} else {
		s.put(tok.span, []byte(h.lang))
	}
	s.put(tok.span, []byte(`">`))
	if h.lines {
		var numbers []byte
		for n := range bytes.Count(code.Bytes, []byte("\n")) + 1 {
			numbers = append(strconv.AppendInt(numbers, int64(n+1), 10), '\n')
		}
		s.put(tok.span, []byte(highlightNumbers))
		s.put(tok.span, numbers)
		s.put(tok.span, []byte(HighlightLines))
	}
	s.addCode(tok.span, h.lang, code)
	if h.lines {
		s.put(tok.span, []byte(HighlightLinesClose))
	}
	s.put(tok.span, []byte(HighlightClose))
}

// addCode prints code with colours. Where a colouring changes the code, it stays
// without one.
func (s *sink) addCode(at source.Span, lang string, code source.Text) {
	if s.engine.highlight != nil && lang != "" {
		if coloured, ok := s.coloured(at, s.engine.highlight(lang, code.Bytes), code); ok {
			s.add(coloured, nil)
			return
		}
	}
	plain, _ := s.coloured(at, []byte(xmlEscape(code.String())), code)
	s.add(plain, nil)
}

// coloured gives HTML the provenance of the code that it shows, byte by byte. It
// fails where it shows something else.
func (s *sink) coloured(at source.Span, html []byte, code source.Text) (out source.Text, ok bool) {
	done := 0
	for len(html) > 0 && s.meter.take(runSize) == nil {
		n := 0
		switch html[0] {
		case '<':
			if n = bytes.IndexByte(html, '>') + 1; n == 0 {
				return out, false
			}
			out.Put(at, s.frame.via, html[:n])
		case '&':
			if n = bytes.IndexByte(html, ';') + 1; n == 0 || done == code.Len() {
				return out, false
			}
			out.Derive(code.Slice(done, done+1), html[:n])
			done++
		default:
			if n = bytes.IndexAny(html, "<&"); n < 0 {
				n = len(html)
			}
			if !bytes.HasPrefix(code.Bytes[done:], html[:n]) {
				return out, false
			}
			out.Append(code.Slice(done, done+n), nil)
			done += n
		}
		html = html[n:]
	}
	return out, done == code.Len()
}
