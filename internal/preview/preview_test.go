package preview

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"docgen"
)

var (
	now      = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	defaults = docgen.Defaults
	loopback = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4000}
	injected = regexp.MustCompile(`<script src="/\.docgen/preview\.js" data-version="[0-9a-f]{16}" data-snapshot="\d+" async></script>|<!--docgen:[0-9]+-->`)
)

// site returns a server of a small tree and the tree's folder.
func site(t *testing.T, files map[string]string) (*Server, string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		put(t, dir, name, text)
	}
	return newServer(t, dir), dir
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ask sends a request and returns the answer. change may alter the request.
func ask(s *Server, method, path string, change func(*http.Request)) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "http://127.0.0.1:4000"+path, nil)
	if change != nil {
		change(request)
	}
	recorder := httptest.NewRecorder()
	s.Handler(loopback).ServeHTTP(recorder, request)
	return recorder
}

func TestAnswers(t *testing.T) {
	s, _ := site(t, map[string]string{
		"docgen.yml":                "baseurl: /base\nurl: https://docs.example.com\n",
		"templates/index.md":        "---\ntitle: Home\n---\nhome\n",
		"templates/404.md":          "---\ntitle: None\n---\nnot here\n",
		"templates/docs/index.md":   "---\ntitle: Docs\nredirect_from: /old.html\n---\ndocs\n",
		"templates/docs/a b.md":     "---\ntitle: A\n---\nspaced\n",
		"templates/feed.xml":        "---\n---\n<feed/>",
		"templates/assets/x.css":    "a{}",
		"templates/assets/x.svg":    "<svg/>",
		"templates/assets/clip.mp4": "0123456789",
		"templates/CNAME":           "docs.example.com",
	})
	for _, c := range []struct {
		path   string
		status int
		kind   string // or where a redirect leads
		text   string
	}{
		{"/", 307, "/base/", ""},
		{"/base", 307, "/base/", ""},
		{"/base/", 200, "text/html; charset=utf-8", "home"},
		{"/base/index.html", 200, "text/html; charset=utf-8", "home"},
		{"/base/docs?q=1", 307, "/base/docs/?q=1", ""},
		{"/base//docs", 307, "/base/docs/", ""},
		{"/base/docs/", 200, "text/html; charset=utf-8", "docs"},
		{"/base/docs/a%20b.html", 200, "text/html; charset=utf-8", "spaced"},
		{"/base/docs/index.md", 200, "text/markdown; charset=utf-8", "docs"},
		{"/base/old.html", 200, "text/html; charset=utf-8", "/docs/"},
		{"/base/feed.xml", 200, "application/xml", "<feed/>"},
		{"/base/sitemap.xml", 200, "application/xml", "urlset"},
		{"/base/search/index.json", 200, "application/json", "{"},
		{"/base/assets/x.css", 200, "text/css; charset=utf-8", "a{}"},
		{"/base/assets/x.svg", 200, "image/svg+xml", "<svg/>"},
		{"/base/CNAME", 200, "application/octet-stream", "docs.example.com"},
		{"/base/CNAME.html", 404, "text/html; charset=utf-8", "not here"},
		{"/base/assets/", 404, "text/html; charset=utf-8", "not here"},
		{"/base/nowhere", 404, "text/html; charset=utf-8", "not here"},
		{"/base/../../etc/passwd", 404, "text/html; charset=utf-8", "not here"},
		{"/base/%2e%2e/%2e%2e/docgen.yml", 404, "text/html; charset=utf-8", "not here"},
		{"/base/docs/..%2f..%2f..%2fdocgen.yml", 404, "text/html; charset=utf-8", "not here"},
		{"//evil.example/..", 307, "/base/", ""},
		{"/.docgen/preview.js", 200, "text/javascript; charset=utf-8", "EventSource"},
		{"/.docgen/other", 404, "text/plain; charset=utf-8", ""},
	} {
		r := ask(s, "GET", c.path, nil)
		kind := r.Header().Get("Content-Type")
		if c.status == 307 {
			kind = r.Header().Get("Location")
		}
		if r.Code != c.status || kind != c.kind || !strings.Contains(r.Body.String(), c.text) {
			t.Errorf("%s: got %d %q %.200q, want %d %q %q", c.path, r.Code, kind, r.Body, c.status, c.kind, c.text)
		}
		if r.Code == 200 && r.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept", c.path)
		}
		head := ask(s, "HEAD", c.path, nil)
		if head.Code != c.status || c.status == 200 && head.Body.Len() > 0 {
			t.Errorf("HEAD %s: %d with %d bytes", c.path, head.Code, head.Body.Len())
		}
	}
	part := ask(s, "GET", "/base/assets/clip.mp4", func(r *http.Request) { r.Header.Set("Range", "bytes=2-4") })
	if part.Code != 206 || part.Body.String() != "234" {
		t.Errorf("a part: %d %q", part.Code, part.Body)
	}
}

