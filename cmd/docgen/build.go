package main

import (
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/publish"
	"docgen/internal/rules"
	"docgen/internal/workspace"
)

func buildCommand() *command {
	return &command{
		name: "build", short: "make the site",
		long: `
Reads the source folder and writes the site to the output folder. If a page cannot be rendered, nothing is written and
all errors are reported. Files in the output folder that docgen did not write are never changed.

A source folder with _config.yml is read as a Jekyll tree, and so is that of --config. What Jekyll only warns about is a
warning there.

With --strict the pages are also checked as docgen lint does. Nothing is written if there is a finding of the level error,
or of another one with --fail-on, or a warning about rendering.`,
		setup: func(flags *pflag.FlagSet) func(*environment, []string) error {
			src := sourceFlags(flags)
			out := flags.String("out", "", "write the site to `DIR` (default: site in the source folder)")
			strict := flags.Bool("strict", false, "check the pages too: nothing is written if there are findings, or warnings about rendering")
			failOn := flags.String("fail-on", "error", "with --strict, fail on findings of at least this `LEVEL`: error, warning, info or off")
			return func(env *environment, args []string) error {
				if err := noArgs(args); err != nil {
					return err
				}
				least, err := diag.ParseSeverity(*failOn)
				if err != nil {
					return usagef("--fail-on: %s", err)
				}
				if flags.Changed("fail-on") && !*strict {
					return usagef("--fail-on needs --strict")
				}
				return build(env, src, *out, *strict, least)
			}
		},
	}
}

// sourceOptions are the flags that select what is read.
type sourceOptions struct {
	source, baseURL string
	theme           string
	configs         []string
	drafts          bool

	found []string // the configurations, from the source folder
}

func sourceFlags(flags *pflag.FlagSet) *sourceOptions {
	o := &sourceOptions{}
	flags.StringVar(&o.source, "source", "", "read the project or Jekyll tree in `DIR` (default: the nearest folder upward with docgen.yml or _config.yml, or else with elements)")
	flags.StringSliceVar(&o.configs, "config", nil, "read the Jekyll tree with the configuration `FILE[,FILE]`, of which a later one counts more (default: _config.yml in the source folder)")
	flags.StringVar(&o.baseURL, "base-url", "", "the `URL` that the site is published at")
	flags.StringVar(&o.theme, "theme", "", "the folder `DIR` of the theme of a Jekyll tree, if it is no part of the tree; or docgen, for the layouts that docgen brings")
	flags.BoolVar(&o.drafts, "drafts", false, "include drafts and unpublished pages")
	return o
}

// dir returns the source folder.
func (o *sourceOptions) dir() (string, error) {
	dir := o.source
	if dir == "" && len(o.configs) == 0 {
		wd, err := os.Getwd()
		if err != nil {
			return "", err
		}
		if dir, err = content.FindDir(wd); err != nil {
			return "", &usageError{err.Error()}
		}
	}
	if info, err := os.Stat(o.theme); o.theme != "" && o.theme != content.OwnTheme && (err != nil || !info.IsDir()) {
		return "", usagef("--theme: there is no folder %q", o.theme)
	}
	if dir != "" {
		if err := checkFolder(dir); err != nil {
			return "", err
		}
		if len(o.configs) == 0 && !content.IsSource(dir) {
			return "", usagef("--source: no docgen.yml, _config.yml or elements folder in %q; `docgen init` makes a project", dir)
		}
	}
	dir, found, err := content.FindSource(dir, o.configs)
	if err != nil && len(o.configs) > 0 {
		return "", usagef("--config: %s", err)
	} else if err != nil {
		return "", err
	}
	o.found = found
	return dir, checkFolder(dir)
}

// checkFolder returns an error unless a source folder exists.
func checkFolder(dir string) error {
	if info, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return usagef("--source: there is no folder %q", dir)
	} else if err != nil {
		return fmt.Errorf("--source: %w", err)
	} else if !info.IsDir() {
		return usagef("--source: %q is no folder", dir)
	}
	return nil
}

