package example

import (
	"bytes"
	"regexp"
	"strings"
)

// checkHost reports a host name that cannot be one.
//
// A single name is a machine of the reader's own network, unless the URL is
// secure: such a name has no certificate.
func (r *reader) checkHost(pos, end int, secure bool) {
	host := r.src[pos:end]
	if i := bytes.IndexAny(host, "/?#&"); i >= 0 {
		host = host[:i]
	}
	if i := bytes.LastIndexByte(host, '@'); i >= 0 {
		pos, host = pos+i+1, host[i+1:]
	}
	isOpen := func(c rune) bool { return c >= 0x80 || strings.ContainsRune("<>{}[]$%*'\"` \t\r\n\\_", c) }
	if bytes.ContainsFunc(host, isOpen) || bytes.Contains(host, []byte("...")) {
		return // a placeholder, a variable, an address in brackets
	}
	name, port, hasPort := bytes.Cut(host, []byte(":"))
	why := badHost(string(name))
	if why == noDomain && (hasPort || !secure) || (why == noDomain || why == noTopLevel) && namesNoHost(string(name)) {
		why = ""
	}
	if why != "" {
		r.report("bad-host", pos, pos+len(host), "host \""+string(name)+"\" "+why)
	} else if hasPort && len(bytes.Trim(port, "0123456789")) > 0 {
		r.report("bad-host", pos, pos+len(host), "\""+string(port)+"\" is no port")
	}
}

// noDomain is the message for a single name. With a port it is valid.
const noDomain = "has no domain"

const noTopLevel = "has no top-level domain"

// badHost returns what is wrong with a host name, or "".
func badHost(host string) string {
	if host == "" {
		return "is missing"
	}
	if strings.EqualFold(host, "localhost") {
		return ""
	}
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	for _, label := range labels {
		if label == "" {
			return "has an empty label"
		}
		for _, c := range []byte(label) {
			if !isLetter(c) && !isDigit(c) && c != '-' {
				return "has a character that no host name has"
			}
		}
	}
	if len(labels) == 1 {
		return noDomain
	}
	last := labels[len(labels)-1]
	numeric := strings.Trim(last, "0123456789") == ""
	if numeric && len(labels) == 4 || strings.HasPrefix(strings.ToLower(last), "xn--") {
		return ""
	}
	if len(last) < 2 || strings.ContainsAny(last, "0123456789-") {
		return noTopLevel
	}
	return ""
}

// hostLabel matches a label that stands for a part of a host name: "your-host",
// "HOST", "x".
var hostLabel = regexp.MustCompile(`^(?:(?:your|my|our|some|any|the|this|example|sample|test)(?:-.+|[a-z]*)` +
	`|(?:.*-)?(?:host(?:name)?|server|domain|site|node|machine|ip|address|addr|instance|cluster|service|proxy|gateway|company|tenant|org|endpoint|url|name)\d*` +
	`|[xXyY*]+|[A-Z][A-Z0-9-]*)$`)

// namesNoHost reports whether a host name is a placeholder for one.
func namesNoHost(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if hostLabel.MatchString(label) {
			return true
		}
	}
	return false
}
