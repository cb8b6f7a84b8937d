package markdown

import (
	"regexp"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// typography makes quotes, dashes, ellipses and guillemets typographic, by the
// rules of SmartyPants as kramdown has them: the characters beside a quote
// decide which way it turns, and every quote is turned.
type typography struct{}

func (t typography) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(t, 9999)))
}

func (typography) Trigger() []byte { return []byte{'\'', '"', '-', '.', '<', '>'} }

func (typography) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	var sign string
	var width int
	if line[0] == '\'' || line[0] == '"' {
		sign, width = quote(before(parent, block.Source(), segment.Start), line)
	} else {
		sign, width = symbol(line)
	}
	if width == 0 {
		return nil
	}
	block.Advance(width)
	return ast.NewString([]byte(sign))
}

// symbol returns the sign that replaces the dots, dashes or angles that a line
// begins with, and how many bytes they are.
func symbol(line []byte) (string, int) {
	run := 1
	for run < len(line) && run < 3 && line[run] == line[0] {
		run++
	}
	switch {
	case line[0] == '-' && run == 3:
		return "—", 3
	case line[0] == '-' && run == 2:
		return "–", 2
	case line[0] == '.' && run == 3:
		return "…", 3
	case line[0] == '<' && run >= 2:
		return "«", 2
	case line[0] == '>' && run >= 2:
		return "»", 2
	}
	return "", 0
}

// before returns the character that stands before an offset in the same run of
// text, or 0 where the run begins: at the start of a block, after a code span,
// an emphasis, a link, a tag, an escape, an entity or another sign.
func before(parent ast.Node, src []byte, at int) byte {
	last, ok := parent.LastChild().(*ast.Text)
	switch {
	case !ok:
		return 0
	case last.SoftLineBreak() || last.HardLineBreak():
		return '\n'
	case last.Segment.Stop != at || last.Segment.Len() == 0:
		return 0
	}
	c := src[at-1]
	if last.Segment.Len() > 1 && src[at-2] == '\\' && util.IsPunct(c) {
		return 0
	}
	switch c {
	case '[', '*', '_', '<', '`':
		return 0 // begins something, even if nothing came of it
	case ';':
		if entityEnd.Match(last.Segment.Value(src)) {
			return 0
		}
	}
	return c
}

var entityEnd = regexp.MustCompile(`&#?[0-9A-Za-z]+;$`)

// opening and closing are the typographic quotes by the straight one.
var opening, closing = map[byte]string{'"': "“", '\'': "‘"}, map[byte]string{'"': "”", '\'': "’"}

// quote returns the sign that replaces the quote that a line begins with, and how
// many bytes it replaces. prev is the character before it.
func quote(prev byte, line []byte) (string, int) {
	q, next, second := line[0], byteAt(line, 1), byteAt(line, 2)
	spaced := prev == 0 || util.IsSpace(prev)
	switch {
	case prev == 0 && opensEmphasis(line[1:]):
		return opening[q], 1
	case prev == 0 && util.IsPunct(next) && next != '&' && isWord(next) == wordBegins(line[min(2, len(line)):]) && !(second == '.' && byteAt(line, 3) == '.'):
		return closing[q], 1
	case spaced && (next == '\'' || next == '"') && next != q && isWord(second):
		return opening[q] + opening[next], 2
	case spaced && q == '\'' && util.IsNumeric(next) && util.IsNumeric(second) && byteAt(line, 3) == 's':
		return closing[q], 1 // the '80s
	case prev == 0 && next == q:
		return string(q) + closing[q], 2
	case prev == 0:
		if next == 0 || util.IsSpace(next) || next == 's' && !wordBegins(line[min(2, len(line)):]) {
			return closing[q], 1
		}
		return opening[q], 1
	case spaced || prev == '\\' || prev == '[' || prev == '{' || prev == '(' || prev == '-':
		return opening[q], 1
	}
	return closing[q], 1
}

// opensEmphasis reports whether text begins with one or two "*" or "_" and then
// a character that is no space.
func opensEmphasis(text []byte) bool {
	if c := byteAt(text, 0); c != '*' && c != '_' {
		return false
	}
	c := byteAt(text, 1)
	return c != 0 && !util.IsSpace(c)
}

// byteAt returns a byte of a line, 0 after its end.
func byteAt(line []byte, i int) byte {
	if i < len(line) {
		return line[i]
	}
	return 0
}

// isWord reports whether c is a letter, a digit or "_" of ASCII.
func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// wordBegins reports whether text begins with a letter, a digit or "_" of any script.
func wordBegins(text []byte) bool {
	r, _ := utf8.DecodeRune(text)
	return r == '_' || isLetterOrDigit(r)
}
