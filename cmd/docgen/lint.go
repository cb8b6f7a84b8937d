package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
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
Renders every page and checks its examples, parameters, links and text. Paths limit what is reported to the files they
name, and to the files in folders they name; everything is read all the same.`,
		setup: func(flags *pflag.FlagSet) func(*environment, []string) error {
			o := &lintOptions{src: sourceFlags(flags)}
			flags.StringVar(&o.format, "format", "", "print findings as `FORMAT`: "+strings.Join(diag.Formats(), ", ")+" (default text; github in a GitHub workflow)")
			flags.StringVar(&o.output, "output", "", "write findings to `FILE` instead of the standard output")
			flags.StringSliceVar(&o.rules, "rule", nil, "run only the rule of this `NAME`; may be given several times")
			flags.StringVar(&o.failOn, "fail-on", "error", "exit with 1 from this `LEVEL` on: error, warning, info or off")
			return func(env *environment, args []string) error { return lintSite(env, o, args) }
		},
	}
}

type lintOptions struct {
	src                    *sourceOptions
	format, output, failOn string
	rules                  []string
}

func lintSite(env *environment, o *lintOptions, paths []string) error {
	start := time.Now()
	if o.format == "" {
		o.format = "text"
		if env.getenv("GITHUB_ACTIONS") == "true" {
			o.format = "github"
		}
	}
	printer, err := diag.ParseFormat(o.format)
	if err != nil {
		return usagef("--format: %s", err)
	}
	least, err := diag.ParseSeverity(o.failOn)
	if err != nil {
		return usagef("--fail-on: %s", err)
	}
	for _, name := range o.rules {
		if rules.Find(name) == nil {
			return usagef("--rule: no rule is called %q%s; `docgen rules` lists all", name, didYouMean(name, ruleNames()))
		}
	}
	site, _, err := o.src.open("")
	if err != nil {
		return configError(env, err)
	}
	defer site.Close()
	result := lint.Run(site, lint.Options{Rules: rules.All, Only: o.rules, Now: buildTime(env)})
	report := &diag.Report{
		Version: version(), Color: env.colour, Rules: ruleInfos(),
		Findings: limitTo(result.Findings, site.Dir, paths),
		Summary:  diag.Summary{Pages: result.Pages, Examples: result.Examples, Elapsed: time.Since(start)},
	}
	if err := write(env, o.output, func(w io.Writer) error { return printer(w, report) }); err != nil {
		return err
	}
	if _, err := io.WriteString(env.stderr, report.SummaryLine()+"\n"); err != nil {
		return err
	}
	if least != diag.Off && diag.Count(report.Findings, least) > 0 {
		return errFindings
	}
	return nil
}

// write writes to a file, or to the standard output where name is empty.
func write(env *environment, name string, print func(io.Writer) error) error {
	if name == "" {
		return print(env.stdout)
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := print(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// limitTo keeps the findings in the files and folders that are named, seen
// from the working directory or from the source folder.
func limitTo(list []*diag.Diagnostic, dir string, paths []string) []*diag.Diagnostic {
	if len(paths) == 0 {
		return list
	}
	var names []string
	for _, p := range paths {
		names = append(names, filepath.ToSlash(filepath.Clean(p)))
		if abs, err := filepath.Abs(p); err == nil {
			if root, err := filepath.Abs(dir); err == nil {
				if rel, err := filepath.Rel(root, abs); err == nil {
					names = append(names, filepath.ToSlash(rel))
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(list), func(d *diag.Diagnostic) bool {
		return d.Span.File == nil || !slices.ContainsFunc(names, func(n string) bool {
			return n == "." || d.Span.File.Name == n || strings.HasPrefix(d.Span.File.Name, n+"/")
		})
	})
}

func ruleNames() []string {
	var names []string
	for _, r := range rules.All {
		names = append(names, r.Name)
	}
	return names
}

func ruleInfos() []diag.RuleInfo {
	var infos []diag.RuleInfo
	for _, r := range rules.All {
		infos = append(infos, diag.RuleInfo{Name: r.Name, Short: rules.Summary(r.Name), Help: rules.Doc(r.Name), Severity: r.Severity})
	}
	return infos
}
