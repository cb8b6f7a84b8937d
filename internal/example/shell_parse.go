package example

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"sync"
	"unicode/utf8"

	"mvdan.cc/sh/v3/syntax"

	"docgen/internal/source"
)

// word is one word of a command, with the value that the shell passes on.
type word struct {
	text       source.Text
	start, end int  // of the word as written, in the text that was read
	quoted     bool // it begins with a quote
	template   bool // a URL that shows the syntax and is not meant to run
}

// shellParsers are reused, because they are large.
var shellParsers = sync.Pool{New: func() any { return syntax.NewParser(syntax.Variant(syntax.LangBash)) }}

// parseWords parses the command from start to end. The error is a shellError.
func (r *reader) parseWords(start, end int) (words []word, err error) {
	slices.SortStableFunc(r.inserts, func(a, b insertion) int { return a.at - b.at })
	p := fixed{reader: r, start: start}
	command := r.mask[start:end:end]
	for i, ins := range r.inserts {
		at := min(max(ins.at-start, 0)+i, len(command))
		command = slices.Insert(command, at, ins.char)
		p.inserted = append(p.inserted, at)
	}

	if at := tooDeep(command); at >= 0 {
		return nil, &shellError{at: start + at - sort.SearchInts(p.inserted, at), text: fmt.Sprintf("more than %d brackets are open here", maxNesting)}
	}
	parser := shellParsers.Get().(*syntax.Parser)
	defer shellParsers.Put(parser)
	file, err := parser.Parse(bytes.NewReader(command), "")
	if err != nil {
		return nil, p.place(err)
	}
	for _, stmt := range file.Stmts {
		call, ok := stmt.Cmd.(*syntax.CallExpr)
		if !ok {
			continue
		}
		words = make([]word, 0, len(call.Args))
		for _, arg := range call.Args {
			words = append(words, p.word(arg))
		}
		break
	}
	return words, nil
}

// maxNesting is how many brackets of a command may be open: the parser calls
// itself for each of them.
const maxNesting = 500

// tooDeep returns the offset of the bracket that is one too many, or -1.
func tooDeep(command []byte) int {
	open := 0
	for i, c := range command {
		switch c {
		case '(', '{', '[':
			if open++; open > maxNesting {
				return i
			}
		case ')', '}', ']':
			open = max(0, open-1)
		}
	}
	return -1
}

// fixed is the masked text of a command with the missing characters inserted.
type fixed struct {
	*reader
	start    int   // of the command in the text
	inserted []int // offsets of these characters
}

// at returns the place in the text of an offset in the fixed command.
func (p *fixed) at(pos syntax.Pos) int {
	off := int(pos.Offset())
	return p.start + off - sort.SearchInts(p.inserted, off)
}

func (p *fixed) origin(n syntax.Node) (start, end int) {
	start = p.at(n.Pos())
	return start, max(start, p.at(n.End()))
}

// place gives a syntax error its place in the text.
func (p *fixed) place(err error) error {
	if e, ok := err.(syntax.ParseError); ok {
		return &shellError{at: p.at(e.Pos), text: e.Text}
	}
	return &shellError{at: p.start, text: err.Error()}
}

// shellError is a syntax error of the shell without a better explanation.
type shellError struct {
	at   int
	text string
}

func (e *shellError) Error() string { return e.text }

func (p *fixed) word(w *syntax.Word) word {
	out := word{}
	out.start, out.end = p.origin(w)
	for i, part := range w.Parts {
		switch part := part.(type) {
		case *syntax.SglQuoted:
			out.quoted = out.quoted || i == 0
			p.single(&out.text, part)
		case *syntax.DblQuoted:
			out.quoted = out.quoted || i == 0
			for _, inner := range part.Parts {
				p.part(&out.text, inner, "$`\"\\")
			}
		default:
			p.part(&out.text, part, "")
		}
	}
	out.template = slices.Contains(p.templates, out.start)
	return out
}

