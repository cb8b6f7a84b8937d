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
	"docgen/internal/lint"
	"docgen/internal/workspace"
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
	// Lint are the rules that judge the pages; without any no findings are shown.
	Lint lint.Options
	// RulePage returns the page about a rule, in Markdown; "" where there is none.
	RulePage func(rule string) string
}

// Server serves one source folder.
type Server struct {
	opts Options
	hub  hub

	mu      sync.Mutex
	current *shot              // the last one that could be read; nil if none
	failure []*diag.Diagnostic // why the folder cannot be read as it is now
	asked   int                // changes seen
	built   int                // changes that current has
	ready   chan struct{}      // closed when built changes
	found   findings
	said    map[string]bool // problems that were printed
	stacks  map[string]bool // of faults of docgen, that were printed

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
	s := &Server{opts: opts, ready: make(chan struct{}), said: map[string]bool{}, stacks: map[string]bool{}, stop: func() {}}
	s.opts.Content.Watched = true
	var bad *content.ConfigError
	work, err := s.open()
	switch {
	case errors.As(err, &bad):
		s.failure = bad.Problems
	case err != nil:
		return nil, err
	default:
		s.current = newShot(work, nil, nil)
	}
	return s, nil
}

// keep is how many bytes of finished pages are held: those of a few hundred.
const keep = 64 << 20

func (s *Server) open() (*workspace.Snapshot, error) {
	return workspace.Open(s.opts.Dir, workspace.Options{Content: s.opts.Content, Now: s.opts.Now, Sass: true, Lint: s.opts.Lint, Anchors: len(s.opts.Lint.Rules) > 0, Keep: keep})
}

// Pages returns the number of pages.
func (s *Server) Pages() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil {
		return 0
	}
	return len(s.current.site().AllPages())
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
	if current, _ := s.shown(); current != nil {
		_ = current.site().Close()
	}
}

// latest returns the shot that has all changes seen so far, which may be nil,
// and why the folder cannot be read as it is now.
func (s *Server) latest(ctx context.Context) (*shot, []*diag.Diagnostic, error) {
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
	current, failure := s.shown()
	return current, failure, nil
}

// shown is latest without the waiting.
func (s *Server) shown() (*shot, []*diag.Diagnostic) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current, s.failure
}

// expect makes requests wait for the next rebuild.
func (s *Server) expect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
}

// rebuild reads what has changed in the source folder: the files given, or any
// where that is nil. It returns an error where the folder cannot be read at all,
// to be tried again.
func (s *Server) rebuild(ctx context.Context, files []string) error {
	start := time.Now()
	s.stop() // what is made for the shot before is not worth the time
	s.mu.Lock()
	asked, older, failed := s.asked, s.current, s.failure != nil
	s.mu.Unlock()
	var work *workspace.Snapshot
	var changed []string
	var err error
	fault := diag.Guard("reading the source folder", nil, "", func() { work, changed, err = s.reread(older, files, failed) })
	if fault != nil {
		err = &content.ConfigError{Problems: []*diag.Diagnostic{fault}}
	}
	if err != nil {
		failure := []*diag.Diagnostic{{Rule: diag.RuleUnreadable, Severity: diag.Error, Message: err.Error()}}
		if bad := (*content.ConfigError)(nil); errors.As(err, &bad) {
			failure, err = bad.Problems, nil
		}
		s.publish(asked, older, failure)
		s.inBackground(ctx)
		return err
	}
	if older != nil && len(changed) == 0 && !failed {
		s.publish(asked, older, nil)
		s.inBackground(ctx)
		return nil
	}
	current := newShot(work, older, changed)
	s.publish(asked, current, nil)
	s.logf("%s: read again in %d ms", filesLine(changed), time.Since(start).Milliseconds())
	if older != nil {
		for _, address := range current.revisedSince(older.number) {
			s.hub.broadcast(event{"asset", address})
		}
	}
	s.inBackground(ctx)
	return nil
}

// reread returns the site as it is now, and the files that are not as they were.
func (s *Server) reread(older *shot, files []string, failed bool) (*workspace.Snapshot, []string, error) {
	if older == nil {
		work, err := s.open()
		return work, nil, err
	}
	if failed {
		files = nil // what changed meanwhile was not read
	}
	was := older.now()
	work, err := was.Update(files, nil)
	if err != nil {
		return nil, nil, err
	}
	return work, work.Site.Changes(was.Site), nil
}

// publish lets requests see a shot.
func (s *Server) publish(asked int, current *shot, failure []*diag.Diagnostic) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current, s.failure, s.built = current, failure, asked
	close(s.ready)
	s.ready = make(chan struct{})
}

// inBackground finds what is wrong now: first the pages that are open are made,
// and their browsers are notified, then all pages are checked. It replaces the
// background work before.
func (s *Server) inBackground(ctx context.Context) {
	s.stop()
	ctx, s.stop = context.WithCancel(ctx)
	current, failure := s.shown()
	s.background.Add(1)
	go func() {
		defer s.background.Done()
		problems := failure
		fault := diag.Guard("the preview", nil, "", func() {
			s.hub.check(func(page string) (string, error) {
				a, err := s.answer(ctx, current, failure, page)
				return a.version, err
			})
			if current != nil && failure == nil {
				problems = errorsOf(s.find(ctx, current))
			}
		})
		if fault != nil {
			problems = append(slices.Clip(problems), fault)
		}
		s.say(ctx, problems)
	}()
}

// say prints the problems that it has not printed before, and forgets those
// that are fixed. What was found before a later change is not worth reporting.
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
	fixed := len(s.said) > 0 && len(now) == 0
	s.said = now
	s.mu.Unlock()
	for _, line := range fresh {
		s.logf("error: %s", line)
	}
	s.logStacks(problems)
	if fixed {
		s.logf("all pages can be rendered")
	}
}

// logStacks prints the stacks of faults of docgen, each once.
func (s *Server) logStacks(problems []*diag.Diagnostic) {
	for _, d := range diag.Faults(problems) {
		s.mu.Lock()
		known := s.stacks[d.Stack]
		s.stacks[d.Stack] = true
		s.mu.Unlock()
		if !known {
			s.logf("%s\n\n%s", d.Message, d.Stack)
		}
	}
}

func (s *Server) logf(format string, args ...any) {
	if s.opts.Log != nil {
		s.log.Lock()
		defer s.log.Unlock()
		fmt.Fprintln(s.opts.Log, diag.Printable(fmt.Sprintf(format, args...)))
	}
}

// editorLink returns the address that opens a place in the editor, or "".
func (s *Server) editorLink(file string, line, column int) string {
	template := s.opts.Editor
	if current, _ := s.shown(); template == "" && current != nil {
		template = current.site().Config.Editor
	}
	// The configuration may be somebody else's: no address that runs a script.
	if !strings.Contains(template, ":") || content.RunsScript(template) {
		return ""
	}
	path := (&url.URL{Path: filepath.ToSlash(filepath.Join(s.opts.Dir, file))}).EscapedPath()
	return strings.NewReplacer("{file}", strings.TrimPrefix(path, "/"), "{line}", fmt.Sprint(line), "{column}", fmt.Sprint(column)).Replace(template)
}

func filesLine(names []string) string {
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
