package publish

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// files lists a folder: text by path, "/" for a folder.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == "." || name == manifestName {
			return err
		}
		if d.IsDir() {
			found[name] = "/"
			return nil
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		found[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// staged opens a folder and writes files to its stage.
func staged(t *testing.T, out string, texts map[string]string) *stage {
	t.Helper()
	s, err := newStage(t.Context(), out, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.survey(); err != nil {
		t.Fatal(err)
	}
	for name, text := range texts {
		if err := s.write(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func commit(t *testing.T, out string, texts map[string]string) (written, stale int) {
	t.Helper()
	s := staged(t, out, texts)
	defer s.discard()
	written, stale, err := s.commit()
	if err != nil {
		t.Fatal(err)
	}
	return written, stale
}

func TestStageReplacesWhatIsItsOwn(t *testing.T) {
	out := filepath.Join(t.TempDir(), "site")
	for _, step := range []struct {
		name           string
		build          map[string]string
		written, stale int
	}{
		{"all is new", map[string]string{"a.html": "1", "b/c.html": "1", "b/d/e.html": "1"}, 3, 0},
		{"nothing has changed", map[string]string{"a.html": "1", "b/c.html": "1", "b/d/e.html": "1"}, 0, 0},
		{"one has changed, one is gone", map[string]string{"a.html": "2", "b/c.html": "1"}, 1, 1},
		{"a file becomes a folder", map[string]string{"a.html/index.html": "1", "b/c.html": "1"}, 1, 1},
		{"a folder becomes a file", map[string]string{"a.html": "1", "b": "1"}, 2, 2},
		{"and a folder again", map[string]string{"a.html": "1", "b/c/d.html": "1", "b/e.html": "1"}, 2, 1},
		{"all but one are gone", map[string]string{"z": ""}, 1, 3},
	} {
		put(t, out, "mine/own.txt", "mine")
		written, stale := commit(t, out, step.build)
		if written != step.written || stale != step.stale {
			t.Errorf("%s: %d written, %d removed, want %d, %d", step.name, written, stale, step.written, step.stale)
		}
		want := maps.Clone(step.build)
		want["mine/own.txt"] = "mine"
		for name := range want {
			for dir := filepath.Dir(name); dir != "."; dir = filepath.Dir(dir) {
				want[dir] = "/"
			}
		}
		if got := files(t, out); !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %v", step.name, got, want)
		}
	}
}

// TestStageUndoesAll makes a step fail: another program puts a file where the new
// build has a folder.
func TestStageUndoesAll(t *testing.T) {
	out := t.TempDir()
	commit(t, out, map[string]string{"a.html": "old", "gone.html": "old", "y.html": "old"})
	manifest, err := os.ReadFile(filepath.Join(out, manifestName))
	if err != nil {
		t.Fatal(err)
	}
	s := staged(t, out, map[string]string{"a.html": "new", "b.html": "new", "x/y.html": "new", "y.html": "new"})
	put(t, out, "x", "mine")
	if _, _, err := s.commit(); err == nil {
		t.Fatal("no error")
	}
	s.discard()
	want := map[string]string{"a.html": "old", "gone.html": "old", "y.html": "old", "x": "mine"}
	if got := files(t, out); !maps.Equal(got, want) {
		t.Errorf("after a failure: %v, want %v", got, want)
	}
	if after, err := os.ReadFile(filepath.Join(out, manifestName)); err != nil || string(after) != string(manifest) {
		t.Errorf("manifest after a failure: %q, %v, want %q", after, err, manifest)
	}
}

func TestStageRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		before  map[string]string // below the output folder
		write   []string
		message string
	}{
		"a foreign file":              {map[string]string{"a.html": "mine"}, []string{"a.html"}, "was not written by docgen"},
		"a foreign folder":            {map[string]string{"a.html/b": "mine"}, []string{"a.html"}, "is a folder"},
		"a foreign file for a folder": {map[string]string{"a": "mine"}, []string{"a/b.html"}, "stands where a folder is needed"},
		"one file twice":              {nil, []string{"a.html", "a.html"}, "written to a.html"},
		"a damaged list":              {map[string]string{manifestName: "what is this"}, nil, "is damaged"},
		"a list that leads outside":   {map[string]string{manifestName: "00000000 ../a.html\n"}, nil, "is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			out := t.TempDir()
			for name, text := range test.before {
				put(t, out, name, text)
			}
			before := files(t, out)
			s, err := newStage(t.Context(), out, nil)
			if err == nil {
				err = s.survey()
			}
			for _, name := range test.write {
				if err == nil {
					err = s.write(name, []byte("new"))
				}
			}
			if err == nil {
				_, _, err = s.commit()
			}
			if err == nil || !strings.Contains(err.Error(), test.message) {
				t.Errorf("%v, want %q", err, test.message)
			}
			if s != nil {
				s.discard()
			}
			if got := files(t, out); !maps.Equal(got, before) {
				t.Errorf("left %v, want %v", got, before)
			}
		})
	}
}

// TestNoFolderForNothing: a failed build leaves no empty folder.
func TestNoFolderForNothing(t *testing.T) {
	out := filepath.Join(t.TempDir(), "new")
	staged(t, out, map[string]string{"a/b.html": "new"}).discard()
	if _, err := os.Stat(out); err == nil {
		t.Errorf("%v is left", files(t, out))
	}
}
