package lint

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// site is a server that counts what it is asked.
type site struct {
	*httptest.Server
	mu       sync.Mutex
	requests []string
	open     atomic.Int32
	crowded  atomic.Bool // two requests were open at the same time
}

// asked returns the requests since it was last called.
func (s *site) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.requests
	s.requests = nil
	return asked
}

func newSite(t *testing.T) *site {
	s := &site{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.open.Add(1) > 1 {
			s.crowded.Store(true)
		}
		defer s.open.Add(-1)
		s.mu.Lock()
		s.requests = append(s.requests, r.Method+" "+r.URL.Path)
		s.mu.Unlock()
		if r.UserAgent() != "docgen/test" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusNotFound)
		case "/moved":
			http.Redirect(w, r, "/there", http.StatusMovedPermanently)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/no-head":
			if r.Method == http.MethodHead {
				w.WriteHeader(http.StatusMethodNotAllowed)
			}
		case "/login":
			w.WriteHeader(http.StatusUnauthorized)
		case "/blocked":
			w.WriteHeader(http.StatusForbidden)
		case "/linkedin":
			w.WriteHeader(statusBlocked)
		case "/busy":
			w.WriteHeader(http.StatusTooManyRequests)
		case "/broken":
			w.WriteHeader(http.StatusInternalServerError)
		case "/slow":
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Second):
			}
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func newTestChecker() *Asker {
	c := NewAsker("docgen/test", "")
	c.Timeout = 200 * time.Millisecond
	return c
}

func TestCheck(t *testing.T) {
	s := newSite(t)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	tests := map[string]string{ // part of the problem, "" for none
		s.URL + "/there":    "",
		s.URL + "/moved":    "",
		s.URL + "/no-head":  "",
		s.URL + "/login":    "",
		s.URL + "/blocked":  "",
		s.URL + "/linkedin": "",
		s.URL + "/gone":     "no such page (404)",
		s.URL + "/broken":   "500 Internal Server Error",
		s.URL + "/round":    "stopped after 10 redirects",
		s.URL + "/slow":     "does not answer",
		closed.URL:          "cannot be reached",
	}
	var addresses []string
	for address := range tests {
		addresses = append(addresses, address, address)
	}
	answers, err := newTestChecker().Ask(context.Background(), addresses)
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range tests {
		if got := answers[address].Problem; (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: problem %q, want %q", address, got, want)
		}
	}
	if s.crowded.Load() {
		t.Error("a host was asked about two addresses at the same time")
	}
	seen := map[string]int{}
	for _, r := range s.asked() {
		seen[r]++
	}
	if seen["HEAD /login"] != 1 || seen["GET /there"] != 0 {
		t.Errorf("asked more than needed: %v", seen)
	}
}

func TestCheckStopsWhereAskedTo(t *testing.T) {
	s := newSite(t)
	answers, err := newTestChecker().Ask(context.Background(), []string{s.URL + "/busy", s.URL + "/gone"})
	if err != nil {
		t.Fatal(err)
	}
	if asked := s.asked(); len(asked) != 1 || answers[s.URL+"/gone"].Problem != "" {
		t.Errorf("a site that has had enough was asked on: %v", asked)
	}
}

func TestCheckKeepsAnswers(t *testing.T) {
	s := newSite(t)
	c := newTestChecker()
	c.CacheFile = filepath.Join(t.TempDir(), "docgen", "external.json")
	addresses := []string{s.URL + "/there", s.URL + "/gone"}
	check := func(requests int) {
		t.Helper()
		s.asked()
		answers, err := c.Ask(context.Background(), addresses)
		if err != nil {
			t.Fatal(err)
		}
		if answers[addresses[0]].Problem != "" || answers[addresses[1]].Problem == "" {
			t.Errorf("answers %v", answers)
		}
		if asked := s.asked(); len(asked) != requests {
			t.Errorf("%d requests, want %d: %v", len(asked), requests, asked)
		}
	}
	check(3)
	check(0)
	c.FreshFault = 0 // bad answers are old now
	check(2)
}

func TestCheckIsCutOff(t *testing.T) {
	s := newSite(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	answers, err := newTestChecker().Ask(ctx, []string{s.URL + "/gone"})
	if err == nil || answers[s.URL+"/gone"].Problem != "" {
		t.Errorf("got %v, %v; want no verdict, and the error of the context", answers, err)
	}
}
