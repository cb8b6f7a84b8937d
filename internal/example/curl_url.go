package example

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// scheme is the scheme at the start of a URL as written. The offsets are the
// ends of the name and of the text between it and the host.
type scheme struct {
	text            []byte
	name, separator int
}

// readScheme reads the scheme, or the text in its place, at the start of b.
func readScheme(b []byte) scheme {
	const longest = 12
	s := scheme{text: b}
	for s.name < min(len(b), longest) && isLetter(b[s.name]) {
		s.name++
	}
	s.separator = s.name
	for s.separator < min(len(b), s.name+longest) && strings.IndexByte(`:;.,/\`, b[s.separator]) >= 0 {
		s.separator++
	}
	return s
}

// otherSchemes are near "http" but meant.
var otherSchemes = []string{"ftp", "ftps", "sftp", "smtp", "smtps", "tftp", "rtsp", "rtmp", "nntp", "ldap", "ldaps", "scp", "smb", "mqtt", "ws", "wss"}

// intended returns http or https if the name is one of them or near.
func (s scheme) intended() string {
	name := strings.ToLower(string(s.text[:s.name]))
	for _, other := range otherSchemes {
		if name == other {
			return ""
		}
	}
	if name == "http" || name == "https" {
		return name
	}
	if len(name) < 3 {
		return ""
	}
	return diag.Nearest(name, []string{"https", "http"})
}

func (s scheme) between() string { return string(s.text[s.name:s.separator]) }

func (s scheme) named() bool {
	name := strings.ToLower(string(s.text[:s.name]))
	return name == "http" || name == "https"
}

// good reports whether b begins with a scheme as it should be written. Those
// of other protocols are never judged.
func (s scheme) good() bool {
	if s.name == 0 || s.between() != "://" {
		return false
	}
	return s.named() || s.intended() == ""
}

// typo reports whether b begins with a miswritten http:// or https://.
func (s scheme) typo() bool {
	if s.name == 0 || s.separator == s.name || s.separator == len(s.text) || s.intended() == "" || s.good() {
		return false
	}
	if sep := s.between(); s.named() && strings.TrimRight(sep, `\`) == "://" && strings.IndexByte("<>{}[]$", s.text[s.separator]) >= 0 {
		return false // a placeholder that is escaped for the shell
	}
	switch sep := s.between(); {
	case !s.named():
		return sep == "://"
	case sep == ":" || sep == "/" || sep == `\`:
		return startsHost(s.text[s.separator:])
	default:
		return strings.ContainsAny(sep, `/\`)
	}
}

// startsHost reports whether b begins with a name of at least two labels.
func startsHost(b []byte) bool {
	const longest = 63 // characters of a label
	n := 0
	for n < min(len(b), longest) && (isLetter(b[n]) || isDigit(b[n]) || b[n] == '-') {
		n++
	}
	return n > 0 && n+1 < len(b) && b[n] == '.' && isLetter(b[n+1])
}

// checkScheme reports a miswritten scheme at pos.
func (r *reader) checkScheme(pos, end int) bool {
	s := readScheme(r.src[pos:end])
	if !s.typo() {
		return false
	}
	want := s.intended() + "://"
	start, stop, text := pos+s.name, pos+s.separator, "://"
	if !s.named() {
		start, stop, text = pos, pos+s.name, s.intended()
	}
	p := r.report("url-typo", start, stop, "\""+string(r.src[pos:pos+s.separator])+"\" in place of \""+want+"\"")
	fix(p, true, "write \""+want+"\"", data.Edit{Start: start, End: stop, Text: text})
	return true
}

// checkURL reports what is wrong with the URL of a word.
func (r *reader) checkURL(w word) {
	start, end := r.inside(w)
	r.checkScheme(start, end)
	s := readScheme(r.src[start:end])
	if s.good() || s.typo() {
		r.checkHost(start+s.separator, end, s.intended() == "https")
	}
	if w.template {
		return
	}
	r.checkSpaces(start, end)
	r.checkEscapes(start, end)
	for i := start; i < end; i++ {
		if r.src[i] == '=' {
			r.checkScheme(i+1, end)
		}
	}
}

// inside returns the place of the text between the quotes of a word.
func (r *reader) inside(w word) (start, end int) {
	start, end = w.start, w.end
	if start < end && r.src[start] == '$' && w.quoted {
		start++
	}
	if _, n := openingQuote(r.src[start:end]); n > 0 {
		start += n
		if _, size := utf8.DecodeLastRune(r.src[start:end]); size > 0 {
			if _, n := openingQuote(r.src[end-size : end]); n > 0 {
				end -= size
			}
		}
	}
	return start, end
}

// checkSpaces reports spaces in a URL, except in placeholders.
func (r *reader) checkSpaces(start, end int) {
	var edits []data.Edit
	depth := 0
	for i := start; i < end; i++ {
		switch c := r.src[i]; {
		case c == '<' || c == '{' || c == '[':
			depth++
		case c == '>' || c == '}' || c == ']':
			depth = max(0, depth-1)
		case isBlank(c) && depth == 0 && !r.inOutput(i):
			text := "%20"
			if i == start || i == end-1 {
				text = ""
			}
			edits = append(edits, data.Edit{Start: i, End: i + 1, Text: text})
		}
	}
	if len(edits) > 0 {
		p := r.report("space-in-url", edits[0].Start, edits[0].End, "a space in the URL ends it: write %20")
		fix(p, true, "write %20", edits...)
	}
}

// checkEscapes reports invalid percent escapes, and a URL in the query that is
// not valid after its escapes are decoded.
func (r *reader) checkEscapes(start, end int) {
	for i := start; i < end; i++ {
		switch {
		case r.inOutput(i):
		case r.src[i] == '%':
			if i+2 < end && isNumeral(r.src[i+1], 16) && isNumeral(r.src[i+2], 16) || i+1 < end && r.src[i+1] == '{' {
				continue
			}
			r.report("malformed-url-escape", i, min(i+3, end), "\""+string(r.src[i:min(i+3, end)])+"\" is no escape: % takes two hexadecimal digits")
			return
		case r.src[i] == '=':
			if r.checkNested(i+1, end) {
				return
			}
		}
	}
}

// checkNested reports a malformed escaped URL that begins at pos.
func (r *reader) checkNested(pos, end int) bool {
	const longest = 500 // of a URL within a URL
	value := r.src[pos:min(end, pos+longest)]
	value = value[:indexOr(value, '&', len(value))]
	n := 0
	for n < len(value) && isLetter(value[n]) {
		n++
	}
	if !(scheme{text: value, name: n}).named() {
		return false
	}
	var edits []data.Edit
	var wrong []string
	rest := value[n:]
	if hasFoldPrefix(rest, ":%3A") {
		edits = append(edits, data.Edit{Start: pos + n, End: pos + n + 1})
		wrong = append(wrong, "the colon is given twice")
		rest = rest[1:]
	}
	for _, sep := range []string{"://", "%3A%2F%2F", "%3A//"} {
		if hasFoldPrefix(rest, sep) {
			if i := badEscapeInHost(rest[len(sep):]); i >= 0 {
				at := len(value) - len(rest) + len(sep) + i
				wrong = append(wrong, "\""+string(value[at:at+3])+"\" stands for \""+string(unhex(value[at+1:]))+"\", which no host has")
				if bytes.HasPrefix(value[at:], []byte("%2")) {
					edits = append(edits, data.Edit{Start: pos + at + 2, End: pos + at + 2, Text: "F"})
				}
			}
		}
	}
	if len(wrong) == 0 {
		return false
	}
	p := r.report("malformed-url-escape", pos, pos+len(value), "\""+excerpt(value)+"\": "+strings.Join(wrong, ", "))
	if len(edits) == len(wrong) {
		fix(p, false, "fix the escapes", edits...)
	}
	return true
}

// badEscapeInHost returns the offset of an escape in a host name for a character
// that host names cannot have, or -1.
func badEscapeInHost(b []byte) int {
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '/' || c == '?' || c == '#':
			return -1
		case c == '%' && i+2 < len(b):
			d := unhex(b[i+1:])
			if strings.IndexByte("/?#", d) >= 0 {
				return -1
			}
			if !isLetter(d) && !isDigit(d) && strings.IndexByte("-._:@[]<>{}$ ", d) < 0 {
				return i
			}
			i += 2
		}
	}
	return -1
}

// unhex returns the byte of two hexadecimal digits.
func unhex(b []byte) byte {
	var value byte
	for _, c := range b[:2] {
		value <<= 4
		switch {
		case isDigit(c):
			value += c - '0'
		case isNumeral(c, 16):
			value += c | 0x20 - 'a' + 10
		}
	}
	return value
}

func hasFoldPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && strings.EqualFold(string(b[:len(prefix)]), prefix)
}

// excerpt shortens text for a message.
func excerpt(b []byte) string {
	const longest = 40
	if len(b) > longest {
		return string(b[:longest]) + "…"
	}
	return string(b)
}

// checkPayloadURLs reports miswritten schemes at the start of strings, and
// hosts that are one character away from the one the request goes to.
func (r *reader) checkPayloadURLs(w word, own string) {
	for i := w.start; i < w.end; i++ {
		if r.src[i] != '"' {
			continue
		}
		at := min(r.skipBlanks(i+1), w.end)
		if s := readScheme(r.src[at:w.end]); !r.checkScheme(at, w.end) && s.good() {
			r.checkSameHost(at+s.separator, w.end, own)
		}
	}
}

// checkSameHost reports a host at pos that is own with one mistake in its
// domain, or without its end.
func (r *reader) checkSameHost(pos, end int, own string) {
	const longest = 253 // characters of a host name
	host := r.src[pos:min(end, pos+longest)]
	if i := bytes.IndexAny(host, "/?#:\"\\"); i >= 0 {
		host = host[:i]
	}
	if a, b := domain(string(host)), domain(own); a != b && b != "" && (oneEdit(a, b) || len(host) > 0 && strings.HasPrefix(own, string(host)+".")) {
		p := r.report("bad-host", pos, pos+len(host), "host \""+string(host)+"\": the request goes to \""+own+"\"")
		fix(p, false, "write \""+own+"\"", data.Edit{Start: pos, End: pos + len(host), Text: own})
	}
}

// hostOf returns the host name in a URL, or "".
func hostOf(url []byte) string {
	s := readScheme(url)
	if !s.good() && !s.typo() {
		return ""
	}
	host := url[s.separator:]
	if i := bytes.IndexAny(host, "/?#:"); i >= 0 {
		host = host[:i]
	}
	return string(host)
}

// domain returns the last two labels of a host name, or "" if it has fewer.
func domain(host string) string {
	labels := strings.Split(host, ".")
	if len(labels) < 2 {
		return ""
	}
	return strings.Join(labels[len(labels)-2:], ".")
}

// oneEdit reports whether one character inserted, removed or replaced makes b
// of a.
func oneEdit(a, b string) bool {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	a, b = a[n:], b[n:]
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return len(a) <= 1 && len(b) <= 1
}
