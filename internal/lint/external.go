package lint

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Answer is what another site said about an address.
type Answer struct {
	// Status is the last HTTP status, 0 where there was no answer.
	Status int `json:"status"`
	// Problem says what is wrong with the address; "" for nothing.
	Problem string `json:"fault,omitempty"`
	// Checked is when the site was asked; zero where it was not.
	Checked time.Time `json:"checked"`
	// Unasked says why the address is not known.
	Unasked Unasked `json:"-"`
}

// Unasked is a reason not to ask about an address.
type Unasked int

// The reasons. Asked is none.
const (
	Asked Unasked = iota
	// NotPublic is an address that is not of the public internet.
	NotPublic
	// TooBusy is a site that limits requests, or has become too slow.
	TooBusy
	// NoTime is an address that it was too late for.
	NoTime
	// NoProxy is an address that the user's proxy was to ask, which does not answer.
	NoProxy
)

// Asker asks other sites whether addresses are there: each address once, a
// host one address at a time, and only again when the last answer is old. A host
// that cannot be reached is asked once for all its addresses. Ask is not for use
// from many goroutines.
type Asker struct {
	// UserAgent says who asks.
	UserAgent string
	// Timeout bounds each request, a third of it one for a head, Total all of them.
	Timeout, Total time.Duration
	// Hosts is how many hosts are asked at the same time.
	Hosts int
	// CacheFile keeps the answers between runs; "" for none.
	CacheFile string
	// Fresh is how long a good answer holds, FreshFault how long a bad one.
	Fresh, FreshFault time.Duration
	// Private also asks hosts that are not of the public internet.
	Private bool

	transport *transport
	end       time.Time         // Total after the first question
	cached    map[string]Answer // the content of CacheFile
	given     map[string]Answer // by this Asker

	mu    sync.Mutex // for the maps, while requests run
	hosts map[string]*host
}

// NewAsker returns an asker with a patience that suits public sites.
func NewAsker(userAgent, cacheFile string) *Asker {
	return &Asker{
		UserAgent: userAgent, CacheFile: cacheFile, Timeout: 15 * time.Second, Total: 10 * time.Minute,
		Hosts: 16, Fresh: 7 * 24 * time.Hour, FreshFault: time.Hour,
	}
}

// Ask returns the answer for each address; what it could not ask about has an
// answer without a problem. The error is that of the context or of the cache.
func (c *Asker) Ask(ctx context.Context, addresses []string) (map[string]Answer, error) {
	c.start()
	defer c.transport.close()
	until, cancel := context.WithDeadline(ctx, c.end)
	defer cancel()
	var names []string // of hosts, in the order of the addresses
	byHost := map[string][]string{}
	for _, address := range addresses {
		if _, known := c.given[address]; known {
			continue
		}
		c.given[address] = c.cached[address]
		u, err := url.Parse(address)
		if _, fresh := c.cached[address]; err != nil || fresh {
			continue
		}
		c.given[address] = Answer{Unasked: NoTime} // until there is another one
		name := hostOf(u)
		if byHost[name] == nil {
			names = append(names, name)
		}
		byHost[name] = append(byHost[name], address)
	}
	var group errgroup.Group
	group.SetLimit(max(1, c.Hosts))
	for _, name := range names {
		group.Go(func() error {
			for _, address := range byHost[name] {
				if until.Err() != nil {
					break
				}
				if u, err := url.Parse(address); err == nil {
					c.note(address, c.ask(until, u))
				}
			}
			return nil
		})
	}
	_ = group.Wait()
	answers := make(map[string]Answer, len(addresses))
	for _, address := range addresses {
		answers[address] = c.given[address]
	}
	var err error
	if len(names) > 0 {
		err = c.writeCache()
	}
	return answers, errors.Join(ctx.Err(), err)
}

// start prepares for the first question.
func (c *Asker) start() {
	if c.given != nil {
		return
	}
	c.given, c.hosts, c.end = map[string]Answer{}, map[string]*host{}, time.Now().Add(c.Total)
	c.cached = c.readCache()
	if c.transport == nil {
		public := isPublicAddress
		if c.Private {
			public = nil
		}
		c.transport = newTransport(public, http.ProxyFromEnvironment)
	}
	now := time.Now()
	maps.DeleteFunc(c.cached, func(_ string, a Answer) bool { return !c.holds(a, now) })
}

