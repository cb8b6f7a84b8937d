package publish

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"time"

	"docgen/internal/content"
	"docgen/internal/disk"
)

// plan is how the output folder has to change.
type plan struct {
	gone     []string        // docgen's files that are no longer generated
	replaced []string        // those that get a new content
	dropped  []string        // folders that these leave empty, inner ones first
	made     []string        // new folders, outer ones first
	touched  map[string]bool // folders in which something changes
}

// commit replaces the old site by the new one. It returns how many files were
// written and removed. If it fails, the old site is as it was.
func (s *stage) commit() (written, stale int, err error) {
	p, err := s.plan()
	if err != nil {
		return 0, 0, err
	}
	if s.out == nil {
		err = s.appear()
	} else if len(s.staged)+len(p.gone) == 0 {
		err = s.relist()
	} else if err = s.exchange(p); errors.Is(err, errors.ErrUnsupported) {
		err = s.moveFiles(p)
	}
	if err != nil {
		return 0, 0, err
	}
	return len(s.staged), len(p.gone), nil
}

// plan compares what is in the output folder with the new site. What is not
// docgen's stays, or is in the way.
func (s *stage) plan() (*plan, error) {
	p := &plan{touched: map[string]bool{".": true}}
	keep, emptied := map[string]bool{}, map[string]bool{}
	above := func(name string, set map[string]bool) {
		for dir := path.Dir(name); dir != "." && !set[dir]; dir = path.Dir(dir) {
			set[dir] = true
		}
	}
	for name := range s.manifest.Files {
		if _, made := s.files[name]; !made && s.found[name].own {
			p.gone = append(p.gone, name)
			above(name, emptied)
			p.touched[path.Dir(name)] = true
		}
	}
	slices.Sort(p.gone)
	for name := range s.files {
		above(name, keep)
	}
	for name, e := range s.found {
		if _, isGone := slices.BinarySearch(p.gone, name); !e.mode.IsDir() && !isGone {
			above(name, keep)
		}
	}
	found := slices.Sorted(maps.Keys(s.found))
	for _, dir := range slices.Backward(found) {
		switch {
		case !s.found[dir].mode.IsDir() || keep[dir]:
		case emptied[dir]:
			p.dropped = append(p.dropped, dir)
			p.touched[path.Dir(dir)] = true
		default:
			above(dir, keep)
		}
	}
	return p, s.fit(p)
}

// fit adds to a plan where the new files go, and fails if something there is not
// docgen's.
func (s *stage) fit(p *plan) error {
	made := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(s.staged)) {
		e, ok := s.found[name]
		at := filepath.Join(s.path, filepath.FromSlash(name))
		switch {
		case !ok:
		case e.mode.IsDir() && !slices.Contains(p.dropped, name):
			return fmt.Errorf("%s is a folder, and a file is to be written there: %s", at, elsewhere)
		case e.mode.IsDir():
		case !e.own && s.manifest.Files[name] != "":
			return fmt.Errorf("%s was changed after docgen wrote it and would be overwritten: %s", at, elsewhere)
		case !e.own:
			return fmt.Errorf("%s was not written by docgen and would be overwritten: %s", at, elsewhere)
		default:
			p.replaced = append(p.replaced, name)
		}
		p.touched[path.Dir(name)] = true
		for dir := path.Dir(name); dir != "." && !made[dir]; dir = path.Dir(dir) {
			e, ok := s.found[dir]
			if ok && e.mode.IsDir() {
				break
			}
			if ok && !e.own {
				return fmt.Errorf("%s was not written by docgen and stands where a folder is needed: %s", filepath.Join(s.path, filepath.FromSlash(dir)), elsewhere)
			}
			made[dir] = true
			p.touched[path.Dir(dir)] = true
		}
	}
	p.made = slices.Sorted(maps.Keys(made))
	return nil
}

// list returns the manifest of the new site in a folder.
func (s *stage) list(folder string) []byte {
	return (&content.Manifest{Stamp: s.stamp, Folder: folder, Files: s.files}).Format()
}

