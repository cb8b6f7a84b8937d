package content

import (
	"cmp"
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
					problems[i] = r.unreadableFile(name, err)
				}
				return nil
			}
			if problems[i] = cmp.Or(savedWrong(file, r.understood(name), r.savedSeverity(name)), r.markedPage(file)); problems[i] != nil {
				r.inputs[name].copied = problems[i].Severity < diag.Error
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
	return !r.inShared(name) && !strings.HasPrefix(name, presetFolder+"/")
}

// tryCopies opens the files that are copied without being read, so that those
// that cannot be are reported before a build copies them.
func (r *reader) tryCopies() {
	problems := make([]*diag.Diagnostic, len(r.Static))
	var group errgroup.Group
	group.SetLimit(8)
	for i, f := range r.Static {
		in := r.inputs[f.From]
		if in == nil || in.file != nil {
			continue // it was read
		}
		if in.failed && !in.copied {
			r.Static[i].Left = true // which is reported
			continue
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
				problems[i] = r.unreadableFile(f.From, err)
			}
			return nil
		})
	}
	_ = group.Wait() // its errors are in problems
	for i, d := range problems {
		r.Static[i].Left = r.Static[i].Left || d != nil
	}
	r.report(slices.DeleteFunc(problems, func(d *diag.Diagnostic) bool { return d == nil })...)
}

// leadsOut reports whether a file was not opened because a link leads out of the
// source folder.
func leadsOut(err error) bool { return strings.Contains(err.Error(), "escapes") }

// readError describes why a file cannot be read.
func readError(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "cannot be read: permission denied"
	case errors.Is(err, fs.ErrNotExist):
		return "cannot be read: the file, or what the link points to, does not exist"
	case leadsOut(err):
		return "cannot be read: the path leaves the source folder"
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return "cannot be read: " + err.Error()
}