func TestWhoMayAsk(t *testing.T) {
	s, _ := site(t, map[string]string{"templates/index.md": "---\ntitle: T\n---\nx\n"})
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	for _, c := range []struct {
		method, path string
		change       func(*http.Request)
		status       int
	}{
		{"GET", "/", host("localhost:4000"), 200},
		{"GET", "/", host("[::1]:4000"), 200},
		{"GET", "/", host("127.0.0.1"), 200},
		{"GET", "/", host("evil.example:4000"), 403},
		{"GET", "/", host("localhost.evil.example"), 403},
		{"GET", "/", host("192.168.1.2:4000"), 403},
		{"GET", "/", host(""), 403},
		{"POST", "/", nil, 405},
		{"GET", "/.docgen/findings?page=/", nil, 200},
		{"GET", "/.docgen/findings?page=/", header("Origin", "http://127.0.0.1:4000"), 200},
		{"GET", "/.docgen/findings?page=/", header("Origin", "http://evil.example"), 403},
		{"GET", "/.docgen/findings?page=/", header("Origin", "null"), 403},
		{"GET", "/.docgen/findings?page=/", header("Sec-Fetch-Site", "cross-site"), 403},
		{"GET", "/.docgen/events?page=/", header("Origin", "http://127.0.0.1:9999"), 403},
		{"HEAD", "/.docgen/events?page=/", nil, 200},
	} {
		if r := ask(s, c.method, c.path, c.change); r.Code != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, r.Code, c.status)
		} else if r.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s is open to other sites", c.path)
		}
	}
	everywhere := &net.TCPAddr{IP: net.IPv4zero, Port: 4000}
	if !hostAllowed("192.168.1.2:4000", everywhere) || hostAllowed("evil.example", everywhere) {
		t.Error("a server on all addresses answers to numbers only")
	}
}

// TestFaultsAreShown breaks and repairs a tree, file by file.
func TestFaultsAreShown(t *testing.T) {
	good := map[string]string{
		"docgen.yml":                  "title: T\n",
		"glossary/glossary.yml":       "term: x\n",
		"includes/part.md":            "part\n",
		"templates/layouts/page.html": "<body>{{ content }}</BODY>",
		"templates/a.md":              "---\ntitle: A\nlayout: page\n---\ntext {% include part.md %}\n",
		"templates/b.md":              "---\ntitle: B\nlayout: none\n---\nfine\n",
	}
	s, dir := site(t, good)
	for _, c := range []struct {
		file, text, shown string
		others            bool // the fault keeps other pages from being shown
	}{
		{"templates/a.md", "---\ntitle: A\n---\n{% if <b> %}\n", "a.md:4:", false},
		{"templates/a.md", "---\ntitle: A\n---\n{% include gone.md %}\n", "gone.md", false},
		{"includes/part.md", "{% include <script>.md %}", "&lt;script&gt;", false},
		{"templates/layouts/page.html", "{% endif %}{{ content }}", "page.html:1:", false},
		{"glossary/glossary.yml", "term: [\n", "glossary.yml:1:", true},
		{"docgen.yml", "title: [\n", "docgen.yml:1:", true},
	} {
		put(t, dir, c.file, c.text)
		if err := s.rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		r := ask(s, "GET", "/a.html", nil)
		if r.Code != 500 || !strings.Contains(r.Body.String(), c.shown) || !strings.Contains(r.Body.String(), "preview.js") {
			t.Errorf("%s: %d %s", c.file, r.Code, r.Body)
		}
		if strings.Contains(r.Body.String(), "<script>.md") {
			t.Errorf("%s: the text is not escaped", c.file)
		}
		if other := ask(s, "GET", "/b.html", nil); (other.Code != 200) != c.others {
			t.Errorf("%s: another page answers %d", c.file, other.Code)
		}
		put(t, dir, c.file, good[c.file])
		if err := s.rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if r := ask(s, "GET", "/a.html", nil); r.Code != 200 || !strings.Contains(r.Body.String(), "part") {
			t.Errorf("%s repaired: %d %s", c.file, r.Code, r.Body)
		}
	}
}