// writeList writes the manifest to the work folder.
func (s *stage) writeList(folder string) error {
	return s.work.fresh.WriteFile(manifestName, s.list(folder), 0o644)
}

// appear puts the new site in its place where there is none.
func (s *stage) appear() error {
	w := s.work
	info, err := w.fresh.Stat(".")
	if err == nil {
		err = s.writeList(identity(info))
	}
	if err == nil {
		w.fresh.Close() // some systems do not move an open folder
		err = w.root.Rename(path.Join(w.dir, "new"), w.site)
	}
	return err
}

// relist replaces the manifest where nothing else has changed.
func (s *stage) relist() error {
	folder := s.identity()
	if old, err := s.out.ReadFile(manifestName); err == nil && bytes.Equal(old, s.list(folder)) {
		return nil
	}
	if err := s.mkdir("."); err != nil {
		return err
	}
	if err := s.writeList(folder); err != nil {
		return err
	}
	return s.work.root.Rename(path.Join(s.work.dir, "new", manifestName), path.Join(s.work.site, manifestName))
}

// exchange completes the new site with all that stays, and lets it change places
// with the old one in one step. It returns errors.ErrUnsupported where that is
// not possible.
func (s *stage) exchange(p *plan) error {
	if err := s.mkdir("."); err != nil {
		return err
	}
	w := s.work
	if w.site == "." {
		return errors.ErrUnsupported
	}
	if err := s.complete(p); errors.Is(err, errChanged) {
		return err
	} else if err != nil {
		return errors.ErrUnsupported
	}
	dir, err := w.root.Open(".")
	if err != nil {
		return errors.ErrUnsupported
	}
	defer dir.Close()
	if disk.Exchange(dir, w.site, path.Join(w.dir, "new")) != nil {
		return errors.ErrUnsupported
	}
	strays, err := w.strays()
	if err != nil {
		back := disk.Exchange(dir, w.site, path.Join(w.dir, "new"))
		w.keep = back != nil
		return errors.Join(err, back)
	}
	if err := w.carry(strays); err != nil {
		w.keep = true // the next build tries again
		return err
	}
	return nil
}

// complete adds to the new site what stays of the old one.
func (s *stage) complete(p *plan) error {
	w := s.work
	dropped := map[string]bool{}
	for _, dir := range p.dropped {
		dropped[dir] = true
	}
	names := slices.Sorted(maps.Keys(s.found)) // folders before what they hold
	for _, name := range names {
		if s.found[name].mode.IsDir() {
			if name != "." && !dropped[name] {
				if err := w.fresh.Mkdir(name, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
					return err
				}
			}
			continue
		}
		_, made := s.files[name]
		if _, gone := slices.BinarySearch(p.gone, name); gone || s.staged[name] || name == manifestName {
			continue
		}
		err := w.root.Link(path.Join(w.site, name), path.Join(w.dir, "new", name))
		if errors.Is(err, fs.ErrNotExist) && made {
			return fmt.Errorf("%s is gone: %w", filepath.Join(s.path, filepath.FromSlash(name)), errChanged)
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	info, err := w.fresh.Stat(".")
	if err != nil {
		return err
	}
	if err := s.writeList(identity(info)); err != nil {
		return err
	}
	for _, name := range slices.Backward(names) {
		if s.found[name].mode.IsDir() && !dropped[name] {
			if err := s.likeOld(name, p.touched[name]); err != nil {
				return err
			}
		}
	}
	return nil
}

// likeOld gives a folder of the new site the owner and the permissions of the old
// one, and its time if nothing in it has changed.
func (s *stage) likeOld(name string, touched bool) error {
	was, err := s.out.Lstat(name)
	if err != nil {
		return err
	}
	if err := copyOwner(s.work.fresh, name, was); err != nil {
		return err
	}
	if err := s.work.fresh.Chmod(name, was.Mode()&(fs.ModePerm|fs.ModeSetgid|fs.ModeSticky)); err != nil || touched {
		return err
	}
	return s.work.fresh.Chtimes(name, time.Time{}, was.ModTime())
}
