package content

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"golang.org/x/sync/errgroup"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// walk lists the files of the source folder that are not excluded.
func (r *reader) walk() ([]string, error) {
	var files []string
	out := outInside(r.Dir, r.opts.Out)
	beside := path.Join(path.Dir(out), "."+path.Base(out)+WorkName) // its work folder
	former := &formerOutputs{folder: r.root}
	err := fs.WalkDir(r.root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			if name == "." {
				return err
			}
			r.unlisted(name, err)
			return skip(d)
		}
		if name != "." && (name == out || name == beside || r.excluded(name, d.IsDir())) {
			return skip(d)
		}
		if d.IsDir() {
			if !r.inputFolder(name) {
				former.enter(name)
			}
			r.dirs = append(r.dirs, name)
			return nil
		}
		if !d.Type().IsRegular() && d.Type() != fs.ModeSymlink {
			r.unlisted(name, errIrregular)
			return nil
		}
		if d.Type().IsRegular() && former.has(name) {
			return nil
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

// unlisted reports an input that is neither a file nor a folder that can be read.
func (r *reader) unlisted(name string, err error) {
	if r.Config.Jekyll || inputFolder(name) {
		r.kept.unlisted = append(r.kept.unlisted, unreadableFile(name, err))
	}
}

func unreadableFile(name string, err error) *diag.Diagnostic {
	return newDiagnostic(source.NewFile(name, nil).All(), diag.RuleUnreadable, diag.Error, "%s", readError(err))
}

// inputFolder reports whether a folder lies in one that no site is written to, so
// that no manifest counts in it.
func (r *reader) inputFolder(name string) bool {
	top, _, _ := strings.Cut(name, "/")
	return name == "." || slices.Contains(r.InputFolders(), top)
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
	if strings.HasPrefix(path.Base(name), OwnPrefix) {
		return true
	}
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
	return r.Config.hides(name, isDir)
}

// ofEditor reports whether a file is one that editors and desktops create: a
// lock, a swap file, a backup copy.
func ofEditor(base string) bool {
	return strings.HasPrefix(base, "#") || strings.HasPrefix(base, ".#") || strings.HasSuffix(base, "~") ||
		strings.HasPrefix(base, ".") && strings.HasSuffix(base, ".swp") || base == ".DS_Store" || base == "Icon\r"
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
			r.inputs[name].failed = true
			if err != nil {
				if r.inputs[name].copied = r.onlyCopied(name, err); !r.inputs[name].copied {
					problems[i] = unreadableFile(name, err)
				}
				return nil
			}
			if problems[i] = savedWrong(file, r.understood(name)); problems[i] != nil {
				return nil
			}
			// A panic in this goroutine would end the program.
			if problems[i] = diag.Guard("reading", file, name, func() { fronts[i] = r.parseFront(file) }); problems[i] != nil {
				return nil
			}
			r.inputs[name].failed = false
			files[i] = file
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
		} else if problems[i] != nil {
			r.report(problems[i])
		}
	}
	return out
}

// onlyCopied reports whether a file that is too large to be read is one that is
// copied as it is.
func (r *reader) onlyCopied(name string, err error) bool {
	if !errors.Is(err, errTooLarge) || isElementFile(name) && r.hasElements || hasFrontMatter(r.root, name) {
		return false
	}
	dirs := r.folders()
	return !slices.ContainsFunc([]string{dirs.includes, dirs.layouts, dirs.data, presetFolder + "/"}, func(dir string) bool { return strings.HasPrefix(name, dir) })
}

// tryCopies opens the files that are copied without being read, so that those
// that cannot be are reported before a build copies them.
func (r *reader) tryCopies() {
	problems := make([]*diag.Diagnostic, len(r.Static))
	var group errgroup.Group
	group.SetLimit(8)
	for i, f := range r.Static {
		in := r.inputs[f.From]
		if in == nil || in.file != nil || in.failed && !in.copied {
			continue // it was read, or is reported
		}
		if r.older != nil && !r.changed[f.From] && !in.link {
			if was := r.older.inputs[f.From]; was != nil && was.opens && sameInfo(was.info, in.info) {
				in.opens = true
				continue
			}
		}
		group.Go(func() error {
			err := opens(f.FS, f.From)
			if in.opens = err == nil; !in.opens {
				problems[i] = unreadableFile(f.From, err)
			}
			return nil
		})
	}
	_ = group.Wait() // its errors are in problems
	r.report(slices.DeleteFunc(problems, func(d *diag.Diagnostic) bool { return d == nil })...)
}

// readError describes why a file cannot be read.
func readError(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "cannot be read: permission denied"
	case errors.Is(err, fs.ErrNotExist):
		return "cannot be read: the file, or what the link points to, does not exist"
	case strings.Contains(err.Error(), "escapes"):
		return "cannot be read: the path leaves the source folder"
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return "cannot be read: " + err.Error()
}
