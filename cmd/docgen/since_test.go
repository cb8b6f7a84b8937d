package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// gitTree is a repository with docs in docs/, and a program that must not run.
type gitTree struct {
	t           *testing.T
	dir, docs   string
	trap, marks string // the program, and the folder where it leaves its arguments
	env         []string
}

// newGitTree returns a repository whose commit has one mistake; the working tree
// has another.
func newGitTree(t *testing.T) *gitTree {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	if runtime.GOOS == "windows" {
		t.Skip("the programs of this test are shell scripts")
	}
	g := &gitTree{t: t, dir: makeTree(t, `
-- docs/_config.yml --
title: T
-- docs/a.md --
---
title: A
---
[known](known.html)
`)}
	g.docs, g.marks = filepath.Join(g.dir, "docs"), t.TempDir()
	g.trap = filepath.Join(g.marks, "trap")
	g.write(g.trap, "#!/bin/sh\necho \"$@\" > "+filepath.Join(g.marks, "ran")+"\ncat\n")
	if err := os.Chmod(g.trap, 0o755); err != nil {
		t.Fatal(err)
	}
	g.git(g.dir, "init", "-q")
	g.commit("one")
	g.write(filepath.Join(g.docs, "a.md"), "---\ntitle: A\n---\n[known](known.html)\n\n[new](new.html)\n")
	return g
}

func (g *gitTree) write(name, text string) {
	writeFile(g.t, filepath.Dir(name), filepath.Base(name), text)
}

// git runs git as its user does.
func (g *gitTree) git(dir string, args ...string) string {
	g.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=W", "GIT_AUTHOR_EMAIL=w@example.com", "GIT_COMMITTER_NAME=W", "GIT_COMMITTER_EMAIL=w@example.com")
	out, err := cmd.CombinedOutput()
	if err != nil {
		g.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (g *gitTree) commit(message string) {
	g.t.Helper()
	g.git(g.dir, "add", ".")
	g.git(g.dir, "commit", "-qm", message)
}

// docgen runs docgen in the repository. It fails the test if the trap was run, or if
// anything in the repository or the folder for temporary files has changed.
func (g *gitTree) docgen(args ...string) session {
	g.t.Helper()
	os.Remove(filepath.Join(g.marks, "ran"))
	before, temp := g.snapshot(), g.t.TempDir()
	s := runIn(g.t, g.dir, append([]string{"TMPDIR=" + temp}, g.env...), args...)
	if ran, err := os.ReadFile(filepath.Join(g.marks, "ran")); err == nil {
		g.t.Errorf("docgen %s: a program of the tree was run: %s", strings.Join(args, " "), ran)
	}
	if after := g.snapshot(); after != before {
		g.t.Errorf("docgen %s: the repository has changed:\n%s\nbefore:\n%s", strings.Join(args, " "), after, before)
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		g.t.Errorf("docgen %s: %s is left in the folder for temporary files", strings.Join(args, " "), left)
	}
	return s
}

// snapshot lists the files of the working tree and the repository with their times
// and sizes.
func (g *gitTree) snapshot() string {
	var b strings.Builder
	err := filepath.WalkDir(g.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(&b, name, info.Mode(), info.Size(), info.ModTime().UnixNano())
		}
		return err
	})
	if err != nil {
		g.t.Fatal(err)
	}
	return b.String()
}

// bare makes a repository of its own, as a commit of strangers can hold it: with HEAD,
// a commit, and a configuration that names programs.
func (g *gitTree) bare(dir string) {
	g.t.Helper()
	work := makeTree(g.t, "-- a.md --\n[known](known.html) [new](new.html)\n-- _config.yml --\n")
	g.git(work, "init", "-q")
	g.git(work, "add", ".")
	g.git(work, "commit", "-qm", "evil")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(work, ".git"))); err != nil {
		g.t.Fatal(err)
	}
	g.arm(filepath.Join(dir, "config"), "[core]\nbare = false\nworktree = "+dir+"\n")
}

