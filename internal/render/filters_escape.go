package render

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"docgen/internal/data"
)

// escapeFilters write a value in another notation.
var escapeFilters = map[string]filter{
	"escape":      textOrNil(htmlEscapes.Replace),
	"h":           textOrNil(htmlEscapes.Replace),
	"escape_once": text(escapeOnce),
	"xml_escape":  text(xmlEscape),
	"cgi_escape":  text(url.QueryEscape),
	"url_encode":  textOrNil(url.QueryEscape),
	"url_decode":  {0, 0, urlDecode},
	"uri_escape":  textOrNil(func(s string) string { return normalizePercent(s, uriReserved) }),
	"strip_html":  text(stripHTML),
	"strip_index": {0, 0, stripIndex},
	"jsonify":     {0, 0, func(in any, _ []any) (any, error) { return jsonify(in), nil }},
	"inspect":     {0, 0, func(in any, _ []any) (any, error) { return xmlEscape(inspect(in)), nil }},
	"base64_encode": text(func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(s))
	}),
	"base64_url_safe_encode": text(func(s string) string {
		return base64.URLEncoding.EncodeToString([]byte(s))
	}),
	"base64_decode":          {0, 0, decodeBase64(base64.StdEncoding)},
	"base64_url_safe_decode": {0, 0, decodeBase64(base64.URLEncoding)},
}

var (
	htmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")
	xmlEscapes  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;")
	entity      = regexp.MustCompile(`^&(?:[a-zA-Z]+|#\d+);`)
	htmlBlocks  = regexp.MustCompile(`(?s)<script.*?</script>|<!--.*?-->|<style.*?</style>`)
	htmlTags    = regexp.MustCompile(`(?s)<.*?>`)
	indexFile   = regexp.MustCompile(`(?m)/index\.html?$`)
)

func xmlEscape(s string) string { return xmlEscapes.Replace(s) }

// escapeOnce escapes all but existing entities.
func escapeOnce(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] == '&' && entity.MatchString(s[i:]) {
			b.WriteByte('&')
			continue
		}
		b.WriteString(htmlEscapes.Replace(s[i : i+1]))
	}
	return b.String()
}

func urlDecode(in any, _ []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	s := toString(in)
	s = percentDecode(strings.ReplaceAll(s, "+", " "))
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("%q is not UTF-8 when decoded", toString(in))
	}
	return s, nil
}

func stripHTML(s string) string {
	return htmlTags.ReplaceAllLiteralString(htmlBlocks.ReplaceAllLiteralString(s, ""), "")
}

func stripIndex(in any, _ []any) (any, error) {
	s := toString(in)
	if s == "" {
		return nil, nil
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

func decodeBase64(encoding *base64.Encoding) func(any, []any) (any, error) {
	return func(in any, _ []any) (any, error) {
		decoded, err := encoding.Strict().DecodeString(toString(in))
		if err != nil {
			return nil, fmt.Errorf("%q is not base64", toString(in))
		}
		return string(decoded), nil
	}
}

// jsonify returns a value as compact JSON, object members in source order.
func jsonify(v any) string {
	if n, ok := v.(neighbour); ok {
		v = n.collapsed()
	}
	switch v := plain(v).(type) {
	case nil:
		return "null"
	case string:
		return quote(v, false)
	case time.Time:
		return quote(v.Format(timeFormat), false)
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = jsonify(item)
		}
		return "[" + strings.Join(parts, ",") + "]"
	case data.Map:
		var parts []string
		for _, key := range v.Keys() {
			parts = append(parts, quote(key, false)+":"+jsonify(v[key].Value))
		}
		return "{" + strings.Join(parts, ",") + "}"
	case bool, int, float64:
		return inspect(v)
	default:
		b, err := json.Marshal(v)
		if err != nil {
			return quote(fmt.Sprint(v), false)
		}
		return string(b)
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