// TestScriptIsInjected leaves everything but pages alone.
func TestScriptIsInjected(t *testing.T) {
	for _, c := range [][2]string{
		{"<body>x</body></html>", "<body>x|</body></html>"},
		{"<BODY>x</BODY>", "<BODY>x|</BODY>"},
		{"<pre></body></pre></body>", "<pre></body></pre>|</body>"},
		{"no frame", "no frame|"},
		{"İ</body>", "İ|</body>"},
	} {
		a := live(200, "x.html", []byte(c[0]))
		if got := string(injected.ReplaceAll(withScript(a.body, a.version, 7), []byte("|"))); got != c[1] {
			t.Errorf("%q: got %q", c[0], got)
		}
	}
}

func TestEditorLink(t *testing.T) {
	for _, c := range [][2]string{
		{"vscode://file/{file}:{line}:{column}", "vscode://file/src/a%20b.md:3:4"},
		{"idea://open?file=/{file}&line={line}", "idea://open?file=/src/a%20b.md&line=3"},
		{"JavaScript:alert(1)//{file}", ""},
		{"", ""},
	} {
		s := &Server{opts: Options{Dir: "/src", Editor: c[0]}}
		if got := s.editorLink("a b.md", 3, 4); got != c[1] {
			t.Errorf("%s: got %q, want %q", c[0], got, c[1])
		}
	}
}

func TestListenTakesTheNextPort(t *testing.T) {
	first, note, err := Listen("127.0.0.1:0")
	if err != nil || note != "" || Public(first.Addr()) {
		t.Fatal(note, err)
	}
	defer first.Close()
	port := first.Addr().(*net.TCPAddr).Port
	second, note, err := Listen(first.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if !strings.HasPrefix(note, fmt.Sprintf("port %d is in use; serving on 127.0.0.1:", port)) {
		t.Errorf("note: %q", note)
	}
	for _, bad := range []string{"4000", "localhost:http://", "127.0.0.1:99999"} {
		if l, _, err := Listen(bad); err == nil {
			l.Close()
			t.Errorf("%s is taken for an address", bad)
		}
	}
}

func TestPortInUse(t *testing.T) {
	for number, want := range map[syscall.Errno]bool{
		syscall.EADDRINUSE: true, 10048: true, 10013: true, syscall.EACCES: false, syscall.EADDRNOTAVAIL: false,
	} {
		err := &net.OpError{Op: "listen", Err: os.NewSyscallError("bind", number)}
		if got := inUse(err); got != want {
			t.Errorf("%d: %t", number, got)
		}
	}
	last, err := net.Listen("tcp", "127.0.0.1:65535")
	if err == nil {
		defer last.Close()
	}
	if l, _, err := Listen("127.0.0.1:65535"); err == nil || !inUse(err) {
		t.Errorf("there is no port after the last one: %v, %v", l, err)
	}
}

// TestBurst holds the waits to their purpose: at once for a single change, the
// end for many, but never too long.
func TestBurst(t *testing.T) {
	at := func(ms int) time.Time { return now.Add(time.Duration(ms) * time.Millisecond) }
	d := debouncer{last: at(-1000)}
	d.change(at(0))
	d.change(at(8))
	if !d.due.Equal(at(10)) {
		t.Errorf("the first is due at %v", d.due.Sub(now))
	}
	d.rebuilt(at(40))
	for ms := 45; ms < 2000; ms += 20 {
		d.change(at(ms))
		if d.due.After(at(45).Add(longest)) {
			t.Fatalf("a burst is put off to %v", d.due.Sub(now))
		}
	}
	if d.due.Before(at(500)) {
		t.Errorf("a burst is due at %v", d.due.Sub(now))
	}
}
