package rules

import (
	"net/url"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

var brokenExternalLink = &lint.Rule{
	Name:     "broken-external-link",
	Severity: diag.Warning,
	External: true,
	Site: func(p *lint.Pass) {
		var addresses []string
		for _, page := range p.Pages {
			for r := range page.References() {
				if address := externalAddress(p, page, r.Dest); address != "" {
					addresses = append(addresses, address)
				}
			}
		}
		slices.Sort(addresses)
		answers := p.External(slices.Compact(addresses))
		for _, page := range p.Pages {
			for r := range page.References() {
				if fault := answers[externalAddress(p, page, r.Dest)].Fault; fault != "" {
					p.Textf(page, page.Text, r.Start, r.End, "%q: %s", r.Dest, fault)
				}
			}
		}
	},
}

// externalAddress returns the address of another site without its fragment, ""
// for any other link and for names that are nobody's (RFC 2606, RFC 6761).
func externalAddress(p *lint.Pass, page *lint.Page, dest string) string {
	if !strings.Contains(dest, "//") || !page.IsHTML() || p.Index.Resolve(page, dest).Verdict != lint.Outside {
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
