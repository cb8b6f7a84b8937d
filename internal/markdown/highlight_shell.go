package markdown

import (
	"bytes"

	"docgen/internal/data"
)

// scanShell cuts shell text into the tokens that get colours: comments, strings,
// variables, options and the command of a line. The tokens tile the text.
func scanShell(b []byte, yield func(class string, start, end int)) {
	command := true // the next word is a command
	for i := 0; i < len(b); {
		start := i
		class := ""
		switch c := b[i]; {
		case c == '\n' || c == ';' || c == '|' || c == '&':
			i++
			command = true
		case c == ' ' || c == '\t' || c == '\r':
			for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\r') {
				i++
			}
		case c == '\\':
			i = min(i+2, len(b))
			class = "se"
		case c == '#' && (i == 0 || isBlank(b[i-1])):
			i = until(b, i, '\n')
			class = "c1"
		case c == '\'':
			i = quotedEnd(b, i)
			class, command = "s1", false
		case c == '"':
			i = closingQuote(b, i+1)
			class, command = "s2", false
		case c == '$' && i+1 < len(b) && (b[i+1] == '{' || isWord(b[i+1])):
			i = variable(b, i)
			class, command = "nv", false
		case c == '-' && (i == 0 || isBlank(b[i-1])):
			i = wordEnd(b, i)
			class = "na"
		default:
			i = max(wordEnd(b, i), i+1)
			if command {
				class = "nb"
			}
			command = false
		}
		yield(class, start, i)
	}
}

// quoteBreaks are the ways to write a single quote within single quotes: the string
// ends, the quote follows, and the string goes on.
var quoteBreaks = [][]byte{[]byte(`'\''`), []byte(`'"'"'`)}

// breakAt returns the length of the break that begins at i, 0 for none.
func breakAt(b []byte, i int) int {
	for _, s := range quoteBreaks {
		if bytes.HasPrefix(b[i:], s) {
			return len(s)
		}
	}
	return 0
}

// quotedEnd returns the offset after the single quotes that begin at i, and those
// that go on after a quote.
func quotedEnd(b []byte, i int) int {
	for i++; ; {
		i = until(b, i, '\'')
		n := breakAt(b, i)
		if n == 0 {
			return min(i+1, len(b))
		}
		i += n
	}
}

// colourWord writes a token of shell. A quoted payload that is JSON has the
// colours of JSON.
func colourWord(b *bytes.Buffer, class string, text []byte) {
	if class != "s1" {
		span(b, class, text)
		return
	}
	last := len(text) - 1
	start := bytes.TrimLeft(text[1:], " \t\n")
	if last < 2 || text[last] != '\'' || start[0] != '{' && start[0] != '[' {
		spanBroken(b, class, text)
		return
	}
	// places has, for each byte of the payload, where it stands in the text.
	payload := make([]byte, 0, last)
	places := make([]int, 0, last)
	for i := 1; i < last; {
		payload, places = append(payload, text[i]), append(places, i)
		i += max(1, breakAt(text, i))
	}
	places = append(places, last)
	span(b, class, text[:1])
	data.ScanJSON(payload, func(t data.Token) { spanBroken(b, jsonClass[t.Kind], text[places[t.Start]:places[t.End]]) })
	span(b, class, text[last:])
}

// spanBroken writes a token in which breaks of its quotes have a colour of their own.
func spanBroken(b *bytes.Buffer, class string, text []byte) {
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && breakAt(text, end) == 0 {
			end++
		}
		if end > i {
			span(b, class, text[i:end])
		}
		if i = end; i < len(text) {
			i += breakAt(text, i)
			span(b, "se", text[end:i])
		}
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// until returns the offset of the next c, or the end.
func until(b []byte, i int, c byte) int {
	if n := bytes.IndexByte(b[min(i, len(b)):], c); n >= 0 {
		return i + n
	}
	return len(b)
}

// closingQuote returns the offset after the double quote that ends a string.
func closingQuote(b []byte, i int) int {
	for ; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

func variable(b []byte, i int) int {
	if b[i+1] == '{' {
		return min(until(b, i, '}')+1, len(b))
	}
	for i++; i < len(b) && isWord(b[i]); i++ {
	}
	return i
}

// wordEnd returns where the unquoted part of a word ends.
func wordEnd(b []byte, i int) int {
	for i < len(b) && !isBlank(b[i]) && !bytes.ContainsRune([]byte(`'"$;|&\`), rune(b[i])) {
		i++
	}
	return i
}
