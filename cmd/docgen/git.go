package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// repository is the git repository that a folder of the disk belongs to.
//
// Of git only rev-parse, ls-tree, cat-file, rev-list and diff-tree (which compares trees)
// run. They read objects: no index, no attributes, so no filter, diff driver or hook, and
// they write nothing. The
// repository is the nearest .git upward. Git never checks out a file of that
// name, but it would take a folder of the docs that looks like a repository for
// one, with the programs that its configuration names.
type repository struct {
	ctx context.Context
	// top is the folder with .git, dir the .git; dir is "" until git has found
	// it too, and the user trusts who owns it (safe.directory).
	top, dir string
}

// gitOptions make sure of what the commands do not do anyway.
var gitOptions = []string{
	"--no-pager", "--literal-pathspecs",
	"-c", "safe.bareRepository=explicit",
	"-c", "core.fsmonitor=false",
	"-c", "core.hooksPath=" + os.DevNull,
}

// gitTop returns the nearest folder upward that has a .git, or "".
func gitTop(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return ""
		}
	}
}

// findRepository returns the repository of a folder, and the folder's path in it.
func findRepository(ctx context.Context, dir string) (g *repository, folder string, err error) {
	real, err := realPath(dir)
	if err != nil {
		return nil, "", err
	}
	top := gitTop(real)
	if top == "" {
		return nil, "", usagef("%s is in no git repository", dir)
	}
	return &repository{ctx: ctx, top: top}, prefix(top, real), nil
}

// command returns a command that git runs.
func (g *repository) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(g.ctx, "git", slices.Concat(gitOptions, args)...)
	cmd.Dir = g.top
	cmd.WaitDelay = time.Second
	// In a hook, git names the repository in the environment. The user's
	// configuration may come from there too, and stays.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		v = strings.ToUpper(v)
		return strings.HasPrefix(v, "GIT_") && !strings.HasPrefix(v, "GIT_CONFIG_")
	})
	cmd.Env = append(cmd.Env,
		"GIT_WORK_TREE="+g.top,
		"GIT_INDEX_FILE="+os.DevNull, // a revision such as :docs names an entry of the index
		"GIT_OPTIONAL_LOCKS=0",
		"GIT_NO_REPLACE_OBJECTS=1",
		"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", // the second is for older versions of git
		"GIT_TERMINAL_PROMPT=0",
	)
	if g.dir != "" {
		cmd.Env = append(cmd.Env, "GIT_DIR="+g.dir)
	}
	return cmd
}

// output runs a command and returns its output.
func (g *repository) output(args ...string) (string, error) {
	cmd := g.command(args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", g.failed(args[0], err, stderr.String())
	}
	return stdout.String(), nil
}

// failed explains why a command has failed.
func (g *repository) failed(command string, err error, stderr string) error {
	if g.ctx.Err() != nil {
		return g.ctx.Err()
	}
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("git is not installed")
	}
	if stderr = strings.Join(strings.Fields(stderr), " "); stderr != "" {
		return fmt.Errorf("git %s: %s", command, stderr)
	}
	return fmt.Errorf("git %s: %w", command, err)
}

// commit returns the id of the commit that a revision names.
func (g *repository) commit(rev string) (string, error) {
	out, err := g.output("rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) { // git has something to say about it
		return "", err
	}
	id := strings.TrimSuffix(out, "\n")
	if err != nil || !isObjectID(id) {
		return "", usagef("git does not know the revision %q; a shallow clone may have to fetch it first", rev)
	}
	g.dir = filepath.Join(g.top, ".git")
	return id, nil
}

func isObjectID(id string) bool {
	return len(id) >= 40 && strings.Trim(id, "0123456789abcdef") == ""
}

// object is an entry of a tree.
type object struct{ mode, id, name string }

// maxList bounds the names of all files together, in bytes.
const maxList = 256 << 20

// list calls yield for the files below a folder of a commit until it returns
// false. ok is false where the commit has no such folder.
func (g *repository) list(commit, folder string, yield func(object) bool) (ok bool, err error) {
	tree := commit
	if folder != "" {
		out, err := g.output("ls-tree", "-d", "-z", "--full-tree", commit, folder)
		if err != nil {
			return false, err
		}
		o, ok := parseObject(strings.TrimSuffix(out, "\x00"))
		if !ok || o.mode != modeTree {
			return false, nil
		}
		tree = o.id
	}
	cmd := g.command("ls-tree", "-r", "-z", "--full-tree", tree)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return false, err
	}
	if err := cmd.Start(); err != nil {
		return false, g.failed("ls-tree", err, "")
	}
	lines, total := bufio.NewReaderSize(stdout, maxPath+100), 0
	for {
		line, err := lines.ReadSlice(0)
		total += len(line)
		o, ok := parseObject(strings.TrimSuffix(string(line), "\x00"))
		if total > maxList || errors.Is(err, bufio.ErrBufferFull) || ok && !yield(o) {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			return false, usagef("the docs of that revision have too many files, or too long names")
		}
		if err != nil {
			break // the end, or a failure that Wait knows of
		}
	}
	if err := cmd.Wait(); err != nil {
		return false, g.failed("ls-tree", err, stderr.String())
	}
	return true, nil
}

// file returns a file of a commit.
func (g *repository) file(commit, name string) (*gitEntry, error) {
	out, err := g.output("ls-tree", "-z", "--full-tree", commit, name)
	if err != nil {
		return nil, err
	}
	o, ok := parseObject(strings.TrimSuffix(out, "\x00"))
	if !ok || !strings.HasPrefix(o.mode, modeFile) {
		return nil, fs.ErrNotExist
	}
	return &gitEntry{name: path.Base(name), mode: 0o644, id: o.id}, nil
}

// The modes of trees that matter; 160000 is a submodule.
const (
	modeTree = "040000"
	modeLink = "120000"
	modeFile = "100" // as a prefix
)

// parseObject reads "MODE TYPE ID\tNAME".
func parseObject(line string) (o object, ok bool) {
	about, name, ok := strings.Cut(line, "\t")
	fields := strings.Fields(about)
	if !ok || len(fields) != 3 {
		return object{}, false
	}
	return object{fields[0], fields[2], name}, true
}
