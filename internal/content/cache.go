package content

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"docgen/internal/data"
	"docgen/internal/source"
)

// Cache keeps what Open has read, for a folder that is opened again and again.
// A file whose bytes are as they were keeps its *source.File, so two sites can
// be compared by pointers, and its YAML is not read again. The zero value is
// empty; it may be used from many goroutines.
type Cache struct {
	mu    sync.Mutex
	files map[string]*cachedFile // those of docgen itself behind a ":"
	trees map[treeKey]tree
}

type cachedFile struct {
	file *source.File
	// info is that of the file when it was read; nil where it does not prove
	// that the bytes are the same.
	info fs.FileInfo
	// aside says that no walk finds the file: docgen brings it, or
	// include_relative finds it where files are excluded.
	aside bool
}

type treeKey struct {
	at     source.Span
	jekyll bool
}

type tree struct {
	node     *data.Node
	problems []data.Problem
}

// settled is how old a file must be for its time to prove anything: file
// systems keep times in steps of up to two seconds, and a file may be written
// twice within one.
const settled = 2 * time.Second

// Forget makes the next reading look into a file, whatever its time says.
func (c *Cache) Forget(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.files[name]; known != nil {
		known.info = nil
	}
}

// read returns a file from the cache if info proves that it is unchanged, else
// what load reads. A nil info proves nothing; aside is true for a file that no
// walk finds.
func (c *Cache) read(name string, info fs.FileInfo, aside bool, load func(string) ([]byte, error)) (*source.File, error) {
	c.mu.Lock()
	known := c.files[name]
	fresh := known != nil && sameInfo(known.info, info)
	c.mu.Unlock()
	if fresh {
		return known.file, nil
	}
	start := time.Now()
	text, err := load(name)
	if err != nil {
		return nil, err
	}
	if info != nil && start.Sub(info.ModTime()) < settled {
		info = nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known = c.files[name]; known != nil && bytes.Equal(known.file.Text, text) {
		known.info = info
		return known.file, nil
	}
	if c.files == nil {
		c.files = map[string]*cachedFile{}
	}
	f := source.NewFile(strings.TrimPrefix(name, ":"), text)
	c.files[name] = &cachedFile{file: f, info: info, aside: aside}
	return f, nil
}

func sameInfo(a, b fs.FileInfo) bool {
	return a != nil && b != nil && a.Mode() == b.Mode() && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

// infoOf returns what proves that a file is unchanged: for a link, the info of
// what it points to.
func (s *Site) infoOf(name string, d fs.DirEntry) fs.FileInfo {
	if s.cache == nil {
		return nil
	}
	stat := d.Info
	if d.Type()&fs.ModeSymlink != 0 {
		stat = func() (fs.FileInfo, error) { return s.root.Stat(name) }
	}
	info, err := stat()
	if err != nil {
		return nil // gone meanwhile: reading it will say so
	}
	return info
}

// readDefault reads a file that docgen brings.
func (s *Site) readDefault(name string) (*source.File, error) {
	load := func(string) ([]byte, error) { return fs.ReadFile(s.defaults, name) }
	if s.cache != nil {
		return s.cache.read(":"+name, nil, true, load)
	}
	text, err := load(name)
	return source.NewFile(name, text), err
}

// keep forgets the files that are no longer there.
func (c *Cache) keep(inputs map[string]*input) {
	c.mu.Lock()
	defer c.mu.Unlock()
	live := map[*source.File]bool{}
	for name, known := range c.files {
		if inputs[name] == nil && !known.aside {
			delete(c.files, name)
			continue
		}
		live[known.file] = true
	}
	for key := range c.trees {
		if !live[key.at.File] {
			delete(c.trees, key)
		}
	}
}

// input is what a site knows of a file of the source folder.
type input struct {
	file *source.File // nil for a file that is only copied
	info fs.FileInfo  // nil without a Cache
}

// Changes returns the names of the files that are not as they were when an
// older site was read. Both must have been read with one Cache.
func (s *Site) Changes(older *Site) []string {
	var names []string
	for name, in := range s.files {
		if was := older.files[name]; was == nil || was.file != in.file || in.file == nil && !sameInfo(was.info, in.info) {
			names = append(names, name)
		}
	}
	for name := range older.files {
		if s.files[name] == nil {
			names = append(names, name)
		}
	}
	older.mu.Lock()
	aside := maps.Clone(older.aside)
	older.mu.Unlock()
	for name, was := range aside {
		if f, _ := s.Relative(".", name, nil); f != was {
			names = append(names, name)
		}
	}
	if s.Config.File != older.Config.File && s.Config.File != nil && !slices.Contains(names, s.Config.File.Name) {
		names = append(names, s.Config.File.Name)
	}
	slices.Sort(names)
	return names
}

// Folders returns the folders that files were read from, "." among them.
func (s *Site) Folders() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	dirs := slices.Clone(s.dirs)
	for name := range s.aside {
		dirs = append(dirs, path.Dir(name))
	}
	return dirs
}

// Has reports whether the source folder has a file that is not excluded.
func (s *Site) Has(name string) bool { return s.files[name] != nil }

// Sources returns the files that pages can be made of: pages, includes,
// layouts and what include_relative may ask for.
func (s *Site) Sources() map[*source.File]bool {
	all := map[*source.File]bool{}
	for _, p := range s.AllPages() {
		all[p.File] = true
	}
	for _, f := range s.includes {
		all[f] = true
	}
	for _, l := range s.layouts {
		all[l.File] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.texts {
		all[f] = true
	}
	return all
}

// readYAML reads YAML, or finds it in the cache. The tree must not be changed.
func (s *Site) readYAML(at source.Span, jekyll bool) (*data.Node, []data.Problem) {
	read := data.ReadYAML
	if jekyll {
		read = data.ReadYAML11
	}
	if s.cache == nil {
		return read(source.Of(at))
	}
	c := s.cache
	c.mu.Lock()
	defer c.mu.Unlock()
	key := treeKey{at, jekyll}
	t, ok := c.trees[key]
	if !ok {
		if c.trees == nil {
			c.trees = map[treeKey]tree{}
		}
		t.node, t.problems = read(source.Of(at))
		c.trees[key] = t
	}
	return t.node, t.problems
}
