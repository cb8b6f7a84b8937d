// Package preview serves a site while it is written: pages are rendered when
// they are asked for, rendered again when something that goes into them
// changes, and reloaded in the browsers that show them. Nothing is written.
package preview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/publish"
)

// Options say what is served, and how.
type Options struct {
	// Dir is the source folder, Content how it is read.
	Dir     string
	Content content.Options
	// Now is the time that templates see.
	Now time.Time
	// Editor is the address that opens a place in an editor, with {file},
	// {line} and {column} in it, such as
	// "vscode://file/{file}:{line}:{column}". Empty means the configuration's.
	Editor string
	// Log takes a line for each thing that happens, one at a time. What cannot
	// be written there is lost.
	Log io.Writer
	// Findings returns what is wrong with a site, of which it is the only
	// user. It runs beside the serving; its result is dropped if ctx is done.
	// nil shows no findings.
	Findings func(ctx context.Context, site *content.Site) []*diag.Diagnostic
}

// Server serves one source folder.
type Server struct {
	opts  Options
	cache content.Cache
	hub   hub

	mu      sync.Mutex
	current *snapshot          // the last one that could be read; nil if none
	failure []*diag.Diagnostic // why the folder cannot be read as it is now
	asked   int                // changes seen
	built   int                // changes that current has
	ready   chan struct{}      // closed when built changes
	found   findings
	said    map[string]bool // problems that were printed

	log        sync.Mutex // held for a line of Options.Log
	background sync.WaitGroup
	stop       context.CancelFunc // of the background work for current
}

// New reads the source folder. A configuration that cannot be used is shown in
// the browser; any other error is returned.
func New(opts Options) (*Server, error) {
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, err
	}
	opts.Dir = dir
	s := &Server{opts: opts, ready: make(chan struct{}), said: map[string]bool{}, stop: func() {}}
	s.opts.Content.Cache = &s.cache
	var bad *content.ConfigError
	site, err := content.Open(dir, s.opts.Content)
	switch {
	case errors.As(err, &bad):
		s.failure = bad.Problems
	case err != nil:
		return nil, err
	default:
		s.current = newSnapshot(site, publish.NewBuilder(site, opts.Now), nil, nil)
	}
	return s, nil
}

// Pages returns the number of pages.
func (s *Server) Pages() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil {
		return 0
	}
	return len(s.current.entries)
}

// Run serves on a listener, which it closes, and watches the source folder
// until ctx is done. All that it started has ended when it returns.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	server := &http.Server{
		Handler: s.Handler(listener.Addr()), ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	s.background.Add(1)
	go func() {
		defer s.background.Done()
		s.watch(ctx, newWatcher(s.opts.Dir))
	}()
	s.background.Add(1)
	go func() {
		defer s.background.Done()
		<-ctx.Done()
		// Requests that wait end with ctx; none takes long.
		grace, done := context.WithTimeout(context.Background(), time.Second)
		defer done()
		if server.Shutdown(grace) != nil {
			_ = server.Close()
		}
	}()
	err := server.Serve(listener)
	cancel()
	s.background.Wait()
	s.close()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (s *Server) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		s.retire(s.current)
	}
}

// acquire returns the snapshot that has all changes seen so far, and why the
// folder cannot be read as it is now. The snapshot, which may be nil, must be
// released.
func (s *Server) acquire(ctx context.Context) (*snapshot, []*diag.Diagnostic, error) {
	s.mu.Lock()
	for asked := s.asked; s.built < asked; {
		ready := s.ready
		s.mu.Unlock()
		select {
		case <-ready:
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
		s.mu.Lock()
	}
	s.mu.Unlock()
	snap, failure := s.hold()
	return snap, failure, nil
}

// hold is acquire without the waiting.
func (s *Server) hold() (*snapshot, []*diag.Diagnostic) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		s.current.users++
	}
	return s.current, s.failure
}

func (s *Server) release(snap *snapshot) {
	if snap == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	snap.users--
	if snap.retired && snap.users == 0 {
		_ = snap.site.Close()
	}
}

// retire closes a snapshot when its last user has gone. The lock is held.
func (s *Server) retire(snap *snapshot) {
	snap.retired = true
	if snap.users == 0 {
		_ = snap.site.Close()
	}
}

// expect makes requests wait for the next rebuild.
func (s *Server) expect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
}

