package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

var (
	// shownFile matches a fence that shows a file, named in its first line.
	shownFile = regexp.MustCompile(`^(?:#|<!--|/\*) (\S+\.\w+)(?: -->| \*/)?\n`)
	shellWord = regexp.MustCompile(`"[^"]*"|\S+`)
)

// follow does what a page of the reference says, step by step: it runs the commands
// and writes the files.
func follow(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: follow PAGE")
	}
	wd, err := os.ReadFile(ts.Getenv("REFERENCE") + "/" + args[0] + ".md")
	ts.Check(err)
	for _, m := range codeFence.FindAllStringSubmatch(string(wd), -1) {
		lang, code := m[1], m[2]
		if name := shownFile.FindStringSubmatch(code); name != nil {
			file := ts.MkAbs(name[1])
			ts.Check(os.MkdirAll(filepath.Dir(file), 0o755))
			ts.Check(os.WriteFile(file, []byte(code[len(name[0]):]), 0o644))
		} else if lang == "bash" {
			for _, line := range strings.Split(strings.TrimSpace(code), "\n") {
				step(ts, line)
			}
		}
	}
}

func step(ts *testscript.TestScript, line string) {
	words := shellWord.FindAllString(line, -1)
	for i := range words {
		words[i] = strings.Trim(words[i], `"`)
	}
	switch {
	case words[0] == "cd":
		ts.Check(ts.Chdir(words[1]))
	case words[0] == "rm":
		if err := os.Remove(ts.MkAbs(words[1])); !errors.Is(err, fs.ErrNotExist) {
			ts.Check(err)
		}
	case words[1] == "serve": // does not end
	default:
		if err := ts.Exec(words[0], words[1:]...); err != nil {
			ts.Fatalf("%s: %v", line, err)
		}
	}
}
