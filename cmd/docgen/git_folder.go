package main

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"docgen/internal/content"
	"docgen/internal/source"
)

// gitFolder is a folder of a commit. It is read from the objects of git, as
// content reads a source folder: nothing of it is written to the disk.
type gitFolder struct {
	entries map[string]*gitEntry // by path; "." is the folder
	blobs   *blobs
	commit  string
	path    string // of the folder in the repository
	// current returns a file of the working tree. Where only line ends differ, the
	// working tree's text counts: git may have converted them (core.autocrlf).
	current func(name string) *source.File
}

var _ content.Folder = (*gitFolder)(nil)

// gitEntry is a file, a folder or a symbolic link.
type gitEntry struct {
	name string
	mode fs.FileMode
	id   string
	list []fs.DirEntry // of a folder
}

func (e *gitEntry) Name() string               { return e.name }
func (e *gitEntry) Size() int64                { return 0 } // not known before it is opened
func (e *gitEntry) Mode() fs.FileMode          { return e.mode }
func (e *gitEntry) Type() fs.FileMode          { return e.mode.Type() }
func (e *gitEntry) IsDir() bool                { return e.mode.IsDir() }
func (e *gitEntry) ModTime() time.Time         { return time.Time{} }
func (e *gitEntry) Sys() any                   { return nil }
func (e *gitEntry) Info() (fs.FileInfo, error) { return e, nil }

// openGitFolder lists a folder of a commit; nil if the commit does not have it.
func openGitFolder(g *repository, commit, folder string) (*gitFolder, error) {
	f := newGitFolder(g)
	f.commit, f.path = commit, folder
	ok, err := g.list(commit, folder, f.add)
	if err != nil || !ok {
		return nil, err
	}
	for _, e := range f.entries {
		slices.SortFunc(e.list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
	return f, nil
}

func newGitFolder(g *repository) *gitFolder {
	return &gitFolder{
		entries: map[string]*gitEntry{".": {name: ".", mode: fs.ModeDir | 0o755}},
		blobs:   &blobs{repo: g},
		current: func(string) *source.File { return nil },
	}
}

// maxEntries bounds the files and folders: a few small objects can stand for any
// number of them.
const maxEntries = 1 << 20

// add takes a file or a symbolic link. A name that only a forged tree has, such as
// ../x, is left out. The result is false where there are too many.
func (f *gitFolder) add(o object) bool {
	e := &gitEntry{name: path.Base(o.name), mode: 0o644, id: o.id}
	switch {
	case o.mode == modeLink:
		e.mode = fs.ModeSymlink | 0o777
	case !strings.HasPrefix(o.mode, modeFile):
		return true
	}
	if !fs.ValidPath(o.name) || f.entries[o.name] != nil {
		return true
	}
	if parent := f.folder(path.Dir(o.name)); parent != nil {
		parent.list = append(parent.list, e)
		f.entries[o.name] = e
	}
	return len(f.entries) <= maxEntries
}

// folder returns the folder of a name, made if necessary; nil if the name is that
// of a file.
func (f *gitFolder) folder(name string) *gitEntry {
	if e := f.entries[name]; e != nil {
		if !e.IsDir() {
			return nil
		}
		return e
	}
	parent := f.folder(path.Dir(name))
	if parent == nil {
		return nil
	}
	e := &gitEntry{name: path.Base(name), mode: fs.ModeDir | 0o755}
	parent.list = append(parent.list, e)
	f.entries[name] = e
	return e
}

// The length of a path in bytes, and how many symbolic links may lead to each other.
const (
	maxPath  = 4096
	maxLinks = 40
)

// errEscapes is what content looks for, as an os.Root says it.
var errEscapes = errors.New("path escapes from parent")

// find returns the path and the entry of a name. Symbolic links to folders are
// followed, one at the end only with follow set.
func (f *gitFolder) find(op, name string, follow bool) (string, *gitEntry, error) {
	fail := func(err error) (string, *gitEntry, error) {
		return "", nil, &fs.PathError{Op: op, Path: name, Err: err}
	}
	at, rest, links := ".", name, 0
	for rest != "" {
		if rest[0] == '/' {
			return fail(errEscapes)
		}
		part, after, _ := strings.Cut(rest, "/")
		rest = strings.TrimLeft(after, "/")
		next := path.Join(at, part)
		if part == ".." && at == "." {
			return fail(errEscapes)
		}
		e := f.entries[next]
		switch {
		case e == nil:
			return fail(fs.ErrNotExist)
		case e.Type() == fs.ModeSymlink && (rest != "" || follow):
			if links++; links > maxLinks {
				return fail(syscall.ELOOP)
			}
			target, err := f.blobs.read(e.id, next)
			if err != nil {
				return fail(err)
			}
			if len(target) > maxPath {
				return fail(syscall.ENAMETOOLONG)
			}
			rest = strings.TrimSuffix(string(target)+"/"+rest, "/")
		case rest != "" && !e.IsDir():
			return fail(fs.ErrNotExist)
		default:
			at = next
		}
	}
	return at, f.entries[at], nil
}

// Stat follows symbolic links.
func (f *gitFolder) Stat(name string) (fs.FileInfo, error) {
	_, e, err := f.find("stat", name, true)
	if err != nil {
		return nil, err
	}
	return e, nil
}

// Lstat does not follow a symbolic link at the end.
func (f *gitFolder) Lstat(name string) (fs.FileInfo, error) {
	_, e, err := f.find("lstat", name, false)
	if err != nil {
		return nil, err
	}
	return e, nil
}

// ReadDir lists a folder by name.
func (f *gitFolder) ReadDir(name string) ([]fs.DirEntry, error) {
	_, e, err := f.find("open", name, true)
	if err != nil {
		return nil, err
	}
	return e.list, nil
}

// Open opens a file. It is read when somebody wants to know more about it than
// that it is there.
func (f *gitFolder) Open(name string) (fs.File, error) {
	at, e, err := f.find("open", name, true)
	if err != nil {
		return nil, err
	}
	if e.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EISDIR}
	}
	return &gitFile{gitEntry: e, read: sync.OnceValues(func() (*bytes.Reader, error) {
		text, err := f.blobs.read(e.id, at)
		if err != nil {
			return nil, &fs.PathError{Op: "read", Path: name, Err: err}
		}
		if now := f.current(at); now != nil && sameLines(now.Text, text) {
			text = now.Text
		}
		return bytes.NewReader(text), nil
	})}, nil
}

