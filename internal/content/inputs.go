package content

import (
	"bytes"
	"io/fs"
	"os"
	"slices"
	"time"

	"docgen/internal/source"
)

// input is what a site knows of a file of the source folder.
type input struct {
	file *source.File // nil for a file that is only copied
	// info is that of the file when it was read; nil where it does not prove
	// that the bytes are the same.
	info fs.FileInfo
	// link: a symbolic link; its bytes change with another file.
	link bool
}

// timeResolution is how old a file must be before an equal time proves that it
// is unchanged: file systems keep times in steps of up to two seconds, and a file
// may be written twice within one.
const timeResolution = 2 * time.Second

// list returns the names of the files of the source folder that are not
// excluded. If only the text of known files can have changed, the folder is not
// walked again.
func (r *reader) list() ([]string, error) {
	if !r.same || r.changed == nil {
		return r.walk()
	}
	for _, name := range r.changed {
		info, err := r.root.Stat(name)
		if r.older.inputs[name] == nil || r.overlay[name] == nil && (err != nil || !info.Mode().IsRegular()) {
			return r.walk()
		}
	}
	r.dirs = r.older.dirs
	r.kept.names = r.older.kept.names
	for name, in := range r.older.inputs {
		c := *in
		r.inputs[name] = &c
		if !in.link && !slices.Contains(r.changed, name) {
			continue
		}
		c.file, c.info = nil, nil
		if info, err := r.root.Stat(name); err == nil && r.opts.Watched {
			c.info = info
		}
	}
	return r.kept.names, nil
}

// readFile returns a file of the source folder: that of the older site where
// its bytes are the same.
func (r *reader) readFile(name string) (*source.File, error) {
	if text, ok := r.overlay[name]; ok {
		return r.fileOf(name, text), nil
	}
	in := r.inputs[name]
	if in != nil && in.file != nil {
		return in.file, nil
	}
	if in != nil && r.unchanged(name, in.info) {
		return r.older.inputs[name].file, nil
	}
	start := time.Now()
	text, err := r.root.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if in != nil && in.info != nil && start.Sub(in.info.ModTime()) < timeResolution {
		in.info = nil
	}
	return r.fileOf(name, text), nil
}

// unchanged reports whether size and time of a file prove that it is as the older
// site read it.
func (r *reader) unchanged(name string, info fs.FileInfo) bool {
	if r.older == nil || info == nil {
		return false
	}
	was := r.older.inputs[name]
	return was != nil && was.file != nil && sameInfo(was.info, info) && !slices.Contains(r.changed, name)
}

// fileOf returns the file of the older site where that has the same text, so
// that two sites can be compared by pointers.
func (r *reader) fileOf(name string, text []byte) *source.File {
	if r.older != nil {
		if was := r.older.File(name); was != nil && bytes.Equal(was.Text, text) {
			return was
		}
	}
	return source.NewFile(name, text)
}

// File returns a file that the site has read, or that docgen ships for it, or
// nil.
func (s *Site) File(name string) *source.File {
	if in := s.inputs[name]; in != nil && in.file != nil {
		return in.file
	}
	switch {
	case s.late[name].file != nil:
		return s.late[name].file
	case s.Config != nil && s.Config.File != nil && s.Config.File.Name == name:
		return s.Config.File
	case s.Config != nil && s.Config.ownFile != nil && s.Config.ownFile.Name == name:
		return s.Config.ownFile
	}
	if f := s.texts[name]; f != nil {
		return f
	}
	return s.kept.defaults[name]
}

func sameInfo(a, b fs.FileInfo) bool {
	return a != nil && b != nil && a.Mode() == b.Mode() && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

// infoOf returns what proves that a file is unchanged: for a link, the info of
// what it points to.
func (r *reader) infoOf(name string, d fs.DirEntry) fs.FileInfo {
	if !r.opts.Watched {
		return nil
	}
	stat := d.Info
	if d.Type()&fs.ModeSymlink != 0 {
		stat = func() (fs.FileInfo, error) { return r.root.Stat(name) }
	}
	info, err := stat()
	if err != nil {
		return nil // deleted since the walk: reading it reports that
	}
	return info
}

// readDefault reads a file that docgen ships.
func (r *reader) readDefault(name string) (*source.File, error) {
	if r.older != nil && r.older.kept.defaults[name] != nil {
		r.kept.defaults[name] = r.older.kept.defaults[name]
		return r.kept.defaults[name], nil
	}
	text, err := fs.ReadFile(r.opts.Defaults, name)
	f := source.NewFile(name, text)
	r.kept.defaults[name] = f
	return f, err
}

// Changes returns the names of the files that are not as an older site read
// them, sorted.
func (s *Site) Changes(older *Site) []string {
	var names []string
	for name, in := range s.inputs {
		if was := older.inputs[name]; was == nil || was.file != in.file || in.file == nil && !sameInfo(was.info, in.info) {
			names = append(names, name)
		}
	}
	for name := range older.inputs {
		if s.inputs[name] == nil {
			names = append(names, name)
		}
	}
	for name, was := range older.late {
		if s.late[name].file != was.file {
			names = append(names, name)
		}
	}
	for _, f := range []*source.File{s.Config.File, s.Config.ownFile} {
		if f != nil && older.File(f.Name) != f {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