func (p *fixed) single(out *source.Text, part *syntax.SglQuoted) {
	open := 1
	if part.Dollar {
		open = 2
	}
	start := p.at(part.Left) + open
	if p.isInserted(part.Left) {
		start--
	}
	end := max(start, p.at(part.Right))
	if part.Dollar {
		p.escaped(out, start, end)
		return
	}
	from := start
	for i := start; i < end; i++ {
		if p.src[i] == '\\' && p.mask[i] == ' ' { // removed from the payload
			out.Append(p.text.Slice(from, i), nil)
			from = i + 1
		}
	}
	out.Append(p.text.Slice(from, end), nil)
}

func (p *fixed) isInserted(pos syntax.Pos) bool {
	_, found := slices.BinarySearch(p.inserted, int(pos.Offset()))
	return found
}

// part appends a literal without the shell's backslashes, and an expansion as
// written. Within double quotes only the characters in escapable are escaped by
// a backslash.
func (p *fixed) part(out *source.Text, part syntax.WordPart, escapable string) {
	start, end := p.origin(part)
	if _, ok := part.(*syntax.Lit); !ok {
		out.Append(p.text.Slice(start, end), nil)
		return
	}
	from := start
	for i := start; i+1 < end; i++ {
		if p.mask[i] != '\\' {
			continue
		}
		next := p.mask[i+1]
		n := p.newline(i + 1)
		if escapable != "" && n == 0 && bytes.IndexByte([]byte(escapable), next) < 0 {
			continue
		}
		out.Append(p.text.Slice(from, i), nil)
		from = i + 1 + n
		i = max(i+1, from-1)
	}
	out.Append(p.text.Slice(min(from, end), end), nil)
}

// simpleEscapes are the one-character escapes of $'…'.
const simpleEscapes = "abefnrtv"

// escaped appends the text of $'…' with its escapes decoded.
func (p *fixed) escaped(out *source.Text, start, end int) {
	from := start
	for i := start; i+1 < end; i++ {
		if p.src[i] != '\\' {
			continue
		}
		out.Append(p.text.Slice(from, i), nil)
		n := p.escape(out, i, end)
		from = i + n
		i = from - 1
	}
	out.Append(p.text.Slice(from, end), nil)
}

// escape appends the decoded escape at i and returns its length.
func (p *fixed) escape(out *source.Text, i, end int) int {
	c := p.src[i+1]
	if k := bytes.IndexByte([]byte(simpleEscapes), c); k >= 0 {
		out.Derive(p.text.Slice(i, i+2), []byte{"\a\b\x1b\f\n\r\t\v"[k]})
		return 2
	}
	digits, base, skip := 3, 8, 1
	switch c {
	case 'x':
		digits, base, skip = 2, 16, 2
	case 'u':
		digits, base, skip = 4, 16, 2
	case 'U':
		digits, base, skip = 8, 16, 2
	}
	n := 0
	for n < digits && i+skip+n < end && isNumeral(p.src[i+skip+n], base) {
		n++
	}
	if n == 0 {
		// \\, \', \" and \? are the character itself; the shell keeps the
		// backslash of any other.
		if bytes.IndexByte([]byte(`\'"?`), c) >= 0 {
			out.Append(p.text.Slice(i+1, i+2), nil)
		} else {
			out.Append(p.text.Slice(i, i+2), nil)
		}
		return 2
	}
	value, _ := strconv.ParseUint(string(p.src[i+skip:i+skip+n]), base, 32)
	b := []byte{byte(value)}
	if digits > 3 {
		b = utf8.AppendRune(nil, rune(value))
	}
	out.Derive(p.text.Slice(i, i+skip+n), b)
	return skip + n
}

func isNumeral(c byte, base int) bool {
	if base == 8 {
		return '0' <= c && c <= '7'
	}
	return isDigit(c) || isLetter(c) && c|0x20 <= 'f'
}
