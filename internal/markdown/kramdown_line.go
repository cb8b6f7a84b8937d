package markdown

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// line is a line of a container: its segment has no indentation or marker of what
// the container stands in.
type line struct {
	text.Segment
	// spaces is how many spaces the line begins with, text what follows, without
	// white space at the end.
	spaces int
	text   []byte
}

// whiteSpace is what "\s" matches in kramdown.
const whiteSpace = " \t\r\n\f\v"

func (r *kramdownReader) newLine(s text.Segment) line {
	l := line{Segment: s, spaces: s.Padding}
	i := s.Start
	for i < s.Stop && r.src[i] == ' ' {
		i++
	}
	l.spaces += i - s.Start
	l.text = bytes.TrimRight(r.src[i:s.Stop], whiteSpace)
	return l
}

// begin returns where the text of the line begins.
func (l *line) begin() int { return l.Start + l.spaces - l.Padding }

// end returns where it ends.
func (l *line) end() int { return l.begin() + len(l.text) }

func (l *line) blank() bool { return len(l.text) == 0 }

// isEnd reports whether the line is "^", the marker of a block's end.
func (l *line) isEnd() bool { return l.spaces == 0 && string(l.text) == "^" }

// isAttributes reports whether the line is a list of attributes, "{: … }".
func (l *line) isAttributes() bool { return l.spaces <= 3 && isAttributeList(l.text) }

func isAttributeList(b []byte) bool {
	if len(b) < 4 || b[0] != '{' || b[1] != ':' || b[2] == ':' || b[2] == '/' || b[len(b)-1] != '}' {
		return false
	}
	// Braces that close within are escaped.
	for i := 2; i < len(b)-1; i++ {
		if b[i] == '}' && b[i-1] != '\\' {
			return false
		}
	}
	return true
}

// isRule reports whether the line is a thematic break.
func (l *line) isRule() bool {
	if l.spaces > 3 || len(l.text) < 3 {
		return false
	}
	marker, n := l.text[0], 0
	if marker != '*' && marker != '-' && marker != '_' {
		return false
	}
	for _, c := range l.text {
		switch c {
		case marker:
			n++
		case ' ', '\t':
		default:
			return false
		}
	}
	return n >= 3
}

// marker returns the marker of a list that the line begins with, after at most
// some spaces: its width with these spaces, 0 for none.
func (l *line) marker(maxSpaces int) (ordered bool, width int) {
	if l.spaces > maxSpaces || len(l.text) == 0 {
		return false, 0
	}
	n := 0
	switch c := l.text[0]; {
	case c == '*' || c == '+' || c == '-':
		n = 1
	case util.IsNumeric(c):
		for n < len(l.text) && util.IsNumeric(l.text[n]) {
			n++
		}
		if n == len(l.text) || l.text[n] != '.' {
			return false, 0
		}
		ordered = true
		n++
	default:
		return false, 0
	}
	if !l.separated(n) {
		return false, 0
	}
	return ordered, l.spaces + n
}

// separated reports whether white space follows the first bytes of the text.
func (l *line) separated(n int) bool {
	if n < len(l.text) {
		return l.text[n] == ' ' || l.text[n] == '\t' || l.text[n] == '|'
	}
	// White space at the end of the line is cut off.
	return l.Stop-l.end() > 1
}

func (l *line) isListItem() bool {
	_, width := l.marker(3)
	return width > 0
}

// isQuote reports whether the line begins with ">".
func (l *line) isQuote() bool { return l.spaces <= 3 && len(l.text) > 0 && l.text[0] == '>' }

// isDefinition reports whether the line is one of a definition list.
func (l *line) isDefinition() bool {
	return l.spaces <= 3 && len(l.text) > 0 && l.text[0] == ':' && l.separated(1)
}

// isCode reports whether the line is indented as code.
func (l *line) isCode() bool {
	return len(l.text) > 0 && (l.spaces >= 4 || l.spaces == 0 && l.text[0] == '\t')
}

// fence returns the fence that the line begins with, 0 for none.
func (l *line) fence(gfm bool) (char byte, length int) {
	if len(l.text) < 3 || l.spaces > 0 && !gfm || l.spaces > 3 {
		return 0, 0
	}
	if char = l.text[0]; char != '~' && (char != '`' || !gfm) {
		return 0, 0
	}
	if length = run(l.text, 0); length < 3 {
		return 0, 0
	}
	return char, length
}

// atx returns the level of the heading that the line is, 0 for none, and where
// in the text of the line its own begins.
func (l *line) atx(gfm bool) (level, start int) {
	if l.spaces > 0 || len(l.text) == 0 || l.text[0] != '#' {
		return 0, 0
	}
	level = min(run(l.text, 0), 6)
	start = level
	for start < len(l.text) && (l.text[start] == ' ' || l.text[start] == '\t') {
		start++
	}
	if gfm && start == level && !(start == len(l.text) && l.separated(start)) || !gfm && start == len(l.text) {
		return 0, 0
	}
	return level, start
}

// endsText reports whether the line begins or ends an HTML block, and so ends
// what goes on from line to line: after at most some spaces.
func (l *line) endsText(maxSpaces int) bool {
	return l.spaces <= maxSpaces && beginsHTML(l.text)
}

// beginsHTML reports whether b begins like a tag of an element that is a block.
func beginsHTML(b []byte) bool {
	if len(b) < 2 || b[0] != '<' {
		return false
	}
	closing := b[1] == '/'
	name := b[1:]
	if closing {
		name = b[2:]
	}
	n := tagNameLength(name)
	if n == 0 {
		return false
	}
	word := 0
	for word < n && isWord(name[word]) {
		word++
	}
	if string(name[:word]) == "script" || spanElements[string(name[:word])] {
		return false
	}
	if closing {
		rest := bytes.TrimLeft(name[n:], whiteSpace)
		return len(rest) > 0 && rest[0] == '>'
	}
	return true
}

// tagNameLength returns how long the name is that b begins with: an XML name with
// at most one prefix.
func tagNameLength(b []byte) int {
	n := nameLength(b)
	if n > 0 && n+1 < len(b) && b[n] == ':' {
		if local := nameLength(b[n+1:]); local > 0 {
			return n + 1 + local
		}
	}
	return n
}

func nameLength(b []byte) int {
	n := 0
	for n < len(b) {
		c, size := rune(b[n]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRune(b[n:])
		}
		if !unicode.Is(nameStart, c) && (n == 0 || !unicode.Is(nameRest, c)) || c == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n
}

// The characters of a name in XML 1.0 without a prefix: those that may come first, and
// the others.
var (
	nameStart = &unicode.RangeTable{R16: []unicode.Range16{
		{'A', 'Z', 1}, {'_', '_', 1}, {'a', 'z', 1}, {0xC0, 0xD6, 1}, {0xD8, 0xF6, 1}, {0xF8, 0x2FF, 1},
		{0x370, 0x37D, 1}, {0x37F, 0x1FFF, 1}, {0x200C, 0x200D, 1}, {0x2070, 0x218F, 1}, {0x2C00, 0x2FEF, 1},
		{0x3001, 0xD7FF, 1}, {0xF900, 0xFDCF, 1}, {0xFDF0, 0xFFFD, 1},
	}, R32: []unicode.Range32{{0x10000, 0xEFFFF, 1}}}
	nameRest = &unicode.RangeTable{R16: []unicode.Range16{
		{'-', '.', 1}, {'0', '9', 1}, {0xB7, 0xB7, 1}, {0x300, 0x36F, 1}, {0x203F, 0x2040, 1},
	}}
)
