package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// fixResult is the result of applying the safe fixes.
type fixResult struct {
	files map[string]*fixedFile
	// left are the findings that remain.
	left *findings
}

type fixedFile struct {
	before, after []byte
	fixed         int
	pages         []string
}

// mostRounds limits how often the fixes of one round may lead to new ones. More
// than a few rounds mean that a fix does not remove its finding.
const mostRounds = 20

// fix applies the safe fixes of the findings, in memory, and lints again until
// none is left: a mistake may have hidden another, and of two fixes for the same
// bytes the second must wait for the next round.
func (l *linter) fix(found *findings) (*fixResult, error) {
	r := &fixResult{files: map[string]*fixedFile{}, left: found}
	overlay := map[string][]byte{}
	for range mostRounds {
		changes := diag.Apply(r.left.fixable(), false)
		if len(changes) == 0 {
			return r, nil
		}
		round := map[string]bool{}
		for _, c := range changes {
			if round[c.File.Name] {
				continue // the file was read twice; the second change waits for the next round
			}
			round[c.File.Name] = true
			r.add(c)
			overlay[c.File.Name] = c.After
		}
		if err := l.update(overlay); err != nil {
			return nil, err
		}
		var err error
		if r.left, err = l.check(); err != nil {
			return nil, err
		}
	}
	rule := r.left.fixable()[0].Rule
	panic(fmt.Sprintf("the fixes of %s do not end; nothing was written", rule))
}

// fixable returns the findings whose fixes change files of the source folder,
// and none of docgen's own files.
func (f *findings) fixable() []*diag.Diagnostic {
	return slices.DeleteFunc(slices.Clone(f.list), func(d *diag.Diagnostic) bool {
		return slices.ContainsFunc(d.Fixes, func(fix diag.Fix) bool {
			return slices.ContainsFunc(fix.Edits, func(e diag.Edit) bool { return !f.has(e.Span.File) })
		})
	})
}

func (f *findings) has(file *source.File) bool { return file != nil && f.site.Has(file.Name) }

func (r *fixResult) add(c diag.Change) {
	file := r.files[c.File.Name]
	if file == nil {
		file = &fixedFile{before: c.File.Text}
		r.files[c.File.Name] = file
	}
	file.after = c.After
	file.fixed += len(c.Fixed)
	for _, d := range c.Fixed {
		file.pages = append(file.pages, d.Pages...)
	}
	slices.Sort(file.pages)
	file.pages = slices.Compact(file.pages)
}

func (r *fixResult) names() []string { return slices.Sorted(maps.Keys(r.files)) }

// diff writes the changes as a patch; prefix leads from the working directory
// to the source folder.
func (r *fixResult) diff(w io.Writer, prefix string) error {
	for _, name := range r.names() {
		file := r.files[name]
		if err := diag.Diff(w, path.Join(prefix, name), file.before, file.after); err != nil {
			return err
		}
	}
	return nil
}

// summary returns how many files and findings were, or would be, changed.
func (r *fixResult) summary(verb string) string {
	fixed := 0
	for _, file := range r.files {
		fixed += file.fixed
	}
	return fmt.Sprintf("%s %s, %s", verb, diag.Plural(len(r.files), "file"), diag.Plural(fixed, "finding"))
}

// printFiles lists the changed files, each with the pages that are fixed by
// the change.
func (r *fixResult) printFiles(w io.Writer) {
	const shown = 5
	for _, name := range r.names() {
		file := r.files[name]
		fmt.Fprintf(w, "fixed %s: %s", diag.Printable(name), diag.Plural(file.fixed, "finding"))
		if n := len(file.pages); n > 1 || n == 1 && file.pages[0] != name {
			fmt.Fprintf(w, " on %s: %s", diag.Plural(n, "page"), diag.Printable(strings.Join(file.pages[:min(shown, n)], ", ")))
			if n > shown {
				fmt.Fprintf(w, " and %d more", n-shown)
			}
		}
		fmt.Fprintln(w)
	}
	if len(r.files) == 0 {
		fmt.Fprintln(w, "nothing to fix")
	}
}

// save writes the changed files. Each is replaced as a whole, after all new
// texts have been written to temporary files.
func (r *fixResult) save(dir string) error {
	staged := map[string]string{} // temporary file → file
	defer func() {
		for temp := range staged {
			os.Remove(temp)
		}
	}()
	for _, name := range r.names() {
		file := r.files[name]
		// A symbolic link is kept: the file that it points to is replaced.
		target, err := filepath.EvalSymlinks(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		if now, err := os.ReadFile(target); err != nil {
			return err
		} else if !bytes.Equal(now, file.before) {
			return fmt.Errorf("%s was changed while docgen read it; nothing was written", name)
		}
		temp, err := stage(target, file.after)
		if err != nil {
			return err
		}
		staged[temp] = target
	}
	for temp, target := range staged {
		if err := os.Rename(temp, target); err != nil {
			return err
		}
		delete(staged, temp)
	}
	return nil
}

// stage writes the new text of a file beside it, with its permissions.
func stage(target string, text []byte) (string, error) {
	info, err := os.Stat(target)
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Chmod(info.Mode().Perm())
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return f.Name(), err
}
