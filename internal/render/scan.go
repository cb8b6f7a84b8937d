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
	kind   tokenKind
	span   source.Span // all of it, delimiters included
	name   string      // of a tag
	args   source.Span // of a tag or object, white space trimmed
	raw    bool        // text of a raw block
	broken bool        // a mistake in it was reported
	block  bool        // begins or ends a block that an include prints
	// Once it is compiled:
	parsed any      // what its arguments are, see parseTag; nil where it cannot be run
	reads  []varUse // of a {{ }}
	cost   int      // of a round of the loop that it begins
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
	// warning: Jekyll warns of it, and goes on.
	warning bool
	// cause: valid Liquid of a plugin, reported once for the site.
	cause string
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
	if m.warning {
		d.Severity = diag.Warning
	}
	if m.cause != "" {
		d.Rule, d.Cause = diag.RuleUnsupported, &diag.Cause{Key: m.cause}
	}
	return d
}

// scan cuts Liquid source into tokens, at the bytes where Liquid for Ruby does. It
// names what is not closed and goes on.
func scan(src source.Span) (tokens []token, mistakes []mistake) {
	s := scanner{file: src.File, pos: src.Start, end: src.End}
	s.run()
	return s.tokens, s.mistakes
}

type scanner struct {
	file     *source.File
	pos, end int
	trim     bool // the last delimiter was -%} or -}}
	closed   [2]search
	tokens   []token
	mistakes []mistake
}

// search remembers where a delimiter was found, so that a source full of what is never
// closed is read once.
type search struct{ from, at int }

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
	if s.trim && start < end {
		b := s.file.Text[start:end]
		start = end - len(bytes.TrimLeft(b, blanks))
		s.trim = false
	}
	if trimEnd {
		end = start + len(bytes.TrimRight(s.file.Text[start:end], blanks))
	}
	if start < end {
		s.tokens = append(s.tokens, token{kind: textToken, span: s.file.Span(start, end)})
	}
	s.pos = end
}

// blanks are what dashes in delimiters take away.
const blanks = " \t\r\n\v\f\x00"

// closing returns the offset after the delimiter that closes what opens at open, or -1.
// The first one counts, wherever it stands. A single brace ends {{ too, but does not
// close it.
func (s *scanner) closing(open int) (end int, ok bool) {
	delim, found := "%}", &s.closed[0]
	if s.file.Text[open+1] == '{' {
		delim, found = "}", &s.closed[1]
	}
	from := open + 2
	if from < found.from || found.at >= 0 && found.at < from || *found == (search{}) {
		*found = search{from, bytes.Index(s.file.Text[from:s.end], []byte(delim))}
		if found.at >= 0 {
			found.at += from
		}
	}
	switch {
	case found.at < 0:
		return 0, false
	case delim == "%}":
		return found.at + 2, true
	case found.at+1 < s.end && s.file.Text[found.at+1] == '}':
		return found.at + 2, true
	}
	return found.at + 1, false
}

func (s *scanner) object(open int) {
	end, ok := s.closing(open)
	switch {
	case end > 0 && !ok:
		s.mistakes = addMistake(s.mistakes, mistake{at: s.file.Span(open, end), message: "a single } stands in {{ }}, where Liquid ends it"})
		s.tokens = append(s.tokens, token{kind: textToken, span: s.file.Span(open, end)})
		s.pos = end
		return
	case !ok:
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
	end, ok := s.closing(open)
	if !ok {
		s.unclosed(open, "{%", "%}")
		return
	}
	t := s.named(between(s.file.Span(open, end)))
	t.span = s.file.Span(open, end)
	s.pos = end
	s.trim = s.file.Text[end-3] == '-'
	if bytes.Contains(t.args.Bytes(), []byte("{%")) {
		s.mistakes = addMistake(s.mistakes, mistake{at: s.file.Span(open, open+2), message: "{% is not closed before the next tag", warning: true})
		t.broken = true
	}
	switch t.name {
	case "raw":
		if t.args.Start < t.args.End {
			s.mistakes = addMistake(s.mistakes, mistake{at: t.args, message: "{% raw %} takes nothing"})
		}
		s.raw(t)
	case "liquid":
		s.lines(t)
	case "#":
		for line := range bytes.Lines(t.args.Bytes()) {
			if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' && &line[0] != &t.args.Bytes()[0] {
				s.mistakes = addMistake(s.mistakes, mistake{at: t.span, message: "each line of a comment in a tag begins with #"})
				break
			}
		}
	case "":
		s.mistakes = addMistake(s.mistakes, mistake{at: t.span, message: "a tag without a name"})
	default:
		s.tokens = append(s.tokens, t)
	}
}

// named returns the tag with the given inside.
func (s *scanner) named(inner source.Span) token {
	n := 0
	for b := inner.Bytes(); n < len(b) && (isWord(b[n]) || n == 0 && b[0] == '#'); n++ {
		if b[n] == '#' {
			n++
			break
		}
	}
	return token{
		kind: tagToken, span: inner, name: s.file.Span(inner.Start, inner.Start+n).String(),
		args: trimmed(s.file.Span(inner.Start+n, inner.End)),
	}
}

// lines adds the tags that the lines of {% liquid %} are.
func (s *scanner) lines(t token) {
	at := t.args.Start
	for line := range bytes.Lines(t.args.Bytes()) {
		if inner := trimmed(s.file.Span(at, at+len(line))); inner.Start < inner.End {
			if tag := s.named(inner); tag.name != "#" {
				s.tokens = append(s.tokens, tag)
			}
		}
		at += len(line)
	}
}

// raw adds the inside of a raw block as text. It ends with a token that ends in the
// tag endraw, whatever that token begins with.
func (s *scanner) raw(t token) {
	for from := s.pos; ; {
		open := s.nextOpen(from)
		if open < 0 {
			s.mistakes = addMistake(s.mistakes, mistake{at: t.span, message: "{% raw %} is never closed: {% endraw %} is missing"})
			s.pos = s.end
			return
		}
		end, _ := s.closing(open)
		if end == 0 {
			from = open + 2
			continue
		}
		piece := s.file.Text[open:end]
		tag := bytes.LastIndex(piece, []byte("{%"))
		if tag >= 0 && bytes.HasSuffix(piece, []byte("%}")) && s.named(between(s.file.Span(open+tag, end))).name == "endraw" {
			if s.pos < open+tag {
				s.tokens = append(s.tokens, token{kind: textToken, span: s.file.Span(s.pos, open+tag), raw: true})
			}
			s.pos = end
			return
		}
		from = end
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