// arm lets a configuration of git name the trap wherever it names a program.
func (g *gitTree) arm(config, more string) {
	g.t.Helper()
	g.write(config, strings.ReplaceAll(`[core]
repositoryformatversion = 0
fsmonitor = TRAP
hooksPath = `+g.marks+`/hooks
sshCommand = TRAP
pager = TRAP
editor = TRAP
askPass = TRAP
alternateRefsCommand = TRAP
gitProxy = TRAP
attributesFile = `+g.marks+`/attributes
[pager]
ls-tree = TRAP
cat-file = TRAP
rev-parse = TRAP
diff = TRAP
[diff]
external = TRAP
[diff "t"]
command = TRAP
textconv = TRAP
[filter "t"]
clean = TRAP
smudge = TRAP
process = TRAP
required = true
[credential]
helper = !TRAP
[alias]
ls-tree = !TRAP
cat-file = !TRAP
rev-parse = !TRAP
[include]
path = `+g.marks+`/more
`+more, "TRAP", g.trap))
	g.write(filepath.Join(g.marks, "more"), "[core]\nfsmonitor = "+g.trap+"\n")
	g.write(filepath.Join(g.marks, "attributes"), "* filter=t diff=t\n")
	for _, hook := range []string{"post-index-change", "post-checkout", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"} {
		name := filepath.Join(g.marks, "hooks", hook)
		g.write(name, "#!/bin/sh\nexec "+g.trap+" "+hook+"\n")
		if err := os.Chmod(name, 0o755); err != nil {
			g.t.Fatal(err)
		}
	}
}

// stale makes the index name times that the files do not have: git would look
// at them again, and write the index.
func (g *gitTree) stale() {
	g.t.Helper()
	text, err := os.ReadFile(filepath.Join(g.docs, "_config.yml"))
	if err == nil {
		err = os.WriteFile(filepath.Join(g.docs, "_config.yml"), text, 0o600)
	}
	if err == nil {
		err = os.Chtimes(filepath.Join(g.docs, "_config.yml"), time.Unix(1e9, 0), time.Unix(1e9, 0))
	}
	if err != nil {
		g.t.Fatal(err)
	}
}

// TestSinceRunsNothing arms everything by which a tree could make git run a program:
// none is run, and the result is the one without it.
func TestSinceRunsNothing(t *testing.T) {
	tests := map[string]func(*gitTree){
		"nothing armed": func(*gitTree) {},
		"a stale index": (*gitTree).stale,
		"the docs are a bare repository": func(g *gitTree) {
			g.bare(g.docs)
		},
		"a bare repository in the docs": func(g *gitTree) {
			g.bare(filepath.Join(g.docs, "evil.git"))
		},
		"the configuration of the repository": func(g *gitTree) {
			g.stale()
			g.arm(filepath.Join(g.dir, ".git", "config"), "")
			g.write(filepath.Join(g.docs, ".gitattributes"), "* filter=t diff=t\n")
		},
		"the environment": func(g *gitTree) {
			g.stale()
			g.bare(filepath.Join(g.dir, "evil"))
			evil := filepath.Join(g.dir, "evil")
			for _, name := range []string{"GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_SSH", "GIT_PAGER", "GIT_EDITOR", "GIT_ASKPASS", "GIT_PROXY_COMMAND"} {
				g.env = append(g.env, name+"="+g.trap)
			}
			for _, name := range []string{"GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_EXEC_PATH", "GIT_TEMPLATE_DIR", "GIT_CEILING_DIRECTORIES"} {
				g.env = append(g.env, name+"="+evil)
			}
			g.env = append(g.env, "GIT_INDEX_FILE="+evil+"/index", "GIT_OBJECT_DIRECTORY="+evil+"/objects", "GIT_ALTERNATE_OBJECT_DIRECTORIES="+evil+"/objects",
				"GIT_TRACE="+evil+"/trace", "GIT_TRACE2_EVENT="+evil+"/trace2", "GIT_PREFIX=evil/", "GIT_NAMESPACE=evil", "GIT_SHALLOW_FILE="+evil+"/HEAD",
				"GIT_REPLACE_REF_BASE=refs/heads/", "GIT_GRAFT_FILE="+evil+"/HEAD", "GIT_LITERAL_PATHSPECS=no", "GIT_ATTR_SOURCE=HEAD", "GIT_DEFAULT_HASH=sha256",
				"GIT_CONFIG_COUNT=2", "GIT_CONFIG_KEY_0=core.fsmonitor", "GIT_CONFIG_VALUE_0="+g.trap, "GIT_CONFIG_KEY_1=core.hooksPath", "GIT_CONFIG_VALUE_1="+g.marks+"/hooks")
		},
		"a replaced commit": func(g *gitTree) {
			was := g.git(g.dir, "rev-parse", "HEAD")
			g.commit("two")
			two := g.git(g.dir, "rev-parse", "HEAD")
			g.git(g.dir, "reset", "-q", "--soft", was)
			g.git(g.dir, "replace", was, two)
		},
		"a submodule": func(g *gitTree) {
			g.git(g.dir, "update-index", "--add", "--cacheinfo", "160000,"+g.git(g.dir, "rev-parse", "HEAD")+",docs/sub")
			g.git(g.dir, "commit", "-qm", "two")
			g.bare(filepath.Join(g.dir, "sub.git"))
			g.write(filepath.Join(g.docs, "sub", ".git"), "gitdir: "+filepath.Join(g.dir, "sub.git")+"\n")
		},
	}
	for name, arm := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGitTree(t)
			arm(g)
			s := g.docgen("lint", "--source", "docs", "--since", "HEAD")
			if s.code != 1 || strings.Count(s.stdout, "broken-link") != 1 || !strings.Contains(s.stdout, `"new.html"`) {
				t.Errorf("lint: exit code %d\n%s%s", s.code, s.stdout, s.stderr)
			}
			s = g.docgen("impact", "--source", "docs", "--since", "HEAD")
			if s.code != 0 || !strings.HasPrefix(s.stdout, "1 page changed since HEAD\n  a.md\n") {
				t.Errorf("impact: exit code %d\n%s%s", s.code, s.stdout, s.stderr)
			}
		})
	}
}

