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

// externalAddress returns the address of another site without its fragment, ""
// for any other link and for reserved names (RFC 2606, RFC 6761).
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
	host := u.Hostname()
	top := host[strings.LastIndexByte(host, '.')+1:]
	if u.Scheme != "http" && u.Scheme != "https" || host == "localhost" || strings.HasPrefix(host, "127.") ||
		slices.Contains([]string{"example", "test", "invalid", "localhost", "local"}, top) ||
		slices.ContainsFunc([]string{"example.com", "example.org", "example.net"}, func(domain string) bool {
			return host == domain || strings.HasSuffix(host, "."+domain)
		}) || strings.ContainsAny(host, "{}<>$*") {
		return ""
	}
	u.Fragment = ""
	return u.String()
}
