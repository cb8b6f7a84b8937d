package example

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/source"
)

// Command is a curl command found in a text.
type Command struct {
	// Text is the command as written, from its name to its last argument.
	Text source.Text
	// Method is the request method as curl would send it.
	Method string
	// URL is the first URL as curl receives it; empty if there is none.
	URL source.Text
	// Template says that the command shows the syntax of a request and is
	// not meant to run as it stands.
	Template bool
	Headers  []Header
	Data     []Data
	// Problems are the mistakes in the command, in the order of the text.
	// Their places are offsets in the text that ReadCurl was given.
	Problems []data.Problem

	stdin source.Text
}

// Header is a request header given with -H.
type Header struct{ Name, Value source.Text }

// Data is a part of the request body.
type Data struct {
	// Option is the long name of the option that gave it, without dashes.
	Option string
	// Value is the argument as curl receives it. It leads back to the bytes
	// it was written with.
	Value source.Text
}

// ReadCurl returns the curl commands in a shell text, which may hold prompts,
// other commands, comments, prose and responses too. A command that is broken
// in an obvious way is read as it was meant, and its problems say what is
// wrong with it.
func ReadCurl(t source.Text) []*Command {
	r := &reader{text: t, src: t.Bytes, mask: bytes.Clone(t.Bytes)}
	var list []*Command
	for pos := 0; ; {
		start, until := r.find(pos)
		if start < 0 {
			return list
		}
		r.problems, r.inserts, r.stdin, r.templates = nil, nil, source.Text{}, map[int]bool{}
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
func (r *reader) read(start, end int) *Command {
	words, err := r.words(start, end)
	if err == nil && !isCommand(words) {
		return nil
	}
	c := &Command{Text: r.text.Slice(start, end), stdin: r.stdin}
	var broken *shellError
	if errors.As(err, &broken) {
		r.report("shell-syntax", min(broken.at, end), min(broken.at+1, end), "the shell cannot read this: "+broken.text)
	} else {
		r.arguments(c, words)
	}
	slices.SortStableFunc(r.problems, func(a, b data.Problem) int { return cmp.Compare(a.Start, b.Start) })
	c.Problems = r.problems
	return c
}

// isCommand tells a command from a sentence about curl.
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

// Body returns the JSON that the command sends, if it stands in the command:
// as the argument of a data option, or as a here-document.
func (c *Command) Body() (source.Text, bool) {
	for _, d := range c.Data {
		switch d.Option {
		case "form", "form-string", "data-urlencode":
			continue
		}
		if d.Value.String() == "@-" && c.stdin.Len() > 0 {
			return c.stdin, true
		}
		if text := bytes.TrimSpace(d.Value.Bytes); len(text) > 0 && (text[0] == '{' || text[0] == '[') {
			return d.Value, true
		}
	}
	return source.Text{}, false
}

// apiBase begins the path of every resource of the platform.
const apiBase = "/elements/api-v2"

// Path returns the path of the URL without scheme, host, query and the base
// path of the API, such as "/instances".
func (c *Command) Path() string {
	path := URLPath(c.URL)
	return path.String()
}

// URLPath returns the path of a URL without scheme, host, query and the base
// path of the API.
func URLPath(url source.Text) source.Text {
	start, end := 0, url.Len()
	if i := bytes.IndexAny(url.Bytes, "?#"); i >= 0 {
		end = i
	}
	if s := readScheme(url.Bytes); s.separator > s.name && (s.good() || s.typo()) {
		start = min(s.separator, end)
		start += indexOr(url.Bytes[start:end], '/', end-start)
	}
	if rest := url.Bytes[start:end]; bytes.HasPrefix(rest, []byte(apiBase)) && (len(rest) == len(apiBase) || rest[len(apiBase)] == '/') {
		start += len(apiBase)
	}
	return url.Slice(start, end)
}

// ElementKey returns the element key in the URL of the command.
func (c *Command) ElementKey() (source.Text, bool) { return ElementKey(c.URL) }

// ElementKey returns the element key in a URL: the segment after "/elements/"
// or "/events/" in its path. A placeholder, a number or the resource
// "/elements/keys" is no key.
func ElementKey(url source.Text) (source.Text, bool) {
	path := URLPath(url)
	for _, collection := range []string{"/elements/", "/events/"} {
		i := bytes.Index(path.Bytes, []byte(collection))
		if i < 0 {
			continue
		}
		start := i + len(collection)
		n := indexOr(path.Bytes[start:], '/', path.Len()-start)
		key := path.Slice(start, start+n)
		if name := key.String(); name != "" && name != "keys" && !strings.ContainsAny(name, "<>{}[]$ ") && strings.Trim(name, "0123456789") != "" {
			return key, true
		}
	}
	return source.Text{}, false
}
