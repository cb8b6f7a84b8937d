//go:build !linux

package main

import "os"

func isBeingWritten(*os.File) bool { return false }

// keepAttributes gives a file the owner and the permissions of another one.
func keepAttributes(to, from *os.File) error {
	if err := keepOwner(to, from); err != nil {
		return err
	}
	return keepMode(to, from)
}
