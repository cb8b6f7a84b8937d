// Package disk has what writers of files need and package os does not have: files and
// folders that change places in one step, and locks that end with the process.
package disk

import (
	"errors"
	"os"
	"syscall"
)

// Exchange lets two paths below an open folder change places in one step. It returns
// errors.ErrUnsupported where the system, or the file system, cannot.
func Exchange(folder *os.File, a, b string) error {
	err := exchange(folder, a, b)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.EINVAL):
		return errors.ErrUnsupported
	}
	return &os.PathError{Op: "exchange", Path: b, Err: err}
}
