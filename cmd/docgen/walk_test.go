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
	// shownFile matches a fence that shows a file, named in its first line; named the line
	// before a fence that names it.
	shownFile = regexp.MustCompile(`^(?:#|/\*) (\S+\.\w+)(?: \*/)?\n`)
	named     = regexp.MustCompile("(?:^|\n)`(\\S+\\.\\w+)`:\n\n$")
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
	put := func(name, text string) {
		file := ts.MkAbs(name)
		ts.Check(os.MkdirAll(filepath.Dir(file), 0o755))
		ts.Check(os.WriteFile(file, []byte(text), 0o644))
	}
	for _, at := range codeFence.FindAllSubmatchIndex(wd, -1) {
		lang, code := string(wd[at[2]:at[3]]), string(wd[at[4]:at[5]])
		if name := named.FindSubmatch(wd[:at[0]]); name != nil {
			put(string(name[1]), code)
		} else if name := shownFile.FindStringSubmatch(code); name != nil {
			put(name[1], code[len(name[0]):])
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
