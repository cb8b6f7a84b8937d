package example

import (
	"bytes"
	"strings"

	"docgen/internal/data"
)

// quoted reads the quoted text at pos in a word that begins at start, and
// returns its end: that of the shell, or the one that was meant.
func (r *reader) quoted(start, pos int, use role) int {
	if use != roleData {
		return r.quotedLine(start, pos, use)
	}
	if startsJSON(bytes.TrimLeft(r.src[pos+1:], " \t\r\n")) {
		return r.quotedJSON(pos)
	}
	if r.closing(pos+1, r.lineEnd(pos), r.src[pos]) >= 0 {
		return r.quotedLine(start, pos, use)
	}
	return r.quotedText(pos)
}

// quotedText reads text that may run over lines and is not known to be JSON.
func (r *reader) quotedText(pos int) int {
	q := r.src[pos]
	for i := pos + 1; i < len(r.src); i++ {
		switch c := r.src[i]; {
		case c == q:
			return i + 1
		case c == '\\' && q == '"':
			i++
		case q == '"' && (c == '$' || c == '`'):
			i = max(i, r.commandOutput(i)-1)
		case c == '\n' && r.beginsArgument(i+1):
			return r.unterminated(pos, r.trim(pos+1, i))
		}
	}
	return r.unterminated(pos, r.trim(pos+1, r.lineEnd(pos)))
}

// beginsArgument reports whether the line at pos begins with an option or a
// new command, which quoted text does not.
func (r *reader) beginsArgument(pos int) bool {
	pos = r.skipBlanks(pos)
	if pos >= len(r.src) {
		return false
	}
	rest := r.src[pos:]
	if n := commandName(rest); n > 0 {
		after := bytes.TrimLeft(rest[n:min(len(rest), n+3)], " ")
		return len(after) > 0 && (after[0] == '-' || after[0] == 'h' || after[0] == '\'' || after[0] == '"')
	}
	return looksLikeOption(rest)
}

// unterminated reports that the quote at pos lacks its closing quote at the place
// at.
func (r *reader) unterminated(pos, at int) int {
	q := r.src[pos]
	p := r.report("unterminated-quote", at, at, "the quote "+string(q)+" is not closed here: the shell reads on to the next one")
	fix(p, false, "insert the quote", data.Edit{Start: at, End: at, Text: string(q)})
	r.inserts = append(r.inserts, insertion{at, q})
	return at
}

// closing returns the next quote q that can close from pos, or -1.
func (r *reader) closing(pos, end int, q byte) int {
	for i := pos; i < end; i++ {
		switch {
		case r.src[i] == q:
			return i
		case q == '\'':
		case r.src[i] == '\\':
			i++
		case r.src[i] == '$' || r.src[i] == '`':
			i = max(i, r.commandOutput(i)-1)
		}
	}
	return -1
}

// quotedLine reads a quoted header, URL or the like, which ends on its line.
func (r *reader) quotedLine(start, pos int, use role) int {
	q, end := r.src[pos], r.lineEnd(pos)
	stop := r.closing(pos+1, end, q)
	if q == '"' && stop < 0 {
		stop, end = r.onNextLines(pos, end)
	}
	if start < pos && r.strayQuote(pos) && (stop < 0 || optionAtEnd(r.src[pos+1:stop]) >= 0) {
		if r.argStart >= 0 && r.argStart < start && r.argStart >= r.lineStart(pos) {
			start = r.argStart
		}
		r.unopened(start, pos)
		return pos + 1
	}
	if stop < 0 {
		last := r.trim(pos+1, end)
		if at := r.otherQuote(pos+1, last, q); at >= 0 {
			return r.mismatched(pos, at)
		}
		if at := optionWithin(r.src[pos+1 : last]); at > 0 {
			last = r.trim(pos+1, pos+1+at)
		}
		return r.unterminated(pos, last)
	}
	inner := r.src[pos+1 : stop]
	if at := optionAtEnd(inner); at >= 0 {
		return r.unterminated(pos, r.trim(pos+1, pos+1+at))
	}
	after := r.src[stop+1 : end]
	switch {
	case len(after) == 0 || isDelimiter(after[0]) || len(inner) == 0:
		if at := optionWithin(inner); at > 0 && use == roleURL {
			return r.closedLate(pos, r.trim(pos+1, pos+1+at), stop)
		}
		return stop + 1
	case looksLikeOption(after):
		p := r.report("missing-space", stop+1, stop+1, "no space after the quote: the shell joins both words")
		fix(p, true, "insert a space", data.Edit{Start: stop + 1, End: stop + 1, Text: " "})
		r.inserts = append(r.inserts, insertion{stop + 1, ' '})
		return stop + 1
	case after[0] == q && (len(after) == 1 || isDelimiter(after[1])):
		return r.rawQuotes(pos, stop, stop+1, use)
	case bytes.IndexByte([]byte("\\'\"$`<{["), after[0]) >= 0:
		return stop + 1 // a valid join
	}
	if last := r.farClosing(stop+1, end, q); last > 0 {
		return r.rawQuotes(pos, stop, last, use)
	}
	return stop + 1
}

