package main

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/rules"
	"docgen/internal/source"
	"docgen/internal/workspace"
)

// linter runs the rules over a source folder and filters the findings.
type linter struct {
	env   *environment
	src   *sourceOptions
	dir   string
	rules []string // to run; empty for all
	paths []string // files and folders to report; empty for all
	known []diag.Baseline
	// faults are those of docgen that any run has met, at any revision. They are
	// reported whatever paths, rules and baselines leave out.
	faults *[]*diag.Diagnostic
	// before is the index of the docs at the revision of --since, renamed the
	// files that have other names now.
	before  *lint.Index
	renamed map[string]string
	commit  string // of the revision that is read; "" for the files as they are
	now     time.Time
	work    *workspace.Snapshot
	// external asks other sites about links; nil without --external.
	external func([]string) map[string]lint.Answer
}

func newLinter(env *environment, src *sourceOptions, only []string) (*linter, error) {
	dir, err := src.dir()
	return &linter{env: env, src: src, dir: dir, rules: only, now: buildTime(env), faults: new([]*diag.Diagnostic)}, err
}

// findings are the result of one run; list has those to be reported, without the
// faults of docgen, which are the linter's.
type findings struct {
	*lint.Result
	site  *content.Site
	list  []*diag.Diagnostic
	stale []diag.Entry // of the first baseline
}

// open reads the source folder. again announces that it will be read again,
// with other texts or at another revision.
func (l *linter) open(again bool) error {
	opts := workspace.Options{
		Content: l.src.content(l.dir, ""), Now: l.now,
		Lint: lint.Options{Rules: rules.All, Only: l.rules, External: l.external},
	}
	opts.Content.Also = true
	if again {
		opts.Keep = 1 // keep the results of a run, except for the large parts
	}
	work, err := workspace.Open(l.dir, opts)
	if err != nil {
		return configError(l.env, err)
	}
	l.work = work
	collectLess(l.env, len(work.Site.Pages), 26<<10)
	return l.checkRuleNames()
}

// update reads the source folder with other texts for the files of overlay.
func (l *linter) update(overlay map[string][]byte) error {
	work, err := l.work.Update(slices.Sorted(maps.Keys(overlay)), overlay)
	if err != nil {
		return configError(l.env, err)
	}
	l.work = work
	return l.checkRuleNames()
}

// save writes what was fixed, and returns the findings that are left.
func (l *linter) save(fixed *fixResult) (*findings, error) {
	err := fixed.save(l.env.ctx, l.dir, l.env.stderr)
	fixed.printFiles(l.env.stderr)
	if n := fixed.unsaved(); l.env.ctx.Err() != nil {
		fmt.Fprintf(l.env.stderr, "%d of %s fixed\n", len(fixed.files)-n, diag.Plural(len(fixed.files), "file"))
		return nil, l.env.ctx.Err()
	} else if err != nil || n == 0 {
		return fixed.left, err
	}
	// What is left is known for the texts that were not all saved.
	work, err := l.work.Update(fixed.names(), nil)
	if err != nil {
		return nil, configError(l.env, err)
	}
	l.work = work
	return l.check()
}

// check runs the rules; the error is that of an interruption.
func (l *linter) check() (*findings, error) {
	var result *lint.Result
	result, l.work = l.work.Findings(l.env.ctx, 0)
	if err := l.env.ctx.Err(); err != nil {
		return nil, err
	}
	f := &findings{site: l.work.Site, Result: result}
	f.list = slices.DeleteFunc(slices.Clone(f.Findings), (*diag.Diagnostic).IsFault)
	l.note(diag.Faults(f.Findings))
	f.list = append(f.list, l.gone(f.Index)...)
	for i, known := range l.known {
		var stale []diag.Entry
		if f.list, stale = known.Filter(f.list); i == 0 {
			f.stale = stale
		}
	}
	if len(l.paths) > 0 {
		f.list = slices.DeleteFunc(f.list, func(d *diag.Diagnostic) bool {
			return d.Span.File == nil || !slices.ContainsFunc(l.paths, func(p string) bool {
				return p == "." || d.Span.File.Name == p || strings.HasPrefix(d.Span.File.Name, p+"/")
			})
		})
	}
	return f, nil
}

