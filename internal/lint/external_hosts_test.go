package lint

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestIsPublic(t *testing.T) {
	public := []string{"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.0.1.1", "223.255.255.255",
		"2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808", "::ffff:8.8.8.8"}
	private := []string{"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "169.254.169.254",
		"172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
		"203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "168.63.129.16",
		"::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808",
		"2002:7f00:1::", "2002:a00:1::", "2001::1", "2001:2::1", "2001:db8::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "5f00::1"}
	for want, list := range map[bool][]string{true: public, false: private} {
		for _, text := range list {
			if got := isPublic(netip.MustParseAddr(text)); got != want {
				t.Errorf("%s: public %t, want %t", text, got, want)
			}
		}
	}
	for name, want := range map[string]bool{
		"slack.com": true, "0x.com": true, "a.0xyz": true, "1.2.3.4.com": true,
		"intranet": false, "": false, "a.internal": false, "router.home.arpa": false, "127.1": false, "2130706433": false, "0x7f.1": false, "1.0x7f": false, "0177.0.0.1": false,
	} {
		if got := isPublicName(name); got != want {
			t.Errorf("%q: public %t, want %t", name, got, want)
		}
	}
}

// direct uses no proxy.
func direct(*http.Request) (*url.URL, error) { return nil, nil }

// TestNotPublic asks nobody who is not public: not by address, not by name, and not
// after a redirect.
func TestNotPublic(t *testing.T) {
	inside := newSite(t)
	port := inside.URL[strings.LastIndexByte(inside.URL, ':'):]
	c := newTestChecker()
	c.Private = false
	addresses := []string{inside.URL + "/gone", "http://localhost" + port, "http://[::ffff:127.0.0.1]" + port, "http://127.1" + port,
		"http://2130706433" + port, "http://0x7f.1" + port, "http://LOCALHOST." + port, "http://intranet/", "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/"}
	answers, err := c.Ask(t.Context(), addresses)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range addresses {
		if answers[address] != (Answer{Unasked: NotPublic}) {
			t.Errorf("%s: %+v", address, answers[address])
		}
	}

	// The outside is one port of this machine.
	var to atomic.Value
	outside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, to.Load().(string), http.StatusFound)
	}))
	t.Cleanup(outside.Close)
	public := func(address string) bool { return "http://"+address == outside.URL || isPublicAddress(address) }
	for _, target := range append(addresses, "//127.0.0.1"+port+"/gone") {
		to.Store(target)
		c := newTestChecker()
		c.transport = newTransport(public, direct)
		answers, err := c.Ask(t.Context(), []string{outside.URL})
		if err != nil || answers[outside.URL] != (Answer{Unasked: NotPublic}) {
			t.Errorf("redirect to %s: %+v, %v", target, answers[outside.URL], err)
		}
	}
	if asked := inside.asked(); len(asked) > 0 {
		t.Errorf("asked inside: %v", asked)
	}
}

// TestProxy has the user's proxy, which may be private, ask in docgen's place.
func TestProxy(t *testing.T) {
	proxy := newSite(t)
	at, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	through := func(*http.Request) (*url.URL, error) { return at, nil }
	c := newTestChecker()
	c.transport = newTransport(isPublicAddress, through)
	addresses := []string{"http://there.example.org/gone", "http://10.0.0.1/gone", "http://[::ffff:127.0.0.1]/gone", "http://127.1/gone"}
	answers, err := c.Ask(t.Context(), addresses)
	if err != nil {
		t.Fatal(err)
	}
	for i, address := range addresses {
		if a := answers[address]; (i == 0) != strings.Contains(a.Problem, "404") || (i > 0) != (a.Unasked == NotPublic) {
			t.Errorf("%s: %+v", address, a)
		}
	}
	if asked := proxy.asked(); len(asked) != 2 {
		t.Errorf("asked %v", asked)
	}
	proxy.Close()
	c = newTestChecker()
	c.transport = newTransport(isPublicAddress, through)
	addresses = []string{"http://there.example.org/gone", "https://there.example.org/gone"}
	if answers, err = c.Ask(t.Context(), addresses); err != nil {
		t.Fatal(err)
	}
	for _, address := range addresses {
		if answers[address] != (Answer{Unasked: NoProxy}) {
			t.Errorf("without the proxy: %s: %+v", address, answers[address])
		}
	}
}