// onNextLines returns the quote that closes the one at pos, or -1, and the end of
// its line, where backslashes join lines in the quotes: one that directly follows
// the text.
func (r *reader) onNextLines(pos, end int) (stop, last int) {
	last = end
	for last+1 < len(r.src) && !r.beginsArgument(last+1) {
		text := bytes.TrimSuffix(r.src[pos+1:last], []byte("\r"))
		if n := len(text); n < 2 || text[n-1] != '\\' || isBlank(text[n-2]) {
			break
		}
		last = last + 1 + indexOr(r.src[last+1:], '\n', len(r.src)-last-1)
		if stop = r.closing(end, last, '"'); stop >= 0 {
			return stop, last
		}
	}
	return -1, end
}

// unopened reports that the quote at pos, which ends an argument that begins
// at start, was never opened.
func (r *reader) unopened(start, pos int) {
	q := string(r.src[pos])
	p := r.report("misplaced-quote", start, start, "the quote "+q+" at the end of this argument is never opened")
	fix(p, false, "insert the opening quote", data.Edit{Start: start, End: start, Text: q})
	r.neutral(start, pos)
	r.blank(pos, pos+1)
}

// otherQuote returns a quote that is not q and ends a word, or -1.
func (r *reader) otherQuote(pos, end int, q byte) int {
	for i := pos; i < end; i++ {
		if r.src[i] != q && r.strayQuote(i) {
			return i
		}
	}
	return -1
}

// mismatched reports that the quote at stop, which is of the other kind, was
// meant to close the one at pos.
func (r *reader) mismatched(pos, stop int) int {
	q := string(r.src[pos])
	p := r.report("misplaced-quote", stop, stop+1, "the quote "+q+" is closed by "+string(r.src[stop]))
	fix(p, false, "write "+q, data.Edit{Start: stop, End: stop + 1, Text: q})
	r.mask[stop] = r.src[pos]
	return stop + 1
}

// closedLate handles a URL whose closing quote is after options.
func (r *reader) closedLate(pos, at, stop int) int {
	q := string(r.src[pos])
	p := r.report("misplaced-quote", at, at, "the URL ends here, its closing quote stands at the end of the line")
	fix(p, false, "move the quote", data.Edit{Start: at, End: at, Text: q}, data.Edit{Start: stop, End: stop + 1})
	r.inserts = append(r.inserts, insertion{at, r.src[pos]})
	r.blank(stop, stop+1)
	return at
}

// farClosing returns the quote from pos on that ends a word, if no other word
// begins with a quote before it, or -1.
func (r *reader) farClosing(pos, end int, q byte) int {
	none := &r.facts(pos).noClose[q&1]
	for i := pos; i < end && !*none; i++ {
		if r.src[i] != q {
			continue
		}
		if i+1 == end || isDelimiter(r.src[i+1]) {
			return i
		}
		if isBlank(r.src[i-1]) {
			return -1
		}
	}
	*none = true
	return -1
}

// rawQuotes reports quotes from first to before last in a word that last
// closes. The shell drops them.
func (r *reader) rawQuotes(pos, first, last int, use role) int {
	q := r.src[pos]
	p := r.report("misplaced-quote", first, first+1, "the quote "+string(q)+" within the quoted text ends it: the shell drops it")
	instead, order := escapedQuote(q), "escape the quote"
	switch {
	case last == first+1:
		instead, order = "", "remove the quote"
	case use == roleURL && q == '\'':
		instead = "%27"
	case use == roleURL:
		instead = "%22"
	}
	var edits []data.Edit
	for i := first; i < last; i++ {
		if r.src[i] == q {
			edits = append(edits, data.Edit{Start: i, End: i + 1, Text: instead})
			r.neutral(i, i+1)
		}
	}
	fix(p, false, order, edits...)
	return last + 1
}

func escapedQuote(q byte) string {
	if q == '\'' {
		return `'\''`
	}
	return `\"`
}

// optionWithin returns the offset in b of a blank before an option that
// is a separate word, or -1.
func optionWithin(b []byte) int {
	for i := 0; i+1 < len(b); i++ {
		if isBlank(b[i]) && looksLikeOption(b[i+1:]) && wholeOption(optionName(b[i+1:])) {
			return i
		}
	}
	return -1
}

// optionAtEnd returns the offset in b of the blank before an option that ends
// b and needs an argument, or -1.
func optionAtEnd(b []byte) int {
	b = bytes.TrimRight(b, " \t")
	at := bytes.LastIndexAny(b, " \t")
	if at < 0 || !looksLikeOption(b[at+1:]) || !wholeOption(string(b[at+1:])) {
		return -1
	}
	uses := curlOptions.split(string(b[at+1:]))
	if uses[len(uses)-1].arg == roleNone {
		return -1
	}
	return at
}

// wholeOption reports whether name is one option as spelt in the manual, unlike a
// word of prose such as "-related".
func wholeOption(name string) bool {
	uses := curlOptions.split(name)
	return len(uses) == 1 && !uses[0].unknown && strings.HasSuffix(name, strings.TrimLeft(uses[0].name, "-")) &&
		uses[0].value == len(name)
}
