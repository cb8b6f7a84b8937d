package content

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"syscall"

	"github.com/bmatcuk/doublestar/v4"
	"golang.org/x/sync/errgroup"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// Manifest is the file by which an output folder of docgen is known. What is in
// such a folder is no input, even if this build writes elsewhere.
const Manifest = ".docgen-files"

// walk lists the files of the source folder that are not excluded.
func (r *reader) walk() ([]string, error) {
	var files []string
	out := outInside(r.Dir, r.opts.Out)
	err := fs.WalkDir(r.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrPermission) {
				r.kept.unlisted = append(r.kept.unlisted, newDiagnostic(source.NewFile(name, nil).All(), diag.RuleUnreadable, diag.Error, "cannot be read: permission denied"))
				return skip(d)
			}
			return err
		}
		if name != "." && (name == out || r.excluded(name, d.IsDir())) {
			return skip(d)
		}
		if d.IsDir() {
			if _, err := r.root.Stat(path.Join(name, Manifest)); err == nil && name != "." {
				return fs.SkipDir
			}
			r.dirs = append(r.dirs, name)
			return nil
		}
		if !d.Type().IsRegular() && d.Type() != fs.ModeSymlink {
			return nil // a pipe or a socket: reading it might never end
		}
		files = append(files, name)
		if link := d.Type()&fs.ModeSymlink != 0; link {
			r.inputs[name] = r.newInput(name, link, r.root.Stat)
		} else {
			r.inputs[name] = r.newInput(name, link, func(string) (fs.FileInfo, error) { return d.Info() })
		}
		return nil
	})
	r.kept.names = files
	return files, err
}

func skip(d fs.DirEntry) error {
	if d != nil && d.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// excluded reports whether a path is not an input: by the configuration's exclude
// and include, as Jekyll reads them, or because its name never is.
func (r *reader) excluded(name string, isDir bool) bool {
	if matches(r.Config.Include, name) {
		return false
	}
	if matches(r.Config.Exclude, name) {
		return true
	}
	base := path.Base(name)
	if name == ".git" || base == "node_modules" || base == "vendor" || ofEditor(base) {
		return true
	}
	if !r.Config.Jekyll {
		return false
	}
	switch base {
	case "Gemfile", "Gemfile.lock", ".sass-cache", ".jekyll-cache", ".jekyll-metadata", "_site":
		return true
	}
	if strings.HasPrefix(base, ".") {
		return true
	}
	return strings.HasPrefix(base, "_") && !r.special(name)
}

// ofEditor reports whether a file is one that editors and desktops create: a
// lock, a swap file, a backup copy.
func ofEditor(base string) bool {
	return strings.HasPrefix(base, "#") || strings.HasPrefix(base, ".#") || strings.HasSuffix(base, "~") ||
		strings.HasPrefix(base, ".") && strings.HasSuffix(base, ".swp") || base == ".DS_Store"
}

// special reports whether a path that begins with "_" is one that is read.
func (r *reader) special(name string) bool {
	top, _, _ := strings.Cut(name, "/")
	switch top {
	case "_includes", "_layouts", "_data", "elements":
		return true
	}
	for _, part := range strings.Split(name, "/") {
		if part == "_posts" || part == "_drafts" && r.Config.ShowDrafts {
			return true
		}
	}
	return false
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		p = strings.Trim(p, "/")
		if p == name || strings.HasPrefix(name, p+"/") {
			return true
		}
		ok, _ := doublestar.Match(p, name)
		if !ok && !strings.Contains(p, "/") {
			ok, _ = doublestar.Match(p, path.Base(name))
		}
		return ok
	})
}

// readAll reads files in parallel; a file that cannot be read is reported and
// left out.
func (r *reader) readAll(names []string) map[string]*source.File {
	files := make([]*source.File, len(names))
	fronts := make([]*tree, len(names))
	problems := make([]*diag.Diagnostic, len(names))
	var group errgroup.Group
	group.SetLimit(8)
	for i, name := range names {
		if files[i] = r.inputs[name].file; files[i] != nil {
			continue // nothing to read: the older site's
		}
		group.Go(func() error {
			file, err := r.readFile(name)
			if err != nil {
				problems[i] = newDiagnostic(source.NewFile(name, nil).All(), diag.RuleUnreadable, diag.Error, "%s", readError(err))
				return nil
			}
			if r.inUTF16(file) {
				problems[i] = newDiagnostic(file.Span(0, 0), diag.RuleUnreadable, diag.Error, "the file is saved in UTF-16: save it in UTF-8")
				problems[i].Kind = "encoding"
				return nil
			}
			files[i] = file
			fronts[i] = r.parseFront(file)
			r.inputs[name].file = file
			return nil
		})
	}
	_ = group.Wait() // its errors are in problems
	out := make(map[string]*source.File, len(names))
	for i, f := range files {
		if f != nil {
			out[names[i]] = f
			if fronts[i] != nil {
				r.fronts[f] = fronts[i]
			}
		} else {
			r.Problems = append(r.Problems, problems[i])
		}
	}
	return out
}

// inUTF16 reports whether a file that docgen has to understand opens with the
// byte order mark of UTF-16.
func (r *reader) inUTF16(f *source.File) bool {
	switch path.Ext(f.Name) {
	case ".html", ".yml", ".yaml":
	default:
		if !r.isMarkdown(f.Name) {
			return false
		}
	}
	return bytes.HasPrefix(f.Text, []byte("\xff\xfe")) || bytes.HasPrefix(f.Text, []byte("\xfe\xff"))
}

// readError describes why a file cannot be read.
func readError(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "cannot be read: permission denied"
	case errors.Is(err, fs.ErrNotExist):
		return "cannot be read: the file, or what the link points to, does not exist"
	case errors.Is(err, syscall.EISDIR):
		return "cannot be read: it is a link to a folder, and such links are not followed"
	case strings.Contains(err.Error(), "escapes"):
		return "cannot be read: the path leaves the source folder"
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return "cannot be read: " + err.Error()
}