// rebuild reads the source folder again. It returns an error where the folder
// cannot be read at all, to be tried again.
func (s *Server) rebuild(ctx context.Context) error {
	start := time.Now()
	s.mu.Lock()
	asked, older, failed := s.asked, s.current, s.failure != nil
	s.mu.Unlock()
	var bad *content.ConfigError
	site, err := content.Open(s.opts.Dir, s.opts.Content)
	if err != nil {
		failure := []*diag.Diagnostic{{Rule: "unreadable", Severity: diag.Error, Message: err.Error()}}
		if errors.As(err, &bad) {
			failure, err = bad.Problems, nil
		}
		s.publish(asked, older, failure)
		s.behind(ctx)
		return err
	}
	d := &difference{everything: true}
	if older != nil {
		d = compare(older.site, site)
		if len(d.names) == 0 && !failed {
			_ = site.Close()
			s.publish(asked, older, nil)
			return nil
		}
	}
	snap := newSnapshot(site, publish.NewBuilder(site, s.opts.Now), older, d)
	waiting := len(snap.waiting())
	s.publish(asked, snap, nil)
	s.logf("%s: %s to render, ready in %d ms", files(d.names), diag.Plural(waiting, "page"), time.Since(start).Milliseconds())
	if older != nil {
		for _, address := range snap.revisedSince(older.number) {
			s.hub.broadcast(event{"asset", address})
		}
	}
	s.behind(ctx)
	return nil
}

// publish lets requests see a snapshot.
func (s *Server) publish(asked int, snap *snapshot, failure []*diag.Diagnostic) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != snap && s.current != nil {
		s.retire(s.current)
	}
	s.current, s.failure, s.built = snap, failure, asked
	close(s.ready)
	s.ready = make(chan struct{})
}

// behind renders what is left in the background: first the pages that are
// open, whose browsers are told, then all others, so that every fault is
// known. It takes the place of the background work before.
func (s *Server) behind(ctx context.Context) {
	s.stop()
	ctx, s.stop = context.WithCancel(ctx)
	snap, failure := s.hold()
	s.background.Add(1)
	go func() {
		defer s.background.Done()
		defer s.release(snap)
		s.hub.check(func(page string) string { return s.answer(snap, failure, page).version })
		if snap == nil || failure != nil {
			s.say(ctx, failure)
			return
		}
		for _, e := range snap.waiting() {
			if ctx.Err() != nil {
				return
			}
			snap.render(e)
		}
		problems := slices.Clone(snap.site.Problems)
		for _, e := range snap.entries {
			problems = append(problems, snap.render(e).problems...)
		}
		s.say(ctx, errorsOf(problems))
		s.find(ctx)
	}()
}

// say prints the problems that it has not printed before, and forgets those
// that are mended. What was found before a later change is not worth telling.
func (s *Server) say(ctx context.Context, problems []*diag.Diagnostic) {
	if ctx.Err() != nil {
		return
	}
	now := map[string]bool{}
	var fresh []string
	s.mu.Lock()
	for _, d := range problems {
		line, _, _ := strings.Cut(d.Error(), "\n")
		if !s.said[line] && !now[line] {
			fresh = append(fresh, line)
		}
		now[line] = true
	}
	mended := len(s.said) > 0 && len(now) == 0
	s.said = now
	s.mu.Unlock()
	for _, line := range fresh {
		s.logf("error: %s", line)
	}
	if mended {
		s.logf("all pages can be rendered")
	}
}

func (s *Server) logf(format string, args ...any) {
	if s.opts.Log != nil {
		s.log.Lock()
		defer s.log.Unlock()
		fmt.Fprintf(s.opts.Log, format+"\n", args...)
	}
}

// editorLink returns the address that opens a place in the editor, or "".
func (s *Server) editorLink(file string, line, column int) string {
	template := s.opts.Editor
	if template == "" {
		s.mu.Lock()
		if s.current != nil {
			template = s.current.site.Config.Editor
		}
		s.mu.Unlock()
	}
	// The configuration may be somebody else's: no address that runs a script.
	scheme, _, ok := strings.Cut(template, ":")
	if !ok || slices.Contains([]string{"javascript", "data", "vbscript"}, strings.ToLower(strings.TrimSpace(scheme))) {
		return ""
	}
	path := (&url.URL{Path: filepath.ToSlash(filepath.Join(s.opts.Dir, file))}).EscapedPath()
	return strings.NewReplacer("{file}", strings.TrimPrefix(path, "/"), "{line}", fmt.Sprint(line), "{column}", fmt.Sprint(column)).Replace(template)
}

func files(names []string) string {
	const shown = 3
	list := strings.Join(names[:min(shown, len(names))], ", ")
	switch {
	case len(names) == 0:
		return "source folder"
	case len(names) > shown:
		return fmt.Sprintf("%d files (%s, …)", len(names), list)
	}
	return list
}
