package main

import (
	"context"
	"fmt"
	"slices"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

// revision is the source folder as it was at a commit.
type revision struct {
	commit string
	folder *gitFolder // nil if the commit does not have it
}

// openRevision opens the source folder dir as it was at a revision of git.
func openRevision(ctx context.Context, dir, rev string) (*revision, error) {
	g, folder, err := findRepository(ctx, dir)
	if err != nil {
		return nil, err
	}
	r := &revision{}
	if r.commit, err = g.commit(rev); err != nil {
		return nil, err
	}
	r.folder, err = openGitFolder(g, r.commit, folder)
	return r, err
}

func (r *revision) close() {
	if r.folder != nil {
		r.folder.Close()
	}
}

// at calls use with a linter for the source folder at a revision, which shares
// unchanged results with l. Where the revision does not have it, use is not called.
func (l *linter) at(r *revision, use func(old *linter) error) (err error) {
	if r.folder == nil {
		return nil
	}
	r.folder.current = l.work.Site.File
	old := *l
	old.known, old.paths, old.commit = nil, nil, r.commit
	if old.work, err = l.work.At(r.folder); err != nil {
		err = configError(l.env, err)
	} else if err = old.checkRuleNames(); err == nil {
		err = use(&old)
	}
	if failed := r.folder.blobs.err(); failed != nil {
		return failed // what was found without these files is not true
	}
	return err
}

// baselineOf returns the findings that the source folder had at a revision.
func (l *linter) baselineOf(rev string) (known diag.Baseline, err error) {
	r, err := openRevision(l.env.ctx, l.dir, rev)
	if err != nil {
		return nil, err
	}
	defer r.close()
	_, l.work = l.work.Findings(l.env.ctx, 0) // the old revision can share most of the results
	err = l.at(r, func(old *linter) error {
		found, err := old.check()
		if err == nil {
			l.before, l.renamed = found.Index, renames(found.site, l.work.Site)
			known = moved(diag.NewBaseline(found.list), l.renamed)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("the docs at %s: %w", rev, err)
	}
	return known, nil
}

// gone returns what the docs have lost since the revision that they are compared
// with.
func (l *linter) gone(now *lint.Index) []*diag.Diagnostic {
	severity, graded := l.work.Site.Config.Severities[diag.RuleGoneAddress]
	if l.before == nil || now == nil || severity == diag.Off && graded || len(l.rules) > 0 && !slices.Contains(l.rules, diag.RuleGoneAddress) {
		return nil
	}
	list := now.Gone(l.before, l.renamed)
	for _, d := range list {
		if graded {
			d.Severity = severity
		}
	}
	return list
}

// moved gives the entries of a baseline the current names of their files.
func moved(b diag.Baseline, renamed map[string]string) diag.Baseline {
	for i, e := range b {
		if name, ok := renamed[e.File]; ok {
			b[i].File = name
		}
	}
	return b
}
