package preview

import (
	"bytes"
	_ "embed"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strings"
	"time"
)

//go:embed assets/preview.js
var script []byte

// Handler serves the site. addr is the address that is listened on: a request
// for any other host is refused, so that no web page can reach the preview by
// pointing a name of its own at this machine.
func (s *Server) Handler(addr net.Addr) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(reserved+"preview.js", func(w http.ResponseWriter, r *http.Request) {
		send(w, r, "preview.js", http.StatusOK, bytes.NewReader(script))
	})
	mux.HandleFunc(reserved+"events", s.serveEvents)
	mux.HandleFunc(reserved+"findings", s.serveFindings)
	mux.HandleFunc(reserved+"findings.html", s.serveList)
	mux.HandleFunc(rulePath(""), s.serveRule)
	mux.HandleFunc(reserved, http.NotFound)
	guarded := func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !hostAllowed(r.Host, addr):
			http.Error(w, "this preview answers to its own address only", http.StatusForbidden)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		case !strings.HasPrefix(path.Clean(r.URL.Path)+"/", reserved):
			s.servePage(w, r)
		case !sameOrigin(r):
			http.Error(w, "only pages of the preview may ask for this", http.StatusForbidden)
		default:
			mux.ServeHTTP(w, r)
		}
	}
	return http.HandlerFunc(guarded)
}

// hostAllowed reports whether a Host header names the address listened on. Other
// loopback names lead to the same place, and so does any number where all
// addresses are listened on: a number cannot be made to point elsewhere.
func hostAllowed(host string, addr net.Addr) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.Trim(name, "[]")
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(name)
	if err != nil {
		return false
	}
	tcp, ok := addr.(*net.TCPAddr)
	return ip.IsLoopback() || ok && (tcp.IP.IsUnspecified() || tcp.AddrPort().Addr().Unmap() == ip.Unmap())
}

// sameOrigin refuses what a page of another site asks for. Browsers say so in
// one of two headers; programs send neither.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == "http" && u.Host == r.Host
}

func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	current, failure, err := s.latest(r.Context())
	if err != nil {
		return // the reader has gone
	}
	a, err := s.answer(r.Context(), current, failure, r.URL.Path)
	if err != nil {
		return
	}
	switch {
	case a.redirect != "":
		to := url.URL{Path: a.redirect, RawQuery: r.URL.RawQuery}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, to.String(), a.status)
	case a.static != nil:
		s.serveStatic(w, r, a)
	case a.version != "":
		var number int64
		if current != nil {
			number = current.number
		}
		send(w, r, a.name, a.status, bytes.NewReader(withScript(a.body, a.version, number)))
	default:
		send(w, r, a.name, a.status, bytes.NewReader(a.body))
	}
}

func (s *Server) serveStatic(w http.ResponseWriter, r *http.Request, a answer) {
	f, err := a.static.FS.Open(a.static.From)
	if err != nil {
		status := http.StatusInternalServerError
		if errors.Is(err, fs.ErrNotExist) {
			status = http.StatusNotFound
		}
		http.Error(w, a.static.From+" cannot be read", status)
		return
	}
	defer f.Close()
	if seeker, ok := f.(io.ReadSeeker); ok {
		send(w, r, a.name, a.status, seeker)
		return
	}
	text, err := io.ReadAll(f)
	if err != nil {
		http.Error(w, a.static.From+" cannot be read", http.StatusInternalServerError)
		return
	}
	send(w, r, a.name, a.status, bytes.NewReader(text))
}

// send writes an answer; parts of it on request, as players of sound and film
// ask for them. Nothing is kept by browsers, and nothing can be embedded by
// other sites.
func send(w http.ResponseWriter, r *http.Request, name string, status int, body io.ReadSeeker) {
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if status == http.StatusOK {
		http.ServeContent(w, r, "", time.Time{}, body)
		return
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, body) // fails only if the reader has gone
	}
}

// contentTypes are those that must not depend on what this machine has
// installed.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
	".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".json": "application/json",
	".map": "application/json", ".xml": "application/xml", ".md": "text/markdown; charset=utf-8",
	".txt": "text/plain; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg",
	".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif", ".ico": "image/vnd.microsoft.icon",
	".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf", ".pdf": "application/pdf",
	".zip": "application/zip", ".mp4": "video/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg",
	".webmanifest": "application/manifest+json", ".wasm": "application/wasm", ".csv": "text/csv; charset=utf-8",
	".yml": "text/plain; charset=utf-8", ".yaml": "text/plain; charset=utf-8",
}

func contentType(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if t, ok := contentTypes[ext]; ok {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}
