package content

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"syscall"
)

// MaxInput is how many bytes of a file are read into memory. A larger file can be
// copied, and nothing else.
const MaxInput = 64 << 20

// Why a file of the source folder is not read.
var (
	errIrregular = errors.New("it is no regular file")
	errFolder    = errors.New("it is a link to a folder, and such links are not followed")
	errTooLarge  = errors.New("it is larger than 64 MB")
	errCircle    = errors.New("the link leads to a folder that it is in, and is not followed")
	errLinked    = fmt.Errorf("links lead to more than %d files, and this one is left out", maxLinked)
	errEscapes   = errors.New("path escapes from parent") // as an os.Root says it
)

// Folder is what a site is read from: the source folder, or one of an older
// revision. No name and no symbolic link leads out of it, and Open opens regular
// files only.
type Folder interface {
	fs.StatFS
	fs.ReadDirFS
	Lstat(name string) (fs.FileInfo, error)
	ReadLink(name string) (string, error) // what a symbolic link says, with slashes
	// Outside opens a file that somebody has named, by its path from the folder,
	// though it lies outside.
	Outside(name string) (fs.File, error)
	Close() error
}

// OpenFolder opens a source folder.
func OpenFolder(dir string) (Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return inputFS{root}, nil
}

// inputFS opens what a source folder holds, and is the only way to it: whatever
// stands there, it lies inside the folder, is a regular file, and keeps nobody
// waiting.
type inputFS struct{ root *os.Root }

// Open opens a regular file. Its kind is checked after it was opened, when nobody
// can exchange it any more.
func (in inputFS) Open(name string) (fs.File, error) {
	f, err := in.open(name)
	return regular(name, f, err)
}

// Outside opens a regular file outside of the folder.
func (in inputFS) Outside(name string) (fs.File, error) {
	if !path.IsAbs(name) && !filepath.IsAbs(name) {
		name = filepath.Join(in.root.Name(), filepath.FromSlash(name))
	}
	return OpenRegular(name)
}

// OpenRegular opens a file of the disk that is a regular one.
func OpenRegular(name string) (fs.File, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	return regular(name, f, err)
}

// regular passes on a file that was opened, if it is a regular one.
func regular(name string, f *os.File, err error) (fs.File, error) {
	if errors.Is(err, syscall.ENXIO) { // a socket
		err = &fs.PathError{Op: "open", Path: name, Err: errIrregular}
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = errFolder
	case !info.Mode().IsRegular():
		err = errIrregular
	default:
		return f, nil
	}
	f.Close()
	return nil, &fs.PathError{Op: "open", Path: name, Err: err}
}

// open opens a file of any kind. Without O_NONBLOCK, a pipe would wait for
// somebody who writes to it.
func (in inputFS) open(name string) (*os.File, error) {
	return in.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

// ReadDir lists a folder, by name.
func (in inputFS) ReadDir(name string) ([]fs.DirEntry, error) {
	f, err := in.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, err
}

// Stat describes a file or folder; a link is followed.
func (in inputFS) Stat(name string) (fs.FileInfo, error) { return in.root.Stat(name) }

// Lstat describes a file or folder, or the link itself.
func (in inputFS) Lstat(name string) (fs.FileInfo, error) { return in.root.Lstat(name) }

// ReadLink returns what a symbolic link says.
func (in inputFS) ReadLink(name string) (string, error) {
	target, err := in.root.Readlink(name)
	return filepath.ToSlash(target), err
}

// Close closes the folder.
func (in inputFS) Close() error { return in.root.Close() }

// readInput reads a file that docgen has to understand.
func readInput(folder fs.FS, name string) ([]byte, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	return readOpened(f, name)
}

// readOpened reads a file, and closes it.
func readOpened(f fs.File, name string) ([]byte, error) {
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if info.Size() <= MaxInput {
		text.Grow(int(info.Size()) + bytes.MinRead)
		_, err = text.ReadFrom(io.LimitReader(f, MaxInput+1)) // it may grow
	}
	if err == nil && (info.Size() > MaxInput || text.Len() > MaxInput) {
		err = &fs.PathError{Op: "read", Path: name, Err: errTooLarge}
	}
	return text.Bytes(), err
}

// opens reports why a file that is copied cannot be, or nil.
func opens(folder fs.FS, name string) error {
	f, err := folder.Open(name)
	if err == nil {
		err = f.Close()
	}
	return err
}

// hasFrontMatter reports whether a file of any size opens with front matter.
func hasFrontMatter(folder fs.FS, name string) bool {
	f, err := folder.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	start := make([]byte, 1<<10)
	n, _ := io.ReadFull(f, start) // what a short file has is enough
	line, _ := cutLine(bytes.TrimPrefix(start[:n], []byte("\xef\xbb\xbf")), 0)
	return isRuler(line)
}
