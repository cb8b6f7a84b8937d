package example

import (
	"bytes"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// call is a command line after curl's options are parsed.
type call struct {
	*Request
	request    string // the method that an option gives
	get, head  bool
	upload     bool
	needsNoURL bool // such as --version
	urls       []word
	data       []payloadWord
}

// payloadWord is a part of the request body.
type payloadWord struct {
	word
	option string // the long name of the option that gave it, without dashes
}

// arguments reads the words of a command by curl's own rules.
func (r *reader) arguments(req *Request, words []word) {
	c := &call{Request: req}
	for i := 1; i < len(words); i++ {
		w := words[i]
		if name := r.optionWord(w); name == "" {
			r.positional(c, w)
		} else {
			i += r.options(c, words[i:], name)
		}
	}
	c.Method = c.send()
	if body, ok := c.json(r.stdin); ok {
		c.Bodies = append(c.Bodies, body)
	}
	own := ""
	if len(c.urls) > 0 {
		own = hostOf(c.urls[0].text.Bytes)
	}
	for _, d := range c.data {
		r.checkPayloadURLs(d.word, own)
	}
	if len(c.urls) == 0 {
		if !c.needsNoURL && !r.hidesURL() {
			start := words[0].start
			r.report("no-url", start, start+len("curl"), "the command has no URL")
		}
		return
	}
	c.URL = c.urls[0].text
	for _, w := range c.urls {
		r.checkURL(w)
	}
}

// hidesURL reports whether another mistake may have swallowed the URL.
func (r *reader) hidesURL() bool {
	return slices.ContainsFunc(r.problems, func(p data.Problem) bool {
		return slices.Contains([]string{"unterminated-quote", "misplaced-quote", "unquoted-payload", "missing-option"}, p.Kind)
	})
}

// send returns the method of the request.
func (c *call) send() string {
	switch {
	case c.request != "":
		return c.request
	case c.head:
		return "HEAD"
	case c.get:
		return "GET"
	case len(c.data) > 0:
		return "POST"
	case c.upload:
		return "PUT"
	}
	return "GET"
}

// json returns the JSON that the command sends, if it is part of the command:
// as the argument of a data option, or as the here-document that is its input.
func (c *call) json(stdin source.Text) (source.Text, bool) {
	for _, d := range c.data {
		switch d.option {
		case "form", "form-string", "data-urlencode":
			continue
		}
		if d.text.String() == "@-" && stdin.Len() > 0 {
			return stdin, true
		}
		if text := bytes.TrimSpace(d.text.Bytes); len(text) > 0 && (text[0] == '{' || text[0] == '[') {
			return d.text, true
		}
	}
	return source.Text{}, false
}

// optionWord returns the text of a word that is an option, or "".
func (r *reader) optionWord(w word) string {
	name := w.text.Bytes
	if w.start < w.end && r.mask[w.start] == '-' && r.src[w.start] != '-' {
		name = r.mask[w.start:w.end] // with hyphens for other dashes
	}
	if w.quoted || !looksLikeOption(name) {
		return ""
	}
	return string(name)
}

// positional handles a word that is not an option: a URL, or an argument whose
// option is missing.
func (r *reader) positional(c *call, w word) {
	text := w.text.Bytes
	switch {
	case len(text) == 0:
	case isMethod(string(text)):
		c.request = string(text)
		r.stray(w, "-X", "a method")
	case startsJSON(text):
		c.data = append(c.data, payloadWord{w, "data"})
		r.stray(w, "-d", "a payload")
	case w.quoted && bytes.HasPrefix(text[headerName(text):], []byte(": ")):
		c.Headers = append(c.Headers, header(w.text))
		r.stray(w, "-H", "a header")
	default:
		c.urls = append(c.urls, w)
	}
}

// stray reports a word that curl takes for a URL because its option is
// missing.
func (r *reader) stray(w word, option, what string) {
	p := r.report("missing-option", w.start, w.end, "curl takes "+what+" without "+option+" for a URL")
	fix(p, true, "insert "+option, data.Edit{Start: w.start, End: w.start, Text: option + " "})
}

// options handles a word with one or more options. It returns how many words
// after it were used as an argument.
func (r *reader) options(c *call, words []word, name string) int {
	w := words[0]
	used := 0
	for _, use := range curlOptions.split(name) {
		if use.unknown {
			r.unknownOption(w, use)
		}
		switch use.long {
		case "get":
			c.get = true
		case "head":
			c.head = true
		case "help", "version", "manual", "config":
			c.needsNoURL = true
		}
		if use.arg == roleNone {
			continue
		}
		value := w
		if use.value < len(name) {
			value.text = w.text.Slice(use.value, w.text.Len())
			value.start = min(w.start+use.value, w.end)
		} else {
			if len(words) < 2 || r.optionWord(words[1]) != "" {
				r.report("missing-argument", w.start, w.end, "option "+use.name+" has no argument")
				continue
			}
			value = words[1]
			used = 1
		}
		used += r.argument(c, use, value, words[1+used:])
	}
	return used
}

// unknownOption reports an option that curl does not have.
func (r *reader) unknownOption(w word, use optionUse) {
	message := "curl has no option \"" + strings.TrimRight(use.name, "=") + "\""
	if strings.HasSuffix(use.name, "=") {
		message = "curl before 8.16 takes the argument of an option only after a space, not after \"=\""
	}
	end := min(w.start+len(use.name), w.end)
	p := r.report("unknown-option", w.start, end, message)
	if use.fix != "" {
		if !strings.HasSuffix(use.name, "=") {
			p.Message += ": did you mean \"" + use.fix + "\"?"
		}
		fix(p, false, "write \""+strings.TrimSpace(use.fix)+"\"", data.Edit{Start: w.start, End: end, Text: use.fix})
	}
}

// argument handles the argument of an option and returns how many of the words
// that follow belong to it.
func (r *reader) argument(c *call, use optionUse, value word, rest []word) int {
	text := value.text.Bytes
	switch use.long {
	case "url":
		c.urls = append(c.urls, value)
	case "request":
		c.request = string(text)
		r.checkMethod(value)
	case "upload-file":
		c.upload = true
	case "header":
		if !value.quoted && bytes.HasSuffix(text, []byte(":")) {
			return r.bareHeader(c, value, rest)
		}
		r.checkHeader(value)
		c.Headers = append(c.Headers, header(value.text))
	case "data", "data-ascii", "data-raw", "data-binary", "data-urlencode", "json", "form", "form-string":
		c.data = append(c.data, payloadWord{value, use.long})
	}
	return 0
}

// checkMethod reports a method that is near to one of HTTP's.
func (r *reader) checkMethod(w word) {
	method := w.text.String()
	if isMethod(method) || len(method) == 0 || strings.ContainsAny(method, "<>{}[]$|/") {
		return
	}
	if near := diag.Nearest(method, methods); near != "" {
		p := r.report("unknown-method", w.start, w.end, "\""+method+"\" is no method: did you mean \""+near+"\"?")
		fix(p, false, "write "+near, data.Edit{Start: w.start, End: w.end, Text: near})
	}
}

// headerName returns the length of the header name that begins b and ends
// with a colon, or 0.
func headerName(b []byte) int {
	n := 0
	for n < len(b) && (isLetter(b[n]) || isDigit(b[n]) || b[n] == '-' || b[n] == '_') {
		n++
	}
	if n == len(b) || b[n] != ':' {
		return 0
	}
	return n
}

// header splits a header into its name and value.
func header(t source.Text) Header {
	n := t.Len()
	i := indexOr(t.Bytes, ':', n)
	start := min(i+1, n)
	for start < n && isBlank(t.Bytes[start]) {
		start++
	}
	return Header{Name: t.Slice(0, i), Value: t.Slice(start, n)}
}

// checkHeader reports a header whose name does not end with a colon. "Name;"
// sends an empty header, "@file" reads them from a file.
func (r *reader) checkHeader(w word) {
	text := w.text.Bytes
	n := 0
	for n < len(text) && (isLetter(text[n]) || isDigit(text[n]) || text[n] == '-') {
		n++
	}
	if n == 0 || n == len(text) || !isBlank(text[n]) && text[n] != '=' || bytes.IndexByte(text, ':') >= 0 {
		return
	}
	r.report("malformed-header", w.start, w.end, "no colon after the header name \""+string(text[:n])+"\"")
}

// bareHeader handles a header without quotes, of which the shell gives curl
// the name alone and the rest as URLs.
func (r *reader) bareHeader(c *call, name word, rest []word) int {
	end, used := name.end, 0
	for used < len(rest) && !rest[used].quoted && r.optionWord(rest[used]) == "" && !startsURL(rest[used].text.Bytes) {
		end = rest[used].end
		used++
	}
	p := r.report("unquoted-header", name.start, end, "the header is not quoted: the shell ends it at the space")
	fix(p, true, "quote the header",
		data.Edit{Start: name.start, End: name.start, Text: `"`}, data.Edit{Start: end, End: end, Text: `"`})
	c.Headers = append(c.Headers, header(r.text.Slice(name.start, end)))
	return used
}
