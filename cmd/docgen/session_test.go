package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// patience is how long a command may run before a test calls it endless, far
// longer than any of them needs.
const patience = 30 * time.Second

// session is the result of one run of docgen.
type session struct {
	code           int
	stdout, stderr string
}

// makeTree writes the files of an archive to a new folder.
func makeTree(t testing.TB, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		writeFile(t, dir, f.Name, string(f.Data))
	}
	return dir
}

func writeFile(t testing.TB, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// runIn runs docgen in a folder as a separate process. One that does not end is
// killed, and the test fails.
func runIn(t testing.TB, dir string, env []string, args ...string) session {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "docgen", args...)
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr
	cmd.Env = append(append(os.Environ(), "SOURCE_DATE_EPOCH=1600000000", "GITHUB_ACTIONS="), env...)
	err := cmd.Run()
	if ctx.Err() != nil {
		t.Fatalf("docgen %s does not end", strings.Join(args, " "))
	}
	s := session{stdout: stdout.String(), stderr: stderr.String()}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		s.code = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return s
}

// reported is a finding in the JSON format.
type reported struct {
	Rule, File, Message string
	Line, Column        int
	EndLine             int `json:"end_line"`
	EndColumn           int `json:"end_column"`
	Pages               []string
}

// lintIn returns the findings of docgen lint.
func lintIn(t testing.TB, dir string, env []string, args ...string) []reported {
	t.Helper()
	s := runIn(t, dir, env, append([]string{"lint", "--format", "json"}, args...)...)
	var report struct{ Findings []reported }
	if err := json.Unmarshal([]byte(s.stdout), &report); err != nil {
		t.Fatalf("exit code %d: %s\n%s", s.code, err, s.stderr)
	}
	return report.Findings
}

// place is the start of a finding, as printed before its message.
func (f reported) place() string { return fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column) }
