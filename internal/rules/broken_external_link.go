package rules

import (
	"iter"
	"net/url"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/source"
)

var brokenExternalLink = &lint.Rule{
	Name:     diag.RuleBrokenExternalLink,
	Severity: diag.Warning,
	External: true,
	Site: func(p *lint.Pass) {
		var addresses []string
		for r := range externalReferences(p) {
			addresses = append(addresses, externalAddress(r.Dest))
		}
		slices.Sort(addresses)
		answers := p.External(slices.Compact(addresses))
		for r, page := range externalReferences(p) {
			if problem := answers[externalAddress(r.Dest)].Problem; problem != "" {
				p.Reportf(r.At, []*lint.Page{page}, "%q: %s", r.Dest, problem).Via = r.Via
			}
		}
	},
}

// externalReferences yields the links to other sites. Of those that a layout makes of what
// each page gives at one place, such as a link for editing the page, it yields the first one:
// there may be as many as pages, and they are right or wrong together.
func externalReferences(p *lint.Pass) iter.Seq2[lint.Reference, *lint.Page] {
	type place struct{ at, value source.Span }
	return func(yield func(lint.Reference, *lint.Page) bool) {
		first := map[place]string{}
		for _, page := range p.Pages {
			for r := range page.External() {
				if externalAddress(r.Dest) == "" {
					continue
				}
				if at := (place{r.At, r.Value}); r.Layout && r.Value.File != nil {
					if first[at] == "" {
						first[at] = r.Dest
					}
					if first[at] != r.Dest {
						continue
					}
				}
				if !yield(r, page) {
					return
				}
			}
		}
	}
}

// reserved are top-level domains without sites (RFC 2606, 6761, 6762, 7686, 9476).
var reserved = []string{"example", "test", "invalid", "localhost", "local", "onion", "alt"}

// externalAddress returns the address of another site without its fragment and the
// name of a user, "" for any other link and for reserved names.
func externalAddress(dest string) string {
	if !strings.Contains(dest, "//") {
		return ""
	}
	u, err := url.Parse(strings.TrimSpace(dest))
	if err != nil {
		return ""
	}
	if u.Scheme == "" {
		u.Scheme = "https"
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	top := host[strings.LastIndexByte(host, '.')+1:]
	if u.Scheme != "http" && u.Scheme != "https" || host == "" || strings.HasPrefix(host, "127.") ||
		slices.Contains(reserved, top) ||
		slices.ContainsFunc([]string{"example.com", "example.org", "example.net"}, func(domain string) bool {
			return host == domain || strings.HasSuffix(host, "."+domain)
		}) || strings.ContainsAny(host, "{}<>$*") {
		return ""
	}
	u.Fragment, u.User = "", nil
	return u.String()
}
