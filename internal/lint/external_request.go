package lint

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"docgen/internal/diag"
)

// transport sends requests. What is not of the public internet is refused when
// its address is known, right before it is dialled: whatever name it has, and
// wherever a redirect leads.
type transport struct {
	public          func(address string) bool // an IP address with port
	proxy           func(*http.Request) (*url.URL, error)
	direct, proxied *http.Transport
}

// maxHeader bounds the head of an answer, in bytes. What follows it is not read.
const maxHeader = 64 << 10

// newTransport returns a transport for the addresses that public allows; nil
// allows all, and all names.
func newTransport(public func(address string) bool, proxy func(*http.Request) (*url.URL, error)) *transport {
	plain := &net.Dialer{Timeout: 10 * time.Second}
	guarded := *plain
	if public != nil {
		guarded.Control = func(_, address string, _ syscall.RawConn) error {
			if !public(address) {
				return errNotPublic
			}
			return nil
		}
	}
	t := &transport{public: public, proxy: proxy}
	t.direct = &http.Transport{
		DialContext: guarded.DialContext, ForceAttemptHTTP2: true, DisableCompression: true,
		MaxResponseHeaderBytes: maxHeader, MaxIdleConnsPerHost: 1, IdleConnTimeout: 10 * time.Second,
	}
	t.proxied = t.direct.Clone()
	t.proxied.Proxy = proxy
	t.proxied.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := plain.DialContext(ctx, network, address)
		if err != nil {
			return nil, &proxyError{err}
		}
		return conn, nil
	}
	return t
}

// proxyError says that the user's proxy cannot be reached, which is no fault of
// the address.
type proxyError struct{ error }

func (t *transport) send(r *http.Request) (*http.Response, error) {
	proxy, err := t.proxy(r)
	if err != nil {
		return nil, &proxyError{err}
	}
	if t.public != nil && !t.mayAsk(r.URL, proxy != nil) {
		return nil, errNotPublic
	}
	if proxy != nil {
		return t.proxied.RoundTrip(r)
	}
	return t.direct.RoundTrip(r)
}

// mayAsk reports whether a host may be public, as far as its name tells. It is
// all that is known where a proxy dials.
func (t *transport) mayAsk(u *url.URL, proxied bool) bool {
	name := hostName(u)
	ip, err := netip.ParseAddr(name)
	if err != nil {
		return isPublicName(name)
	}
	return !proxied || t.public(netip.AddrPortFrom(ip, 0).String())
}

func (t *transport) close() {
	t.direct.CloseIdleConnections()
	t.proxied.CloseIdleConnections()
}

// reply is what counts of an answer.
type reply struct {
	status   int
	location string // of a redirect
	cookie   bool   // it sets one
	later    bool   // the site asks for patience
}

// statusBlocked is what some sites answer to everything that is no browser.
const statusBlocked = 999

func (c *Asker) request(ctx context.Context, method string, u *url.URL) (reply, error) {
	timeout := c.Timeout
	if method == http.MethodHead {
		timeout /= 3
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	clean := *u
	clean.User = nil // nobody's password is sent
	r, err := http.NewRequestWithContext(ctx, method, clean.String(), nil)
	if err != nil {
		return reply{}, err
	}
	r.Header.Set("User-Agent", c.UserAgent)
	r.Header.Set("Accept", "*/*")
	answer, err := c.transport.send(r)
	if err != nil {
		return reply{}, err
	}
	_ = answer.Body.Close()
	out := reply{status: answer.StatusCode, cookie: answer.Header.Get("Set-Cookie") != ""}
	switch out.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		out.location = answer.Header.Get("Location")
	case http.StatusTooManyRequests:
		out.later = true
	case http.StatusServiceUnavailable:
		out.later = answer.Header.Get("Retry-After") != ""
	}
	return out, nil
}

// problem says why an address is not there. A site that will not talk to a
// program, or asks who it is, says nothing about the address.
func (r reply) problem() string {
	switch {
	case r.status < 400, r.later:
		return ""
	case r.status == http.StatusNotFound, r.status == http.StatusGone:
		return fmt.Sprintf("the site has no such page (%d)", r.status)
	case r.status == http.StatusUnauthorized, r.status == http.StatusForbidden, r.status == http.StatusProxyAuthRequired,
		r.status == statusBlocked:
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("the site answers %d %s", r.status, http.StatusText(r.status)))
}

// noAnswer is a request without an answer.
type noAnswer struct {
	problem string
	unasked Unasked
	host    bool // it is one of all addresses of the host
	late    bool // the host was reached and did not answer in time
}

// noAnswerOf explains an error of a request.
func noAnswerOf(err error) *noAnswer {
	var unknown *net.DNSError
	var operation *net.OpError
	var certificate *tls.CertificateVerificationError
	var proxy *proxyError
	var timeout net.Error
	dial := errors.As(err, &operation) && operation.Op == "dial"
	switch {
	case errors.Is(err, errNotPublic):
		return &noAnswer{unasked: NotPublic, host: true}
	case errors.As(err, &proxy):
		return &noAnswer{unasked: NoProxy, host: true}
	case errors.As(err, &unknown) && unknown.IsNotFound:
		return &noAnswer{problem: "there is no host " + quote(unknown.Name), host: true}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &noAnswer{problem: "the site does not answer", host: dial, late: !dial}
	case operation != nil:
		return &noAnswer{problem: "the site cannot be reached: " + printable(operation.Err.Error()), host: dial}
	}
	return &noAnswer{problem: printable(err.Error()), host: errors.As(err, &certificate)}
}

// maxProblem bounds a text that another site may have chosen, in bytes.
const maxProblem = 300

// printable returns a text as it may be printed, and not too long.
func printable(text string) string {
	text = diag.Printable(text)
	if len(text) > maxProblem {
		text = strings.ToValidUTF8(text[:maxProblem], "")
	}
	return text
}

// quote returns a name as it may be printed.
func quote(name string) string { return printable(fmt.Sprintf("%q", name)) }
