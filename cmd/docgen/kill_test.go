package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// killEverywhere runs docgen again and again, killed before its first change to
// the file system, before its second one, and so on, until a run ends by itself.
// begin prepares the run, end looks at what it left; call names the change that
// did not happen, and is empty for the run that ended. Because a change is
// followed by the next one, the state after each change is seen as well.
//
// A short test takes at most some of these places, evenly: all of them with
// DOCGEN_KILLS=all.
func killEverywhere(t *testing.T, some int, env []string, begin func() (dir string, args []string), end func(call string, s session)) (kills int) {
	t.Helper()
	dir, args := begin()
	s, call, all := killAt(t, 0, dir, env, args...)
	end(call, s)
	step := 1
	if os.Getenv("DOCGEN_KILLS") != "all" {
		step = max(1, (all+some-1)/some)
	}
	for n := 1; ; n += step {
		dir, args := begin()
		s, call, _ := killAt(t, n, dir, env, args...)
		end(call, s)
		if call == "" {
			return kills
		}
		kills++
	}
}

// TestKill tests the helper with a command that writes one file.
func TestKill(t *testing.T) {
	left := map[string]bool{}
	var dir string
	kills := killEverywhere(t, 100, nil, func() (string, []string) {
		dir = makeTree(t, "-- docgen.yml --\ntitle: Sound\n")
		return dir, []string{"new", "one", "--name", "One", "--auth", "basic", "--events", "polling"}
	}, func(call string, s session) {
		left[call] = true
		if files := tree(t, dir); call == "" && (s.code != 0 || files["elements/one.yml"] == "") {
			t.Errorf("exit code %d, left %v: %s", s.code, files, s.stderr)
		} else if call == "mkdirat" && len(files) > 1 {
			t.Errorf("left %v before the first change", files)
		}
	})
	if !left["mkdirat"] || !left[""] || kills < 3 {
		t.Errorf("%d kills, at the calls %v", kills, left)
	}
}

// tree returns all that is in a folder: a text with the type for each path.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		text := d.Type().String()
		switch {
		case d.Type().IsRegular():
			content, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			text += " " + string(content)
		case d.Type() == fs.ModeSymlink:
			to, err := os.Readlink(name)
			if err != nil {
				return err
			}
			text += " " + to
		}
		rel, err := filepath.Rel(dir, name)
		found[filepath.ToSlash(rel)] = text
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
