//go:build unix

package content

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// messages returns the problems of a site as "file: message".
func messages(s *Site) []string {
	var out []string
	for _, d := range s.Problems {
		out = append(out, d.Span.File.Name+": "+d.Message)
	}
	slices.Sort(out)
	return out
}

// TestTooLarge: a file is read up to a limit, and copied whatever its size.
func TestTooLarge(t *testing.T) {
	dir := t.TempDir()
	for name, start := range map[string]string{
		"_config.yml": "title: x\n", "page.md": "---\ntitle: A\n---\n", "_includes/a.html": "a", "_data/a.yml": "a: 1\n",
		"plain.md": "no front matter", "disk.iso": "\x00", "film.mp4": "\x00", "_excluded.md": "a",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(start), 0o644); err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) != ".yml" || strings.Contains(name, "_data") {
			if err := os.Truncate(name, MaxInput+1); err != nil {
				t.Fatal(err)
			}
		}
	}
	site, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	const large = ": cannot be read: it is larger than 64 MB"
	if got, want := messages(site), []string{"_data/a.yml" + large, "_includes/a.html" + large, "page.md" + large}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	var copied []string
	for _, f := range site.Static {
		copied = append(copied, f.From+" "+f.URL)
	}
	slices.Sort(copied)
	// The page is not written, but links to it are no mistakes.
	if want := []string{"disk.iso /disk.iso", "film.mp4 /film.mp4", "page.md /page.html", "plain.md /plain.md"}; !slices.Equal(copied, want) {
		t.Errorf("got  %q\nwant %q", copied, want)
	}
	_, err = site.With([]string{"_excluded.md"}).Relative(".", "_excluded.md", nil)
	if err == nil || !strings.HasSuffix(err.Error(), "it is larger than 64 MB") {
		t.Errorf("included: %v", err)
	}
}

// TestCopiesAreTried: a file that is only copied is opened when it is new or has
// changed, and not again.
func TestCopiesAreTried(t *testing.T) {
	site := open(t, "-- _config.yml --\n-- a.png --\n-- b.png --\n", Options{Watched: true})
	update := func(changed ...string) {
		t.Helper()
		next, err := site.Update(changed, nil)
		if err != nil {
			t.Fatal(err)
		}
		site = next
	}
	name := filepath.Join(site.Dir, "a.png")
	for _, changed := range [][]string{{"a.png"}, nil} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(name, 0o644); err != nil {
			t.Fatal(err)
		}
		update(changed...)
		if got, want := messages(site), []string{"a.png: cannot be read: it is no regular file"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		update(changed...)
		if got := messages(site); len(got) > 0 {
			t.Errorf("got %q", got)
		}
	}
	if !site.inputs["b.png"].opens {
		t.Error("b.png was not tried")
	}
}

// TestNothingWaits opens what a folder holds, whatever it is.
func TestNothingWaits(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	socket, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(socket)
	if err := syscall.Bind(socket, &syscall.SockaddrUnix{Name: filepath.Join(dir, "socket")}); err != nil {
		t.Skip(err) // the path is too long on this machine
	}
	for name, target := range map[string]string{"to-pipe": "pipe", "to-socket": "socket", "to-folder": ".", "to-device": "/dev/zero", "to-itself": "to-itself", "to-nothing": "none"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for name, want := range map[string]string{
		"pipe": "it is no regular file", "to-pipe": "it is no regular file", "socket": "it is no regular file", "to-socket": "it is no regular file",
		"to-folder": "links are not followed", "to-device": "leaves the source folder", "to-itself": "cannot be read", "to-nothing": "does not exist",
		"../x": "leaves the source folder",
	} {
		if _, err := readInput(inputFS{root}, name); err == nil || !strings.Contains(readError(err), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