// TestDeadHosts asks a host that is not there once for all its addresses, also where
// others redirect to it.
func TestDeadHosts(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	var taken atomic.Int32
	go func() {
		for {
			if _, err := silent.Accept(); err != nil {
				return
			}
			taken.Add(1)
		}
	}()
	refused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused.Close()
	leads := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+silent.Addr().String()+r.URL.Path, http.StatusFound)
	}))
	t.Cleanup(leads.Close)
	c := newHastyChecker()
	c.start()
	var dialled atomic.Int32
	dial := c.transport.direct.DialContext
	c.transport.direct.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == refused.Addr().String() {
			dialled.Add(1)
		}
		return dial(ctx, network, address)
	}
	var addresses []string
	for i := range 40 {
		addresses = append(addresses, fmt.Sprintf("http://%s/%d", silent.Addr(), i), fmt.Sprintf("http://%s/%d", refused.Addr(), i), fmt.Sprintf("%s/%d", leads.URL, i))
	}
	for range 2 { // as lint --since does
		answers, err := c.Ask(t.Context(), addresses)
		if err != nil {
			t.Fatal(err)
		}
		for i, address := range addresses {
			want := []string{"the site does not answer", "cannot be reached", `it redirects to "` + silent.Addr().String() + `": the site does not answer`}[i%3]
			if got := answers[address].Problem; !strings.Contains(got, want) {
				t.Errorf("%s: %q, want %q", address, got, want)
			}
		}
	}
	if taken.Load() > maxSlow || dialled.Load() != 1 {
		t.Errorf("%d connections to the silent host, %d to the one that refuses", taken.Load(), dialled.Load())
	}
}

// TestSlowHost leaves a host alone that has answered, and does so no more.
func TestSlowHost(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	addresses := []string{s.URL + "/there"}
	for i := range 40 {
		addresses = append(addresses, fmt.Sprintf("%s/slow?%d", s.URL, i))
	}
	answers, err := newHastyChecker().Ask(t.Context(), addresses)
	if err != nil {
		t.Fatal(err)
	}
	count := map[Answer]int{}
	for _, address := range addresses {
		a := answers[address]
		a.Checked = time.Time{}
		count[a]++
	}
	if count[Answer{Problem: "the site does not answer"}] != 1 || count[Answer{Unasked: TooBusy}] != 39 || count[Answer{Status: 200}] != 1 {
		t.Errorf("%v", count)
	}
}

// TestSlowAddress is not the fault of its host.
func TestSlowAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	slow, addresses := s.URL+"/slow", []string{s.URL + "/slow", s.URL + "/there", s.URL + "/slow-head"}
	answers, err := newHastyChecker().Ask(t.Context(), addresses)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range addresses {
		if got := answers[address].Problem; (got == "the site does not answer") != (address == slow) {
			t.Errorf("%s: %q", address, got)
		}
	}
}

// TestTotal ends when the time is up, and what was not asked is not broken.
func TestTotal(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := newTestChecker()
	c.Timeout, c.Total = time.Hour, 50*time.Millisecond
	answers, err := c.Ask(t.Context(), []string{s.URL + "/slow", s.URL + "/gone"})
	if err != nil {
		t.Fatal(err)
	}
	for address, a := range answers {
		if a != (Answer{Unasked: NoTime}) {
			t.Errorf("%s: %+v", address, a)
		}
	}
}

// TestCacheOfOthers reads what docgen did not write.
func TestCacheOfOthers(t *testing.T) {
	s := newSite(t)
	gone, now := s.URL+"/gone", time.Now().UTC().Format(time.RFC3339)
	entry := func(problem, checked string) string {
		return fmt.Sprintf(`{%q: {"status": 200, "fault": %q, "checked": %q}}`, gone, problem, checked)
	}
	for name, text := range map[string]string{
		"no JSON": "{", "null": "null", "a list": "[]", "another shape": `{"x": 1}`, "empty": "", "deep": strings.Repeat("[", 1<<20),
		"the future":         entry("", "2999-01-01T00:00:00Z"),
		"old":                entry("", "2001-01-01T00:00:00Z"),
		"control characters": entry("a\n::error::b\x1b[31m", now),
		"long":               entry(strings.Repeat("x", 1000), now),
		"large":              strings.Repeat(" ", maxCache) + entry("", now),
	} {
		c := newTestChecker()
		c.CacheFile = filepath.Join(t.TempDir(), "external.json")
		if err := os.WriteFile(c.CacheFile, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		answers, err := c.Ask(t.Context(), []string{gone})
		if err != nil || answers[gone].Problem != "the site has no such page (404)" {
			t.Errorf("%s: %+v, %v", name, answers[gone], err)
		}
		if info, err := os.Stat(c.CacheFile); err != nil || info.Size() > 1000 {
			t.Errorf("%s: the cache has %d bytes, %v", name, info.Size(), err)
		}
	}
}
