package example

import (
	"bytes"
	"cmp"
	"errors"
	"math"
	"slices"

	"docgen/internal/data"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// Curl is the command line of curl.
var Curl = &Language{Name: "curl", Title: "cURL", Takes: mayHoldCurl, Read: readSession}

// mayHoldCurl reports whether a block is worth reading as shell: writers tag
// curl commands as shell, as JSON, or not at all.
func mayHoldCurl(f *markdown.Fence) bool {
	switch f.Lang {
	case "", "bash", "sh", "shell", "zsh", "console", "curl", "json", "text", "terminal", "shell-session":
		return bytes.Contains(f.Body.Bytes, []byte("curl"))
	}
	return false
}

// readSession returns the curl commands in a shell text and the responses to
// them.
func readSession(t source.Text) []*Request {
	list := readCurl(t)
	return append(list, responses(t, list)...)
}

// readCurl returns the curl commands in a shell text, which may hold prompts,
// other commands, comments, prose and responses too. A command with an obvious
// mistake is read as it was meant, and the mistake is added to its problems.
func readCurl(t source.Text) []*Request {
	list := readCurlOnce(t)
	var problems []data.Problem
	for _, req := range list {
		problems = append(problems, req.Problems...)
	}
	data.Settle(t, problems, func(t source.Text) int {
		after, n := readCurlOnce(t), 0
		if len(after) < len(list) {
			return math.MaxInt // what is no command is not judged
		}
		for _, req := range after {
			n += len(req.Problems)
		}
		return n
	})
	return list
}

// readCurlOnce is readCurl before the safe fixes are tried.
func readCurlOnce(t source.Text) []*Request {
	r := &reader{text: t, src: t.Bytes, mask: bytes.Clone(t.Bytes)}
	var list []*Request
	for pos := 0; ; {
		start, until := r.find(pos)
		if start < 0 {
			return list
		}
		r.problems, r.inserts, r.outputs, r.stdin, r.templates = nil, nil, nil, source.Text{}, nil
		r.argStart, r.until = -1, until
		var end int
		end, pos = r.command(start)
		if c := r.read(start, end); c != nil {
			list = append(list, c)
		}
	}
}

// read returns the command from start to end, or nil if it is prose that
// begins with the word "curl".
func (r *reader) read(start, end int) *Request {
	words, err := r.parseWords(start, end)
	if err == nil && !isCommand(words) {
		return nil
	}
	req := &Request{Text: r.text.Slice(start, end), at: start}
	var broken *shellError
	if errors.As(err, &broken) {
		r.report("shell-syntax", min(broken.at, end), min(broken.at+1, end), "the shell cannot read this: "+broken.text)
	} else {
		r.arguments(req, words)
	}
	slices.SortStableFunc(r.problems, func(a, b data.Problem) int { return cmp.Compare(a.Start, b.Start) })
	req.Problems = r.problems
	return req
}

// isCommand distinguishes a command from a sentence about curl.
func isCommand(words []word) bool {
	if len(words) < 2 {
		return false
	}
	first := words[1]
	if first.quoted || first.template {
		return true
	}
	text := first.text.Bytes
	return !isLetterAt(text, 0) || isMethod(string(text)) || bytes.ContainsAny(text, "./:")
}
