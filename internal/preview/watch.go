package preview

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// How long changes are gathered. A single one is taken up almost at once; the
// wait lets an editor finish that empties a file before it writes it. What
// follows closely is a burst, such as another branch, and waits for its end.
const (
	firstDelay = 10 * time.Millisecond
	burstDelay = 50 * time.Millisecond
	calm       = 100 * time.Millisecond // after which a change is a first one again
	longest    = 500 * time.Millisecond // that a burst puts off a rebuild
)

// pollEvery is how often the folder is read where watching is not possible, and
// else how often it is compared with the one that is watched.
const pollEvery = time.Second

// debouncer decides when a rebuild is due.
type debouncer struct {
	last  time.Time // end of the last rebuild
	since time.Time // the first change since then; zero if there is none
	due   time.Time
}

func (d *debouncer) change(now time.Time) {
	if d.since.IsZero() {
		d.since = now
		d.due = now.Add(firstDelay)
		if now.Sub(d.last) < calm {
			d.due = now.Add(burstDelay)
		}
		return
	}
	if d.since.Sub(d.last) < calm {
		d.due = now.Add(burstDelay)
		if limit := d.since.Add(longest); limit.Before(d.due) {
			d.due = limit
		}
	}
}

func (d *debouncer) rebuilt(now time.Time) { d.last, d.since = now, time.Time{} }

// watcher reports that something in the source folder may have changed. Which
// files did is found by reading the folder again, so an event too many does no
// harm, and one that is lost is made up for by the next.
type watcher struct {
	root    string
	notify  *fsnotify.Watcher // nil: poll
	folders map[string]bool   // watched, absolute
	self    os.FileInfo       // the root as it is watched; nil if it is not
	excuse  error             // why folders are polled
}

func newWatcher(root string) *watcher {
	w := &watcher{root: root, folders: map[string]bool{}}
	w.notify, w.excuse = fsnotify.NewWatcher()
	return w
}

// follow watches the folders given, relative to the root, and no others. It
// reports whether there are new ones, in which files may have been missed.
func (w *watcher) follow(folders []string) (news bool) {
	wanted := map[string]bool{}
	for _, dir := range folders {
		wanted[filepath.Join(w.root, filepath.FromSlash(dir))] = true
	}
	if w.notify == nil {
		return false
	}
	for dir := range w.folders {
		if !wanted[dir] {
			w.drop(dir)
		}
	}
	for dir := range wanted {
		if w.folders[dir] {
			continue
		}
		if err := w.notify.Add(dir); err != nil {
			if info, gone := os.Stat(dir); gone != nil || !info.IsDir() {
				continue
			}
			w.poll(err)
			return true
		}
		w.folders[dir] = true
		if news = true; dir == w.root {
			w.self, _ = os.Stat(dir)
		}
	}
	return news
}

// poll gives up watching.
func (w *watcher) poll(err error) {
	w.excuse = err
	w.close()
	w.notify = nil
}

func (w *watcher) close() {
	if w.notify != nil {
		_ = w.notify.Close()
	}
}

// replaced reports whether the root is not the folder that is watched. No event tells
// of a folder above it that is moved, or of a link to it that is changed.
func (w *watcher) replaced() bool {
	if w.notify == nil || w.self == nil {
		return false
	}
	info, err := os.Stat(w.root)
	return err != nil || !os.SameFile(info, w.self)
}

// drop forgets a folder and all below it. The system watches a folder that is
// moved under its old name, and one that is made again not at all.
func (w *watcher) drop(dir string) {
	for folder := range w.folders {
		if folder == dir || strings.HasPrefix(folder, dir+string(os.PathSeparator)) {
			_ = w.notify.Remove(folder) // most are gone already
			delete(w.folders, folder)
		}
	}
	if dir == w.root {
		w.self = nil
	}
}

// name returns what an event speaks of, relative to the root.
func (w *watcher) name(event fsnotify.Event) string {
	if event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename) {
		w.drop(event.Name)
	}
	rel, err := filepath.Rel(w.root, event.Name)
	if err != nil {
		return ""
	}
	return filepath.ToSlash(rel)
}

// watch rebuilds when w sees something change, until ctx is done. It closes w.
func (s *Server) watch(ctx context.Context, w *watcher) {
	defer func() { w.close() }()
	timer := time.NewTimer(0) // what changed before the folders were watched
	defer timer.Stop()
	compare := time.NewTicker(pollEvery)
	defer compare.Stop()
	var when debouncer
	noted := false
	changed, known := map[string]bool{}, false // what events have named; whether that is all
	follow := func() {
		folders := []string{"."}
		if current, _ := s.shown(); current != nil {
			folders = append(folders, current.site().Folders()...)
		}
		if w.follow(folders) {
			known = false // files may have been missed
			s.expect()
			when.change(time.Now())
			timer.Reset(time.Until(when.due))
		}
		if w.notify == nil && !noted {
			noted = true
			s.logf("note: the folder cannot be watched (%s): it is read every second instead", w.excuse)
		}
	}
	follow()
	s.inBackground(ctx)
	for {
		var events chan fsnotify.Event
		var failures chan error
		if w.notify != nil {
			events, failures = w.notify.Events, w.notify.Errors
		}
		select {
		case <-ctx.Done():
			s.stop()
			return
		case event, ok := <-events:
			if !ok {
				return
			}
			changed[w.name(event)] = true
		case <-compare.C:
			if !w.replaced() {
				continue
			}
			w.drop(w.root)
			known = false
		case <-failures:
			known = false // the queue ran over, or a folder could not be read
		case <-timer.C:
			var files []string
			if known {
				files = slices.Sorted(maps.Keys(changed))
			}
			changed, known = map[string]bool{}, w.notify != nil
			err := s.rebuild(ctx, files)
			when.rebuilt(time.Now())
			follow()
			if (err != nil || w.notify == nil) && when.since.IsZero() {
				timer.Reset(pollEvery)
			}
			known = known && err == nil
			continue
		}
		s.expect()
		when.change(time.Now())
		timer.Reset(time.Until(when.due))
	}
}
