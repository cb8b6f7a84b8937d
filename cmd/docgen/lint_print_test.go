package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// atTerminal runs a command as at a terminal.
func atTerminal(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	env := &environment{ctx: t.Context(), stdout: &out, stderr: &errs, terminal: true, screen: true, getenv: func(string) string { return "" }}
	if code := run(args, env); code > exitFindings {
		t.Fatalf("%q: exit code %d: %s", args, code, errs.String())
	}
	return out.String(), errs.String()
}

// TestTerminalShowsWorst holds a terminal to the worst findings, with a line about the
// others; whatever is no text for a terminal has all.
func TestTerminalShowsWorst(t *testing.T) {
	var page, include strings.Builder
	page.WriteString("---\ntitle: A\n---\n")
	for i := range 120 {
		fmt.Fprintf(&page, "Word</br> %d\n\n", i)
	}
	for i := range 2 {
		fmt.Fprintf(&include, "[link %d](gone-%[1]d.html)\n\n", i)
	}
	dir := makeTree(t, "-- _config.yml --\n-- a.md --\n"+page.String()+
		"-- y.md --\n---\ntitle: Y\n---\n[gone](gone.html)\n{% include z.md %}\n-- z.md --\n---\ntitle: Z\n---\n{% include z.md %}\n"+
		"-- _includes/z.md --\n"+include.String())

	out, errs := atTerminal(t, "lint", "--source", dir)
	if n := strings.Count(out, "[invalid-html]") + strings.Count(out, "[broken-link]"); n != 50 {
		t.Errorf("%d findings are shown, want 50", n)
	}
	// Errors come first, and of those the ones on the most pages.
	if first := strings.Index(out, "_includes/z.md:1:"); first != 0 || strings.Index(out, "y.md:4:") > strings.Index(out, "a.md:") {
		t.Errorf("not the worst ones first:\n%.300s", out)
	}
	for _, want := range []string{
		"\n3 pages, ", "[*] --fix fixes 120 of them;", "73 findings are not shown, the worst 50 are: --all prints all, --statistics counts them by rule\n",
		"many old findings? `docgen baseline --output known.json`",
	} {
		if !strings.Contains("\n"+errs, want) {
			t.Errorf("%q is missing:\n%s", want, errs)
		}
	}
	out, errs = atTerminal(t, "lint", "--source", dir, "--all")
	if n := strings.Count(out, "[invalid-html]"); n != 120 || strings.Contains(errs, "not shown") {
		t.Errorf("--all shows %d of 120\n%s", n, errs)
	}
	for _, format := range []string{"jsonl", "checkstyle"} {
		if out, _ = atTerminal(t, "lint", "--source", dir, "--format", format); strings.Count(out, "invalid-html") != 120 {
			t.Errorf("%s has not all findings", format)
		}
	}
	// Few findings, or none, need no advice.
	if _, errs = atTerminal(t, "lint", "--source", dir, dir+"/y.md"); strings.Count(errs, "\n") != 2 {
		t.Errorf("for one finding:\n%s", errs)
	}
	if out, errs = atTerminal(t, "lint", "--source", dir, dir+"/z.md"); out != "" || strings.Count(errs, "\n") != 1 {
		t.Errorf("for no finding:\n%s%s", out, errs)
	}
}
