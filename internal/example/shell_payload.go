package example

import (
	"bytes"

	"docgen/internal/data"
)

// payload is the state of the search for the end of a JSON payload. Brackets are
// counted and strings end at the end of their line, so that a mistake in the JSON
// does not hide the end.
type payload struct {
	quote    byte // that opened it, or should have
	depth    int
	opened   bool // a bracket has been opened
	inString bool
	raw      []int // quotes that were meant to be part of the payload
	slashes  []int // backslashes at the ends of its lines
}

// quotedJSON reads a quoted JSON payload at pos and returns its end: the
// quote that closes it, or the place where that is missing.
func (r *reader) quotedJSON(pos int) int {
	p := payload{quote: r.src[pos]}
	for i := pos + 1; i < len(r.src); i++ {
		c := r.src[i]
		switch {
		case c == p.quote:
			if n := r.join(i, p.quote); n > 0 {
				i += n - 1
				continue
			}
			if r.closesPayload(&p, i) {
				r.reportPayload(&p)
				return i + 1
			}
			p.raw = append(p.raw, i)
			if c == '"' {
				p.inString = !p.inString
			}
		case c == '\n':
			p.inString = false
			if r.beginsArgument(i + 1) {
				return r.unclosedPayload(&p, pos, r.trim(pos+1, i))
			}
		case c == '\\':
			i += r.payloadEscape(&p, i)
		case p.quote == '"' && (c == '$' || c == '`') && r.commandOutput(i) > i:
			i = r.commandOutput(i) - 1
		default:
			if !p.count(c) || p.depth > 0 {
				continue
			}
			if next := i + 1; r.strayQuote(next) && r.src[next] != p.quote {
				r.reportPayload(&p)
				return r.mismatched(pos, next)
			}
			if r.payloadOver(i + 1) {
				return r.unclosedPayload(&p, pos, i+1)
			}
		}
	}
	return r.unclosedPayload(&p, pos, r.trim(pos+1, len(r.src)))
}

// count processes a character of JSON and reports whether it closed a
// bracket.
func (p *payload) count(c byte) bool {
	switch {
	case c == '"':
		p.inString = !p.inString
	case p.inString:
	case c == '{' || c == '[':
		p.depth++
		p.opened = true
	case c == '}' || c == ']':
		p.depth--
		return p.opened
	}
	return false
}

