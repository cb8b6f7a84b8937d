package render

import (
	"regexp"
	"strings"
)

// The characters that stand unescaped in the parts of a URL (RFC 3986).
const (
	uriUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	uriReserved   = uriUnreserved + ":/?#[]@!$&'()*+,;="
	uriSegment    = uriUnreserved + "!$&'()*+,;=:@"
	uriQuery      = uriSegment + "/?"
)

// uriParts splits a URL as RFC 3986, appendix B, does.
var uriParts = regexp.MustCompile(`(?s)^(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$`)

var uriScheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)

// relativeURL puts the base URL of the site before a path.
func relativeURL(site filterSite, path string) string {
	if uriScheme.MatchString(path) {
		return path
	}
	return normalizeURL(leadingSlash(strings.TrimSuffix(site.BaseURL, "/")) + leadingSlash(path))
}

// absoluteURL puts the URL and the base URL of the site before a path.
func absoluteURL(site filterSite, path string) string {
	if uriScheme.MatchString(path) {
		return path
	}
	if site.URL == "" {
		return relativeURL(site, path)
	}
	return normalizeURL(site.URL + relativeURL(site, path))
}

func leadingSlash(s string) string {
	if s == "" || s[0] == '/' {
		return s
	}
	return "/" + s
}

// normalizeURL removes dot segments, escapes what must be, and writes scheme
// and host in lower case.
func normalizeURL(url string) string {
	m := uriParts.FindStringSubmatchIndex(url)
	part := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return url[m[2*i]:m[2*i+1]]
	}
	var b strings.Builder
	scheme := strings.ToLower(part(1))
	if scheme != "" {
		b.WriteString(scheme + ":")
	}
	path := normalizePath(part(3))
	if m[4] >= 0 {
		host := strings.ToLower(part(2))
		switch scheme {
		case "http":
			host = strings.TrimSuffix(host, ":80")
		case "https":
			host = strings.TrimSuffix(host, ":443")
		}
		b.WriteString("//" + host)
		if path == "" {
			path = "/"
		}
	}
	b.WriteString(path)
	if m[8] >= 0 {
		b.WriteString("?" + normalizePercent(part(4), uriQuery))
	}
	if m[10] >= 0 {
		b.WriteString("#" + normalizePercent(part(5), uriQuery))
	}
	return b.String()
}

// normalizePath escapes the segments of a path and resolves "." and "..".
func normalizePath(path string) string {
	var out []string
	segments := strings.Split(strings.TrimSpace(path), "/")
	for i, segment := range segments {
		last := i == len(segments)-1
		switch segment {
		case ".":
			if last {
				out = append(out, "")
			}
		case "..":
			if len(out) > 1 || len(out) == 1 && out[0] != "" {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, normalizePercent(segment, uriSegment))
		}
	}
	return strings.Join(out, "/")
}

// normalizePercent escapes all characters but the allowed ones, once.
func normalizePercent(s, allowed string) string {
	out, _ := rewrite(percentDecode(s), func(s string, i int) (string, int) {
		if c := s[i]; strings.IndexByte(allowed, c) < 0 {
			return percentEscapes[3*int(c) : 3*int(c)+3], 1
		}
		return "", 0
	}, func(int) error { return nil })
	return out
}

// percentEscapes are the escapes of all bytes, one after the other.
var percentEscapes = func() string {
	var b strings.Builder
	for c := range 256 {
		b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
	}
	return b.String()
}()

const hexDigits = "0123456789ABCDEF"

// percentDecode replaces the valid percent escapes.
func percentDecode(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			b.WriteByte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}
