package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/rules"
)

func lintCommand() *command {
	return &command{
		name: "lint", args: "[PATH…]", short: "check the pages",
		long: `
Renders every page and checks its examples, parameters, links and text. With PATHs, only findings in these files and
folders are reported; all files are read in any case.

--fix applies the safe fixes of the reported findings and then reports the findings that are left. --diff prints the same
changes without making them; its exit code is that of a run without --fix.

--fix replaces each file as a whole, so that it has its old or its new text at any moment. It keeps the owner, the
permissions and the attributes of a file, and fixes one that is read-only where its folder allows that. A file with
several names (hard links), or one whose owner cannot be kept, is written in place, with a copy beside it until that is
done. Symbolic links are kept, and what is outside of the source folder is never changed. A file that another program
changes meanwhile, or that cannot be written, stays as it is: all others are fixed, and the exit code is 2.

At a terminal the text format prints the worst 50 findings, and all of them with --all; --statistics counts them by rule.
Those that --fix fixes are marked with [*]. In a GitHub workflow, the page of the job gets a summary.

With --baseline or --since only new findings are reported: those that are not in the list that docgen baseline wrote, or
that the docs did not have at the git revision.`,
		setup: func(flags *pflag.FlagSet) func(*environment, []string) error {
			o := &lintOptions{src: sourceFlags(flags)}
			flags.StringVar(&o.format, "format", "", "print findings as `FORMAT`: "+strings.Join(diag.Formats(), ", ")+" (default text; github in a GitHub workflow)")
			flags.StringVar(&o.output, "output", "", "write findings to `FILE` instead of the standard output")
			flags.StringSliceVar(&o.rules, "rule", nil, "run only the rule of this `NAME`; may be given several times")
			flags.StringVar(&o.failOn, "fail-on", "error", "exit with 1 for findings of at least this `LEVEL`: error, warning, info or off")
			flags.BoolVar(&o.fix, "fix", false, "apply the safe fixes")
			flags.BoolVar(&o.diff, "diff", false, "print what --fix would change, and change nothing")
			flags.BoolVar(&o.external, "external", false, "ask other sites whether the pages that the docs link to exist")
			flags.BoolVar(&o.private, "external-private", false, "with --external, also ask hosts that are not of the public internet")
			flags.BoolVar(&o.all, "all", false, "print all findings at a terminal too, not the worst ones only")
			flags.BoolVar(&o.statistics, "statistics", false, "print how many findings each rule has, and how many of them --fix fixes; with json, beside the findings")
			flags.StringVar(&o.baseline, "baseline", "", "leave out the findings that `FILE` lists")
			flags.StringVar(&o.since, "since", "", "leave out the findings that the docs had at the git revision `REV`")
			return func(env *environment, args []string) error { return lintSite(env, o, args) }
		},
	}
}

type lintOptions struct {
	src                    *sourceOptions
	format, output, failOn string
	baseline, since        string
	rules                  []string
	fix, diff              bool
	all, statistics        bool
	external, private      bool
}

func lintSite(env *environment, o *lintOptions, args []string) (err error) {
	start := time.Now()
	printer, least, err := o.parse(env)
	if err != nil {
		return err
	}
	l, err := newLinter(env, o.src, o.rules)
	if err != nil {
		return err
	}
	defer func() { err = l.end(err) }()
	if l.paths, err = pathsIn(l.dir, args); err != nil {
		return err
	}
	if o.external {
		l.external = askSites(env, o.private)
	}
	if err := l.open(o.fix || o.diff || o.since != ""); err != nil {
		return err
	}
	defer l.work.Site.Close()
	if err := o.loadKnown(l); err != nil {
		return err
	}
	found, err := l.check()
	if err != nil {
		return err
	}
	var fixed *fixResult
	if o.fix || o.diff {
		if fixed, err = l.fix(found); err != nil {
			return err
		}
		if o.diff {
			if err := writePatch(env, o.output, func(w io.Writer) error { return fixed.diff(w, workingPrefix(l.dir)) }); err != nil {
				return err
			}
			fmt.Fprintln(env.stderr, fixed.planned())
			return failFrom(least, found.list)
		}
		if found, err = l.save(fixed); err != nil {
			return err
		}
	}
	report := l.report(found, start)
	if err := o.print(l, printer, report); err != nil {
		return err
	}
	if fixed != nil {
		printLine(env.stderr, fixed.done(len(report.Findings)))
	}
	if o.baseline != "" && o.since == "" && len(l.rules)+len(l.paths) == 0 {
		printStale(env.stderr, o.baseline, found.stale)
	}
	if fixed != nil && fixed.unsaved() > 0 {
		return fmt.Errorf("%s could not be fixed", diag.Plural(fixed.unsaved(), "file"))
	}
	return failFrom(least, report.Findings)
}

