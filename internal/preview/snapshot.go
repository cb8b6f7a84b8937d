package preview

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/publish"
	"docgen/internal/source"
)

// snapshot is the site as it was at one moment. Its pages are rendered when
// somebody first wants them.
type snapshot struct {
	site    *content.Site
	builder *publish.Builder
	scanner scanner
	entries map[string]*entry // by the path of the file that a build writes
	static  map[string]content.Static
	extras  func() map[string][]byte

	// number orders the snapshots of a server. The first has the time it was
	// made in milliseconds, so that a server started later goes on from there.
	number int64
	// revised are the static files that have changed since the first snapshot:
	// the number of the one that had the change first, by path.
	revised map[string]int64

	users   int // guarded by the Server's lock
	retired bool
}

// entry is one page of a snapshot.
type entry struct {
	page *content.Page
	mu   sync.Mutex
	done *rendering
}

// rendering is a page that was rendered; it outlives its snapshot as long as
// nothing that went into it changes.
type rendering struct {
	html     []byte
	problems []*diag.Diagnostic
	used     []*source.File // its own file, includes, layouts, sections
	reads    reads
	share    *publish.Share
	twin     []byte
	twinPath string
}

// newSnapshot makes the snapshot of a site. What older has rendered and is not
// affected by the difference is taken over.
func newSnapshot(site *content.Site, builder *publish.Builder, older *snapshot, d *difference) *snapshot {
	s := &snapshot{
		site: site, builder: builder,
		entries: make(map[string]*entry, len(site.Pages)), static: make(map[string]content.Static, len(site.Static)),
	}
	s.scanner.config = func(key string) bool { return site.Config.Node.Member(key) != nil }
	s.extras = sync.OnceValue(s.makeExtras)
	for _, f := range site.Static {
		s.static[f.Out()] = f
	}
	s.number, s.revised = time.Now().UnixMilli(), map[string]int64{}
	if older != nil {
		s.number, s.revised = older.number+1, maps.Clone(older.revised)
		for out, f := range s.static {
			if slices.Contains(d.names, f.From) {
				s.revised[out] = s.number
			}
		}
	}
	for _, p := range slices.Concat(site.Pages, site.Posts) {
		out := p.Out()
		if s.entries[out] != nil {
			continue // reading the site has reported it
		}
		e := &entry{page: p}
		s.entries[out] = e
		if older == nil {
			continue
		}
		if was := older.entries[out]; was != nil {
			was.mu.Lock()
			if was.done != nil && older.sound(was, d) && !d.affects(was.done, was.page, p) {
				e.done = was.done
			}
			was.mu.Unlock()
		}
	}
	return s
}

// sound tells whether a page has no problems that may be gone now: errors, or
// any if it may have missed a file that is there now.
func (s *snapshot) sound(e *entry, d *difference) bool {
	problems := s.concerning(e.page, e.done)
	return len(problems) == 0 || !d.files && diag.Count(problems, diag.Error) == 0
}

// waiting returns the entries that are not rendered, by path.
func (s *snapshot) waiting() []*entry {
	var list []*entry
	for _, e := range s.entries {
		e.mu.Lock()
		if e.done == nil {
			list = append(list, e)
		}
		e.mu.Unlock()
	}
	slices.SortFunc(list, func(a, b *entry) int { return strings.Compare(a.page.URL, b.page.URL) })
	return list
}

// render returns the page of an entry.
func (s *snapshot) render(e *entry) *rendering {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.done == nil {
		e.done = s.make(e.page)
	}
	return e.done
}

func (s *snapshot) make(p *content.Page) (r *rendering) {
	r = &rendering{}
	defer func() {
		if fault := recover(); fault != nil {
			// The preview goes on: the page says what happened.
			r.problems = append(r.problems, &diag.Diagnostic{
				Rule: "internal-fault", Severity: diag.Error, Span: source.Span{File: p.File}, Pages: []string{p.Path},
				Message: fmt.Sprintf("a fault of docgen, not of your files: %v\n%s", fault, debug.Stack()),
			})
		}
	}()
	done, err := s.builder.Render(p)
	if err != nil {
		r.problems = []*diag.Diagnostic{{Rule: "internal-fault", Severity: diag.Error, Message: err.Error(), Pages: []string{p.Path}}}
		return r
	}
	r.html, r.problems = done.HTML, done.Problems
	r.used = append(r.used, p.File)
	for f := range done.Used {
		r.used = append(r.used, f)
	}
	texts := r.used
	if p.Element != nil {
		texts = append(slices.Clone(texts), p.Element.File)
	}
	r.reads = s.scanner.of(texts)
	r.share = s.builder.Share(done)
	if name, text, ok := s.builder.Twin(done); ok {
		r.twinPath, r.twin = name, text
	}
	return r
}

// makeExtras returns the files that a build makes of the site as a whole.
func (s *snapshot) makeExtras() map[string][]byte {
	var shares []*publish.Share
	if s.builder.Gathers() {
		for _, e := range s.entries {
			shares = append(shares, s.render(e).share)
		}
	}
	files, _ := s.builder.Extras(shares)
	return files
}

// revisedSince returns the addresses of the static files that have changed
// since the snapshot with a number.
func (s *snapshot) revisedSince(number int64) []string {
	var list []string
	for out, n := range s.revised {
		if n > number {
			list = append(list, s.site.Config.BaseURL+"/"+out)
		}
	}
	slices.Sort(list)
	return list
}

// pageAt returns the page at a path that a browser has, or nil.
func (s *snapshot) pageAt(path string) *content.Page {
	if s == nil {
		return nil
	}
	name := strings.TrimPrefix(strings.TrimPrefix(path, s.site.Config.BaseURL), "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	for _, candidate := range []string{name, name + ".html"} {
		if e := s.entries[candidate]; e != nil {
			return e.page
		}
	}
	return nil
}

// concerning returns what is wrong with a page: its own mistakes, and those of
// files that go into it.
func (s *snapshot) concerning(p *content.Page, r *rendering) []*diag.Diagnostic {
	var list []*diag.Diagnostic
	for _, d := range s.site.Problems {
		f := d.Span.File
		if f == nil || d.Rule == "data-syntax" || slices.Contains(r.used, f) || f == p.File ||
			p.Element != nil && (f == p.Element.File || strings.HasPrefix(f.Name, "elements/_presets/")) {
			list = append(list, d)
		}
	}
	return slices.Concat(list, r.problems)
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
