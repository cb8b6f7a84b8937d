package render

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// escapeFilters write a value in another notation.
var escapeFilters = map[string]filter{
	"escape":      slowly(5, textOrNil(htmlEscapes.Replace)),
	"h":           slowly(5, textOrNil(htmlEscapes.Replace)),
	"escape_once": slowly(20, rewriting(escapeOnceAt)),
	"xml_escape":  slowly(5, text(xmlEscape)),
	"cgi_escape":  slowly(5, wantsText(false, text(url.QueryEscape))),
	"url_encode":  slowly(5, textOrNil(url.QueryEscape)),
	"url_decode":  slowly(10, filter{run: urlDecode}),
	"uri_escape":  slowly(20, wantsText(true, textOrNil(func(s string) string { return normalizePercent(s, uriReserved) }))),
	"strip_html":  slowly(5, text(stripHTML)),
	"strip_index": slowly(20, filter{run: stripIndex}),
	"jsonify":     {run: func(m *meter, in any, _ []any) (any, error) { return m.jsonify(in), nil }},
	"inspect": {run: func(m *meter, in any, _ []any) (any, error) {
		s := m.inspect(in)
		m.spend(5 * len(s))
		return xmlEscape(s), nil
	}},
	"base64_encode": text(func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(s))
	}),
	"base64_url_safe_encode": text(func(s string) string {
		return base64.URLEncoding.EncodeToString([]byte(s))
	}),
	"base64_decode":          {run: decodeBase64(base64.StdEncoding)},
	"base64_url_safe_decode": {run: decodeBase64(base64.URLEncoding)},
}

var (
	htmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")
	xmlEscapes  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;")
	indexFile   = regexp.MustCompile(`(?m)/index\.html?$`)
)

func xmlEscape(s string) string { return xmlEscapes.Replace(s) }

// escapeOnceAt escapes all but existing entities.
func escapeOnceAt(s string, i int) (with string, n int) {
	switch s[i] {
	case '<', '>', '"', '\'':
	case '&':
		if beginsEntity(s[i+1:]) {
			return "", 0
		}
	default:
		return "", 0
	}
	return htmlEscapes.Replace(s[i : i+1]), 1
}

// beginsEntity reports whether letters, or # and digits, and a semicolon follow.
func beginsEntity(s string) bool {
	digits := strings.HasPrefix(s, "#")
	s = strings.TrimPrefix(s, "#")
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if digits && (c < '0' || c > '9') || !digits && !letter {
			return i > 0 && c == ';'
		}
	}
	return false
}

func urlDecode(m *meter, in any, _ []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	s := m.text(in)
	s = percentDecode(strings.ReplaceAll(s, "+", " "))
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("%q is not UTF-8 when decoded", cutShown(m.text(in)))
	}
	return s, nil
}

// stripHTML removes scripts, comments and styles, and then tags.
func stripHTML(s string) string {
	s = removeBlocks(s, [][2]string{{"<script", "</script>"}, {"<!--", "-->"}, {"<style", "</style>"}})
	return removeBlocks(s, [][2]string{{"<", ">"}})
}

// removeBlocks removes what lies between a beginning and the next end of its kind.
// All begin with "<".
func removeBlocks(s string, kinds [][2]string) string {
	var b strings.Builder
	unclosed := map[string]bool{} // no such end follows
	kept := 0                     // begins what is not in b yet
blocks:
	for at := 0; ; at++ {
		i := strings.IndexByte(s[at:], '<')
		if i < 0 {
			break
		}
		at += i
		for _, kind := range kinds {
			if unclosed[kind[1]] || !strings.HasPrefix(s[at:], kind[0]) {
				continue
			}
			inside := at + len(kind[0])
			n := strings.Index(s[inside:], kind[1])
			if n < 0 {
				unclosed[kind[1]] = true
				continue
			}
			b.WriteString(s[kept:at])
			kept = inside + n + len(kind[1])
			at = kept - 1
			continue blocks
		}
	}
	if kept == 0 {
		return s
	}
	b.WriteString(s[kept:])
	return b.String()
}

func stripIndex(m *meter, in any, _ []any) (any, error) {
	s := m.text(in)
	if s == "" {
		return nil, nil
	}
	if _, ok := in.(string); !ok {
		return nil, fmt.Errorf("wants a text, has %s", kindOf(in))
	}
	at := indexFile.FindStringIndex(s)
	switch {
	case at == nil:
		return s, nil
	case at[1] == len(s):
		return s[:at[0]+1], nil
	}
	return splice(s, at[0]+1, at[1], ""), nil
}

func decodeBase64(encoding *base64.Encoding) func(*meter, any, []any) (any, error) {
	return func(m *meter, in any, _ []any) (any, error) {
		text := m.text(in)
		if encoding == base64.URLEncoding { // may lack the padding
			text = strings.TrimRight(text, "=") + "===="[:(4-len(strings.TrimRight(text, "="))%4)%4]
		}
		decoded, err := encoding.Strict().DecodeString(text)
		if err != nil {
			return nil, fmt.Errorf("%q is not base64", cutShown(m.text(in)))
		}
		return string(decoded), nil
	}
}

// quote writes a string as a literal of JSON or of Ruby, which write control
// characters differently.
func quote(s string, ruby bool) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '#' && ruby && i+1 < len(s) && strings.ContainsRune("{$@", rune(s[i+1])):
			b.WriteString(`\#`)
		case r == '\a' && ruby:
			b.WriteString(`\a`)
		case r == '\v' && ruby:
			b.WriteString(`\v`)
		case r == '\x1b' && ruby:
			b.WriteString(`\e`)
		case r == '\x7f' && ruby:
			b.WriteString(`\x7F`)
		case r >= ' ':
			b.WriteRune(r)
		case strings.ContainsRune("\b\t\n\f\r", r):
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		case ruby:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