// content returns how the source folder dir is read. out is the output folder,
// or "" for the usual one.
func (o *sourceOptions) content(dir, out string) content.Options {
	return content.Options{
		BaseURL: o.baseURL, Theme: o.theme, Drafts: o.drafts, Configs: o.found, Out: cmp.Or(out, filepath.Join(dir, "site")), Defaults: docgen.Defaults,
	}
}

// open reads the source folder. out is the output folder, or "" for the usual
// one, which is returned.
func (o *sourceOptions) open(env *environment, out string) (work *workspace.Snapshot, target string, err error) {
	dir, err := o.dir()
	if err != nil {
		return nil, "", err
	}
	opts := o.content(dir, out)
	opts.Changed = changedIn(env, dir)
	work, err = workspace.Open(dir, workspace.Options{
		Content: opts, Now: buildTime(env), Sass: true,
	})
	return work, opts.Out, configError(env, err)
}

// generatedRules are checked on the pages made from element YAML: their
// examples are correct by construction, unless a template breaks them.
var generatedRules = []string{diag.RuleJSONSyntax, diag.RuleJSONDuplicateKey, diag.RuleCurlSyntax, diag.RuleSchemaViolation, diag.RuleDuplicateElement}

// isGenerated reports whether a page is made from element YAML, and is written.
func isGenerated(r *publish.Rendered) bool {
	return r.Template != "" && diag.Count(r.Problems, diag.Error) == 0
}

func build(env *environment, src *sourceOptions, out string, strict bool, least diag.Severity) error {
	start := time.Now()
	waiting := func() { fmt.Fprintln(env.stderr, "waiting for another docgen that builds the same folder") }
	if err := ready(env, src, out, waiting); err != nil {
		return err
	}
	tool := make(chan string, 1)
	go func() { tool <- toolStamp(src.drafts) }() // while the site is read
	work, out, err := src.open(env, out)
	if err != nil {
		return err
	}
	defer work.Site.Close()
	collectLess(env, len(work.Site.Pages), 10<<10)
	if err := apartFromSources(work.Site, out); err != nil {
		return err
	}
	work.Builder.Waiting, work.Builder.Strict = waiting, strict
	switch {
	case strict:
		work.Builder.Judge, work.Builder.FailOn = workspace.NewJudge(lint.Options{Rules: rules.All}, nil), least
	case diag.Count(work.Site.Problems, diag.Error) == 0:
		work.Builder.Judge, work.Builder.FailOn = workspace.NewJudge(lint.Options{Rules: rules.All, Only: generatedRules}, isGenerated), diag.Error
	}
	result, err := work.Builder.Build(env.ctx, out, <-tool, progress(env))
	if err != nil {
		return err
	}
	findings := result.Findings
	if strict { // what fails no build is for docgen lint
		findings = slices.DeleteFunc(slices.Clone(findings), func(d *diag.Diagnostic) bool { return least == diag.Off || d.Severity < least })
	}
	problems := diag.Group(diag.Merge(slices.Concat(result.Problems, findings)))
	if err := printWorst(env, problems); err != nil {
		return err
	}
	if n := len(diag.Group(result.Findings)) - len(diag.Group(findings)); n > 0 {
		fmt.Fprintf(env.stderr, "%s below --fail-on: `docgen lint` prints them\n", diag.Plural(n, "finding"))
	}
	if result.Failed {
		errs := diag.Count(problems, diag.Error)
		why := diag.Plural(errs, "error")
		if strict {
			why += " and " + diag.Plural(diag.Count(problems, diag.Warning)-errs, "warning")
		}
		fmt.Fprintf(env.stderr, "nothing written: %s in %s\n", why, elapsed(start))
		return withFaults(env, diag.Faults(problems), errFindings)
	}
	for _, name := range result.Kept {
		fmt.Fprintf(env.stderr, "%s is no longer a part of the site, but was changed after docgen wrote it: it stays\n", diag.Printable(filepath.Join(out, filepath.FromSlash(name))))
	}
	fmt.Fprintf(env.stderr, "%s in %s (%s written, %d removed) in %s\n", diag.Plural(result.Pages, "page"), diag.Printable(out), diag.Plural(result.Written, "file"), result.Stale, elapsed(start))
	return nil
}