// TestSinceOfBareRepository takes no bare repository for that of the docs. A .git file
// may name one, which git never checks out; nothing of it runs either.
func TestSinceOfBareRepository(t *testing.T) {
	g := newGitTree(t)
	g.bare(filepath.Join(g.dir, "evil.git"))
	g.write(filepath.Join(g.docs, ".git"), "gitdir: ../evil.git\n")
	for _, command := range []string{"lint", "impact"} {
		g.docgen(command, "--source", "docs", "--since", "HEAD")
	}
	alone := newGitTree(t)
	if err := os.RemoveAll(filepath.Join(alone.dir, ".git")); err != nil {
		t.Fatal(err)
	}
	alone.bare(alone.docs)
	for _, command := range []string{"lint", "impact"} {
		if s := alone.docgen(command, "--source", "docs", "--since", "HEAD"); s.code != 2 || !strings.Contains(s.stderr, "docs is in no git repository") {
			t.Errorf("%s: exit code %d\n%s%s", command, s.code, s.stdout, s.stderr)
		}
	}
}

// TestSinceFetchesNothing needs a file that a partial clone does not have.
func TestSinceFetchesNothing(t *testing.T) {
	g := newGitTree(t)
	g.commit("two")
	g.git(g.dir, "config", "uploadpack.allowFilter", "true")
	clone := filepath.Join(t.TempDir(), "clone")
	g.git(g.dir, "clone", "-q", "--filter=blob:none", "file://"+g.dir, clone)
	g.dir, g.docs = clone, filepath.Join(clone, "docs")
	for _, url := range []string{"ext::" + g.trap, "ssh://example.com/x"} {
		g.git(clone, "config", "remote.origin.url", url)
		g.git(clone, "config", "protocol.ext.allow", "always")
		g.git(clone, "config", "core.sshCommand", g.trap)
		for _, command := range []string{"lint", "impact"} {
			s := g.docgen(command, "--source", "docs", "--since", "HEAD~1")
			if s.code != 2 || !strings.Contains(s.stderr, "git cannot read the a.md of that revision: ") {
				t.Errorf("%s: exit code %d\n%s%s", command, s.code, s.stdout, s.stderr)
			}
		}
	}
}

