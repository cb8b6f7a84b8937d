package example

import (
	"bytes"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/source"
)

// reader finds the curl commands in a shell text.
//
// It recovers from common mistakes: a line that begins with an option belongs to
// the command above it although the backslash is missing, an apostrophe within
// JSON does not end the payload. It reports each mistake and corrects it in mask,
// a copy of the text with the same offsets, which is then parsed as shell. Values
// are always taken from the text itself.
type reader struct {
	text source.Text
	src  []byte
	mask []byte

	// The state of the current command.
	inserts  []insertion
	problems []data.Problem
	stdin    source.Text // its here-document
	effort   int         // bytes of commands in commands that were read
	outputs  []int       // where the output of commands is inserted: starts and ends
	// templates holds where the words begin that only show the syntax.
	templates []int
	// argStart is where the argument of the last option begins, if that is a
	// header without quotes, or -1.
	argStart int
	// until is the character that ends a command in "$(" or "`", or 0.
	until byte

	line lineFacts
	// unclosed is the end of what skipQuoted has last read in vain: any quotes in it
	// are escaped, and are not closed either.
	unclosed int
}

// insertion is a character that is missing in the text.
type insertion struct {
	at   int
	char byte
}

// lineFacts are cached because one line may have many quotes.
type lineFacts struct {
	start, end int // from the last requested offset to the end of its line
	lastDouble int // the last '"' in it
	noClose    [2]bool
}

// facts returns the facts about the line of pos.
func (r *reader) facts(pos int) *lineFacts {
	if pos < r.line.start || pos > r.line.end || r.line.end == 0 {
		end := pos + indexOr(r.src[pos:], '\n', len(r.src)-pos)
		r.line = lineFacts{start: pos, end: end, lastDouble: pos + bytes.LastIndexByte(r.src[pos:end], '"')}
	}
	return &r.line
}

func (r *reader) lineEnd(pos int) int { return r.facts(pos).end }

func indexOr(b []byte, c byte, none int) int {
	if i := bytes.IndexByte(b, c); i >= 0 {
		return i
	}
	return none
}

// report adds a problem and returns it, so that a fix can be added.
func (r *reader) report(kind string, start, end int, message string) *data.Problem {
	r.problems = append(r.problems, data.Problem{Kind: kind, Start: start, End: end, Message: message})
	return &r.problems[len(r.problems)-1]
}

func fix(p *data.Problem, safe bool, message string, edits ...data.Edit) {
	p.Fix = &data.Fix{Message: message, Safe: safe}
	slices.SortStableFunc(edits, func(a, b data.Edit) int { return a.Start - b.Start })
	for _, e := range edits {
		p.Fix.Add(e)
	}
}

// blank replaces the bytes from start to end by spaces.
func (r *reader) blank(start, end int) { fill(r.mask[start:end], ' ') }

// neutral replaces the bytes from start to end by word characters.
func (r *reader) neutral(start, end int) { fill(r.mask[start:end], '_') }

func fill(b []byte, c byte) {
	for i := range b {
		b[i] = c
	}
}

// skipBlanks returns the first place from pos that is not a space or tab in the
// mask.
func (r *reader) skipBlanks(pos int) int {
	for pos < len(r.mask) && isBlank(r.mask[pos]) {
		pos++
	}
	return pos
}

// trim returns the end of the text before pos on its line, without blanks and a
// backslash that was meant to continue it.
func (r *reader) trim(start, pos int) int {
	blank := func() {
		for pos > start && strings.IndexByte(" \t\r\n", r.src[pos-1]) >= 0 {
			pos--
		}
	}
	blank()
	if pos > start+1 && r.src[pos-1] == '\\' && isBlank(r.src[pos-2]) {
		pos--
		blank()
	}
	return pos
}

// newline returns the length of the line end at pos, or 0.
func (r *reader) newline(pos int) int {
	switch rest := r.src[pos:]; {
	case bytes.HasPrefix(rest, []byte("\n")):
		return 1
	case bytes.HasPrefix(rest, []byte("\r\n")):
		return 2
	}
	return 0
}

