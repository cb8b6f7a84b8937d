package render

import (
	"bytes"
	"fmt"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// A token is one piece of Liquid source. The tokens of a source tile it, but
// for white space that {%- and -%} take away.
type token struct {
	kind tokenKind
	span source.Span // all of it, delimiters included
	name string      // of a tag
	args source.Span // of a tag or object, white space trimmed
}

type tokenKind uint8

const (
	textToken   tokenKind = iota
	objectToken           // {{ expression }}
	tagToken              // {% name args %}
)

// mistake is a mistake in Liquid source.
type mistake struct {
	at      source.Span
	message string
	// unsupported: valid Liquid of Jekyll that docgen does not have.
	unsupported bool
}

// maxMistakes is how many mistakes in one template are listed.
const maxMistakes = 1_000

// addMistake adds a mistake to those of a template, unless there are too many.
func addMistake(list []mistake, m mistake) []mistake {
	switch n := len(list); {
	case n == maxMistakes:
		m = mistake{at: m.at, message: fmt.Sprintf("there are more than %d mistakes in this file; the rest is not listed", maxMistakes)}
	case n > maxMistakes:
		return list
	}
	return append(list, m)
}

func (m mistake) diagnostic() *diag.Diagnostic {
	d := &diag.Diagnostic{Rule: diag.RuleLiquidSyntax, Severity: diag.Error, Span: m.at, Message: m.message}
	if m.unsupported {
		d.Rule, d.Severity = diag.RuleUnsupported, diag.Warning
	}
	return d
}

// scan cuts Liquid source into tokens. The library's own tokeniser prints what
// is not closed as text and knows lines only; this one names the mistake and
// keeps bytes. The content of comment and raw blocks is dropped or kept as
// text here, so that the later stages never see them.
func scan(src source.Span) (tokens []token, mistakes []mistake) {
	s := scanner{file: src.File, pos: src.Start, end: src.End}
	s.run()
	return s.tokens, s.mistakes
}

type scanner struct {
	file     *source.File
	pos, end int
	trim     bool // the last delimiter was -%} or -}}
	tokens   []token
	mistakes []mistake
}

func (s *scanner) run() {
	for s.pos < s.end {
		if len(s.mistakes) > maxMistakes {
			s.text(s.pos, s.end, false)
			return
		}
		open := s.nextOpen(s.pos)
		if open < 0 {
			s.text(s.pos, s.end, false)
			return
		}
		s.text(s.pos, open, open+2 < s.end && s.file.Text[open+2] == '-')
		if s.file.Text[open+1] == '{' {
			s.object(open)
		} else {
			s.tag(open)
		}
	}
}

// nextOpen returns the offset of the next {{ or {%, or -1.
func (s *scanner) nextOpen(from int) int {
	for {
		i := bytes.IndexByte(s.file.Text[from:s.end], '{')
		if i < 0 || from+i+1 >= s.end {
			return -1
		}
		if c := s.file.Text[from+i+1]; c == '{' || c == '%' {
			return from + i
		}
		from += i + 1
	}
}

func (s *scanner) text(start, end int, trimEnd bool) {
	b := s.file.Text[start:end]
	if s.trim {
		start = end - len(bytes.TrimLeft(b, " \t\r\n"))
		s.trim = false
	}
	if trimEnd {
		end = start + len(bytes.TrimRight(s.file.Text[start:end], " \t\r\n"))
	}
	if start < end {
		s.tokens = append(s.tokens, token{kind: textToken, span: s.file.Span(start, end)})
	}
	s.pos = end
}

// closing returns the offset after the closing delimiter of what opens at
// open, or -1 where another one opens first or the source ends. It looks no further
// than the next one that opens, so that a source full of them is read once.
func (s *scanner) closing(open int, delim string) int {
	stop := -1
	if delim == "}}" {
		stop = s.nextOpen(open + 2)
	} else if i := bytes.Index(s.file.Text[open+2:s.end], []byte("{%")); i >= 0 {
		stop = open + 2 + i // a tag may hold {{ }} (an include's file name)
	}
	if stop < 0 {
		stop = s.end
	}
	end := bytes.Index(s.file.Text[open+2:stop], []byte(delim))
	if end < 0 {
		return -1
	}
	return open + 2 + end + 2
}

func (s *scanner) object(open int) {
	end := s.closing(open, "}}")
	if end < 0 {
		s.unclosed(open, "{{", "}}")
		return
	}
	t := token{kind: objectToken, span: s.file.Span(open, end)}
	t.args = between(t.span)
	s.tokens = append(s.tokens, t)
	s.pos = end
	s.trim = s.file.Text[end-3] == '-'
}

func (s *scanner) tag(open int) {
	end := s.closing(open, "%}")
	if end < 0 {
		s.unclosed(open, "{%", "%}")
		return
	}
	inner := between(s.file.Span(open, end))
	n := 0
	for n < inner.End-inner.Start && isWord(inner.Bytes()[n]) {
		n++
	}
	t := token{kind: tagToken, span: s.file.Span(open, end), name: s.file.Span(inner.Start, inner.Start+n).String()}
	t.args = trimmed(s.file.Span(inner.Start+n, inner.End))
	s.pos = end
	s.trim = s.file.Text[end-3] == '-'
	switch {
	case t.name == "comment", t.name == "raw":
		s.skipBlock(t)
	case t.name == "" && bytes.HasPrefix(inner.Bytes(), []byte("#")): // inline comment
	case t.name == "":
		s.mistakes = addMistake(s.mistakes, mistake{at: t.span, message: "a tag without a name"})
	default:
		s.tokens = append(s.tokens, t)
	}
}

// skipBlock skips a comment, or adds the inside of raw as text.
func (s *scanner) skipBlock(t token) {
	want := "end" + t.name
	for from := s.pos; ; {
		open := s.nextOpen(from)
		if open < 0 {
			s.mistakes = addMistake(s.mistakes, mistake{at: t.span, message: "{% " + t.name + " %} is never closed: {% " + want + " %} is missing"})
			s.pos = s.end
			return
		}
		end := s.closing(open, "%}")
		if s.file.Text[open+1] == '%' && end > 0 && between(s.file.Span(open, end)).String() == want {
			if t.name == "raw" {
				s.text(s.pos, open, s.file.Text[open+2] == '-')
			}
			s.pos = end
			s.trim = s.file.Text[end-3] == '-'
			return
		}
		from = open + 2
	}
}

// unclosed reports a delimiter that is not closed and adds it as text.
func (s *scanner) unclosed(open int, delim, want string) {
	s.mistakes = addMistake(s.mistakes, mistake{at: s.file.Span(open, open+2), message: delim + " is not closed: " + want + " is missing"})
	s.tokens = append(s.tokens, token{kind: textToken, span: s.file.Span(open, open+2)})
	s.pos = open + 2
}

// between returns the inside of a tag or {{ }}, without dashes and white space
// at its ends.
func between(at source.Span) source.Span {
	start, stop := at.Start+2, at.End-2
	if start < stop && at.File.Text[start] == '-' {
		start++
	}
	if start < stop && at.File.Text[stop-1] == '-' {
		stop--
	}
	return trimmed(at.File.Span(start, stop))
}

func trimmed(s source.Span) source.Span {
	left := bytes.TrimLeft(s.Bytes(), " \t\r\n")
	start := s.End - len(left)
	return s.File.Span(start, start+len(bytes.TrimRight(left, " \t\r\n")))
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
