package example

import (
	"bytes"
	"strings"

	"docgen/internal/data"
)

// extent is the state of reading a command.
type extent struct {
	start   int
	seenURL bool
	pending role  // of the argument that the last option needs
	missing []int // ends of lines that lack their backslash
	heredoc string
}

// command reads the command whose name begins at start and returns its end
// and the place to continue from.
func (r *reader) command(start int) (end, next int) {
	x := extent{start: start}
	pos, done := start+commandName(r.src[start:]), false
	for !done {
		if pos = r.skipBlanks(pos); pos >= len(r.src) {
			break
		}
		pos, done = r.step(&x, pos)
	}
	r.reportMissing(&x)
	return r.trimEnd(start, pos), pos
}

func (r *reader) trimEnd(start, pos int) int {
	return start + len(bytes.TrimRight(r.src[start:pos], " \t\r\n"))
}

// step reads the token at pos: a word, a line end, an operator. It returns where
// the command continues or, when done, where it ends.
func (r *reader) step(x *extent, pos int) (next int, done bool) {
	if after, blanks, ok := r.continuation(pos); ok {
		return r.continued(x, pos, after, blanks)
	}
	if n := r.newline(pos); n > 0 {
		return r.lineBreak(x, pos, pos+n)
	}
	switch c := r.src[pos]; {
	case c == '\r': // not of a line end
		return pos + 1, false
	case c == '#':
		stop := r.lineEnd(pos)
		r.blank(pos, stop)
		return stop, false
	case c == '<' && r.placeholder(pos) > 0:
		return r.word(x, pos), false
	case c == '[' && PastedLink.Match(r.src[pos:r.lineEnd(pos)]):
		r.neutral(pos, pos+len(PastedLink.Find(r.src[pos:r.lineEnd(pos)])))
		return r.word(x, pos), false
	case c == '<' || c == '>':
		return r.redirection(x, pos), false
	case c == r.until && c != 0, strings.IndexByte("|;&()", c) >= 0:
		return pos, true
	}
	return r.word(x, pos), false
}

// lineBreak handles the end of a line at pos that nothing continues. The next
// line begins at after.
func (r *reader) lineBreak(x *extent, pos, after int) (next int, done bool) {
	if x.heredoc != "" {
		return r.heredoc(after, x.heredoc), true
	}
	at, ok := r.resumes(x, after)
	if !ok {
		return pos, true
	}
	x.missing = append(x.missing, r.trim(x.start, pos))
	r.blank(pos, at)
	return at, false
}

// continued handles a line that ends with a backslash at pos, which blanks
// may follow. The next line begins at after.
func (r *reader) continued(x *extent, pos, after, blanks int) (next int, done bool) {
	if !r.goesOn(x, after) {
		at, resumes := r.resumes(x, after)
		p := r.report("dangling-continuation", pos, pos+1, "the line is continued, but nothing follows")
		if !resumes {
			fix(p, true, "remove the backslash", data.Edit{Start: r.trimEnd(x.start, pos), End: pos + 1 + blanks})
			return pos, true
		}
		p.Message = "the line is continued by an empty one: the command ends here"
		fix(p, true, "remove the empty line", data.Edit{Start: after, End: r.lineStart(at)})
		r.blank(pos, at)
		return at, false
	}
	if blanks > 0 {
		p := r.report("dangling-continuation", pos, pos+1+blanks, "blanks after the backslash: the shell does not join the lines")
		fix(p, true, "remove the blanks", data.Edit{Start: pos + 1, End: pos + 1 + blanks})
	} else if !r.apart(pos-1) && !r.apart(after) {
		p := r.report("missing-space", pos, pos, "no space before the backslash: the shell joins this word with the next line")
		fix(p, true, "insert a space", data.Edit{Start: pos, End: pos, Text: " "})
	}
	r.blank(pos, after)
	return after, false
}

// apart reports whether there is a blank or a line end at pos.
func (r *reader) apart(pos int) bool { return isBlank(r.src[pos]) || r.newline(pos) > 0 }

func (r *reader) lineStart(pos int) int { return 1 + bytes.LastIndexByte(r.src[:pos], '\n') }

// goesOn reports whether the line at pos can belong to a command that the
// line above continues.
func (r *reader) goesOn(x *extent, pos int) bool {
	pos = r.skipBlanks(pos)
	if pos >= len(r.src) || r.newline(pos) > 0 {
		return false
	}
	rest := r.src[pos:]
	switch c := rest[0]; {
	case c == '#', bytes.HasPrefix(rest, []byte("$ ")), bytes.HasPrefix(rest, []byte("HTTP/")), commandName(rest) > 0:
		return false
	case x.pending != roleNone:
		return true
	case c == '{' || c == '[':
		return !startsJSON(rest)
	case isLetter(c) && x.seenURL:
		return startsURL(rest)
	}
	return true
}

