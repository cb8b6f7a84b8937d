package rules

import (
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/example"
	"docgen/internal/lint"
)

var wrongHeader = &lint.Rule{
	Name:     diag.RuleWrongHeader,
	Severity: diag.Warning,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, e := range page.Examples() {
			for _, r := range slices.Concat(e.Requests, e.Responses) {
				for _, h := range r.Headers {
					misspeltHeader(p, page, h)
				}
			}
			var last *example.Request // whose first body was looked at
			for _, b := range e.Bodies {
				if r := b.Request; r != nil && r != last {
					if last = r; !b.NotJSON {
						contentType(p, page, r)
					}
				}
			}
		}
	},
}

// misspeltHeader reports a name that is near to that of a known header. Names of APIs
// begin with their own words, or with X-.
func misspeltHeader(p *lint.Pass, page *lint.Page, h example.Header) {
	name := strings.ToLower(h.Name.String())
	if slices.Contains(headerNames, name) || strings.HasPrefix(name, "x-") {
		return
	}
	meant := diag.Nearest(name, headerNames)
	if meant == "" || len(meant) < 6 || !diag.Close(name, meant, 1+len(meant)/12) {
		return
	}
	written := strings.Split(meant, "-")
	for i, word := range written {
		written[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	meant = strings.Join(written, "-")
	d := p.Textf(page, h.Name, 0, h.Name.Len(), "no header is called %q: did you mean %q?", h.Name.String(), meant)
	d.Kind = "misspelt"
	lint.FixText(d, false, "write "+meant, h.Name, 0, h.Name.Len(), meant)
}

// contentType reports a request that sends JSON and says that it is something
// else.
func contentType(p *lint.Pass, page *lint.Page, r *example.Request) {
	for _, h := range r.Headers {
		kind, _, _ := strings.Cut(strings.ToLower(h.Value.String()), ";")
		kind = strings.TrimSpace(kind)
		if !strings.EqualFold(h.Name.String(), "content-type") || !slices.Contains(otherTypes, kind) && !strings.HasSuffix(kind, "+xml") {
			continue
		}
		d := p.Textf(page, h.Value, 0, h.Value.Len(), "the body is JSON, but its content type is %q", kind)
		d.Kind = "content-type"
		at := strings.Index(strings.ToLower(h.Value.String()), kind)
		lint.FixText(d, false, "write application/json", h.Value, at, at+len(kind), "application/json")
	}
}

// otherTypes are content types that are not JSON. Types that are not listed may
// be.
var otherTypes = []string{
	"application/x-www-form-urlencoded", "application/xml", "application/xhtml+xml", "application/yaml", "application/x-yaml",
	"application/pdf", "multipart/form-data", "text/csv", "text/css", "text/html", "text/plain", "text/xml", "text/yaml",
}

// headerNames are names of headers (RFC 9110 and others that browsers and servers
// send), and those that are one letter from one of them.
var headerNames = []string{
	"accept", "accept-charset", "accept-encoding", "accept-language", "accept-patch", "accept-post", "accept-ranges",
	"access-control-allow-credentials", "access-control-allow-headers", "access-control-allow-methods",
	"access-control-allow-origin", "access-control-expose-headers", "access-control-max-age",
	"access-control-request-headers", "access-control-request-method", "age", "allow", "api-key", "apikey",
	"authentication", "authorization", "cache-control", "connection", "content-disposition", "content-encoding",
	"content-id", "content-language", "content-length", "content-location", "content-md5", "content-range",
	"content-security-policy", "content-transfer-encoding", "content-type", "content-version", "cookie", "cookies", "date",
	"digest", "elements-version", "etag", "expect", "expires", "forwarded", "from", "host", "idempotency-key", "if-match",
	"if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "keep-alive", "last-event-id",
	"last-modified", "link", "location", "max-forwards", "origin", "pragma", "prefer", "preference-applied",
	"proxy-authenticate", "proxy-authorization", "proxy-connection", "range", "ranges", "referer", "referrer-policy",
	"referrer", "retry-after", "server", "server-timing", "service", "set-cookie", "signature", "status",
	"strict-transport-security", "timestamp", "trailer", "transfer-encoding", "upgrade", "user-agent", "user-agents",
	"vary", "version", "via", "warning", "www-authenticate",
}
