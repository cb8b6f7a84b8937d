package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"docgen/internal/content"
	"docgen/internal/diag"
)

// changedIn returns what content.Options.Changed asks for: the dates of the last commits
// that changed files of a folder. Where git has none, the reason is printed.
func changedIn(env *environment, dir string) func([]string) map[string]time.Time {
	return func(names []string) map[string]time.Time {
		g, folder, err := findRepository(env.ctx, dir)
		if err == nil {
			var dates map[string]time.Time
			if dates, err = g.dates(folder, names); err == nil {
				return dates
			}
		}
		fmt.Fprintf(env.stderr, "docgen: lastUpdated: pages have no dates: %s\n", diag.Printable(err.Error()))
		return nil
	}
}

// dates returns when files of a folder were changed last, by the history of HEAD. The
// commits at the end of a shallow clone seem to have made all their files: these have no
// date.
func (g *repository) dates(folder string, names []string) (map[string]time.Time, error) {
	head, err := g.commit("HEAD")
	if err != nil {
		return nil, err
	}
	shallow, err := g.shallow()
	if err != nil {
		return nil, err
	}
	// rev-list reads commits, and diff-tree compares trees: neither reads attributes,
	// nor runs what they or the configuration name.
	commits := g.command("rev-list", head)
	changes := g.command("diff-tree", "--stdin", "-r", "-c", "--root", "-z", "--no-renames", "--format=%H %ct")
	if folder != "" {
		changes.Args = append(changes.Args, "--", folder)
	}
	// It wants an index, and takes one that is not there for an empty one.
	changes.Env = append(changes.Env, "GIT_INDEX_FILE="+filepath.Join(g.top, fmt.Sprintf(".no-index-%x", rand.Uint64())))
	var stderr bytes.Buffer
	changes.Stderr = &stderr
	if changes.Stdin, err = commits.StdoutPipe(); err != nil {
		return nil, err
	}
	out, err := changes.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(commits.Start(), changes.Start()); err != nil {
		return nil, g.failed("diff-tree", err, "")
	}
	wanted := make(map[string]bool, len(names))
	for _, name := range names {
		wanted[name] = true
	}
	dates := readDates(out, prefixOf(folder), wanted, shallow)
	if len(wanted) == 0 { // else the history has ended, or cannot be read any further
		_, _ = commits.Process.Kill(), changes.Process.Kill()
	}
	err = errors.Join(changes.Wait(), commits.Wait())
	if len(dates) > 0 || err == nil {
		return dates, g.ctx.Err()
	}
	return nil, g.failed("diff-tree", err, stderr.String())
}

func prefixOf(folder string) string {
	if folder == "" {
		return ""
	}
	return folder + "/"
}

// readDates reads the output of diff-tree until it has the dates of all wanted files:
// "ID SECONDS" for each commit, the newest first, then ":MODES IDS STATUS" and the path
// for each file that it changes. What ends in 0 may begin with a line end.
func readDates(out io.Reader, prefix string, wanted, shallow map[string]bool) map[string]time.Time {
	dates := map[string]time.Time{}
	words := bufio.NewReaderSize(out, maxPath+100)
	next := func() (string, bool) {
		word, err := words.ReadSlice(0)
		return strings.Trim(string(word), "\n\x00"), err == nil
	}
	var at time.Time
	for word, ok := next(); ok && len(wanted) > 0; word, ok = next() {
		if !strings.HasPrefix(word, ":") {
			id, seconds, _ := strings.Cut(word, " ")
			if at = (time.Time{}); !shallow[id] {
				if n, err := strconv.ParseInt(seconds, 10, 64); err == nil {
					at = time.Unix(n, 0)
				}
			}
			continue
		}
		path, ok := next()
		name, inside := strings.CutPrefix(path, prefix)
		if !ok || !inside || !wanted[name] {
			continue
		}
		delete(wanted, name)
		if !at.IsZero() {
			dates[name] = at
		}
	}
	return dates
}

// maxShallow bounds the list of the commits at which a shallow clone ends, in bytes.
const maxShallow = 16 << 20

// shallow returns the commits at which a shallow clone ends.
func (g *repository) shallow() (map[string]bool, error) {
	name, err := g.output("rev-parse", "--git-path", "shallow")
	if err != nil {
		return nil, err
	}
	if name = strings.TrimSuffix(name, "\n"); !filepath.IsAbs(name) {
		name = filepath.Join(g.top, name)
	}
	ids := map[string]bool{}
	f, err := content.OpenRegular(name)
	if errors.Is(err, os.ErrNotExist) {
		return ids, nil
	} else if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, maxShallow))
	for lines.Scan() {
		ids[lines.Text()] = true
	}
	return ids, lines.Err()
}
