package lint

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
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
}

// Asker asks other sites whether addresses are there: each address once, a
// host one address at a time, and only again when the last answer is old.
type Asker struct {
	// Client sends the requests and follows redirects.
	Client *http.Client
	// UserAgent says who asks.
	UserAgent string
	// Timeout bounds each request.
	Timeout time.Duration
	// Hosts is how many hosts are asked at the same time.
	Hosts int
	// CacheFile keeps the answers between runs; "" for none.
	CacheFile string
	// Fresh is how long a good answer holds, FreshFault how long a bad one.
	Fresh, FreshFault time.Duration
}

// NewAsker returns an asker with a patience that suits public sites.
func NewAsker(userAgent, cacheFile string) *Asker {
	return &Asker{
		Client: http.DefaultClient, UserAgent: userAgent, CacheFile: cacheFile,
		Timeout: 15 * time.Second, Hosts: 16, Fresh: 7 * 24 * time.Hour, FreshFault: time.Hour,
	}
}

// Ask returns the answer for each address; what it could not ask about has an
// answer without a problem. The error is that of the context or of the cache.
func (c *Asker) Ask(ctx context.Context, addresses []string) (map[string]Answer, error) {
	answers := map[string]Answer{}
	known, now := c.readCache(), time.Now()
	maps.DeleteFunc(known, func(_ string, a Answer) bool { return !c.holds(a, now) })
	hosts := map[string][]string{}
	for _, address := range addresses {
		if _, twice := answers[address]; twice {
			continue
		}
		answer, fresh := known[address]
		answers[address] = answer
		if u, err := url.Parse(address); err == nil && !fresh {
			hosts[u.Host] = append(hosts[u.Host], address)
		}
	}
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(max(1, c.Hosts))
	for _, list := range hosts {
		group.Go(func() error {
			for _, address := range list {
				answer := c.ask(ctx, address)
				if ctx.Err() != nil {
					return nil // what was cut off is no answer
				}
				mu.Lock()
				answers[address], known[address] = answer, answer
				mu.Unlock()
				if answer.Status == http.StatusTooManyRequests {
					return nil
				}
			}
			return nil
		})
	}
	_ = group.Wait()
	return answers, errors.Join(ctx.Err(), c.writeCache(known))
}

// holds reports whether an answer is new enough not to ask again.
func (c *Asker) holds(a Answer, now time.Time) bool {
	fresh := c.Fresh
	if a.Problem != "" || a.Status == http.StatusTooManyRequests {
		fresh = c.FreshFault
	}
	return now.Sub(a.Checked) < fresh
}

// ask asks for the head of an address, and for the whole where a server does
// not give the head alone.
func (c *Asker) ask(ctx context.Context, address string) Answer {
	status, err := c.request(ctx, http.MethodHead, address)
	if err == nil && status >= 400 && status != http.StatusTooManyRequests {
		status, err = c.request(ctx, http.MethodGet, address)
	}
	return Answer{Status: status, Problem: problemOf(status, err), Checked: time.Now()}
}

func (c *Asker) request(ctx context.Context, method, address string) (status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("User-Agent", c.UserAgent)
	r.Header.Set("Accept", "*/*")
	answer, err := c.Client.Do(r)
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}

// statusBlocked is what some sites answer to everything that is no browser.
const statusBlocked = 999

// problemOf says in plain words why an address is not there. A site that will not
// talk to a program, or asks who it is, says nothing about the address.
func problemOf(status int, err error) string {
	var unknown *net.DNSError
	var refused *net.OpError
	switch {
	case err == nil && status < 400:
		return ""
	case errors.As(err, &unknown) && unknown.IsNotFound:
		return "there is no host " + unknown.Name
	case errors.Is(err, context.DeadlineExceeded):
		return "the site does not answer"
	case errors.As(err, &refused):
		return "the site cannot be reached: " + refused.Err.Error()
	case err != nil:
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return err.Error()
	}
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusTooManyRequests, statusBlocked:
		return ""
	case http.StatusNotFound, http.StatusGone:
		return fmt.Sprintf("the site has no such page (%d)", status)
	}
	return fmt.Sprintf("the site answers %d %s", status, http.StatusText(status))
}
