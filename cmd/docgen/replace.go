package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"

	"docgen/internal/content"
	"docgen/internal/disk"
)

// The files that are written beside those that are fixed. None is ever read as
// input: see content.OwnPrefix.
const (
	// tempPrefix begins the name of a new text that has not yet taken its place, or
	// of an old one that has just lost it. What an earlier run has left is removed.
	tempPrefix = content.OwnPrefix + "fix-"
	// keptPrefix begins the name of a text that may be the only copy of something:
	// see keptName.
	keptPrefix = content.OwnPrefix + "kept-"
)

var (
	tempForm = regexp.MustCompile(`^` + regexp.QuoteMeta(tempPrefix) + `[A-Z2-7]{26}$`)
	keptForm = regexp.MustCompile(`^` + regexp.QuoteMeta(keptPrefix) + `[0-9a-f]{16}-(.+)$`)
)

// keptName returns the name under which a text of a file is kept that nobody needs
// once the file has the text next.
func keptName(file string, next []byte) string {
	sum := sha256.Sum256(next)
	return keptPrefix + hex.EncodeToString(sum[:8]) + "-" + file
}

// errChanged says that a file is not as it was when docgen read it, or will soon
// not be any more.
var errChanged = errors.New("another program has changed it, or has it open for writing")

// replacer replaces files of a source folder, each as a whole.
type replacer struct {
	root *os.Root
	real string // its path without symbolic links
	// release ends the lock of the folder.
	release func() error
}

// newReplacer opens a folder for one process at a time.
func newReplacer(dir string) (*replacer, error) {
	real, err := realPath(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(real)
	if err != nil {
		return nil, err
	}
	folder, err := root.Open(".")
	if err != nil {
		root.Close()
		return nil, err
	}
	release, ok := disk.Lock(folder)
	if !ok {
		folder.Close()
		root.Close()
		return nil, errors.New("another docgen lint --fix is writing in this folder")
	}
	return &replacer{root, real, release}, nil
}

func (r *replacer) close() {
	_ = r.release()
	r.root.Close()
}

// clear removes what earlier runs that were killed have left, and returns the
// texts that people have to look at.
func (r *replacer) clear(ctx context.Context) (kept []string) {
	_ = fs.WalkDir(r.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil || d.IsDir() && (base == ".git" || base == "node_modules"):
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
		case !d.Type().IsRegular():
		case tempForm.MatchString(base) || r.isDone(name):
			_ = r.root.Remove(name) // else it stays, and nothing reads it
		case keptForm.MatchString(base):
			kept = append(kept, name)
		}
		return nil
	})
	return kept
}

// isDone reports whether a text that was kept is of no use any more: its file has
// that text, or the one that was to follow.
func (r *replacer) isDone(name string) bool {
	m := keptForm.FindStringSubmatch(path.Base(name))
	if m == nil {
		return false
	}
	now, err := r.root.ReadFile(path.Join(path.Dir(name), m[1]))
	if err != nil {
		return false
	}
	kept, err := r.root.ReadFile(name)
	return err == nil && (bytes.Equal(now, kept) || keptName(m[1], now) == path.Base(name))
}

