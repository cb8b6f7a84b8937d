package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"docgen/internal/content"
)

// spot is where a work folder may be: beside the output folder, or in it where
// folders cannot be exchanged.
type spot struct {
	root *os.Root // holds both
	site string   // the output folder below root
	top  string   // the work folder below root
}

// work is the work folder of a build. It holds one folder, whose name proves that
// docgen made it, because it identifies the work folder itself, and also the
// output folder at the time. That holds
//
//	new      the new site; once the two are exchanged, the old one
//	journal  the moves, where the files are moved one by one
//	old      the files that these move away
//	done     what can be removed
type work struct {
	spot
	dir   string // of that one folder, below root
	fresh *os.Root
	keep  bool // it holds what is not docgen's
}

// spots returns where the work folder may be, the best one first.
func (s *stage) spots() (list []spot) {
	if s.above != nil {
		list = append(list, spot{s.above, s.base, "." + s.base + content.WorkName})
	}
	if s.out != nil {
		list = append(list, spot{s.out, ".", content.WorkName})
	}
	return list
}

// own returns the folder in the work folder that proves it to be docgen's, or ""
// for one that is empty yet.
func (p spot) own() (dir string, ok bool) {
	info, err := p.root.Lstat(p.top)
	if err != nil || !info.IsDir() {
		return "", false
	}
	entries, err := fs.ReadDir(p.root.FS(), p.top)
	switch {
	case err != nil || len(entries) > 1:
		return "", false
	case len(entries) == 0:
		return "", true
	}
	name := entries[0].Name()
	return path.Join(p.top, name), entries[0].IsDir() && strings.HasPrefix(name, identity(info)+"-")
}

// prepare makes the work folder.
func (s *stage) prepare() (err error) {
	outside := s.out == nil || s.swappable()
	for _, p := range s.spots() {
		if p.root == s.above && !outside {
			continue
		}
		failed := err
		if s.work, err = s.makeWork(p); err == nil {
			return nil
		}
		err = errors.Join(failed, err)
	}
	return err
}

// swappable reports whether another folder can take the place of the output
// folder. Not if it is a mount point, or the folder somebody works in: that would
// be the old one then.
func (s *stage) swappable() bool {
	if s.above == nil || s.opaque {
		return false
	}
	if wd, err := os.Getwd(); err == nil {
		for at := wd; ; at = filepath.Dir(at) {
			if s.isOut(at) {
				return false
			}
			if at == filepath.Dir(at) {
				break
			}
		}
	}
	dir, err := s.above.Open(".")
	if err != nil {
		return false
	}
	defer dir.Close()
	return sameMount(dir, s.base)
}

func (s *stage) isOut(name string) bool {
	was, err1 := s.out.Stat(".")
	now, err2 := os.Stat(name)
	return err1 == nil && err2 == nil && os.SameFile(was, now)
}

func (s *stage) makeWork(p spot) (*work, error) {
	err := p.root.Mkdir(p.top, 0o700)
	if errors.Is(err, fs.ErrExist) {
		if _, own := p.own(); own {
			return nil, errBusy
		}
		return nil, fmt.Errorf("%s was not made by docgen, and the new site is to be prepared there: %s", filepath.Join(p.root.Name(), p.top), elsewhere)
	}
	if err != nil {
		return nil, err
	}
	made, err := p.root.Lstat(p.top)
	if err != nil {
		return nil, err
	}
	// Another build may have taken it for a leftover and removed it.
	if err := s.lock(p.root, p.top); err != nil {
		_ = p.root.Remove(p.top) // fails unless it is empty
		return nil, err
	}
	if now, err := p.root.Lstat(p.top); err != nil || !os.SameFile(made, now) {
		return nil, errBusy
	}
	w := &work{spot: p, dir: path.Join(p.top, identity(made)+"-"+s.identity())}
	fresh := path.Join(w.dir, "new")
	for _, dir := range []string{w.dir, fresh} {
		if err := p.root.Mkdir(dir, 0o755); err != nil {
			return nil, errors.Join(err, w.remove())
		}
	}
	if w.fresh, err = p.root.OpenRoot(fresh); err == nil {
		err = s.lock(p.root, fresh) // it may be the output folder soon
	}
	if err != nil {
		return nil, errors.Join(err, w.remove())
	}
	return w, nil
}

