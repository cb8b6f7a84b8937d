//go:build unix

package publish

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"docgen/internal/content"
	"docgen/internal/markdown"
)

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
