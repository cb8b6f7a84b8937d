package main

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/rules"
)

var update = flag.Bool("update", false, "rewrite the expected outputs of the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"docgen": main, "docgen-faulty": faulty})
}

// faulty is docgen with a rule that panics where a page asks for it, and one whose
// fixes do not end.
func faulty() {
	asked := func(p *lint.Pass, what string) {
		for _, page := range p.Site.AllPages() {
			if bytes.Contains(page.Body.Bytes(), []byte("panic in "+what)) {
				panic("no such " + what)
			}
		}
	}
	rules.All = append(rules.All, &lint.Rule{
		Name: "faulty", Severity: diag.Error,
		Prepare: func(p *lint.Pass, older any) any {
			asked(p, "Prepare")
			return older
		},
		Page: func(p *lint.Pass, page *lint.Page) {
			if bytes.Contains(page.Text.Bytes, []byte("panic in Page")) {
				panic("no such page\nsecond line")
			}
			if bytes.Contains(page.Text.Bytes, []byte("panic in Provided")) {
				d := p.At(page, markdown.Range{Start: 0, End: 1}, "a word")
				p.Provided(d, func(*lint.Pass) bool { panic("no such end") })
			}
		},
		Site: func(p *lint.Pass) { asked(p, "Site") },
	}, &lint.Rule{
		Name: "endless", Severity: diag.Warning,
		Page: func(p *lint.Pass, page *lint.Page) {
			if at := bytes.Index(page.Text.Bytes, []byte("more")); at >= 0 {
				d := p.At(page, markdown.Range{Start: at, End: at + 4}, "never enough")
				lint.FixText(d, true, "write more", page.Text, at, at, "more ")
			}
		},
	})
	main()
}

// TestScripts runs the users' sessions.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SOURCE_DATE_EPOCH", "1600000000")
			env.Setenv("GORACE", os.Getenv("GORACE"))
			pages, err := filepath.Abs(reference)
			env.Setenv("REFERENCE", pages)
			if err != nil {
				return err
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "latin1": latin1, "follow": follow},
	})
}

// exits runs a command that must end with an exit code: exits 2 docgen build.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// latin1 converts files to ISO 8859-1.
func latin1(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		var b []byte
		for _, r := range ts.ReadFile(name) {
			b = append(b, byte(r))
		}
		ts.Check(os.WriteFile(ts.MkAbs(name), b, 0o644))
	}
}
