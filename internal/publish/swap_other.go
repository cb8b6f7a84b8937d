//go:build !linux && !darwin

package publish

import (
	"errors"
	"os"
)

// swap would exchange two paths in one step, which this system cannot.
func swap(*os.File, string, string) error { return errors.ErrUnsupported }

func sameMount(*os.File, string) bool { return false }
