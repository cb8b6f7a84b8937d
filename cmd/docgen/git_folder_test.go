package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"docgen/internal/content"
)

// TestGitFolder compares a folder of a commit with the same on disk.
func TestGitFolder(t *testing.T) {
	g := newGitTree(t)
	g.write(filepath.Join(g.docs, "sub", "deep", "b.md"), "b\n")
	g.write(filepath.Join(g.docs, "empty.md"), "")
	g.write(filepath.Join(g.docs, "tab\tand \"quote\".md"), "c\n")
	for name, target := range map[string]string{
		"link.md": "a.md", "folder": "sub", "chain": "folder/deep", "sub/up.md": "../a.md", "sub/deep/back": "../../folder/deep",
		"out.md": "../../x", "out": "../..", "same": ".", "absolute": g.docs + "/a.md", "gone": "none", "circle": "circle", "a-circle": "b-circle", "b-circle": "a-circle",
		"through": "folder/../a.md", "through-file": "a.md/x",
	} {
		if err := os.Symlink(target, filepath.Join(g.docs, filepath.FromSlash(name))); err != nil {
			t.Skip(err)
		}
	}
	g.commit("two")
	root, err := content.OpenFolder(g.docs)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	r, err := openRevision(t.Context(), g.docs, "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	walked := func(folder fs.FS) (names []string) {
		err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
			names = append(names, name+" "+d.Type().String())
			return err
		})
		if err != nil {
			t.Error(err)
		}
		return names
	}
	want := walked(root)
	if got := walked(r.folder); !slices.Equal(got, want) {
		t.Errorf("files\n%s\non disk\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	names := []string{"folder/deep/b.md", "chain/b.md", "chain/../up.md", "same/a.md", "out/x", "../docs/a.md", "/a.md", "none/a.md", "a.md/b", "sub/../a.md", "sub/../../docs/a.md"}
	for _, line := range want {
		name, _, _ := strings.Cut(line, " ")
		names = append(names, name)
	}
	kind := func(err error) string {
		switch {
		case err == nil:
			return "none"
		case errors.Is(err, fs.ErrNotExist), strings.Contains(err.Error(), "not a directory"):
			return "not there"
		case strings.Contains(err.Error(), "escapes"):
			return "escapes"
		}
		return "another"
	}
	for _, name := range names {
		got, err := fs.ReadFile(r.folder, name)
		text, wantErr := fs.ReadFile(root, name)
		if string(got) != string(text) || kind(err) != kind(wantErr) {
			t.Errorf("%s: read %q, %v; on disk %q, %v", name, got, err, text, wantErr)
		}
		for op, stat := range map[string][2]func(string) (fs.FileInfo, error){"stat": {r.folder.Stat, root.Stat}, "lstat": {r.folder.Lstat, root.Lstat}} {
			got, err := stat[0](name)
			want, wantErr := stat[1](name)
			if kind(err) != kind(wantErr) || err == nil && got.Mode().Type() != want.Mode().Type() {
				t.Errorf("%s: %s %v, %v; on disk %v, %v", name, op, got, err, want, wantErr)
			}
		}
	}
}

// TestForgedTree has names that git itself would not commit.
func TestForgedTree(t *testing.T) {
	f := newGitFolder(nil)
	for _, name := range []string{"../x", "/x", "a/../../x", "a//b", "./c", "d/", "", ".", "..", "e", "e/f", "g/h", "g", "g/h"} {
		if !f.add(object{"100644", "1", name}) {
			t.Errorf("%q: too many files", name)
		}
	}
	f.add(object{"160000", "1", "submodule"})
	var names []string
	err := fs.WalkDir(f, ".", func(name string, d fs.DirEntry, err error) error {
		names = append(names, name)
		return err
	})
	if want := []string{".", "e", "g", "g/h"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("got %q, %v; want %q", names, err, want)
	}
}

// TestTooManyFiles has a few trees that stand for a thousand million files.
func TestTooManyFiles(t *testing.T) {
	g := newGitTree(t)
	id := g.git(g.dir, "hash-object", "-w", filepath.Join(g.docs, "a.md"))
	mode := "100644 blob "
	for range 9 {
		var list strings.Builder
		for name := 'a'; name < 'k'; name++ {
			list.WriteString(mode + id + "\t" + string(name) + "\n")
		}
		g.write(filepath.Join(g.marks, "list"), list.String())
		id = g.git(g.dir, "-c", "alias.make=!git mktree < "+filepath.Join(g.marks, "list"), "make")
		mode = "040000 tree "
	}
	commit := g.git(g.dir, "commit-tree", "-m", "many", id)
	r, _, err := findRepository(t.Context(), g.dir)
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	_, err = r.list(commit, "", func(object) bool { files++; return files < 1000 })
	if err == nil || !strings.Contains(err.Error(), "too many files") || files != 1000 {
		t.Errorf("%d files, then %v", files, err)
	}
}
