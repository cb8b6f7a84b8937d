package rules

import (
	"bytes"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/example"
	"docgen/internal/lint"
	"docgen/internal/source"
)

var secretInExample = &lint.Rule{
	Name:     diag.RuleSecretInExample,
	Severity: diag.Warning,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, e := range page.Examples() {
			for _, r := range e.Requests {
				for _, h := range r.Headers {
					secretsIn(p, page, h.Name, h.Value, sentName)
				}
			}
		}
		for _, d := range analysisOf(page).docs {
			if d.body.NotJSON || ofOwnServer(d.body) {
				continue
			}
			names := sentName
			if d.response || d.body.Request == nil && followsResponse.Match(textBefore(page, d.body.Example.Fence.Start)) {
				names = keptName
			}
			secretsOf(p, page, d.Node, names)
		}
	},
}

// sentName matches the names of headers and members that hold a credential in a
// request, keptName those in a response: the token of an instance is useless
// without the secrets of its user. A grant code is not a credential: it can be
// used only once.
var (
	sentName = regexp.MustCompile(`(?i)authorization|secret|token|password|passwd|credential|api.?key|private.?key|access.?key`)
	// notSecret matches names of what only identifies a request.
	notSecret = regexp.MustCompile(`(?i)^postman.token$|^(?:next|page|continuation|cursor).?token$|^(?:sync|etag|lock|csrf|xsrf).?token$|token.?(?:type|count|id)$|public.?key`)
	keptName  = regexp.MustCompile(`(?i)secret|password|passwd|private.?key|access.?token`)
)

// followsResponse matches words before a block that make it the response of a
// server.
var followsResponse = regexp.MustCompile(`(?i)\b(?:respon(?:se|ds)|returns?|returned|results?|output)\b|\bHTTP(?:/[\d.]+)? \d{3}\b`)

// textBefore returns the text before a place, back to the block before the one
// that stands there.
func textBefore(page *lint.Page, at int) []byte {
	const longest = 300
	text := bytes.TrimRight(page.Text.Bytes[max(0, at-longest):at], " \t\r\n`")
	if i := bytes.LastIndex(text, []byte("\n\n")); i >= 0 {
		text = text[i:]
	}
	return text
}

// ofOwnServer reports whether a body is the response to requests of the same block that
// only servers on the writer's machine or network can get: what they issue opens
// nothing to readers.
func ofOwnServer(b *example.Body) bool {
	return b.Request == nil && len(b.Example.Requests) > 0 && !slices.ContainsFunc(b.Example.Requests, func(r *example.Request) bool {
		return !r.Response && !isOwnServer(r.URL.String())
	})
}

// isOwnServer reports whether a URL, with or without a scheme, is of a host that other
// networks cannot reach: a loopback or private address, or a name without a domain.
func isOwnServer(address string) bool {
	_, host, ok := strings.Cut(address, "://")
	if !ok {
		host = address
	}
	host, _, _ = strings.Cut(host, "/")
	host = strings.ToLower(host[strings.LastIndexByte(host, '@')+1:])
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return ip.IsLoopback() || ip.IsPrivate()
	}
	return isHostLabel.MatchString(host) || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".local")
}

var isHostLabel = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$`)

// secretsOf reports the secrets among the members of a document.
func secretsOf(p *lint.Pass, page *lint.Page, n *data.Node, names *regexp.Regexp) {
	for _, m := range n.Members {
		if m.Value.Kind == data.String {
			secretsIn(p, page, m.Key.Text, m.Value.Text, names)
		}
		secretsOf(p, page, m.Value, names)
	}
	for _, item := range n.Items {
		secretsOf(p, page, item, names)
	}
}

// secretsIn reports the words of a value that look like live credentials, if its
// name is one of names.
func secretsIn(p *lint.Pass, page *lint.Page, name, value source.Text, names *regexp.Regexp) {
	rest := value.String()
	for more := len(rest) >= shortestToken; more; {
		start := value.Len() - len(rest)
		word := rest
		if i := strings.IndexAny(rest, " ,;"); i >= 0 {
			word, rest = rest[:i], rest[i+1:]
		} else {
			more = false
		}
		if looksLive(word) && names.Match(name.Bytes) && !notSecret.Match(name.Bytes) {
			p.Textf(page, value, start, start+len(word), "%q looks like a live credential: revoke it, and write a made-up one or a placeholder", word[:6]+"…")
		}
	}
}
