package main

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// isBeingWritten reports whether a program has a file open for writing: the system
// gives no lease on it then. Where there are no leases it knows of none.
func isBeingWritten(f *os.File) bool {
	_, err := unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_RDLCK)
	return err == unix.EAGAIN
}

// keepAttributes gives a file the owner, the extended attributes (access control
// lists among them) and the permissions of another one.
func keepAttributes(to, from *os.File) error {
	if err := keepOwner(to, from); err != nil {
		return err
	}
	had, err := attributes(to)
	if err != nil {
		return err
	}
	want, err := attributes(from)
	if err != nil {
		return err
	}
	for name, value := range want {
		if was, ok := had[name]; ok && bytes.Equal(was, value) {
			continue
		}
		if err := unix.Fsetxattr(int(to.Fd()), name, value, 0); err != nil {
			return &os.PathError{Op: "setxattr " + name, Path: from.Name(), Err: err}
		}
	}
	for name := range had {
		if _, ok := want[name]; ok {
			continue
		}
		if err := unix.Fremovexattr(int(to.Fd()), name); err != nil {
			return &os.PathError{Op: "removexattr " + name, Path: from.Name(), Err: err}
		}
	}
	return keepMode(to, from)
}

// attributes returns the extended attributes of a file that this process can see;
// none on a file system without them.
func attributes(f *os.File) (map[string][]byte, error) {
	all := map[string][]byte{}
	names, err := grow(func(b []byte) (int, error) { return unix.Flistxattr(int(f.Fd()), b) })
	if errors.Is(err, syscall.ENOTSUP) {
		return all, nil
	} else if err != nil {
		return nil, &os.PathError{Op: "listxattr", Path: f.Name(), Err: err}
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		if name == "" {
			continue
		}
		value, err := grow(func(b []byte) (int, error) { return unix.Fgetxattr(int(f.Fd()), name, b) })
		if err != nil {
			return nil, &os.PathError{Op: "getxattr " + name, Path: f.Name(), Err: err}
		}
		all[name] = value
	}
	return all, nil
}

// grow calls read with a buffer that is large enough.
func grow(read func([]byte) (int, error)) ([]byte, error) {
	var b []byte
	for {
		n, err := read(nil)
		if err != nil || n == 0 {
			return nil, err
		}
		b = slices.Grow(b[:0], n)[:n]
		if n, err = read(b); err != unix.ERANGE {
			return b[:max(n, 0)], err
		}
	}
}
