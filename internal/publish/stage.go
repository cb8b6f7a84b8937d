package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"docgen/internal/content"
	"docgen/internal/disk"
)

const manifestName = content.ManifestName

// stage collects the files of a build in a work folder, where the output folder
// cannot be seen to change, and then replaces the old site by the new one. Only
// files with a new content are written.
type stage struct {
	path  string   // of the output folder, for messages
	out   *os.Root // the output folder; nil if there is none yet
	above *os.Root // the folder it is in; nil if a new site cannot be prepared there
	base  string   // its name there
	wait  func(held func() bool) error

	manifest *content.Manifest // of the last build
	stamp    string            // of this build
	found    map[string]entry  // what is in the output folder, by path
	opaque   bool              // a folder in it cannot be listed

	mu       sync.Mutex
	files    map[string]string // of this build, with their sums
	staged   map[string]bool   // those that are in the work folder
	dirs     map[string]bool   // that have been made there
	work     *work
	made     []string // folders above the output folder that did not exist
	releases []func() error
}

// elsewhere ends the messages about files that docgen must not change.
const elsewhere = "move it away, or choose another --out"

// errChanged is for the short time after a folder was looked at.
var errChanged = errors.New("the output folder was changed by another program while the site was built: build again")

// Recover completes what a build that was killed has left of its work on an
// output folder: after it, the folder holds a whole site. waiting is called if
// another build is at work on it, for whose end Recover waits.
func Recover(ctx context.Context, out string, waiting func()) error {
	s, err := openStage(ctx, out, false, waiting)
	if err == nil {
		err = s.discard()
	}
	return err
}

// newStage opens an output folder for a build, and recovers it first.
func newStage(ctx context.Context, out string, waiting func()) (*stage, error) {
	s, err := openStage(ctx, out, true, waiting)
	if err != nil || s.out == nil {
		return s, err
	}
	sound := false
	if s.manifest, sound, err = content.ReadManifest(s.out.FS().(fs.ReadLinkFS), "."); err == nil && !sound {
		err = fmt.Errorf("%s is damaged: remove the output folder and build again", filepath.Join(out, manifestName))
	}
	if err != nil {
		return nil, errors.Join(err, s.discard())
	}
	return s, nil
}

// openStage locks and recovers an output folder. One that does not exist is only
// prepared for a build.
func openStage(ctx context.Context, out string, build bool, waiting func()) (*stage, error) {
	target, err := resolve(out)
	if err != nil {
		return nil, err
	}
	s := &stage{
		path: out, base: filepath.Base(target), manifest: &content.Manifest{}, found: map[string]entry{},
		files: map[string]string{}, staged: map[string]bool{}, dirs: map[string]bool{".": true},
		wait: func(held func() bool) error { return waitFor(ctx, held, waiting) },
	}
	for {
		err := s.open(target, build)
		if err == nil {
			return s, nil
		}
		err = errors.Join(err, s.discard())
		if !errors.Is(err, errBusy) {
			return nil, err
		}
	}
}

// errBusy: another build has replaced or removed what this one has opened.
var errBusy = errors.New("another docgen is at work on the output folder")

func waitFor(ctx context.Context, held func() bool, waiting func()) error {
	for held() {
		if waiting != nil {
			waiting()
			waiting = nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return ctx.Err()
}

// resolve returns the absolute path of an output folder. If it is a link, that
// leads to the folder.
func resolve(out string) (string, error) {
	info, err := os.Stat(out)
	switch {
	case err == nil && !info.IsDir():
		return "", fmt.Errorf("the site cannot be written to %q, which is no folder", out)
	case errors.Is(err, syscall.ENOTDIR):
		return "", fmt.Errorf("the site cannot be written to %q: what stands there is a file, not a folder", blocker(out))
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(out); err == nil {
			return "", fmt.Errorf("the site cannot be written to %q: it is a link to a folder that does not exist", out)
		}
		return filepath.Abs(out)
	case err != nil:
		return "", err
	}
	target, err := filepath.EvalSymlinks(out)
	if err != nil {
		return "", err
	}
	return filepath.Abs(target)
}

// blocker returns the file in the place of a folder of a path.
func blocker(name string) string {
	for at := filepath.Dir(name); at != filepath.Dir(at); at = filepath.Dir(at) {
		if info, err := os.Stat(at); err == nil && !info.IsDir() {
			return at
		}
	}
	return name
}

// open opens, locks and recovers the output folder.
func (s *stage) open(target string, build bool) (err error) {
	if s.out, err = os.OpenRoot(target); errors.Is(err, fs.ErrNotExist) {
		s.out = nil
	} else if err != nil {
		return err
	}
	if s.out != nil {
		if err := s.lock(s.out, "."); err != nil {
			return err
		}
		now, err := os.Stat(target)
		if was, wasErr := s.out.Stat("."); err != nil || wasErr != nil || !os.SameFile(was, now) {
			return errBusy
		}
	} else if build {
		if err := s.makeAbove(filepath.Dir(target)); err != nil {
			return err
		}
	}
	if filepath.Dir(target) != target {
		s.above, err = os.OpenRoot(filepath.Dir(target))
	}
	if s.out == nil && err != nil {
		if build {
			return err
		}
		return nil // there is nothing to recover
	}
	for _, p := range s.spots() {
		if err := s.recover(p); err != nil {
			return err
		}
	}
	if s.out != nil || !build {
		return nil
	}
	if err := s.prepare(); err != nil { // which is the lock of a folder that does not exist
		return err
	}
	if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
		return errBusy
	}
	return nil
}

// makeAbove makes the folder that the output folder goes to.
func (s *stage) makeAbove(dir string) error {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return nil // opening it reports another error
	}
	if err := s.makeAbove(filepath.Dir(dir)); err != nil {
		return err
	}
	err := os.Mkdir(dir, 0o755)
	if err == nil {
		s.made = append(s.made, dir)
	} else if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	return err
}

