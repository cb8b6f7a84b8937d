//go:build unix

package publish

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"docgen/internal/content"
)

// everything lists a folder with the folders, links and pipes in it.
func everything(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		text := d.Type().String()
		if d.Type().IsRegular() {
			b, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			text += string(b)
		} else if d.Type() == fs.ModeSymlink {
			to, err := os.Readlink(name)
			if err != nil {
				return err
			}
			text += to
		}
		found[rel] = text
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// tryBuild writes a small site to a folder.
func tryBuild(t *testing.T, out string) error {
	t.Helper()
	s, err := newStage(t.Context(), out, nil)
	if err != nil {
		return err
	}
	err = s.survey()
	for _, name := range []string{"a.html", "d/b.html"} {
		if err == nil {
			err = s.write(name, []byte("new"))
		}
	}
	if err == nil {
		_, _, err = s.commit()
	}
	return errors.Join(err, s.discard())
}

func listing(entries map[string]string) string {
	return string((&content.Manifest{Files: entries}).Format())
}

func sum(t *testing.T, text string) string {
	t.Helper()
	sum, _, err := content.Sum(strings.NewReader(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// TestHostileFolder builds into folders that a stranger has prepared. Nothing
// outside of them changes, and nothing in them that docgen did not write.
func TestHostileFolder(t *testing.T) {
	link := func(t *testing.T, out, name, to string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(out, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, filepath.Join(out, name)); err != nil {
			t.Fatal(err)
		}
	}
	pipe := func(t *testing.T, name string) {
		t.Helper()
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Skip(err)
		}
	}
	work := ".site" + content.WorkName
	for name, test := range map[string]struct {
		prepare func(t *testing.T, out string)
		message string // "" for a build that succeeds
	}{
		"a link in place of a folder":          {func(t *testing.T, out string) { link(t, out, "d", "../elsewhere") }, "stands where a folder is needed"},
		"a link in place of a file":            {func(t *testing.T, out string) { link(t, out, "a.html", "../elsewhere/a.html") }, "would be overwritten"},
		"a dangling link in place of a file":   {func(t *testing.T, out string) { link(t, out, "a.html", "../none") }, "would be overwritten"},
		"a link inside in place of a folder":   {func(t *testing.T, out string) { put(t, out, "e/x", "mine"); link(t, out, "d", "e") }, "stands where a folder is needed"},
		"a link in place of the list":          {func(t *testing.T, out string) { link(t, out, manifestName, "../elsewhere/list") }, "is damaged"},
		"a dangling link in place of the list": {func(t *testing.T, out string) { link(t, out, manifestName, "../none") }, "is damaged"},
		"a pipe in place of the list":          {func(t *testing.T, out string) { pipe(t, filepath.Join(out, manifestName)) }, "is damaged"},
		"a pipe in place of a file":            {func(t *testing.T, out string) { pipe(t, filepath.Join(out, "a.html")) }, "would be overwritten"},
		"a pipe beside the files":              {func(t *testing.T, out string) { pipe(t, filepath.Join(out, "pipe")) }, ""},
		"a link in place of the work folder":   {func(t *testing.T, out string) { link(t, out, "../"+work, "elsewhere") }, ""},
		"a dangling one":                       {func(t *testing.T, out string) { link(t, out, "../"+work, "none") }, ""},
		"a file in place of the work folder":   {func(t *testing.T, out string) { put(t, out, "../"+work, "mine") }, ""},
		"a forged work folder":                 {func(t *testing.T, out string) { put(t, out, "../"+work+"/1-2/new/a.html", "mine") }, ""},
		"a forged work folder with a journal":  {func(t *testing.T, out string) { put(t, out, "../"+work+"/1-2/journal", "retire - \"mine\"\nend\n") }, ""},
		"links in place of both work folders": {func(t *testing.T, out string) {
			link(t, out, "../"+work, "elsewhere")
			link(t, out, content.WorkName, "../elsewhere")
		}, "was not made by docgen"},
		"a forged work folder in the site": {func(t *testing.T, out string) { put(t, out, content.WorkName+"/1-2/old/0", "mine") }, ""},
		"a listed file through a link": {func(t *testing.T, out string) {
			link(t, out, "x", "../elsewhere")
			put(t, out, manifestName, listing(map[string]string{"x/a.html": sum(t, "outside")}))
		}, ""},
		"a listed link": {func(t *testing.T, out string) {
			link(t, out, "x.html", "../elsewhere/a.html")
			put(t, out, manifestName, listing(map[string]string{"x.html": sum(t, "outside")}))
		}, ""},
		"a listed pipe": {func(t *testing.T, out string) {
			pipe(t, filepath.Join(out, "x.html"))
			put(t, out, manifestName, listing(map[string]string{"x.html": sum(t, "")}))
		}, ""},
		"a listed folder": {func(t *testing.T, out string) {
			put(t, out, "x/mine", "mine")
			put(t, out, manifestName, listing(map[string]string{"x": sum(t, "")}))
		}, ""},
		"a list with wrong sums": {func(t *testing.T, out string) {
			put(t, out, "x.html", "mine")
			put(t, out, manifestName, listing(map[string]string{"x.html": sum(t, "yours")}))
		}, ""},
		"a list with a wrong sum for a new file": {func(t *testing.T, out string) {
			put(t, out, "a.html", "mine")
			put(t, out, manifestName, listing(map[string]string{"a.html": sum(t, "yours")}))
		}, "was changed after docgen wrote it"},
		"a list that leads outside": {func(t *testing.T, out string) {
			put(t, out, manifestName, listing(map[string]string{"../elsewhere/a.html": sum(t, "outside")}))
		}, "is damaged"},
		"a list with an absolute path": {func(t *testing.T, out string) {
			put(t, out, manifestName, listing(map[string]string{filepath.Join(out, "../elsewhere/a.html"): sum(t, "outside")}))
		}, "is damaged"},
		"a list with names of no file": {func(t *testing.T, out string) {
			put(t, out, "mine", "mine")
			put(t, out, manifestName, listing(map[string]string{"x\x00": sum(t, ""), "a\n" + sum(t, "mine") + " \"mine\"": sum(t, ""), "\xff": sum(t, "")}))
		}, ""},
		"the list of a former version": {func(t *testing.T, out string) {
			put(t, out, ".keep", "")
			put(t, out, "x.html", "mine")
			put(t, out, manifestName, "stamp x\n00000000 .keep\n12345678 x.html\n")
		}, ""},
		"a folder nobody may write to": {func(t *testing.T, out string) {
			put(t, out, "ro/mine", "mine")
			chmod(t, filepath.Join(out, "ro"), 0o555)
		}, ""},
		"a folder nobody may read": {func(t *testing.T, out string) {
			put(t, out, "no/mine", "mine")
			chmod(t, filepath.Join(out, "no"), 0o000)
		}, ""},
		"a folder nobody may read, for a page": {func(t *testing.T, out string) {
			put(t, out, "d/mine", "mine")
			chmod(t, filepath.Join(out, "d"), 0o500)
		}, "?"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			out := filepath.Join(dir, "site")
			put(t, dir, "elsewhere/a.html", "outside")
			put(t, dir, "elsewhere/b.html", "outside")
			put(t, dir, "elsewhere/list", listing(map[string]string{"a.html": sum(t, "outside")}))
			put(t, out, "mine.txt", "mine")
			test.prepare(t, out)
			modes := map[string]fs.FileMode{}
			before := map[string]string{}
			readable(t, out, modes, func() { before = everything(t, dir) })
			err := tryBuild(t, out)
			if test.message != "?" && (err == nil) != (test.message == "") || err != nil && test.message != "?" && !strings.Contains(err.Error(), test.message) {
				t.Errorf("%v, want %q", err, test.message)
			}
			for name, mode := range modes {
				if info, err := os.Lstat(name); err != nil || info.Mode() != mode {
					t.Errorf("%s: %v, %v, want %v", name, info.Mode(), err, mode)
				}
			}
			var after map[string]string
			readable(t, out, modes, func() { after = everything(t, dir) })
			want := maps.Clone(before)
			if err == nil {
				for name, text := range map[string]string{"site/a.html": "----------new", "site/d": "d---------", "site/d/b.html": "----------new"} {
					want[name] = text
				}
				want["site/"+manifestName] = after["site/"+manifestName]
			}
			if !maps.Equal(after, want) {
				t.Errorf("left %v\nwant %v", after, want)
			}
		})
	}
}

func chmod(t *testing.T, name string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
}

// readable looks at a folder while all folders in it can be read, and notes the
// permissions of those that cannot.
func readable(t *testing.T, out string, modes map[string]fs.FileMode, look func()) {
	t.Helper()
	for _, name := range []string{"ro", "no", "d"} {
		name = filepath.Join(out, name)
		if info, err := os.Lstat(name); err == nil && info.IsDir() {
			if modes[name] == 0 && len(modes) == 0 {
				modes[name] = info.Mode()
			}
			mode := info.Mode()
			chmod(t, name, 0o755)
			t.Cleanup(func() { _ = os.Chmod(name, 0o755) })
			defer chmod(t, name, mode)
		}
	}
	look()
}

// TestFormerList: a site of a former version is taken over: what is unchanged
// since can be replaced and removed.
func TestFormerList(t *testing.T) {
	out := filepath.Join(t.TempDir(), "site")
	crc := func(text string) uint32 { return crc32.Checksum([]byte(text), crc32.MakeTable(crc32.Castagnoli)) }
	put(t, out, "a.html", "old")
	put(t, out, "gone.html", "old")
	put(t, out, "changed.html", "mine")
	put(t, out, manifestName, fmt.Sprintf("stamp x\n%08x a.html\n%08x changed.html\n%08x gone.html\n", crc("old"), crc("old"), crc("old")))
	if err := tryBuild(t, out); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a.html": "new", "d": "/", "d/b.html": "new", "changed.html": "mine"}
	if got := files(t, out); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestNothingChanged: a build without changes touches nothing.
func TestNothingChanged(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "site")
	if err := tryBuild(t, out); err != nil {
		t.Fatal(err)
	}
	past := time.Unix(1e9, 0)
	for _, name := range []string{out + "/a.html", out + "/d", out, dir} {
		if err := os.Chtimes(name, past, past); err != nil {
			t.Fatal(err)
		}
	}
	if err := tryBuild(t, out); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{out + "/a.html", out + "/d", out, dir} {
		if info, err := os.Stat(name); err != nil || !info.ModTime().Equal(past) {
			t.Errorf("%s was touched: %v, %v", name, info.ModTime(), err)
		}
	}
}
