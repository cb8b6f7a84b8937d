package example

import (
	"bytes"
	"regexp"
	"strings"

	"docgen/internal/markdown"
	"docgen/internal/source"
)

// HTTP is messages as they are sent: a request line or a status line, headers and
// a body. Consoles leave out the host, the version and the headers.
var HTTP = &Language{Name: "http", Title: "HTTP", Takes: mayHoldMessages, Read: readMessages}

// mayHoldMessages reports whether a block is worth reading as HTTP.
func mayHoldMessages(f *markdown.Fence) bool {
	if beginsJSON(f.Body.Bytes) {
		return false
	}
	switch f.Lang {
	case "", "http", "https", "rest", "console", "json", "text", "plaintext", "bash", "sh", "shell", "shell-session", "terminal", "js", "javascript":
		return bytes.Contains(f.Body.Bytes, []byte("HTTP/")) || methodLine.Match(f.Body.Bytes)
	}
	return false
}

var (
	method = "(" + strings.Join(methods, "|") + ")"

	methodLine = regexp.MustCompile(`(?m)^[ \t<>]*` + method + `[ \t]`)
	// The target of a request is a path, a URL or, in a console, a name that has
	// a slash or begins with an underscore.
	requestStart = regexp.MustCompile(`^(?:[<>] )?[ \t]*` + method + `[ \t]+(/\S*|https?://\S+|_\w\S*|[\w<{$][^\s/]*/\S*)(?:[ \t]+HTTP/\d(?:\.\d)?)?[ \t]*$`)
	statusStart  = regexp.MustCompile(`^(?:[<>] )?[ \t]*HTTP/\d(?:\.\d)?[ \t]+\d{3}\b`)
	// A body may have lost the brace before its first member.
	memberStart = regexp.MustCompile(`^[ \t]*"[^"]+"[ \t]*:`)
	headerLine  = regexp.MustCompile(`^(?:[<>] )?[ \t]*([A-Za-z][\w-]*):[ \t]*(.*?)[ \t]*$`)
	// What follows a message in a block: a prompt, or the boundary of a part of a
	// larger message.
	messageEnd = regexp.MustCompile(`^[ \t]*(?:[$%] |--[\w-])`)
)

// readMessages returns the messages in a text, which may hold prose, comments and
// commands too.
func readMessages(t source.Text) []*Request {
	r := &messages{text: t}
	for r.next() {
		switch m := requestStart.FindSubmatchIndex(r.line()); {
		case m != nil:
			r.begin(&Request{Method: string(r.line()[m[2]:m[3]]), URL: t.Slice(r.start+m[4], r.start+m[5])})
		case statusStart.Match(r.line()):
			r.begin(&Request{Response: true})
		case r.open == nil:
		case messageEnd.Match(r.line()):
			r.finish()
		case r.body < 0:
			r.header()
		}
	}
	r.finish()
	return r.list
}

// messages reads a text line by line.
type messages struct {
	text       source.Text
	start, end int // of the line
	after      int // where the next line starts

	list []*Request
	open *Request // the message that the line belongs to
	from int      // where it starts
	body int      // where its body does, or -1
}

func (r *messages) line() []byte { return r.text.Bytes[r.start:r.end] }

func (r *messages) next() bool {
	if r.start = r.after; r.start == r.text.Len() {
		return false
	}
	r.end = r.text.Len()
	r.after = r.end
	if n := bytes.IndexByte(r.text.Bytes[r.start:], '\n'); n >= 0 {
		r.end, r.after = r.start+n, r.start+n+1
	}
	if r.end > r.start && r.text.Bytes[r.end-1] == '\r' {
		r.end--
	}
	return true
}

func (r *messages) begin(m *Request) {
	r.finish()
	r.open, r.from, r.body = m, r.start, -1
}

// header reads a line before the body. The body begins with the first line that
// looks like JSON, with or without an empty line before it; of any other body
// nothing is read.
func (r *messages) header() {
	if beginsJSON(r.line()) || memberStart.Match(r.line()) {
		r.body = r.start
	} else if m := headerLine.FindSubmatchIndex(r.line()); m != nil {
		r.open.Headers = append(r.open.Headers, Header{
			r.text.Slice(r.start+m[2], r.start+m[3]), r.text.Slice(r.start+m[4], r.start+m[5]),
		})
	}
}

// finish ends the message before the line.
func (r *messages) finish() {
	if r.open == nil {
		return
	}
	r.open.Text = r.text.Slice(r.from, r.start)
	if r.body >= 0 {
		body := bytes.TrimRight(r.text.Bytes[r.body:r.start], " \t\r\n")
		r.open.Bodies = []source.Text{r.text.Slice(r.body, r.body+len(body))}
	}
	r.list, r.open = append(r.list, r.open), nil
}

// beginsJSON reports whether the first line with text begins like an object or a
// list of JSON.
func beginsJSON(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	return len(b) > 0 && (b[0] == '{' || b[0] == '[')
}

// responses returns what a text shows of the responses to its commands: after
// each of them, messages or, where the headers are left out, JSON.
func responses(t source.Text, commands []*Request) (list []*Request) {
	for i, c := range commands {
		start, end := c.at+c.Text.Len(), t.Len()
		if i+1 < len(commands) {
			end = commands[i+1].at
		}
		if start >= end {
			continue
		}
		rest := t.Slice(start, end)
		found := readMessages(rest)
		if m := bareResponse.FindIndex(rest.Bytes); found == nil && m != nil {
			r := &messages{text: rest, after: m[0]}
			for r.next() {
				if r.open == nil {
					r.begin(&Request{Response: true})
					r.body = r.start
				} else if messageEnd.Match(r.line()) {
					break
				}
			}
			r.finish()
			found = r.list
		}
		for _, m := range found {
			if m.Response {
				list = append(list, m)
			}
		}
	}
	return list
}

// bareResponse matches the start of JSON. In a shell, a brace or a bracket may
// also begin a command.
var bareResponse = regexp.MustCompile(`(?m)^[ \t]*(?:\{\s*["}]|\[\s*[{\]])`)