// lock takes the lock of a folder, and waits for another process that has it.
func (s *stage) lock(root *os.Root, name string) error {
	return s.wait(func() bool {
		f, err := root.Open(name)
		if err != nil {
			return false // it is gone, as the caller will see
		}
		release, ok := disk.Lock(f)
		if ok {
			s.releases = append(s.releases, release)
		} else {
			f.Close()
		}
		return !ok
	})
}

// write adds a file of the build.
func (s *stage) write(name string, text []byte) error {
	return s.add(name, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil })
}

// copy adds a file of the site that is copied.
func (s *stage) copy(f content.Static) error {
	return s.add(f.Out(), func() (io.ReadCloser, error) { return f.FS.Open(f.From) })
}

func (s *stage) add(name string, open func() (io.ReadCloser, error)) error {
	if !content.Writable(name) {
		return fmt.Errorf("a page or file cannot be written to %q", name)
	}
	s.mu.Lock()
	_, twice := s.files[name]
	s.files[name] = ""
	s.mu.Unlock()
	if twice {
		return fmt.Errorf("two pages or files are written to %s", name)
	}
	sum, same, err := s.unchanged(name, open)
	if err == nil && !same {
		sum, err = s.put(name, open)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[name] = sum
	if !same {
		s.staged[name] = true
	}
	return err
}

// unchanged reports whether a file is in the output folder already.
func (s *stage) unchanged(name string, open func() (io.ReadCloser, error)) (sum string, same bool, err error) {
	e, ok := s.found[name]
	if !ok || !e.mode.IsRegular() {
		return "", false, nil
	}
	text, err := open()
	if err != nil {
		return "", false, err
	}
	defer text.Close()
	if sum, _, err = content.Sum(text, nil); err == nil && e.sum == "" {
		e.sum, _ = s.check(s.out, name, name)
	}
	return sum, err == nil && sum == e.sum, err
}

// put writes a file to the work folder.
func (s *stage) put(name string, open func() (io.ReadCloser, error)) (sum string, err error) {
	text, err := open()
	if err != nil {
		return "", err
	}
	defer text.Close()
	if err := s.mkdir(path.Dir(name)); err != nil {
		return "", err
	}
	f, err := s.work.fresh.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", err
	}
	sum, _, err = content.Sum(text, f)
	return sum, errors.Join(err, f.Close())
}

// mkdir makes a folder of the new site once.
func (s *stage) mkdir(dir string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.work == nil {
		if err := s.prepare(); err != nil {
			return err
		}
	}
	if s.dirs[dir] {
		return nil
	}
	s.dirs[dir] = true
	return s.work.fresh.MkdirAll(dir, 0o755)
}

// discard removes what is left of the work and unlocks the folder.
func (s *stage) discard() (err error) {
	if s.work != nil {
		s.work.fresh.Close()
		err = s.work.remove()
		s.work = nil
	}
	for _, dir := range slices.Backward(s.made) {
		_ = os.Remove(dir) // fails unless the folder is empty
	}
	s.made = nil
	for _, root := range []*os.Root{s.out, s.above} {
		if root != nil {
			root.Close()
		}
	}
	s.out, s.above = nil, nil
	for _, release := range s.releases {
		_ = release()
	}
	s.releases = nil
	return err
}
