package markdown

import (
	"github.com/yuin/goldmark/ast"
)

// quotes reads a quote at i, or one at i+1 together with the character before it.
func (p *spans) quotes(f *frame, i int) (ast.Node, int) {
	if !p.k.typographic {
		return nil, 0
	}
	isQuote := func(j int) bool { c := byteAt(p.buf, j); return c == '"' || c == '\'' }
	at, prev := i, byte(0)
	switch {
	case p.buf[i] != '\\' && !isQuote(i) && isQuote(i+1):
		at, prev = i+1, p.buf[i]
	case !isQuote(i):
		return nil, 0
	case i > 0 && p.buf[i-1] == '\n', i > p.edge && i > f.text && p.buf[i-1] != '\\':
		prev = p.buf[i-1]
	}
	sign, width := quote(prev, p.buf[at:])
	if at > i {
		p.flush(f, at)
	}
	return p.sign(sign), at + width
}

// sign returns the node of quotes, in the form that the settings give them.
func (p *spans) sign(quotes string) ast.Node {
	var b []byte
	for _, r := range quotes {
		switch r {
		case '‘':
			b = append(b, p.k.quotes[0]...)
		case '’':
			b = append(b, p.k.quotes[1]...)
		case '“':
			b = append(b, p.k.quotes[2]...)
		case '”':
			b = append(b, p.k.quotes[3]...)
		default:
			b = append(b, string(r)...)
		}
	}
	n := ast.NewString(b)
	n.SetRaw(true)
	return n
}

// symbols are the names of the typographic symbols in the settings.
var symbols = map[string]string{"—": "mdash", "–": "ndash", "…": "hellip", "«": "laquo", "»": "raquo"}

// symbol reads dots, dashes or angles.
func (p *spans) symbol(f *frame, i int) (ast.Node, int) {
	if !p.k.typographic {
		return nil, 0
	}
	sign, width := symbol(p.buf[i:])
	if width == 0 {
		return nil, 0
	}
	name := symbols[sign]
	switch {
	case sign == "«" && byteAt(p.buf, i+2) == ' ':
		sign, name, width = "«\u00a0", "laquo_space", 3
	case sign == "»" && i > f.text && i > p.edge && p.buf[i-1] == ' ':
		sign, name = "\u00a0»", "raquo_space"
		p.flush(f, i-1)
		f.text = i
	}
	if as, ok := p.k.conf.Symbols[name]; ok {
		sign = as
	}
	n := ast.NewString([]byte(sign))
	n.SetRaw(true)
	return n, i + width
}
