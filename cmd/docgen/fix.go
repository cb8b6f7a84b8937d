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

// mended is what the safe fixes make of the files.
type mended struct {
	files map[string]*mendedFile
	// left is what is still to be reported.
	left *findings
}

type mendedFile struct {
	before, after []byte
	fixed         int
	pages         []string
}

// mostRounds is how often fixes may bring new fixes to light. More than a few
// rounds mean that a fix does not mend what it is for.
const mostRounds = 20

// mend applies the safe fixes of the findings, in memory, and lints again until
// none is left: a mistake may have hidden another, and of two fixes for one
// place the second must wait for the first.
func (l *linter) mend(found *findings) (*mended, error) {
	m := &mended{files: map[string]*mendedFile{}, left: found}
	overlay := map[string][]byte{}
	for range mostRounds {
		changes := diag.Apply(m.left.fixable(), false)
		if len(changes) == 0 {
			return m, nil
		}
		round := map[string]bool{}
		for _, c := range changes {
			if round[c.File.Name] {
				continue // the file was read twice; the second change waits for the next round
			}
			round[c.File.Name] = true
			m.add(c)
			overlay[c.File.Name] = c.After
		}
		if err := l.update(overlay); err != nil {
			return nil, err
		}
		m.left = l.check()
	}
	rule := m.left.fixable()[0].Rule
	panic(fmt.Sprintf("the fixes of %s find no end; nothing was written", rule))
}

// fixable returns the findings whose fixes change files of the source folder,
// and none that docgen brings.
func (f *findings) fixable() []*diag.Diagnostic {
	return slices.DeleteFunc(slices.Clone(f.list), func(d *diag.Diagnostic) bool {
		return slices.ContainsFunc(d.Fixes, func(fix diag.Fix) bool {
			return slices.ContainsFunc(fix.Edits, func(e diag.Edit) bool { return !f.has(e.Span.File) })
		})
	})
}

func (f *findings) has(file *source.File) bool { return file != nil && f.site.Has(file.Name) }

func (m *mended) add(c diag.Change) {
	file := m.files[c.File.Name]
	if file == nil {
		file = &mendedFile{before: c.File.Text}
		m.files[c.File.Name] = file
	}
	file.after = c.After
	file.fixed += len(c.Fixed)
	for _, d := range c.Fixed {
		file.pages = append(file.pages, d.Pages...)
	}
	slices.Sort(file.pages)
	file.pages = slices.Compact(file.pages)
}

func (m *mended) names() []string { return slices.Sorted(maps.Keys(m.files)) }

// diff writes the changes as a patch; prefix leads from the working directory
// to the source folder.
func (m *mended) diff(w io.Writer, prefix string) error {
	for _, name := range m.names() {
		file := m.files[name]
		if err := diag.Diff(w, path.Join(prefix, name), file.before, file.after); err != nil {
			return err
		}
	}
	return nil
}

// summary says how much was, or would be, changed.
func (m *mended) summary(verb string) string {
	fixed := 0
	for _, file := range m.files {
		fixed += file.fixed
	}
	return fmt.Sprintf("%s %s, %s", verb, diag.Plural(len(m.files), "file"), diag.Plural(fixed, "finding"))
}

// tell lists the files that were changed, and the pages that are mended by
// that.
func (m *mended) tell(w io.Writer) {
	const shown = 5
	for _, name := range m.names() {
		file := m.files[name]
		fmt.Fprintf(w, "fixed %s: %s", name, diag.Plural(file.fixed, "finding"))
		if n := len(file.pages); n > 1 || n == 1 && file.pages[0] != name {
			fmt.Fprintf(w, " on %s: %s", diag.Plural(n, "page"), strings.Join(file.pages[:min(shown, n)], ", "))
			if n > shown {
				fmt.Fprintf(w, " and %d more", n-shown)
			}
		}
		fmt.Fprintln(w)
	}
	if len(m.files) == 0 {
		fmt.Fprintln(w, "nothing to fix")
	}
}

// save writes the changed files. Each is replaced as a whole, and none before
// all could be written.
func (m *mended) save(dir string) error {
	staged := map[string]string{} // temporary file → file
	defer func() {
		for temp := range staged {
			os.Remove(temp)
		}
	}()
	for _, name := range m.names() {
		file := m.files[name]
		// A symbolic link stays one: what it points to is replaced.
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
