package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"docgen/internal/diag"
)

// revision is the source folder as it was at a commit.
type revision struct {
	commit string
	dir    string // a copy in a temporary folder; "" if the folder was not there
	// renamed maps the names of files to their current names.
	renamed map[string]string

	temp string
}

func (r *revision) remove() { os.RemoveAll(r.temp) }

// checkOut copies the source folder dir as it was at a revision of git. The
// caller removes the copy.
func checkOut(dir, rev string) (*revision, error) {
	place, err := git(dir, "", "rev-parse", "--show-toplevel", "--show-prefix")
	if err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return nil, errors.New("git is not installed")
		}
		if strings.Contains(err.Error(), "not a git repository") {
			return nil, usagef("%s is in no git repository", dir)
		}
		return nil, err
	}
	top, folder, _ := strings.Cut(strings.TrimSuffix(place, "\n"), "\n")
	folder = strings.TrimSuffix(folder, "/")
	commit, err := git(dir, "", "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return nil, usagef("git does not know the revision %q; a shallow clone may have to fetch it first", rev)
	}
	r := &revision{commit: strings.TrimSpace(commit), renamed: map[string]string{}}
	if r.temp, err = os.MkdirTemp("", "docgen-"); err != nil {
		return nil, err
	}
	if err := r.fill(dir, top, folder); err != nil {
		r.remove()
		return nil, err
	}
	return r, nil
}

// fill copies the folder with a temporary index, so that the user's index, hooks
// and working tree are not involved.
func (r *revision) fill(dir, top, folder string) error {
	tree := r.commit + ":" + folder
	if _, err := git(top, "", "rev-parse", "--verify", "--quiet", tree); err != nil {
		return nil // the folder is new
	}
	index := filepath.Join(r.temp, "index")
	read := []string{"read-tree", "--no-sparse-checkout", tree}
	if folder != "" {
		read = slices.Insert(read, 1, "--prefix="+folder+"/")
	}
	if _, err := git(top, index, read...); err != nil {
		return err
	}
	copied := filepath.Join(r.temp, "tree")
	if _, err := git(top, index, "checkout-index", "--all", "--quiet", "--prefix="+filepath.ToSlash(copied)+"/"); err != nil {
		return err
	}
	r.dir = filepath.Join(copied, filepath.FromSlash(folder))
	if err := os.MkdirAll(r.dir, 0o755); err != nil { // git has no empty folders
		return err
	}
	renames, err := git(dir, "", "diff", "--name-status", "--relative", "-z", "--find-renames", "--diff-filter=R", r.commit, "--", ".")
	if err != nil {
		return err
	}
	fields := strings.Split(renames, "\x00") // status, old name, new name, …
	for i := 0; i+2 < len(fields); i += 3 {
		r.renamed[fields[i+1]] = fields[i+2]
	}
	return nil
}

// git runs git in a folder and returns its output. index is the index file
// to use, "" for the repository's.
func git(dir, index string, args ...string) (string, error) {
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	// In a hook, git names the repository in the environment, relative to
	// another folder.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains([]string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"}, name)
	})
	cmd.Env = append(cmd.Env, "LC_ALL=C") // checkOut looks for an English message
	if index != "" {
		cmd.Env = append(cmd.Env, "GIT_INDEX_FILE="+index)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if message := strings.TrimSpace(stderr.String()); message != "" {
			return "", fmt.Errorf("git %s: %s", args[0], message)
		}
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return stdout.String(), nil
}

// at returns a linter for the source folder at a revision. It shares unchanged
// results with l. The caller closes its site.
func (l *linter) at(r *revision) (*linter, error) {
	old := *l
	old.dir, old.known, old.paths, old.commit = r.dir, nil, nil, r.commit
	var err error
	if old.work, err = l.work.At(r.dir); err != nil {
		return nil, configError(l.env, err)
	}
	return &old, old.checkRuleNames()
}

// baselineOf returns the findings that the source folder had at a revision.
func (l *linter) baselineOf(rev string) (diag.Baseline, error) {
	r, err := checkOut(l.dir, rev)
	if err != nil {
		return nil, err
	}
	defer r.remove()
	if r.dir == "" {
		return nil, nil
	}
	_, l.work = l.work.Findings(l.env.ctx, 0) // the old revision can share most of the results
	old, err := l.at(r)
	if err != nil {
		return nil, fmt.Errorf("the docs at %s: %w", rev, err)
	}
	defer old.work.Site.Close()
	found, err := old.check()
	if err != nil {
		return nil, err
	}
	return moved(diag.NewBaseline(found.list), r.renamed), nil
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
