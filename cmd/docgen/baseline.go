package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/pflag"

	"docgen/internal/diag"
)

func baselineCommand() *command {
	return &command{
		name: "baseline", short: "write a list of the findings that are known",
		long: `
Writes all current findings as JSON. With this file, docgen lint --baseline FILE reports new findings only. A finding is
recognised by its rule, file and text, so it stays known when its line number changes.`,
		setup: func(flags *pflag.FlagSet) func(*environment, []string) error {
			src := sourceFlags(flags)
			output := flags.String("output", "", "write to `FILE` instead of the standard output")
			return func(env *environment, args []string) error {
				if err := noArgs(args); err != nil {
					return err
				}
				return writeBaseline(env, src, *output)
			}
		},
	}
}

func writeBaseline(env *environment, src *sourceOptions, output string) (err error) {
	l, err := newLinter(env, src, nil)
	if err != nil {
		return err
	}
	defer func() { err = l.end(err) }()
	if err := l.open(false); err != nil {
		return err
	}
	defer l.work.Site.Close()
	found, err := l.check()
	if err != nil {
		return err
	}
	if err := write(env, output, diag.NewBaseline(found.list).Write); err != nil {
		return err
	}
	fmt.Fprintf(env.stderr, "%s known\n", diag.Plural(len(diag.Group(found.list)), "finding"))
	return printFindings(env.stderr, env, *l.faults)
}

func readBaseline(name string) (diag.Baseline, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	known, err := diag.ReadBaseline(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return known, nil
}

// printStale lists the known findings that are no longer found.
func printStale(w io.Writer, name string, stale []diag.Entry) {
	if len(stale) == 0 {
		return
	}
	gone := 0
	for _, e := range stale {
		gone += e.Count
		fmt.Fprintf(w, "fixed: %s: %s [%s]\n", diag.Printable(e.File), diag.Printable(fmt.Sprintf("%q", e.Text)), diag.Printable(e.Rule))
	}
	name = diag.Printable(name)
	fmt.Fprintf(w, "%s of %s no longer found: `docgen baseline --output %s` updates the list\n", diag.Plural(gone, "finding"), name, name)
}
