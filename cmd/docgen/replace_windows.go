package main

import (
	"io/fs"
	"os"
)

func tryLock(*os.File) bool { return true }

func hasLinks(fs.FileInfo) bool { return false }

func keepOwner(_, _ *os.File) error { return nil }
