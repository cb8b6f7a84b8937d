package lint

import (
	"context"
	"errors"
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
		case "/later":
			w.Header().Set("Retry-After", "100")
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/cookies":
			w.Header().Set("Set-Cookie", "seen=1")
			http.Redirect(w, r, "/cookies", http.StatusFound)
		case "/app":
			w.Header().Set("Location", "app://open")
			w.WriteHeader(http.StatusFound)
		case "/script":
			w.Header().Set("Location", "javascript:alert(1)")
			w.WriteHeader(http.StatusFound)
		case "/closed-head", "/closed":
			if r.Method == http.MethodHead || r.URL.Path == "/closed" {
				panic(http.ErrAbortHandler)
			}
		case "/slow-head":
			if r.Method == http.MethodHead {
				<-r.Context().Done()
			}
		case "/endless":
			if r.Method == http.MethodHead {
				w.WriteHeader(http.StatusNotImplemented)
				return
			}
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		case "/headers":
			w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
		case "/user":
			if _, _, sent := r.BasicAuth(); sent {
				w.WriteHeader(http.StatusTeapot)
			}
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
	c.Private = true // the servers of the tests
	return c
}

// newHastyChecker has little patience.
func newHastyChecker() *Asker {
	c := newTestChecker()
	c.Timeout = 900 * time.Millisecond
	return c
}

func TestCheck(t *testing.T) {
	s, cut := newSite(t), newSite(t) // the second may still work on a request that was cut off
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
		s.URL + "/round":    "redirects more than 10 times",

		s.URL + "/cookies":       "",
		s.URL + "/app":           "",
		s.URL + "/script":        "",
		cut.URL + "/closed-head": "",
		cut.URL + "/endless":     "",
		cut.URL + "/closed":      "EOF",
		s.URL + "/headers":       "headers",

		strings.Replace(s.URL, "://", "://name:word@", 1) + "/user": "",
		closed.URL: "cannot be reached",
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
	for _, path := range []string{"/busy", "/later"} {
		answers, err := newTestChecker().Ask(context.Background(), []string{s.URL + path, s.URL + "/gone"})
		if err != nil {
			t.Fatal(err)
		}
		if asked := s.asked(); len(asked) != 1 || answers[s.URL+path].Problem != "" || answers[s.URL+"/gone"] != (Answer{Unasked: TooBusy}) {
			t.Errorf("a site that has had enough was asked on: %v, %v", asked, answers)
		}
	}
}

func TestCheckKeepsAnswers(t *testing.T) {
	s := newSite(t)
	cache, freshFault := filepath.Join(t.TempDir(), "docgen", "external.json"), time.Hour
	addresses := []string{s.URL + "/there", s.URL + "/gone"}
	check := func(requests int) {
		t.Helper()
		s.asked()
		c := newTestChecker() // another run
		c.CacheFile, c.FreshFault = cache, freshFault
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
	freshFault = 0 // bad answers are old now
	check(2)
}

func TestCheckIsCutOff(t *testing.T) {
	s := newSite(t)
	later, stop := context.WithCancel(context.Background())
	c := newTestChecker()
	c.Timeout = time.Hour
	go func() {
		for s.open.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		stop()
	}()
	if answers, err := c.Ask(later, []string{s.URL + "/slow-head", s.URL + "/gone"}); !errors.Is(err, context.Canceled) || answers[s.URL+"/gone"].Problem != "" {
		t.Errorf("got %v, %v; want no verdict, and the error of the context", answers, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	answers, err := newTestChecker().Ask(ctx, []string{s.URL + "/gone"})
	if err == nil || answers[s.URL+"/gone"].Problem != "" {
		t.Errorf("got %v, %v; want no verdict, and the error of the context", answers, err)
	}
}
