package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"path"
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
	saved         bool
	failure       error // why it could not be saved
}

// endless names the fixes of a rule in a file that do not end.
type endless struct{ rule, file string }

// mostRounds limits how often the fixes of one round may lead to new ones. More
// than a few rounds mean that a fix does not remove its finding.
const mostRounds = 20

// fix applies the safe fixes of the findings, in memory. Where the fixes of a rule
// in a file do not end, it begins again without them, and they are a fault of
// docgen: all other fixes are applied.
func (l *linter) fix(found *findings) (*fixResult, error) {
	start := l.work
	without := map[endless]bool{}
	for {
		r, err := l.fixWithout(found, without)
		if err != nil {
			return nil, err
		}
		rest := r.left.fixable(without)
		if len(rest) == 0 {
			return r, nil
		}
		for _, d := range rest {
			fix, _ := d.SafeFix()
			file := fix.Edits[0].Span.File
			if key := (endless{d.Rule, file.Name}); !without[key] {
				without[key] = true
				part := fmt.Sprintf("the fixes of rule %s in %s", d.Rule, file.Name)
				l.note([]*diag.Diagnostic{diag.NewFault(part, start.Site.File(file.Name), "", "they do not end, and are left out")})
			}
		}
		l.work = start
	}
}

// fixWithout applies fixes and lints again until none is left: a mistake may have
// hidden another, and of two fixes for the same bytes the second must wait for
// the next round.
func (l *linter) fixWithout(found *findings, without map[endless]bool) (*fixResult, error) {
	r := &fixResult{files: map[string]*fixedFile{}, left: found}
	overlay := map[string][]byte{}
	for range mostRounds {
		changes := diag.Apply(r.left.fixable(without), false)
		if len(changes) == 0 {
			break
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
	return r, nil
}

// fixable returns the findings with safe fixes that change files of the source
// folder, and none of docgen's own files, but for those that do not end.
func (f *findings) fixable(without map[endless]bool) []*diag.Diagnostic {
	return slices.DeleteFunc(slices.Clone(f.list), func(d *diag.Diagnostic) bool {
		fix, _ := d.SafeFix()
		return !f.isFixable(d) || without[endless{d.Rule, fix.Edits[0].Span.File.Name}]
	})
}

// isFixable reports whether --fix can fix a finding.
func (f *findings) isFixable(d *diag.Diagnostic) bool {
	fix, ok := d.SafeFix()
	return ok && !slices.ContainsFunc(fix.Edits, func(e diag.Edit) bool { return !f.has(e.Span.File) })
}

func (f *findings) has(file *source.File) bool { return file != nil && f.site.Has(file.Name) }

func (r *fixResult) add(c diag.Change) {
	file := r.files[c.File.Name]
	if file == nil {
		file = &fixedFile{before: c.File.Text}
		r.files[c.File.Name] = file
	}
	file.after = c.After
	file.fixed += len(diag.Group(c.Fixed))
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

// planned returns how many files and findings --fix would change.
func (r *fixResult) planned() string {
	files, findings := r.count(func(*fixedFile) bool { return true })
	return fmt.Sprintf("would change %s, %s", diag.Plural(files, "file"), diag.Plural(findings, "finding"))
}

// done returns how many findings were fixed, and how many are left; "" where nothing
// was to fix.
func (r *fixResult) done(left int) string {
	files, findings := r.count(func(f *fixedFile) bool { return f.saved })
	if files == 0 {
		return ""
	}
	return fmt.Sprintf("fixed %s in %s; %d left", diag.Plural(findings, "finding"), diag.Plural(files, "file"), left)
}

func (r *fixResult) count(which func(*fixedFile) bool) (files, findings int) {
	for _, file := range r.files {
		if which(file) {
			files++
			findings += file.fixed
		}
	}
	return files, findings
}

// printFiles lists the changed files, each with the pages that are fixed by
// the change.
func (r *fixResult) printFiles(w io.Writer) {
	const shown = 5
	for _, name := range r.names() {
		file := r.files[name]
		if !file.saved {
			if file.failure != nil {
				fmt.Fprintf(w, "not fixed %s: %s\n", diag.Printable(name), diag.Printable(file.failure.Error()))
			}
			continue
		}
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

// save replaces the changed files, one after the other. It ends early when ctx is
// done; the files that are then not saved, and those that cannot be written, are as
// they were. printed takes what people should know.
func (r *fixResult) save(ctx context.Context, dir string, printed io.Writer) error {
	files, err := newReplacer(dir)
	if err != nil {
		return err
	}
	defer files.close()
	for _, name := range files.clear(ctx) {
		fmt.Fprintf(printed, "%s is a text that an earlier --fix has kept: compare it with the file of that name, then remove it\n", diag.Printable(name))
	}
	for _, name := range r.names() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		file := r.files[name]
		if file.failure = files.replace(name, file.before, file.after); file.failure == nil {
			file.saved = true
		}
	}
	return nil
}

// unsaved returns how many files could not be written.
func (r *fixResult) unsaved() (n int) {
	for _, file := range r.files {
		if !file.saved {
			n++
		}
	}
	return n
}
