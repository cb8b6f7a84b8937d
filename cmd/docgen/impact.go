package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/pflag"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/workspace"
)

func impactCommand() *command {
	return &command{
		name: "impact", short: "list the pages and findings that changed since a git revision",
		long: `
Lists the pages that differ for readers from those at a revision (an edit of one include may change many), the new
findings, and the fixed ones. The exit code does not depend on them.`,
		setup: func(flags *pflag.FlagSet) func(*environment, []string) error {
			src := sourceFlags(flags)
			since := flags.String("since", "", "compare with the git revision `REV`, such as HEAD~1 or origin/main")
			format := flags.String("format", "text", "print as `FORMAT`: text or json")
			return func(env *environment, args []string) error {
				if err := noArgs(args); err != nil {
					return err
				}
				if *since == "" {
					return usagef("--since is missing: the git revision to compare with, such as HEAD~1")
				}
				if err := oneOf("--format", *format, "text", "json"); err != nil {
					return err
				}
				return showImpact(env, src, *since, *format)
			}
		},
	}
}

// impact is what changed since a revision.
type impact struct {
	Since string       `json:"since"` // the commit
	Pages []pageImpact `json:"pages"`
	// New and Fixed are findings in the JSON format of lint.
	New   []json.RawMessage `json:"new"`
	Fixed []json.RawMessage `json:"fixed"`

	fresh, fixed []*diag.Diagnostic
}

type pageImpact struct {
	Page string `json:"page"`
	URL  string `json:"url"`
	// Change is content, frame, added or removed; frame means that only the
	// layout changed, with what it shows of other pages.
	Change string `json:"change"`
}

func showImpact(env *environment, src *sourceOptions, rev, format string) (err error) {
	l, err := newLinter(env, src, nil)
	if err != nil {
		return err
	}
	defer func() { err = l.end(err) }()
	r, err := openRevision(env.ctx, l.dir, rev)
	if err != nil {
		return fmt.Errorf("--since: %w", err)
	}
	defer r.close()
	result := impact{Since: r.commit, Pages: []pageImpact{}}
	if err := l.open(true); err != nil {
		return err
	}
	defer l.work.Site.Close()
	now, err := l.state()
	if err != nil {
		return err
	}
	before, renamed := &state{}, map[string]string{}
	err = l.at(r, func(old *linter) (err error) {
		before, err = old.state()
		renamed = renames(old.work.Site, l.work.Site)
		return err
	})
	if err != nil {
		return fmt.Errorf("the docs at %s: %w", rev, err)
	}
	result.compare(before, now, renamed)
	result.fresh = diag.Group(diag.Merge(append(result.fresh, *l.faults...)))
	result.fixed = diag.Group(result.fixed)
	if format == "json" {
		return result.printJSON(env.stdout)
	}
	return result.printText(env, rev)
}

// state is the findings and the pages of the docs at one revision.
type state struct {
	findings []*diag.Diagnostic
	pages    map[string]pageState // by path; of the pages of a list, by path and URL
}

// pageState has hashes of a page without (content) and with its layout (whole).
type pageState struct {
	path, url      string
	content, whole uint64
	unknown        bool // a fault of docgen keeps the page from being made
}

func (l *linter) state() (*state, error) {
	found, err := l.check()
	if err != nil {
		return nil, err
	}
	s := &state{findings: found.list, pages: map[string]pageState{}}
	pages := l.work.Site.AllPages()
	frames := make([]*workspace.Frame, len(pages))
	errs := make([]error, len(pages))
	lint.Parallel(l.env.ctx, 0, len(pages), func(i int) { frames[i], errs[i] = l.work.FrameOf(l.env.ctx, pages[i].Out()) })
	if err := l.env.ctx.Err(); err != nil {
		return nil, err
	}
	for i, p := range pages {
		if errs[i] != nil {
			return nil, errs[i]
		}
		faults := diag.Faults(frames[i].Problems)
		l.note(faults)
		key := p.Path
		if _, taken := s.pages[key]; taken {
			key += "\n" + p.Address()
		}
		s.pages[key] = pageState{p.Path, p.Address(), frames[i].Content, frames[i].Whole, len(faults) > 0}
	}
	return s, nil
}

// compare fills in the changes. A page whose file was renamed is the same page.
func (i *impact) compare(before, now *state, renamed map[string]string) {
	old := map[string]pageState{}
	for key, p := range before.pages {
		if name, ok := renamed[key]; ok {
			key = name
		}
		old[key] = p
	}
	for _, key := range slices.Sorted(maps.Keys(now.pages)) {
		p := now.pages[key]
		was, there := old[key]
		switch {
		case p.unknown || was.unknown:
		case !there:
			i.Pages = append(i.Pages, pageImpact{p.path, p.url, "added"})
		case was.content != p.content || was.url != p.url:
			i.Pages = append(i.Pages, pageImpact{p.path, p.url, "content"})
		case was.whole != p.whole:
			i.Pages = append(i.Pages, pageImpact{p.path, p.url, "frame"})
		}
		delete(old, key)
	}
	for _, key := range slices.Sorted(maps.Keys(old)) {
		i.Pages = append(i.Pages, pageImpact{old[key].path, old[key].url, "removed"})
	}
	i.fresh, _ = moved(diag.NewBaseline(before.findings), renamed).Filter(now.findings)
	back := map[string]string{}
	for from, to := range renamed {
		back[to] = from
	}
	i.fixed, _ = moved(diag.NewBaseline(now.findings), back).Filter(before.findings)
}

func (i *impact) printJSON(w io.Writer) (err error) {
	if i.New, err = findingsJSON(i.fresh); err != nil {
		return err
	}
	if i.Fixed, err = findingsJSON(i.fixed); err != nil {
		return err
	}
	return diag.EncodeJSON(w, i, "  ")
}

// findingsJSON returns findings in the JSON format of lint.
func findingsJSON(list []*diag.Diagnostic) ([]json.RawMessage, error) {
	printer, err := diag.ParseFormat("jsonl")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := printer(&b, &diag.Report{Findings: list}); err != nil {
		return nil, err
	}
	out := []json.RawMessage{}
	for line := range bytes.Lines(b.Bytes()) {
		out = append(out, bytes.TrimSpace(line))
	}
	return out, nil
}

func (i *impact) printText(env *environment, rev string) error {
	marks := map[string]string{"content": "  ", "added": "+ ", "removed": "- "}
	frames := 0
	for _, p := range i.Pages {
		if p.Change == "frame" {
			frames++
		}
	}
	w := env.stdout
	fmt.Fprintf(w, "%s changed since %s\n", diag.Plural(len(i.Pages)-frames, "page"), diag.Printable(rev))
	for _, p := range i.Pages {
		if mark, ok := marks[p.Change]; ok {
			fmt.Fprintf(w, "%s%s\n", mark, diag.Printable(p.Page))
		}
	}
	if frames > 0 {
		fmt.Fprintf(w, "%s changed in layout or navigation only\n", diag.Plural(frames, "page"))
	}
	for _, part := range []struct {
		title string
		list  []*diag.Diagnostic
	}{{"new finding", i.fresh}, {"fixed finding", i.fixed}} {
		fmt.Fprintf(w, "\n%s\n", diag.Plural(len(part.list), part.title))
		if err := printFindings(env.stdout, env, part.list); err != nil {
			return err
		}
	}
	return nil
}
