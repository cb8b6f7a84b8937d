package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"docgen/internal/disk"
)

// replaceable returns a replacer of a folder with the file a.md.
func replaceable(t *testing.T) (dir string, r *replacer) {
	t.Helper()
	dir = t.TempDir()
	writeFile(t, dir, "docs/a.md", "old")
	r, err := newReplacer(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.close)
	return dir, r
}

// expectFiles compares the files of docs with texts, by name.
func expectFiles(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "docs"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, e := range entries {
		text, _ := os.ReadFile(filepath.Join(dir, "docs", e.Name()))
		got[e.Name()] = string(text)
	}
	for name, text := range got {
		if want[name] != text {
			t.Errorf("%s: %q, want %q", name, text, want[name])
		}
	}
	if len(got) != len(want) {
		t.Errorf("files %v, want %v", got, want)
	}
}

func TestReplaceKeeps(t *testing.T) {
	dir, r := replaceable(t)
	file := filepath.Join(dir, "docs", "a.md")
	for _, mode := range []os.FileMode{0o444, 0o640, 0o755} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		if err := r.replace("docs/a.md", []byte("old"), []byte("new")); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(file); err != nil || info.Mode() != mode {
			t.Errorf("mode %v, want %v (%v)", info.Mode(), mode, err)
		}
		expectFiles(t, dir, map[string]string{"a.md": "new"})
		if err := r.replace("docs/a.md", []byte("new"), []byte("old")); err != nil {
			t.Fatal(err)
		}
	}
	// Symbolic links stay links.
	if err := os.Symlink("a.md", filepath.Join(dir, "docs", "link.md")); err != nil {
		t.Skip(err)
	}
	if err := r.replace("docs/link.md", []byte("old"), []byte("by link")); err != nil {
		t.Fatal(err)
	}
	if to, err := os.Readlink(filepath.Join(dir, "docs", "link.md")); to != "a.md" {
		t.Errorf("the link leads to %q (%v)", to, err)
	}
	expectFiles(t, dir, map[string]string{"a.md": "by link", "link.md": "by link"})
}

// TestReplaceHardLinks: all names of a file have the new text, a shorter one and
// a longer one, also those that are outside.
func TestReplaceHardLinks(t *testing.T) {
	dir, r := replaceable(t)
	if err := os.Chmod(filepath.Join(dir, "docs", "a.md"), 0o600); err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.Link(filepath.Join(dir, "docs", "a.md"), outside); err != nil {
		t.Skip(err)
	}
	before := "old"
	for _, after := range []string{"a longer one", "x", "old"} {
		if err := r.replace("docs/a.md", []byte(before), []byte(after)); err != nil {
			t.Fatal(err)
		}
		expectFiles(t, dir, map[string]string{"a.md": after})
		if text, _ := os.ReadFile(outside); string(text) != after {
			t.Errorf("the other name has %q", text)
		}
		before = after
	}
	// What an earlier run has kept is not overwritten.
	kept := keptName("a.md", []byte("new"))
	writeFile(t, dir, "docs/"+kept, "precious")
	if err := r.replace("docs/a.md", []byte("old"), []byte("new")); err == nil || !strings.Contains(err.Error(), "earlier run") {
		t.Errorf("error %v", err)
	}
	expectFiles(t, dir, map[string]string{"a.md": "old", kept: "precious"})
}

// TestReplaceNeverOutside: what a link leads to is looked at when it is written.
func TestReplaceNeverOutside(t *testing.T) {
	dir, r := replaceable(t)
	outside := t.TempDir()
	writeFile(t, outside, "a.md", "old")
	if err := os.Symlink(filepath.Join(outside, "a.md"), filepath.Join(dir, "docs", "link.md")); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "linked")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"docs/link.md", "linked/a.md"} {
		if err := r.replace(name, []byte("old"), []byte("new")); err == nil || !strings.Contains(err.Error(), "out of the source folder") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if text, _ := os.ReadFile(filepath.Join(outside, "a.md")); string(text) != "old" {
		t.Errorf("the file outside has %q", text)
	}
}