// ready recovers the output folder before anything is read, so that it holds a
// whole site even if this build fails. The usual output folder must not be a link:
// it comes with the source folder, and nobody has named what it leads to.
func ready(env *environment, src *sourceOptions, out string, waiting func()) error {
	if out == "" {
		dir, err := src.dir()
		if err != nil {
			return err
		}
		out = filepath.Join(dir, "site")
		if info, err := os.Lstat(out); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return usagef("the output folder %q is a link: name the folder it leads to with --out", out)
		}
	}
	return publish.Recover(env.ctx, out, waiting)
}

// apartFromSources refuses an output folder that holds sources of the site.
func apartFromSources(site *content.Site, out string) error {
	source, err := filepath.Abs(site.Dir)
	if err != nil {
		return err
	}
	target, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	if above, err := filepath.Rel(target, source); err == nil && filepath.IsLocal(above) {
		return usagef("--out: %q holds the sources; choose a folder of its own for the site", out)
	}
	inside, err := filepath.Rel(source, target)
	if err != nil || !filepath.IsLocal(inside) {
		return nil
	}
	if top, _, _ := strings.Cut(filepath.ToSlash(inside), "/"); slices.Contains(site.InputFolders(), top) {
		return usagef("--out: %q is a folder of sources; choose a folder of its own for the site", out)
	}
	return nil
}

// collectLess makes the garbage collector run less often up to a memory limit:
// collecting takes a tenth of the time of a build. perPage is roughly how many
// bytes stay in use for a page, so that the limit grows with the site. GOGC and
// GOMEMLIMIT in the environment take precedence.
func collectLess(env *environment, pages, perPage int) {
	if env.getenv("GOGC") == "" && env.getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(256<<20 + int64(pages)*int64(perPage))
	}
}

// buildTime is the time that templates see: SOURCE_DATE_EPOCH where it is set,
// so that two builds give the same bytes.
func buildTime(env *environment) time.Time {
	if seconds, err := strconv.ParseInt(env.getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		return time.Unix(seconds, 0).UTC()
	}
	return time.Now()
}

// progress shows a line that counts the pages, on a terminal only.
func progress(env *environment) publish.Progress {
	if !env.terminal {
		return nil
	}
	return func(done, all int) {
		if done == all {
			fmt.Fprint(env.stderr, "\r\x1b[K")
		} else if done%64 == 0 {
			fmt.Fprintf(env.stderr, "\r%d of %d pages", done, all)
		}
	}
}

// configError prints the problems of a configuration, each at its place, to
// stderr.
func configError(env *environment, err error) error {
	var bad *content.ConfigError
	if !errors.As(err, &bad) {
		return err
	}
	if err := printFindings(env.stderr, env, bad.Problems); err != nil {
		return err
	}
	return errors.New("the configuration cannot be used")
}

func printFindings(w io.Writer, env *environment, list []*diag.Diagnostic) error {
	return printReport(w, &diag.Report{Findings: list, Color: env.colour})
}

// printWorst prints findings; at a terminal the worst of many.
func printWorst(env *environment, list []*diag.Diagnostic) error {
	report := &diag.Report{Findings: list, Color: env.colour}
	if env.screen {
		report.Most = mostShown
	}
	if err := printReport(env.stdout, report); err != nil {
		return err
	}
	if n := len(list) - len(report.Worst()); n > 0 {
		fmt.Fprintf(env.stderr, "%s not shown: `docgen lint --all` prints all\n", diag.Plural(n, "finding"))
	}
	return nil
}

func printReport(w io.Writer, report *diag.Report) error {
	text, err := diag.ParseFormat("text")
	if err != nil {
		return err
	}
	return text(w, report)
}

func elapsed(start time.Time) string {
	return fmt.Sprintf("%d ms", time.Since(start).Milliseconds())
}

// toolStamp identifies this executable and the flags that change its output,
// so that output of another version is not reused. It is empty where the
// executable cannot be read.
func toolStamp(drafts bool) string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	if _, err := io.Copy(sum, f); err != nil {
		return ""
	}
	return fmt.Sprintf("%08x-%t", sum.Sum32(), drafts)
}
