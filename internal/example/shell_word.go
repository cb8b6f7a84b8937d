package example

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"docgen/internal/data"
)

// word reads the word at pos, determines its role, and returns its end.
func (r *reader) word(x *extent, pos int) int {
	name, at := r.optionAt(pos)
	if name == "" {
		use := x.pending
		x.pending = roleNone
		if use != roleNone && headerName(r.src[pos:]) > 0 {
			r.argStart = pos
		}
		rest := unquoted(r.src[pos:])
		switch {
		case use == roleNone && startsJSON(rest):
			use = roleData
		case use == roleNone:
			use = roleURL
			x.seenURL = x.seenURL || !isMethod(optionName(rest))
		case use == roleURL:
			x.seenURL = true
		}
		return r.plainWord(pos, use)
	}
	uses := curlOptions.split(name)
	last := uses[len(uses)-1]
	x.pending = roleNone
	r.argStart = -1
	end := at + len(name)
	switch {
	case last.arg == roleNone:
	case last.value < len(name):
		end = at + last.value
	case end >= len(r.src) || isDelimiter(r.src[end]):
		x.pending = last.arg
		return end
	default:
		if _, _, ok := r.continuation(end); ok {
			x.pending = last.arg
			return end
		}
	}
	x.seenURL = x.seenURL || last.arg == roleURL
	return r.plainWord(end, max(last.arg, rolePlain))
}

// optionAt returns the option word at pos and where it begins, with typographic
// dashes replaced by hyphens, or "" if there is none.
func (r *reader) optionAt(pos int) (name string, at int) {
	if looksLikeOption(r.src[pos:]) {
		return optionName(r.src[pos:]), pos
	}
	n := smartDash(r.src[pos:])
	if n == 0 || !isLetterAt(r.src[pos:], n) {
		return "", pos
	}
	name, dashes := optionName(r.src[pos+n:]), "--"
	if len(name) == 1 {
		dashes = "-"
	}
	p := r.report("smart-dash", pos, pos+n, "a typographic dash begins no option")
	fix(p, true, "write hyphens", data.Edit{Start: pos, End: pos + n, Text: dashes})
	r.blank(pos, pos+n)
	at = pos + n - len(dashes)
	copy(r.mask[at:], dashes)
	return dashes + name, at
}

// plainWord reads a word, or the rest of one, and returns its end.
func (r *reader) plainWord(pos int, use role) int {
	start := pos
	if use == roleURL {
		pos = r.bareURL(pos)
	}
	if use == roleData && startsJSON(r.src[pos:]) {
		return r.barePayload(pos)
	}
	for pos < len(r.src) {
		c := r.mask[pos]
		switch {
		case c == '<' && r.placeholder(pos) > 0:
			end := r.placeholder(pos)
			r.neutral(pos, end)
			pos = end
		case isDelimiter(c), c == r.until && c != 0:
			return pos
		case c == '\\':
			if _, _, ok := r.continuation(pos); ok {
				return pos
			}
			pos = min(pos+2, len(r.src))
		case c == '\'' || c == '"':
			pos = r.quoted(start, pos, use)
		case c == '$':
			pos = r.expansion(pos)
		case c == '`':
			if end := r.commandOutput(pos); end > pos {
				pos = end
			} else {
				pos = r.skipTo(pos+1, '`')
			}
		case c >= 0x80 && pos == start:
			if family, n := openingQuote(r.src[pos:]); n > 1 {
				pos = r.smartQuoted(pos, n, family, use)
				continue
			}
			pos++
		default:
			pos++
		}
	}
	return pos
}

// skipTo returns the place after the next c, or the end of the text.
func (r *reader) skipTo(pos int, c byte) int {
	for pos < len(r.src) && r.src[pos] != c {
		if r.src[pos] == '\\' {
			pos++
		}
		pos++
	}
	return min(pos+1, len(r.src))
}

// expansion reads what begins with "$" at pos.
func (r *reader) expansion(pos int) int {
	if pos+1 == len(r.src) {
		return pos + 1
	}
	switch r.src[pos+1] {
	case '\'':
		return r.skipTo(pos+2, '\'')
	case '{':
		return r.skipTo(pos+2, '}')
	case '(':
		if end := r.commandOutput(pos); end > pos {
			return end
		}
		return len(r.src)
	}
	return pos + 1
}

// placeholder returns the end of a "<LIKE THIS>" at pos, or 0. It has no blank
// after "<" or before ">", unlike a redirection.
func (r *reader) placeholder(pos int) int {
	const longest = 120
	b := r.src[pos:min(pos+longest, len(r.src))]
	if len(b) < 3 || !isLetter(b[1]) && !isDigit(b[1]) && strings.IndexByte("_{[.$", b[1]) < 0 || b[1] == '$' && b[2] == '(' {
		return 0
	}
	for i, c := range b[1:] {
		switch c {
		case '>':
			if isBlank(b[i]) {
				return 0
			}
			return pos + i + 2
		case '\n', '\'', '"', '<', '|', ';', '`':
			return 0
		}
	}
	return 0
}