// note adds faults of docgen to those that are reported.
func (l *linter) note(faults []*diag.Diagnostic) {
	for _, d := range faults {
		if l.commit != "" {
			copied := *d
			d = copied.Note(source.Span{}, "in the docs at %s", l.commit)
		}
		*l.faults = append(*l.faults, d)
	}
	*l.faults = diag.Faults(*l.faults)
}

// end returns what a command ends with that would have ended with err.
func (l *linter) end(err error) error { return withFaults(l.env, *l.faults, err) }

func (l *linter) report(f *findings, start time.Time) *diag.Report {
	return &diag.Report{
		Version: version(), Color: l.env.colour, Root: repositoryPrefix(l.dir), Rules: ruleInfos(),
		Findings: diag.Group(diag.Merge(slices.Concat(f.list, *l.faults))), Fixable: f.isFixable,
		Summary: diag.Summary{Pages: f.Pages, Examples: f.Examples, Elapsed: time.Since(start)},
	}
}

// checkRuleNames refuses a configuration with rules that do not exist.
func (l *linter) checkRuleNames() error {
	names := ruleNames()
	var bad []*diag.Diagnostic
	for _, config := range l.work.Site.Config.Nodes() {
		list := config.Get("rules")
		if list == nil {
			continue
		}
		for _, m := range list.Members {
			if name := m.Key.Str(); !slices.Contains(names, name) {
				at, _, _ := m.Key.Origin()
				bad = append(bad, &diag.Diagnostic{
					Rule: diag.RuleConfig, Kind: "unknown-rule", Severity: diag.Error, Span: at,
					Message: fmt.Sprintf("no rule is called %q%s", name, diag.DidYouMean(name, names)),
				})
			}
		}
	}
	if len(bad) == 0 {
		return nil
	}
	l.work.Site.Close()
	return configError(l.env, &content.ConfigError{Problems: bad})
}

// pathsIn returns paths relative to the source folder dir. They may be given
// relative to the working directory or to dir.
func pathsIn(dir string, args []string) ([]string, error) {
	root, err := realPath(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, arg := range args {
		name, err := pathIn(root, arg)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

func pathIn(root, arg string) (string, error) {
	there := false
	for _, candidate := range []string{arg, filepath.Join(root, arg)} {
		if _, err := os.Stat(candidate); err != nil || arg == "" {
			continue
		}
		there = true
		abs, err := filepath.Abs(candidate)
		if err != nil {
			return "", err
		}
		// A symbolic link within the docs is named by itself, one from outside
		// by its target.
		parent, err := realPath(filepath.Dir(abs))
		if err != nil {
			return "", err
		}
		target, err := realPath(abs)
		if err != nil {
			return "", err
		}
		for _, full := range []string{filepath.Join(parent, filepath.Base(abs)), target} {
			if rel, err := filepath.Rel(root, full); err == nil && filepath.IsLocal(rel) {
				return filepath.ToSlash(rel), nil
			}
		}
	}
	if there {
		return "", usagef("%s is outside the source folder %s", arg, root)
	}
	return "", usagef("no file or folder %q", arg)
}

// realPath returns an absolute path without symbolic links.
func realPath(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}

// repositoryPrefix returns the source folder relative to the root of its
// repository, which code hosts expect in reports; without a repository,
// relative to the working directory. It is empty where the two are the same.
func repositoryPrefix(dir string) string {
	real, err := realPath(dir)
	if err != nil {
		return workingPrefix(dir)
	}
	if top := gitTop(real); top != "" {
		return prefix(top, real)
	}
	return workingPrefix(dir)
}

// workingPrefix returns the source folder relative to the working directory; it
// is empty where the two are the same, or where the folder is not below.
func workingPrefix(dir string) string {
	wd, err := realPath(".")
	if err != nil {
		return ""
	}
	real, err := realPath(dir)
	if err != nil {
		return ""
	}
	return prefix(wd, real)
}

func prefix(from, to string) string {
	rel, err := filepath.Rel(from, to)
	if err != nil || rel == "." || !filepath.IsLocal(rel) {
		return ""
	}
	return path.Clean(filepath.ToSlash(rel))
}

func ruleInfos() []diag.RuleInfo {
	var infos []diag.RuleInfo
	for _, r := range rules.All {
		infos = append(infos, diag.RuleInfo{Name: r.Name, Short: rules.Summary(r.Name), Help: rules.Doc(r.Name), URL: rules.URL(r.Name), Severity: r.Severity})
	}
	return infos
}
