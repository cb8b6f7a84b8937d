package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
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
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
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
	ok := p.inside(f, from, []byte{']'}, func() bool {
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
	p.spend(end - p.at)
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
		if closing := bytes.IndexByte(p.buf[label:], ']'); closing == 1 {
			return p.referred(n, unescaped(text), label+2)
		} else if closing > 1 {
			return p.referred(n, p.buf[label+1:label+closing], label+closing+1)
		}
	}
	if byteAt(p.buf, i) != '(' {
		return p.referred(n, unescaped(text), i)
	}
	start, end := i+1, 0
	if byteAt(p.buf, start) == '<' {
		start++
		closing := bytes.IndexByte(p.buf[start:], '>')
		if line := bytes.IndexByte(p.buf[start:], '\n'); closing < 0 || line >= 0 && line < closing {
			closing, start = -1, i+1
		}
		if closing >= 0 {
			if end = start + closing; byteAt(p.buf, end+1) == ')' {
				p.setTarget(n, start, end)
				return end + 2
			}
			return p.title(n, start, end, end+1)
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
	for j := i + 2; j < len(p.buf); j++ {
		if p.buf[j] != quote {
			continue
		}
		closing := j + 1
		for p.spaceAt(closing) {
			closing++
		}
		if byteAt(p.buf, closing) == ')' {
			p.setTarget(n, start, end)
			n.title = p.buf[i+1 : j]
			return closing + 1
		}
	}
	p.spend(len(p.buf) - i)
	return 0
}

func (p *spans) setTarget(n *spanLink, start, end int) {
	start, end = trimSpace(p.buf, start, end)
	n.dest, n.to = p.buf[start:end], p.place(start, end)
}

// referred gives a link the address of a definition.
func (p *spans) referred(n *spanLink, label []byte, end int) int {
	d := p.k.links[normalLabel(label)]
	if d == nil || !p.l.spend(&p.l.expanded, len(d.Destination)+len(d.Title), p.source(p.at),
		"the uses of link definitions are longer than %d MB together: from here on, they are plain text", maxExpanded>>20) {
		return 0
	}
	n.dest, n.title, n.to = d.Destination, d.Title, within(p.src, d.Destination, p.source(p.at))
	for _, a := range d.Attributes() {
		n.SetAttribute(a.Name, a.Value)
	}
	return end
}

// autolink reads <https://…>, <mailto:…> or <name@host>.
func (p *spans) autolink(i int) (ast.Node, int) {
	rest := p.buf[i+1:]
	end := bytes.IndexAny(rest, "> \n")
	if end < 0 {
		return nil, 0
	}
	if rest[end] == ' ' {
		line := rest
		if n := bytes.IndexByte(rest, '\n'); n >= 0 {
			line = rest[:n]
		}
		end = bytes.IndexByte(line, '>')
	}
	if end < 0 || rest[end] != '>' {
		return nil, 0
	}
	address := rest[:end]
	n := &spanLink{auto: true, Range: p.place(i, i+end+2), to: p.place(i+1, i+1+end), dest: address}
	text := i + 1
	scheme, after, ok := bytes.Cut(address, []byte{':'})
	switch {
	case ok && len(after) > 0 && string(scheme) == "mailto":
		text += len("mailto:")
	case ok && len(after) > 0 && (string(scheme) == "http" || string(scheme) == "https" || string(scheme) == "ftp" || string(scheme) == "ftps"):
	case isMail(address):
		n.dest = append([]byte("mailto:"), address...)
	default:
		return nil, 0
	}
	n.AppendChild(n, ast.NewRawTextSegment(p.segment(text, i+1+end)))
	return n, i + end + 2
}

// isMail reports whether an address is of the form name@host.
func isMail(b []byte) bool {
	at := bytes.IndexByte(b, '@')
	if at <= 0 || at+1 == len(b) {
		return false
	}
	for i, r := range string(b) {
		if i != at && r != '-' && r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}