// payloadEscape handles a backslash at pos and returns how many characters
// after it belong to it.
func (r *reader) payloadEscape(p *payload, pos int) int {
	if _, _, ok := r.continuation(pos); ok {
		if p.quote == '\'' {
			p.slashes = append(p.slashes, pos)
		}
		return 0
	}
	rest := r.src[pos+1:]
	switch {
	case p.quote == '"' && bytes.HasPrefix(rest, []byte(`"`)):
		p.inString = !p.inString
		return 1
	case p.quote == '"' && bytes.HasPrefix(rest, []byte(`\`)):
		// The JSON text has one backslash, which escapes what follows.
		if bytes.HasPrefix(rest[1:], []byte(`\"`)) {
			return 3
		}
		return 1
	case p.quote == '\'' && p.inString && len(rest) > 0 && rest[0] != p.quote && rest[0] != '\n':
		return 1
	}
	return 0
}

// closesPayload reports whether the quote at pos was meant to close the payload.
// A quote within a JSON string was not, nor one with more JSON after it.
func (r *reader) closesPayload(p *payload, pos int) bool {
	next := pos + 1
	if next == len(r.src) || r.src[next] == r.until {
		return true
	}
	if !isDelimiter(r.src[next]) {
		_, _, ok := r.continuation(next)
		return ok
	}
	at := r.skipBlanks(next)
	if p.quote == '\'' && p.inString && r.facts(pos).lastDouble > pos {
		return at > next && at < len(r.src) && looksLikeOption(r.src[at:])
	}
	return p.depth <= 0 && p.opened || !continuesJSON(r.src[next:])
}

// continuesJSON reports whether JSON rather than shell goes on in b, after a
// quote.
func continuesJSON(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	if len(b) == 0 {
		return false
	}
	switch b[0] {
	case '"':
		return !startsURL(b[1:])
	case '{', '}', '[', ']', ',', ':':
		return true
	}
	return false
}

// payloadOver reports whether the closing quote is missing after a bracket at the
// outer level: the end of the text or another argument follows.
func (r *reader) payloadOver(pos int) bool {
	for {
		pos = r.skipBlanks(pos)
		if pos >= len(r.src) {
			return true
		}
		if n := r.newline(pos); n > 0 {
			pos += n
		} else if after, _, ok := r.continuation(pos); ok {
			pos = after
		} else {
			break
		}
	}
	rest := r.src[pos:]
	if rest[0] == '\'' || rest[0] == '"' {
		return startsURL(rest[1:])
	}
	return looksLikeOption(rest) || bytes.HasPrefix(rest, []byte("http")) && startsURL(rest)
}

// unclosedPayload reports that the payload which begins at pos lacks its
// closing quote at the place at.
func (r *reader) unclosedPayload(p *payload, pos, at int) int {
	r.unterminated(pos, at)
	for len(p.raw) > 0 && p.raw[len(p.raw)-1] >= at {
		p.raw = p.raw[:len(p.raw)-1]
	}
	for len(p.slashes) > 0 && p.slashes[len(p.slashes)-1] >= at {
		p.slashes = p.slashes[:len(p.slashes)-1]
	}
	r.reportPayload(p)
	return at
}

// reportPayload reports the quotes and backslashes that the shell would not pass
// on, and corrects the payload in the mask.
func (r *reader) reportPayload(p *payload) {
	if len(p.raw) > 0 {
		at, message := p.raw[0], "the quote ' within the quoted payload ends it: the shell drops it and expands what follows"
		if p.quote == '"' {
			message = `the quote " within the quoted payload ends it: the shell drops it`
		}
		edits := make([]data.Edit, len(p.raw))
		for i, raw := range p.raw {
			edits[i] = data.Edit{Start: raw, End: raw + 1, Text: escapedQuote(p.quote)}
			r.neutral(raw, raw+1)
		}
		fix(r.report("quote-in-payload", at, at+1, message), true, "escape the quotes", edits...)
	}
	if len(p.slashes) > 0 {
		at := p.slashes[0]
		edits := make([]data.Edit, len(p.slashes))
		for i, slash := range p.slashes {
			start := r.trimEnd(0, slash)
			edits[i] = data.Edit{Start: start, End: slash + 1}
			r.blank(slash, slash+1)
		}
		fix(r.report("backslash-in-payload", at, at+1, "within single quotes the backslash is part of the payload, which is no JSON then"),
			true, "remove the backslashes", edits...)
	}
}

// barePayload reads a JSON payload without quotes at pos.
func (r *reader) barePayload(pos int) int {
	end := r.lineEnd(pos)
	p := payload{quote: '\''}
	if i := bytes.IndexByte(r.src[pos:end], '"'); i > 0 && r.src[pos+i-1] == '\\' {
		p.quote = '"'
	}
	if end > pos && r.src[end-1] == '\r' {
		end--
	}
scan:
	for i := pos; i < len(r.src); i++ {
		switch c := r.src[i]; {
		case c == '\n':
			p.inString = false
			if r.beginsArgument(i + 1) {
				break scan
			}
		case c == '\\':
			i += r.payloadEscape(&p, i)
		case p.count(c) && p.depth <= 0:
			end = i + 1
			break scan
		}
	}
	if r.strayQuote(end) {
		r.unopened(pos, end)
		return end
	}
	q := "'"
	problem := r.report("unquoted-payload", pos, end, "the payload is not quoted: the shell takes it apart")
	fix(problem, true, "quote the payload", data.Edit{Start: pos, End: pos, Text: q}, data.Edit{Start: end, End: end, Text: q})
	r.neutral(pos, end)
	return end
}