// holds reports whether an answer is new enough not to ask again.
func (c *Asker) holds(a Answer, now time.Time) bool {
	fresh := c.Fresh
	switch {
	case a.Problem != "", a.Status == http.StatusTooManyRequests, a.Status == http.StatusServiceUnavailable:
		fresh = c.FreshFault
	}
	age := now.Sub(a.Checked)
	return age >= -time.Minute && age < fresh
}

func (c *Asker) note(address string, a Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.given[address] = a
	if a.Unasked == Asked {
		c.cached[address] = a
	}
}

// ask asks for the head of an address, and for the whole where that fails: there
// are servers that only answer to that.
func (c *Asker) ask(ctx context.Context, u *url.URL) Answer {
	a, final := c.follow(ctx, http.MethodHead, u)
	if !final {
		a, _ = c.follow(ctx, http.MethodGet, u)
	}
	if a.Unasked == Asked {
		a.Checked = time.Now()
	}
	return a
}

// maxRedirects is how often a site may lead elsewhere.
const maxRedirects = 10

// follow asks about an address and those that it redirects to. final is false where
// another method may have another answer.
func (c *Asker) follow(ctx context.Context, method string, first *url.URL) (a Answer, final bool) {
	u, cookies := first, false
	for range maxRedirects + 1 {
		r, failed := c.hop(ctx, method, u)
		cookies = cookies || r.cookie
		switch {
		case failed != nil:
			a = Answer{Problem: failed.problem, Unasked: failed.unasked}
			if a.Problem != "" && hostOf(u) != hostOf(first) {
				a.Problem = "it redirects to " + quote(u.Host) + ": " + a.Problem
			}
			return a, failed.host || failed.unasked != Asked
		case r.location == "":
			return Answer{Status: r.status, Problem: r.problem()}, r.status < 400 || r.later
		}
		next, err := u.Parse(r.location)
		if err != nil {
			return Answer{Status: r.status, Problem: "it redirects to an invalid address"}, false
		}
		if next.Scheme != "http" && next.Scheme != "https" || next.Host == "" {
			return Answer{Status: r.status}, true // a program of the reader's opens it
		}
		u = next
	}
	if cookies {
		return Answer{}, true // it may wait for one to come back
	}
	return Answer{Problem: fmt.Sprintf("it redirects more than %d times", maxRedirects)}, false
}

// host is what is known of a host.
type host struct {
	gate     chan struct{} // has room for one request
	failed   *noAnswer     // the answer for all its addresses
	answered bool
	slow     int // requests one after the other without an answer in time
}

// hostOf names the host of an address, with scheme and port.
func hostOf(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + hostName(u) + ":" + port
}

func (c *Asker) hostAt(u *url.URL) *host {
	c.mu.Lock()
	defer c.mu.Unlock()
	name := hostOf(u)
	if c.hosts[name] == nil {
		c.hosts[name] = &host{gate: make(chan struct{}, 1)}
	}
	return c.hosts[name]
}

// maxSlow is how many requests one after the other a host may leave without an
// answer: both for one address, and one for the next.
const maxSlow = 3

// hop makes one request, when its host has no other, unless it is known to be in
// vain.
func (c *Asker) hop(ctx context.Context, method string, u *url.URL) (reply, *noAnswer) {
	h := c.hostAt(u)
	select {
	case h.gate <- struct{}{}:
		defer func() { <-h.gate }()
	case <-ctx.Done():
		return reply{}, &noAnswer{unasked: NoTime}
	}
	if h.failed != nil {
		return reply{}, h.failed
	}
	r, err := c.request(ctx, method, u)
	if ctx.Err() != nil { // what was cut off is no answer
		return reply{}, &noAnswer{unasked: NoTime}
	}
	if err == nil {
		h.answered, h.slow = true, 0
		if r.later {
			h.failed = &noAnswer{unasked: TooBusy} // for the others
		}
		return r, nil
	}
	failed := noAnswerOf(err)
	if failed.late {
		h.slow++
	}
	switch {
	case failed.host, h.slow >= maxSlow && !h.answered:
		h.failed = failed
	case h.slow >= maxSlow:
		h.failed = &noAnswer{unasked: TooBusy} // what was slow, may be the address
	}
	return reply{}, failed
}