// TestSinceRevision refuses what is no revision, whatever it looks like.
func TestSinceRevision(t *testing.T) {
	g := newGitTree(t)
	for rev, message := range map[string]string{
		"":                      "--since",
		"nothing":               `git does not know the revision "nothing"`,
		"--help":                `git does not know the revision "--help"`,
		"--output=x":            `git does not know`,
		"^HEAD":                 `git does not know the revision "^HEAD"`,
		"HEAD..HEAD":            "git ",
		":docs/a.md":            "git ",
		"HEAD:docs/a.md":        "git ",
		"HEAD\nHEAD":            "git ",
		strings.Repeat("0", 40): "git ",
	} {
		for _, command := range []string{"lint", "impact"} {
			if s := g.docgen(command, "--source", "docs", "--since="+rev); s.code != 2 || !strings.Contains(s.stderr, message) {
				t.Errorf("%s --since=%q: exit code %d\n%s%s", command, rev, s.code, s.stdout, s.stderr)
			}
		}
	}
}

// TestSinceConvertedLineEnds has CRLF in the working tree and LF in the commit, as
// git on Windows writes them.
func TestSinceConvertedLineEnds(t *testing.T) {
	g := newGitTree(t)
	g.write(filepath.Join(g.docs, "raw.html"), "---\ntitle: Raw\n---\n<pre>\none\ntwo\n</pre>\n")
	g.git(g.dir, "config", "core.autocrlf", "true")
	g.commit("two")
	for _, name := range []string{"raw.html", "a.md"} {
		name = filepath.Join(g.docs, name)
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		g.write(name, strings.ReplaceAll(string(text), "\n", "\r\n"))
	}
	g.git(g.dir, "add", ".")
	if status := g.git(g.dir, "status", "--porcelain"); status != "" {
		t.Fatalf("for git, something has changed: %s", status)
	}
	if s := g.docgen("lint", "--source", "docs", "--since", "HEAD"); s.code != 0 || s.stdout != "" {
		t.Errorf("lint: exit code %d\n%s%s", s.code, s.stdout, s.stderr)
	}
	if s := g.docgen("impact", "--source", "docs", "--since", "HEAD"); !strings.HasPrefix(s.stdout, "0 pages changed") {
		t.Errorf("impact: exit code %d\n%s%s", s.code, s.stdout, s.stderr)
	}
}

// TestSinceRenamed renames files, as they are and with edits, in git and without.
func TestSinceRenamed(t *testing.T) {
	g := newGitTree(t)
	page := func(i int, more string) string {
		return fmt.Sprintf("---\ntitle: Page %d\n---\n{%% include note.html %%}\n\nA sentence.\n\n[known](known-%d.html)\n%s", i, i, more)
	}
	g.write(filepath.Join(g.docs, "_includes", "note.html"), "A note.\n")
	for i := range 30 {
		g.write(filepath.Join(g.docs, "old", fmt.Sprint("p", i, ".md")), page(i, ""))
	}
	g.commit("two")
	if err := os.Rename(filepath.Join(g.docs, "old"), filepath.Join(g.docs, "moved")); err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		if i%2 == 0 {
			g.write(filepath.Join(g.docs, "moved", fmt.Sprint("p", i, ".md")), page(i, "\nOne more.\n"))
		}
	}
	if err := os.Rename(filepath.Join(g.docs, "moved", "p3.md"), filepath.Join(g.docs, "other.md")); err != nil {
		t.Fatal(err)
	}
	for _, tracked := range []bool{false, true} {
		if tracked {
			g.git(g.dir, "add", ".")
		}
		// Only the old addresses are missed.
		s := g.docgen("lint", "--source", "docs", "--since", "HEAD", "--format", "jsonl")
		if n := strings.Count(s.stdout, "\n"); s.code != 0 || n != 30 || strings.Count(s.stdout, `"rule":"gone-address"`) != n {
			t.Errorf("lint: exit code %d, %d findings\n%s%s", s.code, n, s.stdout, s.stderr)
		}
	}
	g.write(filepath.Join(g.docs, "other.md"), "---\ntitle: Another\n---\nWith a text of its own.\n\n[known](known-3.html)\n")
	if s := g.docgen("lint", "--source", "docs", "--since", "HEAD"); s.code != 1 {
		t.Errorf("another page: exit code %d\n%s%s", s.code, s.stdout, s.stderr)
	}
}