// bareURL checks an unquoted URL. It returns pos if the URL has no special
// characters of the shell, else the end of the URL.
//
// A path or a URL with placeholders is a template that shows the syntax and
// is not meant to run: it may hold anything up to the end of its line.
func (r *reader) bareURL(pos int) int {
	n := pos
	for n < len(r.src) && strings.IndexByte(" \t\r\n'\"`", r.src[n]) < 0 {
		n++
	}
	run := r.src[pos:n]
	special := bytes.IndexAny(run, "&;|()<>")
	if special < 0 {
		return pos
	}
	end := r.bareURLEnd(pos, n)
	if pos+special >= end {
		return pos
	}
	run = r.src[pos:end]
	s := readScheme(run)
	switch {
	case run[0] == '/' || bytes.ContainsAny(run, "<{["):
		r.templates = append(r.templates, pos)
		end = r.bareURLEnd(pos, r.lineEnd(pos))
	case s.typo():
	case !s.good() || !isParameter(run[special:]):
		return pos
	default:
		if r.strayQuote(end) {
			break // it lost its opening quote only
		}
		p := r.report("unquoted-url", pos+special, pos+special+1,
			"the URL is not quoted: \""+string(run[special])+"\" ends it for the shell")
		fix(p, true, "quote the URL", data.Edit{Start: pos, End: pos, Text: "'"}, data.Edit{Start: end, End: end, Text: "'"})
	}
	r.neutral(pos, end)
	return end
}

// strayQuote reports whether a quote at pos ends a word.
func (r *reader) strayQuote(pos int) bool {
	return pos < len(r.src) && (r.src[pos] == '\'' || r.src[pos] == '"') && (pos+1 == len(r.src) || isDelimiter(r.src[pos+1]))
}

// bareURLEnd returns where an unquoted URL that begins at pos ends, at end at the
// latest: before a quote, an option, a pipe or a file to write to.
func (r *reader) bareURLEnd(pos, end int) int {
	for i := pos; i < end; i++ {
		switch c := r.mask[i]; {
		case c == '\'' || c == '"' || c == '`' || c == r.until && c != 0:
			return i
		case isBlank(c):
			at := r.skipBlanks(i)
			if at >= end || strings.IndexByte("|>#\r'\"", r.mask[at]) >= 0 || looksLikeOption(r.src[at:]) ||
				bytes.HasPrefix(r.src[at:], []byte("&&")) {
				return i
			}
			if _, _, ok := r.continuation(at); ok {
				return i
			}
			i = at - 1
		case c == '\\':
			if _, _, ok := r.continuation(i); ok {
				return i
			}
		case c == '\r' && i+1 == end:
			return i
		}
	}
	return end
}

// isParameter reports whether b begins with a further parameter of a query, or
// with a bracket in one, rather than with "&&" or the "&" that ends a command.
func isParameter(b []byte) bool {
	return b[0] == '(' || b[0] == '&' && len(b) > 1 && (isLetter(b[1]) || b[1] == '_')
}

// openingQuote returns the straight form of the quote that b begins with, and its
// length, 0 if there is none.
func openingQuote(b []byte) (family byte, n int) {
	c, n := utf8.DecodeRune(b)
	switch c {
	case '\'', '‘', '’', '‚', '′':
		return '\'', n
	case '"', '“', '”', '„', '″':
		return '"', n
	}
	return 0, 0
}

// smartQuoted reads a word in typographic quotes, which are letters for the
// shell. The quote at pos has n bytes.
func (r *reader) smartQuoted(pos, n int, family byte, use role) int {
	limit := r.lineEnd(pos)
	if use == roleData {
		limit = len(r.src)
	}
	inner := pos + n
	end, closed := r.trim(inner, limit), 0
	for i := inner; i < limit; i++ {
		if r.src[i] < 0x80 && r.src[i] != family {
			continue
		}
		if f, m := openingQuote(r.src[i:limit]); f == family && (i+m == len(r.src) || isDelimiter(r.src[i+m])) {
			if use == roleData && continuesJSON(r.src[i+m:]) {
				continue
			}
			end, closed = i, m
			break
		}
	}
	p := r.report("smart-quote", pos, inner, "a typographic quote does not quote for the shell")
	straight := string(family)
	if bytes.IndexByte(r.src[inner:end], family) >= 0 {
		straight = "'"
	}
	fix(p, true, "write straight quotes",
		data.Edit{Start: pos, End: inner, Text: straight}, data.Edit{Start: end, End: end + closed, Text: straight})
	r.blank(pos, inner)
	r.mask[inner-1] = '\''
	r.neutral(inner, end)
	if closed == 0 {
		r.inserts = append(r.inserts, insertion{end, '\''})
		return end
	}
	r.blank(end, end+closed)
	r.mask[end] = '\''
	return end + closed
}

// methods are the request methods of HTTP.
var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"}

func isMethod(word string) bool { return slices.Contains(methods, word) }
