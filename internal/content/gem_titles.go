package content

import (
	"bytes"
	"html"
	"regexp"
	"strings"
)

// titleFromHeading gives a page of Markdown without a title that of the heading it
// begins with, as jekyll-titles-from-headings.
func titleFromHeading(r *reader, p *Page) bool {
	const section = "titles_from_headings"
	if r.Config.disabled(section) || !p.Markdown || p.Collection == "" && p.Vars.Get("title") != nil ||
		p.Collection != "" && !r.Config.option(section, "collections").True() {
		return false
	}
	text, end := firstHeading(p.Body.Bytes())
	if end == 0 {
		return false
	}
	p.Vars.Set("title", PlainText(text))
	strip := r.Config.option(section, "strip_title").True()
	if own := p.Vars.Get("strip_title"); own != nil {
		strip = own == true
	}
	if strip {
		p.Body.Start += end
	}
	return true
}

// firstHeading returns the text of the heading that a page of Markdown begins with,
// up to the third level, and where it ends; 0 for none.
func firstHeading(b []byte) (text string, end int) {
	start := len(b) - len(bytes.TrimLeft(b, " \t\r\n"))
	line, next := cutLine(b, start)
	line = bytes.TrimRight(line, " \t\r")
	level := len(line) - len(bytes.TrimLeft(line, "#"))
	if level >= 1 && level <= 3 && level < len(line) && (line[level] == ' ' || line[level] == '\t') {
		title := bytes.TrimSpace(line[level:])
		if closed := bytes.TrimRight(title, "#"); len(title)-len(closed) <= 3 && bytes.HasSuffix(closed, []byte{' '}) {
			title = bytes.TrimSpace(closed)
		}
		return string(title), next
	}
	if len(line) == 0 || level > 0 || next >= len(b) {
		return "", 0
	}
	rule, after := cutLine(b, next)
	if rule = bytes.TrimRight(rule, " \t\r"); len(rule) > 0 && len(bytes.Trim(rule, "-=")) == 0 {
		return string(bytes.TrimSpace(line)), after
	}
	return "", 0
}

var (
	linkText = regexp.MustCompile(`!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])`)
	idAtEnd  = regexp.MustCompile(`\s*\{[:#][^{}]*\}\s*$`)
	htmlTag  = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
	footnote = regexp.MustCompile(`\[\^[^\]]*\]`)
	escaped  = regexp.MustCompile("\\\\([-\\\\`*_{}\\[\\]()#+.!<>|:~\"'])")
)

// PlainText returns a line of Markdown without its markup: what a reader sees.
func PlainText(s string) string {
	s = idAtEnd.ReplaceAllString(s, "")
	s = footnote.ReplaceAllString(s, "")
	s = linkText.ReplaceAllString(s, "$1")
	s = htmlTag.ReplaceAllString(s, "")
	var b strings.Builder
	for i, part := range strings.Split(s, "`") {
		if i%2 == 0 { // outside code
			part = withoutEmphasis(strings.NewReplacer("**", "", "__", "").Replace(part))
			part = escaped.ReplaceAllString(part, "$1")
		}
		b.WriteString(part)
	}
	return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
}

// withoutEmphasis removes the stars and underlines at the edges of words.
func withoutEmphasis(s string) string {
	b := []byte(s)
	out := b[:0:0]
	for i, c := range b {
		if c == '*' || c == '_' {
			before, after := i == 0 || b[i-1] == ' ' || b[i-1] == c, i+1 == len(b) || b[i+1] == ' ' || b[i+1] == c
			if before != after && (i == 0 || b[i-1] != '\\') {
				continue
			}
		}
		out = append(out, c)
	}
	return string(out)
}