// remove removes the work folder. Links in it are not followed.
func (w *work) remove() error {
	if w.keep {
		return nil
	}
	err := w.root.RemoveAll(w.top)
	if errors.Is(err, fs.ErrPermission) {
		// The old site had folders that nobody may write to.
		_ = fs.WalkDir(w.root.FS(), w.top, func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				return w.root.Chmod(name, 0o700)
			}
			return err
		})
		err = w.root.RemoveAll(w.top)
	}
	return err
}

// recover ends what a build that was killed has left in a place.
func (s *stage) recover(p spot) error {
	if _, own := p.own(); !own {
		return nil
	}
	if err := s.lock(p.root, p.top); err != nil {
		return err
	}
	dir, own := p.own()
	if !own {
		return errBusy // its build has ended
	}
	w := &work{spot: p, dir: dir}
	if dir == "" {
		return p.root.Remove(p.top)
	}
	steps, err := w.readJournal()
	if err == nil {
		err = w.undo(steps)
	}
	var strays []string
	if err == nil {
		strays, err = w.strays()
	}
	if err == nil {
		err = w.carry(strays)
	}
	if err != nil {
		return fmt.Errorf("an earlier docgen build was stopped, and what it has left in %s cannot be put in order: %w", filepath.Join(p.root.Name(), p.top), err)
	}
	return w.remove()
}

// strays lists what is not docgen's in the old site after it has changed places
// with the new one, and is not in that one. There is little, if anything: what
// another program made while the folders were prepared. It fails if something
// stands at the same place in the new site.
func (w *work) strays() (list []string, err error) {
	old := path.Join(w.dir, "new")
	info, err := w.root.Lstat(old)
	if err != nil || !strings.HasSuffix(w.dir, "-"+identity(info)) {
		return nil, nil // it is the new site still
	}
	manifest, sound, err := content.ReadManifest(w.root.FS().(fs.ReadLinkFS), old)
	if err != nil || !sound {
		return nil, errors.Join(errChanged, err)
	}
	ours := map[string]bool{".": true}
	for name := range manifest.Files {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			ours[dir] = true
		}
	}
	err = fs.WalkDir(w.root.FS(), old, func(at string, d fs.DirEntry, err error) error {
		if err != nil || at == old {
			return err
		}
		name := strings.TrimPrefix(at, old+"/")
		now, missing := w.root.Lstat(path.Join(w.site, name))
		if d.IsDir() {
			if missing == nil && now.IsDir() || ours[name] {
				return nil
			}
		} else {
			if was, err := d.Info(); err != nil || missing == nil && os.SameFile(was, now) || name == manifestName {
				return err
			}
			if d.Type().IsRegular() && manifest.Files[name] != "" {
				f, err := w.root.Open(at)
				if err != nil {
					return err
				}
				_, own, _ := manifest.Check(name, f)
				f.Close()
				if own {
					return nil
				}
			}
		}
		if !errors.Is(missing, fs.ErrNotExist) {
			return fmt.Errorf("%s was changed by another program: %w", name, errChanged)
		}
		list = append(list, name)
		if d.IsDir() {
			return fs.SkipDir
		}
		return nil
	})
	return list, err
}

// carry moves the strays to the new site.
func (w *work) carry(strays []string) error {
	old := path.Join(w.dir, "new")
	for _, name := range strays {
		if err := w.root.MkdirAll(path.Join(w.site, path.Dir(name)), 0o755); err != nil {
			return err
		}
		if err := w.root.Rename(path.Join(old, name), path.Join(w.site, name)); err != nil {
			return err
		}
	}
	// What is left when the removal is interrupted holds no strays.
	err := w.root.Rename(old, path.Join(w.dir, "done"))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return err
}
