package data

import "bytes"

// yamlValue is the result of splitting a line of YAML that the library cannot
// read.
type yamlValue struct {
	key        bool // there is a key before the value
	keyEnd     int  // offset of the colon
	start, end int  // the value on this line, without a comment
	// closed is the offset after the bracket or quote that ends the value,
	// perhaps on a later line, and -1 where there is none.
	closed int
}

// value splits the line lo. The value may continue up to the line hi.
func (m *recovery) value(lo, hi int) yamlValue {
	start, end := m.bounds(lo)
	v := yamlValue{start: start, end: end}
	colon := start
	if start < end && (m.src[start] == '"' || m.src[start] == '\'') {
		colon = m.closeQuote(start, end)
	}
	for ; colon >= 0 && colon < end; colon++ {
		if m.isColon(colon, end) {
			v.key, v.keyEnd = true, colon
			v.start = colon + 1 + len(m.src[colon+1:end]) - len(bytes.TrimLeft(m.src[colon+1:end], " \t"))
			break
		}
	}
	if i := bytes.Index(m.src[v.start:end], []byte(" #")); i >= 0 {
		v.end = v.start + len(bytes.TrimRight(m.src[v.start:v.start+i], " \t"))
	}
	v.closed = v.end
	if v.start < end {
		switch m.src[v.start] {
		case '"', '\'':
			v.closed = m.closeQuote(v.start, m.starts[hi])
		case '[', '{':
			v.closed = m.closeBracket(v.start, m.starts[hi])
		}
	}
	return v
}

// valueColon returns the offset of the first colon in a value that would make
// a key, or -1.
func (m *recovery) valueColon(v yamlValue) int {
	for i := v.start; i < v.end; i++ {
		if m.isColon(i, v.end) {
			return i
		}
	}
	return -1
}

// badEscape returns the offset of the first invalid escape in double quotes, or
// -1.
func (m *recovery) badEscape(v yamlValue) int {
	for i := v.start + 1; i < v.closed-1; i++ {
		if m.src[i] == '\\' {
			if i++; bytes.IndexByte([]byte("0abtnvfre \"/\\N_LPxuU\t\r\n"), m.src[i]) < 0 {
				return i - 1
			}
		}
	}
	return -1
}

// isColon reports whether the byte at off is a colon that makes a key.
func (m *recovery) isColon(off, end int) bool {
	return m.src[off] == ':' && (off+1 == end || m.src[off+1] == ' ' || m.src[off+1] == '\t')
}

// closeQuote returns the offset after the quote that closes the one at off,
// or -1.
func (m *recovery) closeQuote(off, end int) int {
	quote := m.src[off]
	for i := off + 1; i < end; i++ {
		switch {
		case m.src[i] == '\\' && quote == '"':
			i++
		case m.src[i] == quote && quote == '\'' && i+1 < end && m.src[i+1] == quote:
			i++
		case m.src[i] == quote:
			return i + 1
		}
	}
	return -1
}

// closeBracket returns the offset after the bracket that closes the one at
// off, or -1.
func (m *recovery) closeBracket(off, end int) int {
	var open []byte
	fresh := true // a quote here begins a text
	for i := off; i < end; i++ {
		switch c := m.src[i]; c {
		case '[':
			open = append(open, ']')
			fresh = true
		case '{':
			open = append(open, '}')
			fresh = true
		case ']', '}':
			if open[len(open)-1] != c {
				return -1
			}
			if open = open[:len(open)-1]; len(open) == 0 {
				return i + 1
			}
		case '"', '\'':
			if fresh {
				if i = m.closeQuote(i, end) - 1; i < 0 {
					return -1
				}
				fresh = false
			}
		case ',', ':':
			fresh = true
		case ' ', '\t', '\r', '\n':
		default:
			fresh = false
		}
	}
	return -1
}

// after returns the text that follows a closed value on its line.
func (m *recovery) after(v yamlValue) (start, end int) {
	rest := m.line(v.closed)
	text := bytes.TrimSpace(rest)
	if len(text) == 0 || text[0] == '#' && rest[0] != '#' {
		return v.closed, v.closed
	}
	start = v.closed + bytes.Index(rest, text)
	return start, start + len(text)
}
