package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"docgen/internal/content"
	"docgen/internal/diag"
)

// checkedWriter remembers the first error, so that a command which does not look
// at each line that it prints fails all the same.
type checkedWriter struct {
	w   io.Writer
	err error
}

func (c *checkedWriter) Write(p []byte) (n int, err error) {
	if c.err == nil {
		n, c.err = c.w.Write(p)
	}
	return n, c.err
}

// write writes to a file, or to the standard output where name is empty. What is
// in the file stays there until all of the new text can take its place.
func write(env *environment, name string, print func(io.Writer) error) error {
	if name == "" {
		return print(env.stdout)
	}
	var text bytes.Buffer
	if err := print(&text); err != nil {
		return err
	}
	if err := replaceFile(env, name, text.Bytes()); err != nil {
		return fmt.Errorf("--output: %w", err)
	}
	return nil
}

// replaceFile writes a file beside the old one and renames it. Devices and pipes,
// and files in folders where nothing can be created, are written directly.
func replaceFile(env *environment, name string, text []byte) error {
	info, err := os.Stat(name)
	switch {
	case err == nil && sameAsStdout(env, info):
		_, err := env.stdout.Write(text)
		return err
	case err == nil && !info.Mode().IsRegular():
		return overwrite(name, text)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	target, err := linkTarget(name)
	if err != nil {
		return err
	}
	temp, err := createBeside(target)
	if errors.Is(err, fs.ErrPermission) && info != nil {
		return overwrite(name, text)
	} else if err != nil {
		return err
	}
	_, err = temp.Write(text)
	if err == nil && info != nil {
		err = temp.Chmod(info.Mode().Perm())
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temp.Name(), target)
	}
	if err != nil {
		os.Remove(temp.Name())
		return fmt.Errorf("%s is as it was: %w", name, err)
	}
	return nil
}

// sameAsStdout recognises /dev/stdout, whatever the shell has made of it: a
// terminal, a pipe or a file.
func sameAsStdout(env *environment, info fs.FileInfo) bool {
	out, ok := env.stdout.(*checkedWriter)
	if !ok {
		return false
	}
	f, ok := out.w.(*os.File)
	if !ok {
		return false
	}
	own, err := f.Stat()
	return err == nil && os.SameFile(own, info)
}

func overwrite(name string, text []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// linkTarget returns the file that symbolic links lead to, which need not exist:
// they are kept, and the file is replaced.
func linkTarget(name string) (string, error) {
	const most = 40 // as on Linux
	for range most {
		to, err := os.Readlink(name)
		switch {
		case err != nil:
			return name, nil // it is no link
		case filepath.IsAbs(to):
			name = to
		default:
			name = filepath.Join(filepath.Dir(name), to)
		}
	}
	return "", fmt.Errorf("%s: too many symbolic links", name)
}

// createBeside creates a hidden file in the folder of another one, with the
// permissions of a new file.
func createBeside(target string) (*os.File, error) {
	name := filepath.Join(filepath.Dir(target), content.OwnPrefix+rand.Text()[:8])
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if failed := (*fs.PathError)(nil); errors.As(err, &failed) {
		failed.Path = target
	}
	return f, err
}

// runnerCommand matches the lines of a patch that GitHub's runner would take for
// a command.
var runnerCommand = regexp.MustCompile(`(?m)^\s*::|##\[`)

// writePatch writes a patch. In a file or a pipe every byte counts; on a terminal
// it is made printable, and in the log of a GitHub workflow no line of it is a
// command (https://docs.github.com/actions/reference/workflow-commands-for-github-actions#stopping-and-starting-workflow-commands).
func writePatch(env *environment, name string, print func(io.Writer) error) error {
	return write(env, name, func(w io.Writer) error {
		var b bytes.Buffer
		if err := print(&b); err != nil {
			return err
		}
		patch := b.Bytes()
		switch {
		case name != "":
		case env.screen:
			patch = printableLines(patch)
		case inWorkflow(env) && runnerCommand.Match(patch):
			token := rand.Text()
			patch = fmt.Appendf(nil, "::stop-commands::%s\n%s\n::%s::\n", token, bytes.TrimSuffix(patch, []byte("\n")), token)
		}
		_, err := w.Write(patch)
		return err
	})
}

func printableLines(text []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(text) {
		line, end := bytes.CutSuffix(line, []byte("\n"))
		var out []string
		for part := range strings.SplitSeq(strings.TrimSuffix(string(line), "\r"), "\t") {
			out = append(out, diag.Printable(part))
		}
		b.WriteString(strings.Join(out, "\t"))
		if end {
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}
