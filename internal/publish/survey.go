package publish

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// entry is a file or folder in the output folder. None is reached through a link.
type entry struct {
	mode fs.FileMode // its type
	own  bool        // docgen wrote it, and it is unchanged
	sum  string      // of one that the manifest lists
}

// survey lists the output folder without following a link, and finds the files
// that docgen wrote.
func (s *stage) survey() error {
	if s.out == nil {
		return nil
	}
	if _, err := s.out.Stat("."); err != nil {
		return err
	}
	s.found["."] = entry{mode: fs.ModeDir}
	var group errgroup.Group
	group.SetLimit(2 * runtime.GOMAXPROCS(0))
	s.surveyFolder(&group, s.out, ".")
	return group.Wait()
}

// surveyFolder opens one folder after the other: each is a few steps from the
// one it is in, and many from the root.
func (s *stage) surveyFolder(group *errgroup.Group, dir *os.Root, at string) {
	entries, err := fs.ReadDir(dir.FS(), ".")
	found := make(map[string]entry, len(entries))
	for _, d := range entries {
		name := path.Join(at, d.Name())
		e := entry{mode: d.Type()}
		if _, listed := s.manifest.Files[name]; listed && e.mode.IsRegular() {
			e.sum, e.own = s.check(dir, d.Name(), name)
		}
		found[name] = e
		if !d.IsDir() {
			continue
		}
		sub, openErr := dir.OpenRoot(d.Name())
		if openErr != nil {
			err = openErr
			continue
		}
		visit := func() error {
			defer sub.Close()
			s.surveyFolder(group, sub, name)
			return nil
		}
		if !group.TryGo(visit) {
			_ = visit()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.Copy(s.found, found)
	s.opaque = s.opaque || err != nil
}

// check reads a file of a folder in the output folder, and reports whether docgen
// wrote it. name is its path below the output folder.
func (s *stage) check(dir *os.Root, base, name string) (sum string, own bool) {
	f, err := dir.Open(base)
	if err != nil {
		return "", false
	}
	defer f.Close()
	sum, own, err = s.manifest.Check(name, f)
	if err != nil {
		return "", false
	}
	return sum, own
}

// intact reports whether the output folder is as the last build left it, and
// that build was made here.
func (s *stage) intact() bool {
	if s.out == nil || s.manifest.Folder != s.identity() {
		return false
	}
	for name := range s.manifest.Files {
		if !s.found[name].own {
			return false
		}
	}
	return true
}

// foreign lists the files in the output folder that docgen did not write, and
// whether it is known to have written any.
func (s *stage) foreign() (names []string, known bool) {
	for name, e := range s.found {
		if known = known || e.own; !e.own && e.mode.IsRegular() && name != manifestName {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, known
}

// changed lists the files of former builds that this one does not make and that
// somebody has changed.
func (s *stage) changed() (names []string) {
	for name := range s.manifest.Files {
		_, made := s.files[name]
		if e, ok := s.found[name]; ok && !made && !e.own && !e.mode.IsDir() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (s *stage) identity() string {
	if s.out == nil {
		return "none"
	}
	info, err := s.out.Stat(".")
	if err != nil {
		return ""
	}
	return identity(info)
}
