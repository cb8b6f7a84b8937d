package markdown

import "bytes"

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
			i = min(until(b, i+1, '\'')+1, len(b))
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
