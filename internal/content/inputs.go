package content

import (
	"bytes"
	"io/fs"
	"os"
	"slices"
	"time"

	"docgen/internal/source"
)

// input is a file of the source folder that is not excluded.
type input struct {
	file *source.File // nil for a file that is only copied
	// info is the file's when the folder was listed; nil where it is not known.
	info fs.FileInfo
	// recent: the file was so young then that an equal info proves nothing.
	recent bool
	// overlaid: the text is that of an overlay and not of the file.
	overlaid bool
	// link: a symbolic link; its bytes change with another file.
	link bool
	// copied: too large to be read, and only copied. opens: a file that is only
	// copied has been opened. failed: it could not be read, which is reported.
	copied, opens, failed bool
}

// timeResolution is how old a file must be before an equal time proves that it
// is unchanged: file systems keep times in steps of up to two seconds, and a file
// may be written twice within one.
const timeResolution = 2 * time.Second

// list returns the names of the files of the source folder that are not
// excluded. If only the text of known files can have changed, the folder is not
// walked again.
func (r *reader) list() ([]string, error) {
	if !r.same || r.changed == nil || r.root != r.older.root {
		return r.walk()
	}
	for name := range r.changed {
		if info, err := r.root.Lstat(name); r.older.inputs[name] == nil || err != nil || !info.Mode().IsRegular() {
			return r.walk()
		}
	}
	r.dirs, r.kept.names, r.kept.unlisted, r.kept.links = r.older.dirs, r.older.kept.names, r.older.kept.unlisted, r.older.kept.links
	r.kept.hidden, r.kept.imported = r.older.kept.hidden, r.older.kept.imported
	for name, in := range r.older.inputs {
		if in.link || in.overlaid || r.changed[name] {
			r.inputs[name] = r.newInput(name, in.link, r.root.Stat)
			continue
		}
		same := *in
		r.inputs[name] = &same
	}
	return r.kept.names, nil
}

// readFile returns a file of the source folder: that of the older site where
// its bytes are the same.
func (r *reader) readFile(name string) (*source.File, error) {
	if r.Config != nil { // a configuration is read before the inputs are, and may be one
		for _, f := range []*source.File{r.Config.ownFile, r.Config.theme.config, r.Config.theme.gem} {
			if f != nil && f.Name == name {
				return f, nil
			}
		}
	}
	if text, ok := r.overlay[name]; ok {
		return r.fileOf(name, text), nil
	}
	in := r.inputs[name]
	if in != nil && in.file != nil {
		return in.file, nil
	}
	if r.unchanged(name, in) {
		return r.older.inputs[name].file, nil
	}
	text, err := r.readText(name)
	if err != nil {
		return nil, err
	}
	return r.fileOf(name, text), nil
}

// readText reads a file of the source folder, or a configuration that lies
// outside.
func (r *reader) readText(name string) ([]byte, error) {
	if !r.outside[name] {
		return readInput(r.root, name)
	}
	f, err := r.root.Outside(name)
	if err != nil {
		return nil, err
	}
	return readOpened(f, name)
}

// unchanged reports whether size and time of a file prove that it is as the older
// site read it.
func (r *reader) unchanged(name string, in *input) bool {
	if r.older == nil || in == nil || r.changed[name] {
		return false
	}
	was := r.older.inputs[name]
	return was != nil && was.file != nil && !was.recent && !was.overlaid && sameInfo(was.info, in.info)
}

// fileOf returns the file of the older site where that has the same text, so
// that two sites can be compared by pointers.
func (r *reader) fileOf(name string, text []byte) *source.File {
	if r.older != nil {
		was := r.older.File(name)
		if was != nil && !was.Embedded && bytes.Equal(was.Text, text) {
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
	case s.Config != nil && s.Config.ownFile != nil && s.Config.ownFile.Name == name:
		return s.Config.ownFile
	}
	if s.Config != nil {
		for _, f := range s.Config.Files {
			if f.Name == name {
				return f
			}
		}
	}
	if f := s.texts[name]; f != nil {
		return f
	}
	return s.kept.defaults[name]
}

func sameInfo(a, b fs.FileInfo) bool {
	return a != nil && b != nil && a.Mode() == b.Mode() && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

// newInput returns the input of a file that is not read yet.
func (r *reader) newInput(name string, link bool, stat func(string) (fs.FileInfo, error)) *input {
	in := &input{link: link}
	_, in.overlaid = r.overlay[name]
	if !r.opts.Watched {
		return in
	}
	if info, err := stat(name); err == nil { // else reading it reports that
		in.info, in.recent = info, time.Since(info.ModTime()) < timeResolution
	}
	return in
}

// readDefault reads a file that docgen ships.
func (r *reader) readDefault(name string) (*source.File, error) {
	if r.older != nil && r.older.kept.defaults[name] != nil {
		r.kept.defaults[name] = r.older.kept.defaults[name]
		return r.kept.defaults[name], nil
	}
	text, err := fs.ReadFile(r.opts.Defaults, name)
	f := source.NewEmbedded(name, text)
	r.kept.defaults[name] = f
	return f, err
}

// besideInputs returns the files that are read even if they are excluded: the
// configurations and the schemas that they name.
func (s *Site) besideInputs() []*source.File {
	files := append(slices.Clone(s.Config.Files), s.Config.ownFile)
	for _, use := range s.Config.Schemas {
		if f := s.texts[use.Schema]; f != nil && !f.Embedded {
			files = append(files, f)
		}
	}
	return slices.DeleteFunc(files, func(f *source.File) bool { return f == nil })
}

// readBeside reads a file that is no input, or may be none. Another text of it is a
// change of the site.
func (r *reader) readBeside(name string) (*source.File, error) {
	f, err := r.readFile(name)
	if err != nil {
		return nil, err
	}
	if r.beside == nil {
		r.beside = map[string]string{}
	}
	r.beside[name] = string(f.Text)
	return f, nil
}

// Changes returns the names of the files that are not as an older site read
// them, sorted.
func (s *Site) Changes(older *Site) []string {
	var names []string
	note := func(name string, same bool) {
		if !same {
			names = append(names, name)
		}
	}
	for name, in := range s.inputs {
		was := older.inputs[name]
		note(name, was != nil && was.file == in.file && (in.file != nil || sameInfo(was.info, in.info)))
	}
	for name := range older.inputs {
		note(name, s.inputs[name] != nil)
	}
	for name, was := range older.late {
		note(name, s.late[name].file == was.file)
	}
	for _, f := range s.besideInputs() {
		note(f.Name, older.File(f.Name) == f)
	}
	for _, f := range older.besideInputs() {
		note(f.Name, s.File(f.Name) == f)
	}
	for name, text := range s.beside {
		was, ok := older.beside[name]
		note(name, ok && was == text)
	}
	for name := range older.beside {
		_, ok := s.beside[name]
		note(name, ok)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
