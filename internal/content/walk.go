package content

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// walker lists the files of the source folder that are not excluded.
type walker struct {
	*reader
	out    []string // the output folder and its work folder
	former formerOutputs
	files  []string
	above  []string // the folders that the walk is in, without links
	linked int      // how many files links to folders have led to
}

// maxLinked bounds the files below links to folders: a few links to each other
// can stand for any number.
const maxLinked = 1 << 16

// walk lists the files of the source folder that are not excluded.
func (r *reader) walk() ([]string, error) {
	w := &walker{reader: r, former: formerOutputs{folder: r.root}}
	if out := outInside(r.Dir, r.opts.Out); out != "" {
		w.out = []string{out, path.Join(path.Dir(out), "."+path.Base(out)+WorkName)}
	}
	r.kept.links = map[string]string{}
	if err := w.folder(".", ".", false); err != nil {
		return nil, err
	}
	w.included()
	w.settleLinks()
	r.kept.names = w.files
	return w.files, nil
}

// folder lists a folder; real is its path without links. In a hidden folder only
// the input folders below it are looked for.
func (w *walker) folder(name, real string, hidden bool) error {
	entries, err := w.root.ReadDir(name)
	if err != nil {
		if name == "." {
			return err
		}
		w.unlisted(name, err)
	}
	if !w.inputFolder(name) {
		w.former.enter(name)
	}
	w.dirs = append(w.dirs, name)
	w.above = append(w.above, real)
	defer func() { w.above = w.above[:len(w.above)-1] }()
	for _, d := range entries {
		if err := w.entry(path.Join(name, d.Name()), path.Join(real, d.Name()), d, hidden); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) entry(name, real string, d fs.DirEntry, hidden bool) error {
	link, isDir := d.Type() == fs.ModeSymlink, d.IsDir()
	if link && w.Config.Jekyll {
		if to, folder, err := w.follow(real); err == nil {
			real, isDir = to, folder
		} else {
			real = name // reading it fails, which is reported
		}
	}
	if slices.Contains(w.out, name) || w.leftOut(name, isDir) || hidden && !w.inputPath(name) {
		return nil
	}
	switch {
	case isDir && link && slices.Contains(w.above, real):
		w.unlisted(name, errCircle)
	case isDir:
		return w.folder(name, real, hidden || w.Config.Jekyll && w.inputPath(name) && w.omits(name, true, isHidden(d.Name())))
	case !link && !d.Type().IsRegular():
		w.unlisted(name, errIrregular)
	default:
		w.file(name, real, d, link)
	}
	return nil
}

func (w *walker) file(name, real string, d fs.DirEntry, link bool) {
	if name != real {
		if w.linked++; w.linked > maxLinked {
			if w.linked == maxLinked+1 {
				w.unlisted(name, errLinked)
			}
			return
		}
		w.kept.links[name] = real
		link = true
	}
	if !link && w.former.has(name) {
		return
	}
	w.files = append(w.files, name)
	if link {
		w.inputs[name] = w.newInput(name, link, w.root.Stat)
	} else {
		w.inputs[name] = w.newInput(name, link, func(string) (fs.FileInfo, error) { return d.Info() })
	}
}

// included adds the files that include names by their path, though they are
// excluded or lie in a folder that is.
func (w *walker) included() {
	if !w.Config.Jekyll {
		return
	}
	for _, p := range w.Config.Include {
		name := path.Clean(strings.TrimLeft(p, "/"))
		if !fs.ValidPath(name) || w.inputs[name] != nil || path.Base(name) == ManifestName {
			continue
		}
		if info, err := w.root.Lstat(name); err == nil && info.Mode().IsRegular() {
			w.files = append(w.files, name)
			w.inputs[name] = w.newInput(name, false, w.root.Stat)
		}
	}
}

// maxLinks is how many links may lead to each other.
const maxLinks = 40

// follow returns what a link leads to, as a path without links, and whether that
// is a folder.
func (w *walker) follow(link string) (real string, isDir bool, err error) {
	at, rest := path.Dir(link), path.Base(link)
	for links := 0; rest != ""; {
		part, after, _ := strings.Cut(rest, "/")
		rest = strings.TrimLeft(after, "/")
		if part == ".." && at == "." {
			return "", false, errEscapes
		}
		next := path.Join(at, part)
		info, err := w.root.Lstat(next)
		switch {
		case err != nil:
			return "", false, err
		case info.Mode()&fs.ModeSymlink == 0:
			at, isDir = next, info.IsDir()
			continue
		}
		if links++; links > maxLinks {
			return "", false, errCircle
		}
		target, err := w.root.ReadLink(next)
		if err != nil {
			return "", false, err
		}
		if path.IsAbs(target) {
			return "", false, errEscapes
		}
		rest = strings.TrimSuffix(target+"/"+rest, "/")
	}
	return at, isDir, nil
}

// unlisted reports an input that is neither a file nor a folder that can be read.
func (r *reader) unlisted(name string, err error) {
	if r.Config.Jekyll || inputFolder(name) {
		r.kept.unlisted = append(r.kept.unlisted, r.unreadableFile(name, err))
	}
}

// unreadableFile reports a file that cannot be read. Jekyll follows a link that
// leads out of the source folder, so that is no reason to build nothing.
func (r *reader) unreadableFile(name string, err error) *diag.Diagnostic {
	d := newDiagnostic(source.NewFile(name, nil).All(), diag.RuleUnreadable, diag.Error, "%s", readError(err))
	if leadsOut(err) && !strings.HasPrefix(name, "elements/") || err == errLinked {
		d.Kind, d.Severity = "link", r.Config.Lenient()
	}
	return d
}

// inputFolder reports whether a folder lies in one that no site is written to, so
// that no manifest counts in it.
func (r *reader) inputFolder(name string) bool {
	top, _, _ := strings.Cut(name, "/")
	return name == "." || slices.Contains(r.InputFolders(), top)
}
