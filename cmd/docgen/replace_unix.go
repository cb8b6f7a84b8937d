//go:build !windows

package main

import (
	"io/fs"
	"os"
	"syscall"
)

// hasLinks reports whether a file has several names.
func hasLinks(info fs.FileInfo) bool { return info.Sys().(*syscall.Stat_t).Nlink > 1 }

// keepOwner gives a file the owner and the group of another one.
func keepOwner(to, from *os.File) error {
	var stats [2]*syscall.Stat_t
	for i, f := range []*os.File{to, from} {
		info, err := f.Stat()
		if err != nil {
			return err
		}
		stats[i] = info.Sys().(*syscall.Stat_t)
	}
	if stats[0].Uid == stats[1].Uid && stats[0].Gid == stats[1].Gid {
		return nil
	}
	return to.Chown(int(stats[1].Uid), int(stats[1].Gid))
}
