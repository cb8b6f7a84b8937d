package preview

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

// patience bounds what tests wait for; they wait for events, not for time.
const patience = 30 * time.Second

// browser is a running server and somebody who looks at it.
type browser struct {
	t      *testing.T
	server *Server
	url    string
	client *http.Client
	stop   func() error
}

func run(t *testing.T, opts Options) *browser {
	t.Helper()
	opts.Now, opts.Content.Defaults = now, defaults
	server, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx, listener) }()
	b := &browser{t: t, server: server, url: URL(listener.Addr()), client: &http.Client{Transport: &http.Transport{}}}
	b.stop = func() error {
		cancel()
		b.client.CloseIdleConnections()
		return <-ended
	}
	return b
}

func (b *browser) get(path string) string {
	b.t.Helper()
	response, err := b.client.Get(b.url + path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return string(text)
}

// see waits until a page has a text.
func (b *browser) see(path, text string) {
	b.t.Helper()
	deadline := time.After(patience)
	for {
		b.server.mu.Lock()
		ready := b.server.ready
		b.server.mu.Unlock()
		page := b.get(path)
		if strings.Contains(page, text) {
			return
		}
		select {
		case <-ready:
		case <-deadline:
			b.t.Fatalf("%s never shows %q: %s", path, text, page)
		}
	}
}

// look opens the stream of events of a page that was loaded as html.
func (b *browser) look(path, html string) (next func() string, leave func()) {
	b.t.Helper()
	script := regexp.MustCompile(`data-version="(\w+)" data-snapshot="(\d+)"`).FindStringSubmatch(html)
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	request, err := http.NewRequestWithContext(ctx, "GET", b.url+".docgen/events?"+url.Values{"page": {path}, "version": {script[1]}, "snapshot": {script[2]}}.Encode(), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	response, err := b.client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	lines := bufio.NewScanner(response.Body)
	next = func() string {
		b.t.Helper()
		for lines.Scan() {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				lines.Scan()
				return name + " " + strings.TrimPrefix(lines.Text(), "data: ")
			}
		}
		b.t.Fatalf("the stream of %s ended: %v", path, lines.Err())
		return ""
	}
	return next, func() { cancel(); response.Body.Close() }
}

func TestEditsReachTheBrowser(t *testing.T) {
	dir := t.TempDir()
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
			t.Fatal(err)
		}
	}
	put(t, dir, "templates/a.md", "---\ntitle: A\n---\none {% include part.md %}\n")
	put(t, dir, "templates/b.md", "---\ntitle: B\n---\nother\n")
	put(t, dir, "templates/x.css", "a{}")
	put(t, dir, "includes/part.md", "part1")
	b := run(t, Options{Dir: dir})
	defer b.stop()

	first := b.get("a.html")
	second := b.get("b.html")
	other, leaveOther := b.look("/b.html", second)
	defer leaveOther()
	next, leave := b.look("/a.html", first)
	put(t, dir, "includes/part.md", "part2")
	if got := next(); !strings.HasPrefix(got, "reload ") {
		t.Errorf("after an edit: %q", got)
	}
	b.see("a.html", "part2")
	leave()
	// Who comes back with an old version hears of it at once.
	next, leave = b.look("/a.html", first)
	if got := next(); !strings.HasPrefix(got, "reload ") {
		t.Errorf("after coming back: %q", got)
	}
	leave()
	put(t, dir, "templates/x.css", "b{}")
	if got := other(); got != `asset "/x.css"` {
		t.Errorf("the other page hears %q", got)
	}
	// So is who loaded the page before a file changed that it shows.
	next, leave = b.look("/b.html", second)
	if got := next(); got != `asset "/x.css"` {
		t.Errorf("after a change of the style sheet: %q", got)
	}
	leave()

	// Saved by renaming, as editors do.
	put(t, dir, "templates/.a.md.swp", "---\ntitle: A\n---\nrenamed\n")
	move("templates/.a.md.swp", "templates/a.md")
	b.see("a.html", "renamed")
	// New folders, with files in them before anybody can watch.
	put(t, dir, "templates/new/deep/c.md", "---\ntitle: C\n---\nfirst\n")
	b.see("new/deep/c.html", "first")
	put(t, dir, "templates/new/deep/c.md", "---\ntitle: C\n---\nsecond\n")
	b.see("new/deep/c.html", "second")
	// A folder that goes and comes again, and one that is moved.
	if err := os.RemoveAll(filepath.Join(dir, "templates/new")); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "templates/new/deep/c.md", "---\ntitle: C\n---\nthird\n")
	b.see("new/deep/c.html", "third")
	move("templates/new", "templates/newer")
	b.see("newer/deep/c.html", "third")
	put(t, dir, "templates/newer/deep/c.md", "---\ntitle: C\n---\nfourth\n")
	b.see("newer/deep/c.html", "fourth")
	// A link to a file elsewhere in the folder.
	put(t, dir, "drafts/d.md", "---\ntitle: D\n---\nlinked\n")
	if err := os.Symlink("../drafts/d.md", filepath.Join(dir, "templates/d.md")); err == nil {
		b.see("d.html", "linked")
		put(t, dir, "drafts/d.md", "---\ntitle: D\n---\nrelinked\n")
		b.see("d.html", "relinked")
	}
	// Many at once, the configuration among them.
	for i := range 200 {
		put(t, dir, "templates/many/p"+string(rune('a'+i%26))+".md", "---\ntitle: P\n---\n"+strings.Repeat("x", i)+"\n")
	}
	put(t, dir, "docgen.yml", "title: [\n")
	b.see("b.html", "docgen.yml:1:")
	put(t, dir, "docgen.yml", "title: T\n")
	b.see("b.html", "other")
	b.see("many/pr.html", strings.Repeat("x", 199))
	// The whole source folder.
	move(".", "../gone-"+filepath.Base(dir))
	defer os.RemoveAll(filepath.Join(dir, "../gone-"+filepath.Base(dir)))
	b.see("b.html", "no such file")
	put(t, dir, "templates/b.md", "---\ntitle: B\n---\nagain\n")
	b.see("b.html", "again")
	put(t, dir, "templates/b.md", "---\ntitle: B\n---\nand again\n")
	b.see("b.html", "and again")
}

