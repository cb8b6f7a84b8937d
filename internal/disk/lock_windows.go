package disk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// Lock locks the name of an open folder until it is released, which a crash
// does too. It fails if another process has locked it. Folders themselves cannot
// be locked, so a mutex of the system stands for the name: it exists as long as a
// process has it open.
func Lock(folder *os.File) (release func() error, ok bool) {
	sum := sha256.Sum256([]byte(strings.ToLower(filepath.Clean(folder.Name()))))
	folder.Close() // an open folder cannot be renamed
	name, err := windows.UTF16PtrFromString(`Local\docgen-` + hex.EncodeToString(sum[:]))
	if err != nil {
		return func() error { return nil }, true
	}
	mutex, err := windows.CreateMutex(nil, false, name)
	if errors.Is(err, windows.ERROR_ALREADY_EXISTS) {
		_ = windows.CloseHandle(mutex)
		return nil, false
	}
	if err != nil {
		return func() error { return nil }, true
	}
	return func() error { return windows.CloseHandle(mutex) }, true
}