// resumes reports whether a line at pos or, after empty lines, further down
// belongs to the command although the line above has no backslash, and where its
// first word is.
func (r *reader) resumes(x *extent, pos int) (at int, ok bool) {
	empty := false
	for {
		at = r.skipBlanks(pos)
		n := 0
		if at < len(r.src) {
			n = r.newline(at)
		}
		if n == 0 {
			break
		}
		empty = true
		pos = at + n
	}
	if at >= len(r.src) {
		return at, false
	}
	rest := r.src[at:]
	switch {
	case looksLikeOption(rest) || smartDash(rest) > 0 && isLetterAt(rest, smartDash(rest)):
		return at, true
	case empty:
		return at, false
	case !x.seenURL && x.pending != roleData && startsURL(unquoted(rest)):
		return at, true
	case x.pending == roleNone:
		return at, false
	}
	return at, strings.IndexByte("'\"@{[<$", rest[0]) >= 0 || x.pending == roleURL && startsURL(rest)
}

func isLetterAt(b []byte, i int) bool { return i < len(b) && isLetter(b[i]) }

// smartDash returns the length of the typographic dashes at the start of b, or 0.
func smartDash(b []byte) int {
	n := 0
	for bytes.HasPrefix(b[n:], []byte("–")) || bytes.HasPrefix(b[n:], []byte("—")) {
		n += len("–")
	}
	return n
}

// unquoted returns b without an opening quote.
func unquoted(b []byte) []byte {
	if _, n := openingQuote(b); n > 0 {
		return b[n:]
	}
	return b
}

// startsURL reports whether b begins with a URL, the path of one, or a
// placeholder for one.
func startsURL(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	if c := b[0]; c == '/' || c == '$' || c == '<' && len(b) > 1 && isLetter(b[1]) {
		return len(b) > 1 && b[1] != '('
	}
	if bytes.HasPrefix(b, []byte("www.")) || bytes.HasPrefix(b, []byte("localhost")) {
		return true
	}
	s := readScheme(b)
	return s.separator > s.name && (s.good() || s.typo())
}

// startsJSON reports whether b begins with a JSON object or array rather than
// with a placeholder such as {id} or [URL].
func startsJSON(b []byte) bool {
	if len(b) == 0 || b[0] != '{' && b[0] != '[' {
		return false
	}
	follows := "\r\n\"'\\}"
	if b[0] == '[' {
		follows = "\r\n\"'\\]{["
	}
	rest := bytes.TrimLeft(b[1:], " \t")
	return len(rest) == 0 || strings.IndexByte(follows, rest[0]) >= 0
}

// reportMissing reports all lines that lack a backslash as one problem.
func (r *reader) reportMissing(x *extent) {
	if len(x.missing) == 0 {
		return
	}
	at := x.missing[0]
	alone := string(bytes.Join(bytes.Fields(r.src[x.start:at]), []byte(" ")))
	if len(alone) > 40 {
		alone = "the lines up to here"
	} else {
		alone = "\"" + alone + "\""
	}
	p := r.report("missing-continuation", at, at, "no backslash at the end of the line: the shell runs "+alone+" alone")
	edits := make([]data.Edit, len(x.missing))
	for i, end := range x.missing {
		edits[i] = data.Edit{Start: end, End: end, Text: ` \`}
	}
	fix(p, true, "end the line with a backslash", edits...)
}

// redirection skips "<", ">>", "2>&1" and the word after it, so that a file
// is not read as a URL.
func (r *reader) redirection(x *extent, pos int) int {
	start := pos
	for pos < len(r.src) && strings.IndexByte("<>&|-", r.src[pos]) >= 0 {
		pos++
	}
	if op := string(r.src[start:pos]); op == "<<" || op == "<<-" {
		at := r.skipBlanks(pos)
		pos = at
		for pos < len(r.src) && !isDelimiter(r.src[pos]) {
			pos++
		}
		x.heredoc = strings.Trim(string(r.src[at:pos]), `'"\`)
		return pos
	}
	if pos = r.skipBlanks(pos); pos < len(r.src) && !isDelimiter(r.src[pos]) {
		pos = r.plainWord(pos, rolePlain)
	}
	return pos
}

// heredoc reads the here-document whose first line begins at pos and returns
// the end of the line that closes it.
func (r *reader) heredoc(pos int, name string) int {
	start := pos
	for pos < len(r.src) {
		end := r.lineEnd(pos)
		if strings.TrimSpace(string(r.src[pos:end])) == name {
			r.stdin = r.text.Slice(start, pos)
			return end
		}
		pos = end + 1
	}
	return len(r.src)
}