// TestPolling edits a folder that cannot be watched.
func TestPolling(t *testing.T) {
	s, dir := site(t, map[string]string{"templates/a.md": "---\ntitle: A\n---\nfirst\n"})
	var log strings.Builder
	s.opts.Log = &log
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	ended := make(chan struct{})
	go func() {
		s.watch(ctx, &watcher{root: dir, excuse: errors.New("too many watches")})
		close(ended)
	}()
	put(t, dir, "templates/a.md", "---\ntitle: A\n---\nother\n")
	for {
		s.mu.Lock()
		ready := s.ready
		s.mu.Unlock()
		if strings.Contains(ask(s, "GET", "/a.html", nil).Body.String(), "other") {
			break
		}
		select {
		case <-ready:
		case <-ctx.Done():
			t.Fatal("the edit is never seen")
		}
	}
	cancel()
	<-ended
	s.background.Wait()
	if !strings.Contains(log.String(), "cannot be watched (too many watches)") {
		t.Errorf("said: %s", log.String())
	}
}

// TestWatchingFails takes away the watches of a watcher.
func TestWatchingFails(t *testing.T) {
	w := newWatcher(t.TempDir())
	w.close()
	if !w.follow([]string{"."}) || w.notify != nil || w.excuse == nil {
		t.Errorf("a folder that cannot be watched is not polled: %+v", w)
	}
}

func TestFindings(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "templates/a.md", "---\ntitle: A\n---\nfaulty here\n")
	put(t, dir, "templates/b.md", "---\ntitle: B\n---\nfine\n")
	b := run(t, Options{Dir: dir, Editor: "edit:{file}:{line}", Lint: lint.Options{Rules: []*lint.Rule{{Name: "word", Severity: diag.Warning, Page: func(p *lint.Pass, page *lint.Page) {
		if i := strings.Index(page.Text.String(), "faulty"); i >= 0 {
			p.At(page, markdown.Range{Start: i, End: i + 6}, "a <word>")
		}
	}}}}})
	defer b.stop()
	next, leave := b.look("/b.html", b.get("b.html"))
	defer leave()
	put(t, dir, "templates/b.md", "---\ntitle: B\n---\n\nalso faulty\n")
	got := ""
	// A check that was under way may have seen the edit too; the one that
	// follows the edit comes after it.
	for !strings.Contains(got, `"done":true`) {
		for heard := ""; heard != "findings 2"; {
			heard = next()
		}
		got = b.get(".docgen/findings?page=/b.html")
	}
	for _, want := range []string{`"severity":"warning"`, `"file":"templates/b.md","line":5,"column":6`, `"text":"faulty"`, `/templates/b.md:5"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if strings.Contains(got, "a.md") {
		t.Errorf("findings of another page: %s", got)
	}
}

// TestNothingIsLeft starts and ends a server with open pages.
func TestNothingIsLeft(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "templates/a.md", "---\ntitle: A\n---\none\n")
	before := runtime.NumGoroutine()
	for range 3 {
		b := run(t, Options{Dir: dir})
		_, leave := b.look("/a.html", b.get("a.html"))
		put(t, dir, "templates/a.md", "---\ntitle: A\n---\n"+time.Now().String()+"\n")
		if err := b.stop(); err != nil {
			t.Error(err)
		}
		leave()
	}
	// The client's own goroutines end when they notice.
	deadline := time.Now().Add(patience)
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
		runtime.Gosched()
	}
}
