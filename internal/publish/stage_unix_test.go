//go:build unix

package publish

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"docgen/internal/content"
	"docgen/internal/markdown"
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

// TestBuildsWait: the second build of a folder waits for the first one, whether
// the folder exists or not, and follows it when it is replaced.
func TestBuildsWait(t *testing.T) {
	for _, name := range []string{"new", "old"} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "site")
			if name == "old" {
				commit(t, out, map[string]string{"a.html": "older"})
			}
			first := staged(t, out, map[string]string{"a.html": "first"})
			waits, second := make(chan bool), make(chan error)
			go func() {
				s, err := newStage(t.Context(), out, func() { close(waits) })
				if err == nil {
					err = errors.Join(s.survey(), s.write("a.html", []byte("second")))
				}
				if err == nil {
					_, _, err = s.commit()
					err = errors.Join(err, s.discard())
				}
				second <- err
			}()
			<-waits
			if _, _, err := first.commit(); err != nil {
				t.Fatal(err)
			}
			if got := files(t, out); got["a.html"] != "first" {
				t.Errorf("%v after the first build", got)
			}
			if err := first.discard(); err != nil {
				t.Fatal(err)
			}
			if err := <-second; err != nil {
				t.Fatal(err)
			}
			if got, want := files(t, filepath.Dir(out)), (map[string]string{"site": "/", "site/a.html": "second", "site/" + manifestName: ""}); len(got) != len(want) || got["site/a.html"] != "second" {
				t.Errorf("%v, want %v", got, want)
			}
		})
	}
}

// TestWaitingEnds: a build that waits ends when it is interrupted.
func TestWaitingEnds(t *testing.T) {
	out := filepath.Join(t.TempDir(), "a", "site")
	first := staged(t, out, map[string]string{"a.html": "first"})
	defer first.discard()
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := newStage(ctx, out, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestInterruptedBuild: nothing is left, not even a folder above the site.
func TestInterruptedBuild(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "tree/_config.yml", "title: x")
	put(t, dir, "tree/a.md", "---\n---\nA")
	put(t, dir, "tree/b.md", "---\n---\nB")
	site, err := content.Open(filepath.Join(dir, "tree"), content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err = NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: time.Now()})).Build(ctx, filepath.Join(dir, "not", "there", "site"), "", func(done, all int) {
		if done == all {
			cancel()
		}
	})
	if got := files(t, dir); !errors.Is(err, context.Canceled) || len(got) != 4 {
		t.Errorf("%v, left %v", err, got)
	}
	// Interrupted while it takes the locks.
	if _, err := newStage(ctx, filepath.Join(dir, "site"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v, left %v", err, entries)
	}
}

// TestForeignFilesComeAlong: what another program makes while a site is built is
// in the new one; what it changes there ends the build.
func TestForeignFilesComeAlong(t *testing.T) {
	out := filepath.Join(t.TempDir(), "site")
	commit(t, out, map[string]string{"a.html": "old", "d/gone.html": "old"})
	s := staged(t, out, map[string]string{"a.html": "new"})
	put(t, out, "late/deep/mine.txt", "mine")
	put(t, out, "d/mine.txt", "mine")
	if _, _, err := s.commit(); err != nil {
		t.Fatal(err)
	}
	if err := s.discard(); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a.html": "new", "d": "/", "d/mine.txt": "mine", "late": "/", "late/deep": "/", "late/deep/mine.txt": "mine"}
	if got := files(t, out); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	s = staged(t, out, map[string]string{"a.html": "newer"})
	put(t, out, "a.html", "mine")
	if _, _, err := s.commit(); !errors.Is(err, errChanged) {
		t.Errorf("%v", err)
	}
	if err := s.discard(); err != nil {
		t.Fatal(err)
	}
	want["a.html"] = "mine"
	if got := files(t, out); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestLargeFile: a file is copied and compared in small parts.
func TestLargeFile(t *testing.T) {
	dir := t.TempDir()
	const size = 64 << 20
	put(t, dir, "tree/_config.yml", "title: x")
	put(t, dir, "tree/film.mp4", "")
	if err := os.Truncate(filepath.Join(dir, "tree/film.mp4"), size); err != nil {
		t.Fatal(err)
	}
	site, err := content.Open(filepath.Join(dir, "tree"), content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 2 {
		if _, err := NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: time.Now()})).Build(t.Context(), filepath.Join(dir, "site"), "tool", nil); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > size/8 {
		t.Errorf("%d bytes allocated for a file of %d", used, size)
	}
	if info, err := os.Stat(filepath.Join(dir, "site/film.mp4")); err != nil || info.Size() != size {
		t.Errorf("%v, %v", info, err)
	}
}
