package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestReplaceKeepsAttributes: extended attributes, and for the administrator the
// owner and the group.
func TestReplaceKeepsAttributes(t *testing.T) {
	dir, r := replaceable(t)
	file := filepath.Join(dir, "docs", "a.md")
	attributes := unix.Setxattr(file, "user.note", []byte("mine"), 0) == nil
	owned := os.Chown(file, 1234, 1235) == nil
	if !attributes && !owned {
		t.Skip("this system has no extended attributes, and does not let owners be changed")
	}
	if err := os.Chmod(file, 0o440); err != nil {
		t.Fatal(err)
	}
	if err := r.replace("docs/a.md", []byte("old"), []byte("new")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if s := info.Sys().(*syscall.Stat_t); owned && (s.Uid != 1234 || s.Gid != 1235) || info.Mode() != 0o440 {
		t.Errorf("owner %d, group %d, mode %v", s.Uid, s.Gid, info.Mode())
	}
	value := make([]byte, 10)
	if n, err := unix.Getxattr(file, "user.note", value); attributes && (err != nil || string(value[:n]) != "mine") {
		t.Errorf("the attribute: %v", err)
	}
	expectFiles(t, dir, map[string]string{"a.md": "new"})
}
