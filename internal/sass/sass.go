// Package sass compiles style sheets with Dart Sass, which the user has installed.
package sass

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Bounds of one run of the program.
const (
	longestRun = time.Minute
	maxMessage = 64 << 10 // bytes of its messages that are read
	maxOutput  = 64 << 20 // bytes of a style sheet that it makes
)

// MissingError says that there is no Dart Sass, and why.
type MissingError struct{ message string }

func (e *MissingError) Error() string { return e.message }

// Program is Dart Sass.
type Program struct{ path string }

var dartVersion = regexp.MustCompile(`^\d+\.\d+\.\d+`)

// Find returns the Dart Sass of the user's PATH. One that lies inside the folder tree
// is not run, since whoever wrote the tree may have put it there. The error says what
// is missing.
func Find(ctx context.Context, tree string) (*Program, error) {
	found, err := exec.LookPath("sass")
	switch {
	case errors.Is(err, exec.ErrDot):
		return nil, &MissingError{fmt.Sprintf("the sass on the PATH is %s, which depends on the working folder and is not run", found)}
	case err != nil:
		return nil, &MissingError{"Dart Sass is not on the PATH"}
	}
	if found, err = filepath.Abs(found); err != nil {
		return nil, err
	}
	for _, name := range []string{found, resolved(found)} {
		if rel, err := filepath.Rel(resolved(tree), name); err == nil && filepath.IsLocal(rel) {
			return nil, &MissingError{fmt.Sprintf("the sass on the PATH is %s, which is a part of the tree and is not run", rel)}
		}
	}
	p := &Program{found}
	out, message, err := p.run(ctx, "", "--version")
	switch version := firstLine(out); {
	case err != nil: // such as an npm package without Node.js
		return nil, &MissingError{fmt.Sprintf("the sass on the PATH cannot be run: %s", failure(message, err))}
	case !dartVersion.MatchString(version):
		return nil, &MissingError{fmt.Sprintf("the sass on the PATH is not Dart Sass (it says %q)", version)}
	}
	return p, nil
}

func firstLine(text []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	return strings.TrimRight(line, "\r")
}

// failure says why a run has failed: what the program says first, and the error.
func failure(message []byte, err error) string {
	if line := firstLine(message); line != "" {
		return line + " (" + err.Error() + ")"
	}
	return err.Error()
}

func resolved(name string) string {
	if abs, err := filepath.Abs(name); err == nil {
		name = abs
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return real
	}
	return name
}

// Sheet is what is compiled. All names are paths with slashes, relative to the source
// folder.
type Sheet struct {
	Name      string
	Text      []byte
	Files     map[string][]byte // that it may import
	LoadPaths []string
	Style     string // expanded or compressed
}

// Error is a mistake in a style sheet.
type Error struct {
	Name         string // of the file; "" where the program does not say
	Line, Column int    // from 1
	Message      string
}

func (e *Error) Error() string { return e.Message }

// Compile returns the CSS of a style sheet, with its source map as the program makes
// it. A mistake in the sheet is an *Error.
//
// The program works on a copy of the files in a folder of its own. It reads a sheet
// elsewhere if one is imported from there by its path; what it makes of that is
// dropped.
func (p *Program) Compile(ctx context.Context, s Sheet) (css, sourceMap []byte, err error) {
	dir, err := os.MkdirTemp("", "docgen-sass-")
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, err
	}
	defer root.Close()
	for name, text := range s.Files {
		if err := write(root, name, text); err != nil {
			return nil, nil, err
		}
	}
	if err := write(root, s.Name, s.Text); err != nil {
		return nil, nil, err
	}
	args := []string{"--no-color", "--no-unicode", "--no-error-css", "--quiet", "--embed-sources", "--style=" + s.Style}
	for _, at := range s.LoadPaths {
		args = append(args, "--load-path=./"+at)
	}
	const out = ".docgen-sass.css"
	_, message, err := p.run(ctx, dir, append(args, "--", "./"+s.Name, out)...)
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	if err != nil {
		return nil, nil, mistake(message, err)
	}
	for _, made := range []struct {
		name string
		text *[]byte
	}{{out, &css}, {out + ".map", &sourceMap}} {
		if *made.text, err = read(root, made.name); errors.Is(err, fs.ErrNotExist) {
			return nil, nil, &Error{Message: "the sass on the PATH says that all is well, and writes no CSS or no source map"}
		} else if err != nil {
			return nil, nil, err
		}
	}
	if err := inside(sourceMap); err != nil {
		return nil, nil, err
	}
	if i := bytes.LastIndex(css, []byte("/*# sourceMappingURL=")); i >= 0 {
		css = append(bytes.TrimRight(css[:i], "\n"), '\n')
	}
	return css, sourceMap, nil
}

func write(root *os.Root, name string, text []byte) error {
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	return root.WriteFile(name, text, 0o600)
}

func read(root *os.Root, name string) ([]byte, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxOutput+1))
	if len(b) > maxOutput {
		return nil, &Error{Message: fmt.Sprintf("its CSS has more than %d MB", maxOutput>>20)}
	}
	return b, err
}

// inside reports an import from outside the copy: a source in the map that no path
// inside it names.
func inside(sourceMap []byte) error {
	var m struct{ Sources []string }
	if err := json.Unmarshal(sourceMap, &m); err != nil {
		return err
	}
	for _, source := range m.Sources {
		if !filepath.IsLocal(filepath.FromSlash(source)) || strings.Contains(source, ":") {
			return &Error{Message: "it imports a file that is no part of the tree"}
		}
	}
	return nil
}

// run runs the program in a folder, with nothing of the environment but where programs
// and the user's own files are.
func (p *Program) run(ctx context.Context, dir string, args ...string) (stdout, stderr []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, longestRun)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.path, args...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second
	for _, key := range []string{"PATH", "HOME", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "PATHEXT"} {
		if value, ok := os.LookupEnv(key); ok {
			cmd.Env = append(cmd.Env, key+"="+value)
		}
	}
	var out, message bounded
	cmd.Stdout, cmd.Stderr = &out, &message
	if err = cmd.Run(); errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = &Error{Message: fmt.Sprintf("it takes longer than %s", longestRun)}
	}
	return out.Bytes(), message.Bytes(), err
}

// bounded keeps the beginning of what is written to it.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	b.Buffer.Write(p[:min(len(p), max(0, maxMessage-b.Len()))])
	return len(p), nil
}

var errorPlace = regexp.MustCompile(`(?m)^ +(\S.*?) (\d+):(\d+) `)

// mistake reads what the program says of a mistake: its first line, and the place.
func mistake(message []byte, err error) error {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e
	}
	first, rest, _ := strings.Cut(strings.TrimSpace(string(message)), "\n")
	text, ok := strings.CutPrefix(first, "Error: ")
	if !ok {
		return &Error{Message: "Dart Sass fails: " + failure(message, err)}
	}
	e := &Error{Message: strings.TrimSuffix(text, ".")}
	if m := errorPlace.FindStringSubmatch(rest + " "); m != nil {
		e.Name = path.Clean(m[1])
		e.Line, _ = strconv.Atoi(m[2])
		e.Column, _ = strconv.Atoi(m[3])
	}
	return e
}
