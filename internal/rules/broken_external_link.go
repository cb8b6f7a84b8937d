package rules

import (
	"net/url"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

var brokenExternalLink = &lint.Rule{
	Name:     diag.RuleBrokenExternalLink,
	Severity: diag.Warning,
	External: true,
	Site: func(p *lint.Pass) {
		var addresses []string
		for _, page := range p.Pages {
			for _, r := range page.Kept().External {
				if address := externalAddress(r.Dest); address != "" {
					addresses = append(addresses, address)
				}
			}
		}
		slices.Sort(addresses)
		answers := p.External(slices.Compact(addresses))
		for _, page := range p.Pages {
			for _, r := range page.Kept().External {
				if problem := answers[externalAddress(r.Dest)].Problem; problem != "" {
					p.Reportf(r.At, []*lint.Page{page}, "%q: %s", r.Dest, problem).Via = r.Via
				}
			}
		}
	},
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
