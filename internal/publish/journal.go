package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"docgen/internal/content"
)

// step is one change of the output folder, where the files are moved one by one.
// The journal lists all steps before the first one is done, so that the next
// build can undo them if this one is killed: whether a step has been done is seen
// in the work folder.
type step struct {
	op   string
	arg  string // the permissions of a folder, the sum of a file
	name string
}

const (
	retire = "retire" // move an old file to the work folder
	rmdir  = "rmdir"
	mkdir  = "mkdir"
	adopt  = "adopt" // move a new file from the work folder
)

// moveFiles replaces the old site file by file, by renaming only, which needs no
// space on the disk. It undoes all steps if one fails.
func (s *stage) moveFiles(p *plan) error {
	w := s.work
	steps, err := s.steps(p)
	if err == nil {
		err = w.root.Mkdir(path.Join(w.dir, "old"), 0o700)
	}
	if err == nil {
		err = w.writeJournal(steps)
	}
	if err != nil {
		return err
	}
	for i, st := range steps {
		if err := w.do(i, st); err != nil {
			undone := w.undo(steps)
			w.keep = undone != nil
			return errors.Join(err, undone)
		}
	}
	err = w.root.Remove(path.Join(w.dir, "journal"))
	w.keep = err != nil
	return err
}

func (s *stage) steps(p *plan) (steps []step, err error) {
	folder := s.identity()
	if err := s.writeList(folder); err != nil {
		return nil, err
	}
	sum, _, err := content.Sum(strings.NewReader(string(s.list(folder))), nil)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Concat(p.gone, p.replaced) {
		if _, own := s.check(s.out, name, name); !own {
			return nil, fmt.Errorf("%s was changed: %w", name, errChanged)
		}
		steps = append(steps, step{retire, "-", name})
	}
	if _, ok := s.found[manifestName]; ok {
		steps = append(steps, step{retire, "-", manifestName})
	}
	for _, name := range p.dropped {
		info, err := s.out.Lstat(name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step{rmdir, strconv.FormatUint(uint64(info.Mode().Perm()), 8), name})
	}
	for _, name := range p.made {
		steps = append(steps, step{mkdir, "-", name})
	}
	for name := range s.staged {
		steps = append(steps, step{adopt, s.files[name], name})
	}
	return append(steps, step{adopt, sum, manifestName}), nil
}

// do makes the i-th step.
func (w *work) do(i int, st step) error {
	at := path.Join(w.site, st.name)
	switch st.op {
	case retire:
		return w.root.Rename(at, w.retired(i))
	case rmdir:
		_ = w.root.Remove(at) // fails if another program has put something there
		return nil
	case mkdir:
		return w.root.Mkdir(at, 0o755)
	}
	if _, err := w.root.Lstat(at); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", st.name, errors.Join(errChanged, err))
	}
	return w.root.Rename(path.Join(w.dir, "new", st.name), at)
}

func (w *work) retired(i int) string { return path.Join(w.dir, "old", strconv.Itoa(i)) }

// undo undoes the steps that have been done, the last one first.
func (w *work) undo(steps []step) (err error) {
	for i, st := range slices.Backward(steps) {
		err = errors.Join(err, w.undoStep(i, st))
	}
	if err == nil && len(steps) > 0 {
		err = w.root.Remove(path.Join(w.dir, "journal"))
	}
	return err
}

func (w *work) undoStep(i int, st step) error {
	at := path.Join(w.site, st.name)
	now, missing := w.root.Lstat(at)
	switch st.op {
	case retire:
		if _, err := w.root.Lstat(w.retired(i)); err != nil {
			return nil // it was not done
		}
		if missing == nil {
			return fmt.Errorf("%s stands in the place of an old file: move it away", st.name)
		}
		return w.root.Rename(w.retired(i), at)
	case rmdir:
		mode, err := strconv.ParseUint(st.arg, 8, 32)
		if err != nil || missing == nil {
			return err
		}
		if err := w.root.Mkdir(at, 0o700); err != nil {
			return err
		}
		return w.root.Chmod(at, fs.FileMode(mode))
	case mkdir:
		if missing == nil && now.IsDir() {
			_ = w.root.Remove(at) // fails if another program has put something there
		}
		return nil
	}
	staged := path.Join(w.dir, "new", st.name)
	if _, err := w.root.Lstat(staged); err == nil || missing != nil {
		return nil
	}
	if !now.Mode().IsRegular() {
		return fmt.Errorf("%s was changed by another program: move it away", st.name)
	}
	f, err := w.root.Open(at)
	if err != nil {
		return err
	}
	sum, _, err := content.Sum(f, nil)
	f.Close()
	if err == nil && sum != st.arg {
		err = fmt.Errorf("%s was changed by another program: move it away", st.name)
	}
	if err != nil {
		return err
	}
	return w.root.Rename(at, staged)
}

// journalEnd shows that a journal is complete: before that, no step is done.
const journalEnd = "end\n"

func (w *work) writeJournal(steps []step) error {
	var b strings.Builder
	for _, st := range steps {
		fmt.Fprintf(&b, "%s %s %q\n", st.op, st.arg, st.name)
	}
	f, err := w.root.OpenFile(path.Join(w.dir, "journal"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(b.String() + journalEnd)
	return errors.Join(err, f.Sync(), f.Close())
}

// readJournal returns the steps of a build that was killed; none if it had not
// begun with them.
func (w *work) readJournal() (steps []step, err error) {
	text, err := w.root.ReadFile(path.Join(w.dir, "journal"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	list, complete := strings.CutSuffix(string(text), journalEnd)
	if err != nil || !complete {
		return nil, err
	}
	for line := range strings.Lines(list) {
		var st step
		if _, err := fmt.Sscanf(line, "%s %s %q\n", &st.op, &st.arg, &st.name); err != nil {
			return nil, fmt.Errorf("journal: %w", err)
		}
		steps = append(steps, st)
	}
	return steps, nil
}