// TestReplaceLosesNoEdit saves a file at each moment of its replacement.
func TestReplaceLosesNoEdit(t *testing.T) {
	save := func(t *testing.T, dir, text string) { writeFile(t, dir, "docs/a.md", text) }
	rename := func(t *testing.T, dir, text string) {
		writeFile(t, dir, "docs/b.md", text)
		if err := os.Rename(filepath.Join(dir, "docs", "b.md"), filepath.Join(dir, "docs", "a.md")); err != nil {
			t.Fatal(err)
		}
	}
	for name, edit := range map[string]func(*testing.T, string, string){"saved": save, "renamed": rename} {
		t.Run(name, func(t *testing.T) {
			dir, r := replaceable(t)
			edit(t, dir, "edit")
			if err := r.replace("docs/a.md", []byte("old"), []byte("new")); !errors.Is(err, errChanged) {
				t.Errorf("before: %v", err)
			}
			expectFiles(t, dir, map[string]string{"a.md": "edit"})

			o, old := begun(t, dir, "edit")
			defer old.Close()
			edit(t, dir, "later edit")
			if err := o.exchange(tempPrefix + "x"); !errors.Is(err, errChanged) {
				t.Errorf("meanwhile: %v", err)
			}
			expectFiles(t, dir, map[string]string{"a.md": "later edit"})
		})
	}
	t.Run("open for writing", func(t *testing.T) {
		dir, _ := replaceable(t)
		o, old := begun(t, dir, "old")
		defer old.Close()
		editor, err := os.OpenFile(filepath.Join(dir, "docs", "a.md"), os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer editor.Close()
		if err := o.exchange(tempPrefix + "x"); err == nil {
			t.Skip("this system does not tell who writes")
		}
		if _, err := editor.WriteString("edit"); err != nil {
			t.Fatal(err)
		}
		expectFiles(t, dir, map[string]string{"a.md": "edit"})
	})
	t.Run("twice", func(t *testing.T) {
		dir, _ := replaceable(t)
		o, old := begun(t, dir, "old")
		defer old.Close()
		if err := disk.Exchange(o.folder, tempPrefix+"x", "a.md"); err != nil {
			t.Skip(err)
		}
		writeFile(t, dir, "docs/"+tempPrefix+"x", "edit of the old text")
		writeFile(t, dir, "docs/a.md", "edit of the new text")
		if err := o.exchangeBack(tempPrefix + "x"); !errors.Is(err, errChanged) || !strings.Contains(err.Error(), keptPrefix) {
			t.Errorf("error %v", err)
		} else {
			kept := err.Error()[strings.Index(err.Error(), keptPrefix):]
			expectFiles(t, dir, map[string]string{"a.md": "edit of the old text", kept: "edit of the new text"})
		}
	})
}

// begun returns a replacement whose new text is beside the file already.
func begun(t *testing.T, dir, before string) (*original, *os.File) {
	t.Helper()
	root, err := os.OpenRoot(filepath.Join(dir, "docs"))
	if err != nil {
		t.Fatal(err)
	}
	folder, err := root.Open(".")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close(); root.Close() })
	old, err := root.Open("a.md")
	if err != nil {
		t.Fatal(err)
	}
	o := &original{root, folder, "a.md", []byte(before), []byte("new")}
	if err := o.stage(tempPrefix+"x", old); err != nil {
		t.Fatal(err)
	}
	return o, old
}

// TestSaveInterrupted: nothing is written any more, and nothing is left.
func TestSaveInterrupted(t *testing.T) {
	dir, r := replaceable(t)
	r.close()
	fixed := &fixResult{files: map[string]*fixedFile{"docs/a.md": {before: []byte("old"), after: []byte("new")}}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := fixed.save(ctx, dir, io.Discard); !errors.Is(err, context.Canceled) || fixed.unsaved() != 1 {
		t.Errorf("%v, %d files not saved", err, fixed.unsaved())
	}
	expectFiles(t, dir, map[string]string{"a.md": "old"})
}

// TestOneFixAtATime: two runs do not remove each other's files.
func TestOneFixAtATime(t *testing.T) {
	dir, _ := replaceable(t)
	if r, err := newReplacer(dir); err == nil {
		r.close()
		t.Skip("this system has no locks")
	} else if !strings.Contains(err.Error(), "another docgen lint --fix") {
		t.Error(err)
	}
}
