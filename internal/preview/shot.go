package preview

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/publish"
	"docgen/internal/workspace"
)

// shot is the site as it is served at one moment.
type shot struct {
	static map[string]content.Static // by the path of the copy
	// number orders the shots of a server. The first has the time it was made in
	// milliseconds, so that a server started later goes on from there.
	number int64
	// revised are the static files that have changed since the first shot: the
	// number of the one that had the change first, by path.
	revised map[string]int64

	mu   sync.Mutex
	work *workspace.Snapshot

	gathering sync.Mutex // held while extras are made
	gathered  bool
	extras    map[string][]byte
	faults    []*diag.Diagnostic
}

// newShot makes the shot of a site. changed are the files that are not as they
// were in the older one.
func newShot(work *workspace.Snapshot, older *shot, changed []string) *shot {
	s := &shot{work: work, static: make(map[string]content.Static, len(work.Site.Static))}
	for _, f := range work.Site.Static {
		if !f.Left {
			s.static[f.Out()] = f
		}
	}
	s.number, s.revised = time.Now().UnixMilli(), map[string]int64{}
	if older != nil {
		s.number, s.revised = older.number+1, maps.Clone(older.revised)
		for out, f := range s.static {
			if slices.Contains(changed, f.From) {
				s.revised[out] = s.number
			}
		}
	}
	return s
}

// now returns the site with what was made of it.
func (s *shot) now() *workspace.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.work
}

func (s *shot) site() *content.Site { return s.now().Site }

// frame returns a page as it is written, nil where there is none. The error is that of
// ctx once it is done.
func (s *shot) frame(ctx context.Context, out string) (*workspace.Frame, error) {
	return s.made(func(work *workspace.Snapshot) (*workspace.Frame, error) { return work.Frame(ctx, out) })
}

// frameOf is frame for whoever does not need the bytes.
func (s *shot) frameOf(ctx context.Context, out string) (*workspace.Frame, error) {
	return s.made(func(work *workspace.Snapshot) (*workspace.Frame, error) { return work.FrameOf(ctx, out) })
}

func (s *shot) made(frame func(*workspace.Snapshot) (*workspace.Frame, error)) (*workspace.Frame, error) {
	for {
		if f, err := frame(s.now()); f == nil || err != nil || !s.complete() {
			return f, err
		}
	}
}

// complete reads files that pages have asked for, and reports whether there
// were any.
func (s *shot) complete() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.work.Complete()
	if next == s.work {
		return false
	}
	s.work = next
	return true
}

// allExtras returns the files that a build makes of the site as a whole, and the fault
// of docgen where they cannot be made.
func (s *shot) allExtras(ctx context.Context) (files map[string][]byte, faults []*diag.Diagnostic, err error) {
	s.gathering.Lock()
	defer s.gathering.Unlock()
	if s.gathered {
		return s.extras, s.faults, nil
	}
	fault := diag.Guard("the files of the whole site", nil, "", func() { s.extras, err = s.makeExtras(ctx) })
	if err != nil {
		return nil, nil, err
	}
	if fault != nil {
		s.faults = []*diag.Diagnostic{fault}
	}
	s.gathered = true
	return s.extras, s.faults, nil
}

func (s *shot) makeExtras(ctx context.Context) (map[string][]byte, error) {
	work := s.now()
	var shares []*publish.Share
	if work.Builder.Gathers() {
		for _, p := range work.Site.AllPages() {
			f, err := s.frameOf(ctx, p.Out())
			if err != nil {
				return nil, err
			}
			if f != nil && f.Share != nil {
				shares = append(shares, f.Share)
			}
		}
	}
	files, _ := work.Builder.Extras(shares)
	return files, nil
}

// revisedSince returns the addresses of the static files that have changed
// since the shot with a number.
func (s *shot) revisedSince(number int64) []string {
	var list []string
	for out, n := range s.revised {
		if n > number {
			list = append(list, s.site().Config.BaseURL+"/"+out)
		}
	}
	slices.Sort(list)
	return list
}

// pageAt returns the page at a path that a browser has, or nil.
func (s *shot) pageAt(path string) *content.Page {
	if s == nil {
		return nil
	}
	site := s.site()
	name := strings.TrimPrefix(strings.TrimPrefix(path, site.Config.BaseURL), "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	for _, candidate := range []string{name, name + ".html"} {
		if p := site.PageAt(candidate); p != nil {
			return p
		}
	}
	return nil
}

// concerning returns what is wrong with a page: its own mistakes, and those of
// files that go into it.
func (s *shot) concerning(p *content.Page, f *workspace.Frame) []*diag.Diagnostic {
	var list []*diag.Diagnostic
	for _, d := range s.site().Problems {
		file := d.Span.File
		if file == nil || d.Rule == diag.RuleDataSyntax || f.Reads(file) || file == p.File ||
			p.Element != nil && (file == p.Element.File || strings.HasPrefix(file.Name, "elements/_presets/")) {
			list = append(list, d)
		}
	}
	return slices.Concat(list, f.Problems)
}

// errorsOf returns the diagnostics that fail a build, one for each cause. The
// list is left as it is: others may be reading it.
func errorsOf(list []*diag.Diagnostic) []*diag.Diagnostic {
	var out []*diag.Diagnostic
	for _, d := range list {
		if d.Severity >= diag.Error {
			c := *d
			c.Pages = slices.Clone(d.Pages)
			out = append(out, &c)
		}
	}
	return diag.Merge(out)
}

// versionOf names the bytes of a page.
func versionOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:8])
}
