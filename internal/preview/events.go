package preview

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// hub knows the open pages. They reload on server-sent events:
// https://html.spec.whatwg.org/multipage/server-sent-events.html
type hub struct {
	mu      sync.Mutex
	clients map[*client]bool
}

// client is one open page.
type client struct {
	path    string // as the browser has it
	version string // of the bytes it shows
	events  chan event
}

type event struct {
	name string
	data any
}

// backlog is how many events may wait for a page that does not read. One that
// is too slow is cut off; it connects again and compares versions.
const backlog = 64

func (h *hub) join(path, version string) *client {
	c := &client{path, version, make(chan event, backlog)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.clients == nil {
		h.clients = map[*client]bool{}
	}
	h.clients[c] = true
	return c
}

func (h *hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.clients[c] {
		delete(h.clients, c)
		close(c.events)
	}
}

// send hands an event over. The lock is held.
func (h *hub) send(c *client, e event) {
	select {
	case c.events <- e:
	default:
		delete(h.clients, c)
		close(c.events)
	}
}

func (h *hub) broadcast(e event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		h.send(c, e)
	}
}

// check makes the pages reload that show other bytes than they would now. An error
// ends it.
func (h *hub) check(version func(path string) (string, error)) {
	h.mu.Lock()
	var paths []string
	for c := range h.clients {
		if !slices.Contains(paths, c.path) {
			paths = append(paths, c.path)
		}
	}
	h.mu.Unlock()
	for _, path := range paths {
		now, err := version(path)
		if err != nil {
			return
		}
		h.mu.Lock()
		for c := range h.clients {
			if c.path == path && c.version != now {
				c.version = now
				h.send(c, event{"reload", now})
			}
		}
		h.mu.Unlock()
	}
}

// beat is how often an idle connection gets a comment, so that the system
// notices the ones that are dead.
const beat = 30 * time.Second

func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method == http.MethodHead {
		return
	}
	query := r.URL.Query()
	c := s.hub.join(query.Get("page"), query.Get("version"))
	defer s.hub.leave(c)
	// The page, or a file that it shows, may have changed since it was loaded,
	// the page also while the server was down.
	current, failure, err := s.latest(r.Context())
	if err != nil {
		return
	}
	a, err := s.answer(r.Context(), current, failure, c.path)
	if err != nil {
		return
	}
	now := a.version
	var assets []string
	if loaded, err := strconv.ParseInt(query.Get("snapshot"), 10, 64); err == nil && current != nil {
		assets = current.revisedSince(loaded)
	}
	fmt.Fprint(w, "retry: 500\n\n")
	if now != query.Get("version") {
		write(w, event{"reload", now})
		assets = nil // loaded with the page
	}
	for _, address := range assets {
		write(w, event{"asset", address})
	}
	if out.Flush() != nil {
		return
	}
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case e, ok := <-c.events:
			if !ok {
				return
			}
			write(w, e)
		case <-ticker.C:
			fmt.Fprint(w, ":\n\n")
		}
		if out.Flush() != nil {
			return
		}
	}
}

func write(w http.ResponseWriter, e event) {
	data, err := json.Marshal(e.data)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	fmt.Fprintf(w, "event: %s\ndata: %s\n\n", e.name, data)
}
