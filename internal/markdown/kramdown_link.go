package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"docgen/internal/content"
)

// normalLabel returns the name of a definition: case and the kind of white space do
// not matter.
func normalLabel(b []byte) string {
	var out strings.Builder
	space := false
	for _, r := range string(b) {
		if r < utf8.RuneSelf && unicode.IsSpace(r) {
			if !space {
				out.WriteByte(' ')
			}
			space = true
			continue
		}
		space = false
		out.WriteRune(r)
	}
	return content.Downcase(out.String())
}

// link reads a link or an image. Its text goes up to the bracket that closes it,
// what stands in it is read first.
func (p *spans) link(i int) (ast.Node, int) {
	n := &spanLink{image: p.buf[i] == '!'}
	from, k := i+1, anchor
	if n.image {
		from, k = i+2, picture
	}
	if from >= len(p.buf) || p.buf[from] == '^' {
		return nil, 0
	}
	if !n.image && p.open&(anchor|picture) != 0 {
		return nil, from
	}
	f := &frame{parent: n, kind: k}
	count := 1
	ok := p.inside(f, from, "]", func() bool {
		switch c := p.buf[p.at]; {
		case c == ']':
			count--
		case c == '[', c == '!' && byteAt(p.buf, p.at+1) == '[':
			count++
		default:
			return false
		}
		return count == f.images
	})
	if !ok {
		return nil, from
	}
	text := p.buf[from:p.at]
	end := p.target(n, p.at+1, text)
	if end == 0 {
		return nil, from
	}
	p.reads(p.at, end)
	n.Range = p.place(i, end)
	if n.image {
		n.alt = string(unescaped(text))
		for c := n.FirstChild(); c != nil; c = n.FirstChild() {
			n.RemoveChild(n, c)
		}
	}
	return n, end
}

// target reads what follows the text of a link, and returns where it ends, 0 where
// it is no link.
func (p *spans) target(n *spanLink, i int, text []byte) int {
	label := i
	for p.spaceAt(label) {
		label++
	}
	if byteAt(p.buf, label) == '[' {
		if closing := p.closers.next("]", label); closing == label+1 {
			return p.referred(n, unescaped(text), closing+1)
		} else if closing > 0 {
			return p.referred(n, p.buf[label+1:closing], closing+1)
		}
	}
	if byteAt(p.buf, i) != '(' {
		return p.referred(n, unescaped(text), i)
	}
	start, end := i+1, 0
	if byteAt(p.buf, start) == '<' {
		if end = p.onLine('>', start); end > 0 {
			if byteAt(p.buf, end+1) == ')' {
				p.setTarget(n, start+1, end)
				return end + 2
			}
			return p.title(n, start+1, end, end+1)
		}
	}
	depth := 1
	for end = start; end < len(p.buf); end++ {
		switch c := p.buf[end]; {
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				p.setTarget(n, start, end)
				return end + 1
			}
		case p.spaceAt(end) && (byteAt(p.buf, end+1) == '"' || byteAt(p.buf, end+1) == '\''):
			p.spend(end - start)
			return p.title(n, start, end, end+1)
		}
	}
	p.spend(end - start)
	return 0
}

// title reads the title of a link, from a point after the address on.
func (p *spans) title(n *spanLink, start, end, i int) int {
	for p.spaceAt(i) {
		i++
	}
	quote := byteAt(p.buf, i)
	if quote != '"' && quote != '\'' {
		return 0
	}
	after := func(j int) int { return skipSpace(p.buf, j+1, len(p.buf)) }
	j := p.closers.nextThat(string(quote), i+2, func(j int) bool { return byteAt(p.buf, after(j)) == ')' })
	if j < 0 {
		return 0
	}
	p.setTarget(n, start, end)
	n.title = p.buf[i+1 : j]
	return after(j) + 1
}

func (p *spans) setTarget(n *spanLink, start, end int) {
	start, end = trimSpace(p.buf, start, end)
	n.dest, n.to = p.buf[start:end], p.place(start, end)
}

// referred gives a link the address of a definition.
func (p *spans) referred(n *spanLink, label []byte, end int) int {
	d := p.k.links[normalLabel(label)]
	if d == nil || !p.l.expand(len(d.Destination)+len(d.Title)+attributeBytes(d), p.source(min(p.at, len(p.buf)))) {
		return 0
	}
	n.dest, n.title, n.to = d.Destination, d.Title, within(p.src, d.Destination, p.source(p.at))
	copyAttributes(n, d)
	return end
}

// autolink reads <https://…>, <mailto:…> or <name@host>.
func (p *spans) autolink(i int) (ast.Node, int) {
	end := p.onLine('>', i)
	if end <= i+1 {
		return nil, 0
	}
	address, text := p.buf[i+1:end], i+1
	dest := address
	scheme, _, ok := bytes.Cut(address[:min(len(address)-1, len("mailto:"))], []byte(":"))
	switch {
	case ok && string(scheme) == "mailto":
		text += len("mailto:")
	case ok && schemes[string(scheme)]:
	case isMail(address):
		dest = append([]byte("mailto:"), address...)
	default:
		return nil, 0
	}
	n := &spanLink{auto: true, Range: p.place(i, end+1), to: p.place(i+1, end), dest: dest}
	n.AppendChild(n, ast.NewRawTextSegment(p.segment(text, end)))
	return n, end + 1
}

// schemes are those of the addresses that are links, beside mail.
var schemes = set("http https ftp ftps")

// onLine returns where a sign stands next on the line, -1 for nowhere.
func (p *spans) onLine(sign byte, from int) int {
	at, end := p.closers.next(string(sign), from), p.closers.next("\n", from)
	if end >= 0 && end < at {
		return -1
	}
	return at
}

// isMail reports whether an address is of the form name@host.
func isMail(b []byte) bool {
	at := 0
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case r == '@' && at == 0 && i > 0:
			at = i
		case r != '-' && r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r):
			return false
		}
		i += size
	}
	return at > 0 && at+1 < len(b)
}