// ReadLink returns what a symbolic link says.
func (f *gitFolder) ReadLink(name string) (string, error) {
	at, e, err := f.find("readlink", name, false)
	if err != nil {
		return "", err
	}
	if e.Type() != fs.ModeSymlink {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	target, err := f.blobs.read(e.id, at)
	if err == nil && len(target) > maxPath {
		err = &fs.PathError{Op: "readlink", Path: name, Err: syscall.ENAMETOOLONG}
	}
	return string(target), err
}

// Outside opens a file of the commit outside of the folder. One that is outside of
// the repository too is opened as it is.
func (f *gitFolder) Outside(name string) (fs.File, error) {
	if path.IsAbs(name) || filepath.IsAbs(name) {
		return content.OpenRegular(name)
	}
	at := path.Join(f.path, name)
	if !fs.ValidPath(at) {
		return content.OpenRegular(filepath.Join(f.blobs.repo.top, filepath.FromSlash(at)))
	}
	e, err := f.blobs.repo.file(f.commit, at)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &gitFile{gitEntry: e, read: sync.OnceValues(func() (*bytes.Reader, error) {
		text, err := f.blobs.read(e.id, at)
		return bytes.NewReader(text), err
	})}, nil
}

// gitFile is an open file.
type gitFile struct {
	*gitEntry
	read func() (*bytes.Reader, error)
}

func (o *gitFile) Stat() (fs.FileInfo, error) {
	_, err := o.read()
	return o, err
}

func (o *gitFile) Size() int64 {
	r, err := o.read()
	if err != nil {
		return 0
	}
	return r.Size()
}

func (o *gitFile) Read(b []byte) (int, error) {
	r, err := o.read()
	if err != nil {
		return 0, err
	}
	return r.Read(b)
}

func (o *gitFile) Close() error { return nil }

// sameLines reports whether two texts differ in nothing but their line ends.
func sameLines(a, b []byte) bool {
	crlf, lf := []byte("\r\n"), []byte("\n")
	return bytes.Equal(bytes.ReplaceAll(a, crlf, lf), bytes.ReplaceAll(b, crlf, lf))
}

// Close ends the process that reads the files.
func (f *gitFolder) Close() error {
	f.blobs.close()
	return nil
}
