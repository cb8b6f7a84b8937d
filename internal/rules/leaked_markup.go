package rules

import (
	"bytes"
	"regexp"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

var leakedMarkup = &lint.Rule{
	Name:     diag.RuleLeakedMarkup,
	Severity: diag.Error,
	Page: func(p *lint.Pass, page *lint.Page) {
		stars := -1 // the offset of a "**" without a partner
		for _, at := range page.Facts.Signs {
			if page.Text.Bytes[at] == '*' {
				stars = leakedStars(p, page, stars, at)
			} else if page.Text.Bytes[at] == '{' {
				leakedBrace(p, page, at)
			} else if name, end := leakedTag(page, at); name != "" {
				d := p.At(page, markdown.Range{Start: at, End: end}, "readers see this <%s> as text", name)
				d.Kind = "tag"
			}
		}
		leakedVariables(p, page)
		if page.Markdown {
			attributesInHTML(p, page)
		}
		for _, c := range page.Facts.Code {
			// A text that begins with the tag is about the tag.
			if m := breakInCode.FindIndex(page.Text.Bytes[c.Start:c.End]); m != nil && m[0] > 1 {
				d := p.At(page, markdown.Range{Start: c.Start + m[0], End: c.Start + m[1]}, "in code formatting readers see this line break as text")
				d.Kind = "tag-in-code"
			}
		}
	},
}

var (
	tagSign     = regexp.MustCompile(`^(?:<|&lt;)(/?[A-Za-z][A-Za-z0-9]*)(?:[\s/]|>|&gt;|$)`)
	breakInCode = regexp.MustCompile(`</br>`)
)

// leakedTag returns the name of an HTML element whose start tag begins at a
// visible "<", and where it ends. A tag written with &lt; is meant as text, unless
// it is a line break; one that a filter escaped is not. Malformed links have
// another rule.
func leakedTag(page *lint.Page, at int) (name string, end int) {
	text := page.Text.Bytes[at:min(len(page.Text.Bytes), at+longestTag)]
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	m := tagSign.FindSubmatch(text)
	if m == nil {
		return "", 0
	}
	name = strings.ToLower(string(m[1]))
	if !htmlElements[name] && name != "/br" || name == "a" {
		return "", 0
	}
	closer := ">"
	if text[0] == '&' {
		if bytes.Contains(text, []byte("&gt;")) {
			closer = "&gt;" // of a value of a data file only the first bracket is escaped
		}
		if _, _, exact := page.Text.Origin(at, at+1); exact && !strings.HasSuffix(name, "br") {
			return "", 0
		}
	}
	if i := bytes.Index(text, []byte(closer)); i >= 0 {
		return name, at + i + len(closer)
	}
	return "", 0 // a less-than sign
}

// leakedStars reports the emphasis between two "**" of a line that readers see.
// It returns the offset of a "**" without a partner, or -1.
func leakedStars(p *lint.Pass, page *lint.Page, first, at int) int {
	if first < 0 || bytes.IndexByte(page.Text.Bytes[first:at], '\n') >= 0 {
		return at
	}
	inside := page.Text.Bytes[first+2 : at]
	if len(bytes.Trim(inside, "* ")) == 0 {
		return -1 // a variable that printed nothing, or a row of stars
	}
	d := p.Grade(p.At(page, markdown.Range{Start: first, End: at + 2}, "readers see these stars: ** begins no emphasis here"), diag.Warning)
	d.Kind = "emphasis"
	return -1
}
