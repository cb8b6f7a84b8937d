package publish

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	"docgen/internal/content"
)

// Names inside the output folder that are docgen's own.
const (
	stageName    = ".docgen-new"
	backupName   = ".docgen-old"
	manifestName = content.Manifest
)

// stage collects the files of a build beside the old ones and then replaces them
// at once. Unchanged files are not written again.
type stage struct {
	out      string
	manifest *manifest // of the last build
	stamp    string    // of this build
	fresh    bool      // the folder did not exist

	mu      sync.Mutex
	files   map[string]uint32 // of this build, with the checksum of the text
	changed int               // how many of them are new or different
	dirs    map[string]bool   // that have been made
}

// elsewhere ends the messages about files that docgen must not change.
const elsewhere = "move it away, or choose another --out"

// newStage opens an output folder. The folder is made when the first file is
// written.
func newStage(out string) (*stage, error) {
	s := &stage{out: out, files: map[string]uint32{}, dirs: map[string]bool{}}
	info, err := os.Stat(out)
	if err == nil && !info.IsDir() {
		return nil, fmt.Errorf("the site cannot be written to %q, which is no folder", out)
	}
	if errors.Is(err, syscall.ENOTDIR) {
		return nil, fmt.Errorf("the site cannot be written to %q: what stands there is a file, not a folder", blocker(out))
	}
	s.fresh = errors.Is(err, fs.ErrNotExist)
	// Leftovers of an interrupted run.
	for _, name := range []string{stageName, backupName} {
		if err := os.RemoveAll(filepath.Join(out, name)); err != nil {
			return nil, err
		}
	}
	s.manifest, err = readManifest(out)
	return s, err
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

// write adds a file of the build.
func (s *stage) write(name string, text []byte) error {
	sum := checksum(text)
	s.mu.Lock()
	_, twice := s.files[name]
	s.files[name] = sum
	s.mu.Unlock()
	if twice {
		return fmt.Errorf("two pages or files are written to %s", name)
	}
	target := filepath.Join(s.out, filepath.FromSlash(name))
	switch same, err := equalFile(target, text); {
	case errors.Is(err, syscall.ENOTDIR):
		file := blocker(target)
		if rel, err := filepath.Rel(s.out, file); err != nil || !s.manifest.lists(filepath.ToSlash(rel)) {
			return fmt.Errorf("%s was not written by docgen and stands where a folder is needed: %s", file, elsewhere)
		}
	case err != nil:
		return err
	case same == equal:
		return nil
	case same == different && !s.manifest.lists(name):
		return fmt.Errorf("%s was not written by docgen and would be overwritten: %s", target, elsewhere)
	}
	s.mu.Lock()
	s.changed++
	s.mu.Unlock()
	staged := filepath.Join(s.out, stageName, filepath.FromSlash(name))
	if err := s.mkdir(filepath.Dir(staged)); err != nil {
		return err
	}
	return os.WriteFile(staged, text, 0o644)
}

// mkdir creates a folder once.
func (s *stage) mkdir(dir string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dirs[dir] {
		return nil
	}
	s.dirs[dir] = true
	return os.MkdirAll(dir, 0o755)
}

// sameness is the result of comparing a file with its new text.
type sameness int

const (
	absent sameness = iota
	equal
	different
)

func equalFile(name string, text []byte) (sameness, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return absent, nil
	}
	if err != nil {
		return absent, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return absent, err
	}
	if info.IsDir() {
		return absent, fmt.Errorf("%s is a folder, and a file is to be written there: %s", name, elsewhere)
	}
	if info.Size() != int64(len(text)) {
		return different, nil
	}
	old := make([]byte, len(text))
	if _, err := f.ReadAt(old, 0); err != nil && len(text) > 0 {
		return absent, err
	}
	if bytes.Equal(old, text) {
		return equal, nil
	}
	return different, nil
}

// commit replaces the old files by the new ones and removes those that are no
// longer generated. If a step fails, all is undone.
func (s *stage) commit() (written, stale int, err error) {
	var gone []string
	for name := range s.manifest.files {
		if _, made := s.files[name]; !made {
			gone = append(gone, name)
		}
	}
	slices.Sort(gone)
	manifest := formatManifest(s.stamp, s.files)
	same, err := equalFile(filepath.Join(s.out, manifestName), manifest)
	if err != nil {
		return 0, 0, err
	}
	if same != equal {
		if err := s.mkdir(filepath.Join(s.out, stageName)); err != nil {
			return 0, 0, err
		}
		if err := os.WriteFile(filepath.Join(s.out, stageName, manifestName), manifest, 0o644); err != nil {
			return 0, 0, err
		}
	}
	if err := s.changeOver(gone); err != nil {
		return 0, 0, err
	}
	s.removeEmpty(gone)
	return s.changed, len(gone), nil
}

// changeOver moves files by renaming only, which needs no space on the disk, and
// undoes all steps if one fails.
func (s *stage) changeOver(gone []string) error {
	m := moves{stage: s}
	err := m.retire(gone)
	if err == nil {
		err = m.adopt("")
	}
	if err != nil {
		return errors.Join(err, m.undo())
	}
	return nil
}

// moves records the files that have been moved.
type moves struct {
	*stage
	done []move
}

type move struct{ from, to string }

func (m *moves) rename(from, to string) error {
	err := os.Rename(from, to)
	if err == nil {
		m.done = append(m.done, move{from, to})
	}
	return err
}

func (m *moves) undo() (err error) {
	for _, last := range slices.Backward(m.done) {
		err = errors.Join(err, os.Rename(last.to, last.from))
	}
	return err
}

// backup moves an old file away.
func (m *moves) backup(name string) error {
	kept := filepath.Join(m.out, backupName, name)
	if err := m.mkdir(filepath.Dir(kept)); err != nil {
		return err
	}
	return m.rename(filepath.Join(m.out, name), kept)
}

// retire moves the files away that are no longer generated.
func (m *moves) retire(gone []string) error {
	for _, name := range gone {
		name = filepath.FromSlash(name)
		_, err := os.Lstat(filepath.Join(m.out, name))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
			continue // somebody has removed it
		}
		if err == nil {
			err = m.backup(name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// adopt moves the staged files below a folder to their places.
func (m *moves) adopt(dir string) error {
	entries, err := os.ReadDir(filepath.Join(m.out, stageName, dir))
	if errors.Is(err, fs.ErrNotExist) && dir == "" {
		return nil // nothing has changed
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := filepath.Join(dir, entry.Name())
		_, err := os.Lstat(filepath.Join(m.out, name))
		if err == nil && entry.IsDir() {
			if err := m.adopt(name); err != nil {
				return err
			}
			continue
		}
		if err == nil {
			if err := m.backup(name); err != nil {
				return err
			}
		}
		if err := m.rename(filepath.Join(m.out, stageName, name), filepath.Join(m.out, name)); err != nil {
			return err
		}
	}
	return nil
}

// removeEmpty removes the folders that are empty now that files have gone.
func (s *stage) removeEmpty(gone []string) {
	for _, name := range gone {
		for dir := filepath.Dir(filepath.FromSlash(name)); dir != "."; dir = filepath.Dir(dir) {
			if os.Remove(filepath.Join(s.out, dir)) != nil {
				break // not empty
			}
		}
	}
}

// discard removes what is left of the stage.
func (s *stage) discard() {
	_ = os.RemoveAll(filepath.Join(s.out, stageName))
	_ = os.RemoveAll(filepath.Join(s.out, backupName))
	if s.fresh {
		_ = os.Remove(s.out) // fails unless the folder is empty
	}
}
