package lint

import (
	"net/url"
	"strings"

	"docgen/internal/diag"
)

// address is a link taken apart, as far as it matters here.
type address struct {
	scheme, host, path, fragment string
	broken                       bool // no browser can follow it
}

// splitLink takes a link apart as browsers do: white space around it and line
// ends in it do not count, and in the path "\" is "/".
func splitLink(link string) address {
	link = strings.Trim(link, " \t\n\f\r")
	if strings.ContainsAny(link, "\t\n\r") {
		link = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(link)
	}
	var a address
	link, a.fragment, _ = strings.Cut(link, "#")
	link, _, _ = strings.Cut(link, "?")
	a.scheme, link = cutScheme(link)
	switch a.scheme {
	case "", "http", "https":
	case "mailto":
		a.broken = !strings.Contains(link, "@") || strings.HasSuffix(link, ".") || strings.HasSuffix(link, "@")
		return a
	default:
		a.broken = diag.Nearest(a.scheme, []string{"http", "https"}) != ""
		return a
	}
	link = strings.ReplaceAll(link, `\`, "/")
	if !strings.HasPrefix(link, "//") {
		a.path, a.broken = link, a.scheme != ""
		return a
	}
	a.host, a.path = link[2:], "/"
	if i := strings.IndexByte(a.host, '/'); i >= 0 {
		a.host, a.path = a.host[:i], a.host[i:]
	}
	a.host = strings.ToLower(a.host[strings.LastIndexByte(a.host, '@')+1:])
	// A host that ends like a scheme belongs to two addresses run together.
	a.broken = a.host == "" || strings.ContainsAny(a.host, " <>^|") ||
		strings.HasSuffix(a.host, "http:") || strings.HasSuffix(a.host, "https:")
	a.host = strings.TrimSuffix(strings.TrimSuffix(a.host, ":80"), ":443")
	return a
}

// cutScheme returns the scheme of a link in lower case and what follows it
// (RFC 3986, 3.1).
func cutScheme(link string) (scheme, rest string) {
	for i := 0; i < len(link); i++ {
		switch c := link[i]; {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return strings.ToLower(link[:i]), link[i+1:]
		default:
			return "", link
		}
	}
	return "", link
}

// removeDots resolves "." and ".." in a rooted path (RFC 3986, 5.2.4); what
// leads above the root ends at the root. Empty segments stay: "a//b" is no
// file of a site.
func removeDots(p string) string {
	if !strings.Contains(p, "/.") {
		return p
	}
	var out []string
	segments := strings.Split(p[1:], "/")
	for i, s := range segments {
		last := i == len(segments)-1
		switch {
		case s == "..":
			out = out[:max(0, len(out)-1)]
		case s != ".":
			out = append(out, s)
			continue
		}
		if last {
			out = append(out, "")
		}
	}
	return "/" + strings.Join(out, "/")
}

// decode resolves percent-encoding; text that has none, or a wrong one, is left
// as it is.
func decode(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	if out, err := url.PathUnescape(s); err == nil {
		return out
	}
	return s
}
