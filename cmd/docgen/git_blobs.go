package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"strconv"
	"strings"
	"sync"

	"docgen/internal/content"
)

// blobs reads the contents of files, with one process for all. After a failure
// there are no more.
type blobs struct {
	repo *repository

	mu      sync.Mutex
	process *catFile
	closed  bool
	failed  error
}

// maxFile is how much of a file is read: few bytes in git can stand for any number.
// content sees from one byte more than it takes that the file is too large.
const maxFile = content.MaxInput + 1

// read returns the content of the file that has an id, and a name for messages.
func (b *blobs) read(id, name string) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.failed != nil:
		return nil, b.failed
	case b.closed:
		return nil, fs.ErrClosed
	}
	if b.process == nil {
		if b.process, b.failed = startCatFile(b.repo); b.failed != nil {
			return nil, b.failed
		}
	}
	text, err := b.process.read(id)
	if err == nil {
		return text, nil
	}
	if b.failed = b.repo.ctx.Err(); b.failed == nil {
		b.failed = usagef("git cannot read the %s of that revision: %s; a partial clone has to fetch it first, for example by `git archive`", name, err)
	}
	return nil, b.failed
}

// err returns why files could not be read.
func (b *blobs) err() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failed
}

// close ends the process.
func (b *blobs) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	if b.process != nil {
		b.process.end()
		b.process = nil
	}
}

// catFile is a running git cat-file.
type catFile struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr bytes.Buffer
}

func startCatFile(g *repository) (*catFile, error) {
	p := &catFile{cmd: g.command("cat-file", "--batch")}
	p.cmd.Stderr = &p.stderr
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.in, p.out = in, bufio.NewReader(out)
	if err := p.cmd.Start(); err != nil {
		return nil, g.failed("cat-file", err, "")
	}
	return p, nil
}

// read returns the content of a file, up to maxFile.
func (p *catFile) read(id string) ([]byte, error) {
	size, err := p.ask(id)
	if err != nil {
		p.end()
		if said := strings.Split(strings.TrimSpace(p.stderr.String()), "\n"); said[0] != "" {
			err = errors.New(said[len(said)-1])
		}
		return nil, err
	}
	text := make([]byte, min(size, maxFile))
	if _, err = io.ReadFull(p.out, text); err == nil {
		_, err = io.CopyN(io.Discard, p.out, size-int64(len(text))+1) // with the line end that follows
	}
	return text, err
}

// ask returns the size of the file, which follows.
func (p *catFile) ask(id string) (size int64, err error) {
	if _, err := io.WriteString(p.in, id+"\n"); err != nil {
		return 0, err
	}
	head, err := p.out.ReadString('\n') // "ID TYPE SIZE", or "ID missing"
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(head)
	if len(fields) != 3 {
		return 0, errors.New(strings.TrimSpace(head))
	}
	return strconv.ParseInt(fields[2], 10, 64)
}

func (p *catFile) end() {
	p.in.Close()
	_ = p.cmd.Wait() // what it said has been read
}