// replace gives a file a new text, if it still has the old one. A symbolic link is
// kept: the file that it leads to is replaced.
func (r *replacer) replace(name string, before, after []byte) error {
	target, err := filepath.EvalSymlinks(filepath.Join(r.real, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	inside, err := filepath.Rel(r.real, target)
	if err != nil || !filepath.IsLocal(inside) {
		return errors.New("it is a symbolic link that leads out of the source folder")
	}
	// All that follows is relative to the folder, which nobody can replace by a
	// link any more.
	root, err := r.root.OpenRoot(filepath.Dir(inside))
	if err != nil {
		return err
	}
	defer root.Close()
	folder, err := root.Open(".")
	if err != nil {
		return err
	}
	defer folder.Close()
	err = (&original{root, folder, filepath.Base(inside), before, after}).replace()
	if failed, ok := err.(*fs.PathError); ok {
		return failed.Err // its path may be that of a temporary file
	}
	return err
}

// original is a file that is replaced.
type original struct {
	root          *os.Root // its folder
	folder        *os.File
	name          string
	before, after []byte
}

func (t *original) replace() error {
	info, err := t.root.Lstat(t.name)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errChanged
	}
	old, err := t.root.Open(t.name)
	if err != nil {
		return err
	}
	defer old.Close()
	now, err := io.ReadAll(old)
	switch {
	case err != nil:
		return err
	case bytes.Equal(now, t.after):
		return nil // under another of its names
	case !bytes.Equal(now, t.before):
		return errChanged
	}
	if hasLinks(info) {
		return t.overwrite()
	}
	temp := tempPrefix + rand.Text()
	switch err := t.stage(temp, old); {
	case errors.Is(err, errAttributes):
		t.root.Remove(temp)
		return t.overwrite()
	case err != nil:
		t.root.Remove(temp)
		return err
	}
	return t.exchange(temp)
}

// errAttributes says that a new file cannot have the owner or an attribute of the
// old one.
var errAttributes = errors.New("the owner and the attributes of the file cannot be kept")

// stage writes the new text to a temporary file that is in all else like the old
// one.
func (t *original) stage(temp string, old *os.File) error {
	f, err := t.root.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(t.after); err != nil {
		return err
	}
	if err := keepAttributes(f, old); err != nil {
		return fmt.Errorf("%w: %w", errAttributes, err)
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}

// exchange makes the old and the new text change places, and looks at what came
// out: what an editor saved up to that moment is put back. Where the system cannot
// exchange files, the old text is compared right before it is replaced.
func (t *original) exchange(temp string) error {
	err := disk.Exchange(t.folder, temp, t.name)
	if errors.Is(err, errors.ErrUnsupported) {
		if now, err := t.root.ReadFile(t.name); err != nil || !bytes.Equal(now, t.before) {
			t.root.Remove(temp)
			return cmpError(err, errChanged)
		}
		err = t.root.Rename(temp, t.name)
	} else if err == nil {
		if t.isUnused(temp, t.before) {
			return t.root.Remove(temp)
		}
		return t.exchangeBack(temp)
	}
	if err != nil {
		t.root.Remove(temp)
	}
	return err
}

func cmpError(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// exchangeBack puts back a text that was saved meanwhile. Where an editor has also
// changed the new text, which stood there for a moment, both are kept.
func (t *original) exchangeBack(temp string) error {
	err := disk.Exchange(t.folder, temp, t.name)
	if err == nil && t.isUnused(temp, t.after) {
		t.root.Remove(temp)
		return errChanged
	}
	kept := keptName(t.name, []byte(rand.Text()))
	if e := t.root.Rename(temp, kept); e != nil {
		kept = temp
	}
	return fmt.Errorf("%w; another text of it, which was saved too, is in %s", errChanged, kept)
}

// isUnused reports whether a file has a text, and no program is about to write
// another one, as far as the system knows.
func (t *original) isUnused(name string, text []byte) bool {
	f, err := t.root.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	if isBeingWritten(f) {
		return false
	}
	now, err := io.ReadAll(f)
	return err == nil && bytes.Equal(now, text)
}

// overwrite writes the new text into the file itself, so that it keeps its other
// names and its owner. The old text is in a file beside it until that is done.
func (t *original) overwrite() error {
	f, err := t.root.OpenFile(t.name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	kept := keptName(t.name, t.after)
	if err := t.keep(kept); err != nil {
		return err
	}
	if now, err := io.ReadAll(f); err != nil || !bytes.Equal(now, t.before) {
		t.root.Remove(kept)
		return cmpError(err, errChanged)
	}
	if err := rewrite(f, t.after); err != nil {
		if e := rewrite(f, t.before); e != nil {
			return fmt.Errorf("%w; it is damaged, and its text is in %s", err, kept)
		}
		t.root.Remove(kept)
		return err
	}
	return t.root.Remove(kept)
}

// keep writes the old text to a new file, which is there as a whole or not at all.
func (t *original) keep(kept string) error {
	temp := tempPrefix + rand.Text()
	f, err := t.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer t.root.Remove(temp)
	_, err = f.Write(t.before)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = t.root.Link(temp, kept) // unlike a rename, it replaces nothing
	}
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there from an earlier run: compare it with the file, then remove it", kept)
	}
	return err
}

func rewrite(f *os.File, text []byte) error {
	if _, err := f.WriteAt(text, 0); err != nil {
		return err
	}
	if err := f.Truncate(int64(len(text))); err != nil {
		return err
	}
	return f.Sync()
}

// keepMode gives a file the permissions of another one, those of a file that
// nobody may write included.
func keepMode(to, from *os.File) error {
	info, err := from.Stat()
	if err != nil {
		return err
	}
	return to.Chmod(info.Mode())
}