// continuation returns the place after a backslash, or another shell's caret,
// at pos that ends its line, and how many blanks follow it there.
// At the end of the text next is its length.
func (r *reader) continuation(pos int) (next, blanks int, ok bool) {
	if pos >= len(r.src) || r.src[pos] != '\\' && r.src[pos] != '^' {
		return 0, 0, false
	}
	at := r.skipBlanks(pos + 1)
	if at == len(r.src) {
		return at, at - pos - 1, true
	}
	n := r.newline(at)
	return at + n, at - pos - 1, n > 0
}

// find returns the next place from pos where the word "curl" begins a command,
// or -1, and the character that ends that command, if one does.
func (r *reader) find(pos int) (at int, until byte) {
	start, text := pos, false // of what comes before on the line; whether that is more than blanks
	for pos < len(r.src) {
		switch c := r.src[pos]; c {
		case '\n':
			start, text = pos+1, false
			pos++
			continue
		case '\'', '"':
			text = true
			if end := r.skipQuoted(pos); end > pos {
				pos = end
				continue
			}
		case '#':
			if !text {
				pos = r.lineEnd(pos)
				continue
			}
		case 'c':
			n := commandName(r.src[pos:])
			if n == 0 || pos > start && !isDelimiter(r.src[pos-1]) && r.src[pos-1] != '`' {
				break
			}
			if until, ok := beginsCommand(r.src[start:pos]); ok {
				return pos, until
			}
			pos += n
			text = true
			continue
		}
		text = text || !isBlank(r.src[pos])
		pos++
	}
	return -1, 0
}

// commandName returns the length of the name of curl at the start of b, or 0.
func commandName(b []byte) int {
	n := 0
	for _, name := range []string{"curl.exe", "curl"} {
		if bytes.HasPrefix(b, []byte(name)) {
			n = len(name)
			break
		}
	}
	if n > 0 && n < len(b) && !isBlank(b[n]) && b[n] != '\n' && b[n] != '\r' {
		return 0
	}
	return n
}

// skipQuoted returns the end of the quoted text at pos, or pos if it is not
// closed on its line or holds a command of its own.
func (r *reader) skipQuoted(pos int) int {
	q, end := r.src[pos], r.lineEnd(pos)
	if q == '\'' {
		return min(end, pos+1+indexOr(r.src[pos+1:end], q, end)+1)
	}
	if pos < r.unclosed {
		return pos
	}
	i := pos + 1
	for i < end && !bytes.HasPrefix(r.src[i:end], []byte("$(")) {
		switch r.src[i] {
		case q:
			return i + 1
		case '\\':
			i++
		}
		i++
	}
	r.unclosed = i
	return pos
}

// commandPrefixes are words after which a command follows.
const commandPrefixes = " do then else if elif while until ! time sudo exec command env xargs watch nohup "

// beginsCommand reports whether a command can begin after the given text of its
// line, and the character that ends it.
func beginsCommand(before []byte) (until byte, ok bool) {
	const lookBack = 200 // characters; a prompt and some assignments
	if len(before) > lookBack {
		before = before[len(before)-lookBack:]
	}
	before = bytes.TrimSpace(before)
	if len(before) == 0 {
		return 0, true
	}
	switch last := before[len(before)-1]; last {
	case '(':
		return ')', true
	case '`':
		return '`', true
	case '|', '&', ';', '{':
		return 0, true
	}
	words := bytes.Fields(before)
	word := words[len(words)-1]
	if strings.Contains(commandPrefixes, " "+string(word)+" ") {
		return 0, true
	}
	if name, _, ok := bytes.Cut(word, []byte("=")); ok && len(name) > 0 && isLetter(name[0]) {
		return beginsCommand(before[:len(before)-len(word)])
	}
	// A prompt: "$", "%", "user@host:~$", "PS C:\>".
	return 0, strings.IndexByte("$%>", word[len(word)-1]) >= 0 && len(words) <= 2
}