// parse reads the flags for the output format and the exit code.
func (o *lintOptions) parse(env *environment) (diag.Printer, diag.Severity, error) {
	if o.format == "" {
		o.format = "text"
		if inWorkflow(env) && !o.statistics {
			o.format = "github"
		}
	}
	printer, err := diag.ParseFormat(o.format)
	if err != nil {
		return nil, 0, usagef("--format: %s", err)
	}
	if o.statistics && o.format != "text" && o.format != "json" {
		return nil, 0, usagef("--statistics: the format %s has no place for them: use text or json", o.format)
	}
	if o.statistics && o.diff {
		return nil, 0, usagef("--statistics and --diff print two different things: choose one")
	}
	least, err := diag.ParseSeverity(o.failOn)
	if err != nil {
		return nil, 0, usagef("--fail-on: %s", err)
	}
	if o.private && !o.external {
		return nil, 0, usagef("--external-private needs --external")
	}
	for _, name := range o.rules {
		rule := rules.Find(name)
		if rule == nil {
			return nil, 0, usagef("--rule: no rule is called %q%s; `docgen rules` lists all", name, diag.DidYouMean(name, ruleNames()))
		}
		if rule.External && !o.external {
			return nil, 0, usagef("--rule: %s asks other sites and needs --external", name)
		}
	}
	return printer, least, nil
}

// loadKnown loads the baselines that a linter compares with.
func (o *lintOptions) loadKnown(l *linter) error {
	if o.baseline != "" {
		known, err := readBaseline(o.baseline)
		if err != nil {
			return fmt.Errorf("--baseline: %w", err)
		}
		l.known = append(l.known, known)
	}
	if o.since != "" {
		known, err := l.baselineOf(o.since)
		if err != nil {
			return fmt.Errorf("--since: %w", err)
		}
		l.known = append(l.known, known)
	}
	return nil
}

// askSites returns the function that asks other sites about links. Their
// answers are cached for the next run. With private set, hosts that are not of the
// public internet are asked too.
func askSites(env *environment, private bool) func([]string) map[string]lint.Answer {
	cache := ""
	if dir, err := os.UserCacheDir(); err == nil {
		cache = filepath.Join(dir, "docgen", "external.json")
	}
	asker := lint.NewAsker("docgen/"+version(), cache)
	asker.Private = private
	noted := map[string]bool{}
	return func(addresses []string) map[string]lint.Answer {
		if env.terminal {
			fmt.Fprintf(env.stderr, "asking about %s…\n", diag.Plural(len(addresses), "link"))
		}
		answers, err := asker.Ask(env.ctx, addresses)
		if env.ctx.Err() != nil {
			return answers
		}
		if err != nil {
			fmt.Fprintf(env.stderr, "the answers of other sites are not cached: %s\n", diag.Printable(err.Error()))
		}
		unasked := map[lint.Unasked]int{}
		for address, answer := range answers {
			if !noted[address] {
				noted[address] = true
				unasked[answer.Unasked]++
			}
		}
		for _, reason := range []struct {
			unasked lint.Unasked
			text    string
		}{
			{lint.NotPublic, "the address is not public; --external-private asks all"},
			{lint.TooBusy, "the site limits requests, or is slow"},
			{lint.NoTime, "the time was up; another run goes on from here"},
			{lint.NoProxy, "the proxy cannot be reached"},
		} {
			if n := unasked[reason.unasked]; n > 0 {
				fmt.Fprintf(env.stderr, "%s not checked: %s\n", diag.Plural(n, "external link"), reason.text)
			}
		}
		return answers
	}
}

// failFrom returns errFindings if a finding has at least the severity least.
func failFrom(least diag.Severity, list []*diag.Diagnostic) error {
	if least != diag.Off && diag.Count(list, least) > 0 {
		return errFindings
	}
	return nil
}

func ruleNames() []string {
	var names []string
	for _, r := range rules.All {
		names = append(names, r.Name)
	}
	return names
}
