package lint

import (
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// errNotPublic says that an address is not of the public internet.
var errNotPublic = errors.New("the address is not public")

// notPublic are the networks that are not of the public internet (the IANA's
// registries of special-purpose addresses), among those that isPublic looks at.
var notPublic = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"168.63.129.16/32", // the services of an Azure machine, among them runners of CI
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)

// Addresses of IPv6: those that are public, and those that stand for an IPv4
// address in the last four bytes (RFC 6052).
var (
	globalUnicast = netip.MustParsePrefix("2000::/3")
	translated    = netip.MustParsePrefix("64:ff9b::/96")
)

func prefixes(list ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, text := range list {
		out = append(out, netip.MustParsePrefix(text))
	}
	return out
}

// isPublic reports whether an address is one of the public internet.
func isPublic(ip netip.Addr) bool {
	ip = ip.WithZone("").Unmap()
	if translated.Contains(ip) {
		bytes := ip.As16()
		ip = netip.AddrFrom4([4]byte(bytes[12:]))
	}
	if ip.Is6() && !globalUnicast.Contains(ip) {
		return false
	}
	return ip.IsValid() && !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// isPublicAddress is isPublic for an address with a port, as it is dialled.
func isPublicAddress(address string) bool {
	at, err := netip.ParseAddrPort(address)
	return err == nil && isPublic(at.Addr())
}

// hostName returns the host of an address without port, in lower case and
// without the dot at the end.
func hostName(u *url.URL) string { return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".") }

// isPublicName reports whether a name may be one of the public internet: one
// without a dot is of the own network. A name whose last part is a number is an
// address for old resolvers (127.1, 0x7f000001).
func isPublicName(name string) bool {
	dot := strings.LastIndexByte(name, '.')
	top := name[dot+1:]
	hex, isHex := strings.CutPrefix(top, "0x")
	switch {
	case dot < 0, top == "", strings.Trim(top, "0123456789") == "", isHex && strings.Trim(hex, "0123456789abcdef") == "":
		return false
	}
	return top != "internal" && top != "local" && top != "localhost" && !strings.HasSuffix(name, ".home.arpa")
}
