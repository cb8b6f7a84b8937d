package content

import (
	"bytes"
	"slices"
	"strings"
)

// linkPrefix rewrites the links of pages as jekyll-polyglot does in what is written: one
// from the root of the site gets the folder of the language.
type linkPrefix struct {
	lang      string // "" in the site of the default language
	base, url string // baseurl, and the address of the site before it
	standard  string
	globs     []string // of paths that are the same in all languages, with * or ?
	plain     []string // beginnings of such paths
}

func newLinkPrefix(c *Config, g *polyglot, lang string) *linkPrefix {
	l := &linkPrefix{base: c.BaseURL, url: c.URL, standard: g.standard}
	if lang == g.standard {
		return l
	}
	l.lang = lang
	for _, e := range slices.Concat(c.Exclude, g.exclude) {
		if strings.ContainsAny(e, "*?") {
			l.globs = append(l.globs, e+"*")
		} else {
			l.plain = append(l.plain, e)
		}
	}
	for _, other := range g.languages {
		l.plain = append(l.plain, other+"/")
	}
	return l
}

// StaticHref is what the block static_href writes instead of the name of the attribute, so
// that its address stays as it is.
const StaticHref = "ferh"

// LocalizeLinks returns what is written for a page, with the links of its language.
func (s *Site) LocalizeLinks(p *Page, html []byte) []byte {
	if s.polyglot == nil {
		return html
	}
	return s.In(p).links.rewrite(html)
}

// Localized returns where a link on a page leads as it is written there.
func (s *Site) Localized(p *Page, address string) string {
	if p.Mount == "" {
		return address
	}
	const before, after = `href="`, `"`
	written := string(s.LocalizeLinks(p, []byte(before+address+after)))
	return strings.TrimSuffix(strings.TrimPrefix(written, before), after)
}

// rewrite goes once through a text.
func (l *linkPrefix) rewrite(text []byte) []byte {
	var out []byte
	done, end := 0, 0 // end is that of an address that may go on through many attributes
	for at := 0; ; {
		i := bytes.IndexByte(text[at:], '=')
		if i < 0 {
			break
		}
		name, value := text[at:at+i], at+i+1
		static := bytes.HasSuffix(name, []byte(StaticHref))
		at = value
		if !static && (l.lang == "" || !bytes.HasSuffix(name, []byte("href"))) {
			continue
		}
		before := l.base
		start, next := l.address(text, value, before, static, &end)
		if next < 0 && l.url != "" && (static || !l.isDefault(text[:value])) {
			before = l.url + l.base
			start, next = l.address(text, value, before, static, &end)
		}
		if next < 0 {
			continue
		}
		out = append(out, text[done:value-len("href=")]...)
		out = append(out, `href="`+before+"/"...)
		if !static {
			out = append(out, l.lang+"/"...)
		}
		out = append(out, text[start:next]...)
		done = next
		at = next
	}
	if done == 0 {
		return text
	}
	return append(out, text[done:]...)
}

// isDefault reports whether an attribute says before its link that this leads to the
// default language.
func (l *linkPrefix) isDefault(before []byte) bool {
	tag := bytes.TrimSuffix(before, []byte("href="))
	return bytes.HasSuffix(tag, []byte(`hreflang="`+l.standard+`" `)) || bytes.HasSuffix(tag, []byte(`hreflang="x-default" `))
}

// address returns where an address below before starts and ends; next is -1 where there is
// none at this place. Any address is one for an attribute that is static, else not
// those of paths that are the same in all languages.
func (l *linkPrefix) address(text []byte, at int, before string, static bool, end *int) (start, next int) {
	if at < len(text) && text[at] == '"' {
		at++
	}
	if !bytes.HasPrefix(text[at:], []byte(before+"/")) {
		return 0, -1
	}
	start = at + len(before) + 1
	if !static && l.leadsTo(l.globs, text[start:]) {
		return 0, -1
	}
	for at = start; static || !l.begins(text[at:]); {
		n := bytes.IndexAny(text[at:], ",'\"/?. \t\r\n\f\v")
		if n < 0 {
			return 0, -1
		}
		if n == 0 {
			break
		}
		if at += n; text[at] == '.' {
			at++
		}
	}
	if at < len(text) && text[at] == '/' {
		if *end < at {
			n := bytes.IndexAny(text[at:], "][)(\"' \t\r\n\f\v")
			if n < 0 {
				n = len(text) - at
			}
			*end = at + n
		}
		at = *end
	}
	if at == len(text) || text[at] != '"' {
		return 0, -1
	}
	return start, at
}

// begins reports whether a text begins with a path that is the same in all languages.
func (l *linkPrefix) begins(text []byte) bool {
	return slices.ContainsFunc(l.plain, func(p string) bool { return bytes.HasPrefix(text, []byte(p)) })
}

// longestGlobbed is how many bytes of an address are compared with patterns.
const longestGlobbed = 1 << 10

func (l *linkPrefix) leadsTo(globs []string, text []byte) bool {
	if len(globs) == 0 {
		return false
	}
	text = text[:min(len(text), longestGlobbed)]
	if i := bytes.IndexAny(text, "\"'\n"); i >= 0 {
		text = text[:i]
	}
	return slices.ContainsFunc(globs, func(p string) bool { return globMatch(p, string(text)) })
}
