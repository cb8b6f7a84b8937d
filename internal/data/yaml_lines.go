package data

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// breakLen returns the length of the line break that b begins with, or 0.
// YAML 1.1 has six: CR LF, LF, CR, NEL, LS and PS.
func breakLen(b []byte) int {
	switch {
	case len(b) == 0:
		return 0
	case b[0] == '\n':
		return 1
	case b[0] == '\r':
		if len(b) > 1 && b[1] == '\n' {
			return 2
		}
		return 1
	case b[0] == 0xC2 && len(b) > 1 && b[1] == 0x85:
		return 2
	case b[0] == 0xE2 && len(b) > 2 && b[1] == 0x80 && (b[2] == 0xA8 || b[2] == 0xA9):
		return 3
	}
	return 0
}

// lineEnd returns the offset of the first line break, or the length.
func lineEnd(b []byte) int {
	for i, c := range b {
		if (c < ' ' || c >= utf8.RuneSelf) && breakLen(b[i:]) > 0 {
			return i
		}
	}
	return len(b)
}

// skipBreaks returns the length of the line breaks that b begins with, blanks
// around them included, and counts them.
func skipBreaks(b []byte) (size, breaks int) {
	for i := 0; i < len(b); {
		n := breakLen(b[i:])
		if n > 0 {
			breaks++
		} else if b[i] != ' ' && b[i] != '\t' {
			return i, breaks
		}
		i += max(n, 1)
	}
	return len(b), breaks
}

// line returns the line from an offset, without its break.
func (r *yamlReader) line(off int) []byte { return r.src[off : off+lineEnd(r.src[off:])] }

// nextLine returns the offset of the line after the one with off.
func (r *yamlReader) nextLine(off int) int {
	off += lineEnd(r.src[off:])
	return off + breakLen(r.src[off:])
}

// lineStarts returns the offset of the first byte of each line, a byte order
// mark left out.
func lineStarts(b []byte) []int {
	lines := make([]int, 1, 2+bytes.Count(b, []byte{'\n'}))
	if bytes.HasPrefix(b, []byte(byteOrderMark)) {
		lines[0] = len(byteOrderMark)
	}
	for i := 0; i < len(b); {
		i += lineEnd(b[i:])
		n := breakLen(b[i:])
		if n == 0 {
			break
		}
		i += n
		lines = append(lines, i)
	}
	return lines
}

const byteOrderMark = "\xef\xbb\xbf"

// replaceInvalid reports the bytes that YAML does not allow and replaces them by
// characters of the same length.
func (r *yamlReader) replaceInvalid() {
	own := false
	for i := 0; i < len(r.src); {
		if c := r.src[i]; c >= ' ' && c < 0x7F || c == '\n' || c == '\t' || c == '\r' {
			i++
			continue
		}
		c, size := utf8.DecodeRune(r.src[i:])
		r.wide = r.wide || size > 1
		invalid := c == utf8.RuneError && size == 1
		if invalid || c < ' ' || c >= 0x7F && c < 0xA0 && c != 0x85 || c == 0xFFFE || c == 0xFFFF || c == 0xFEFF && i > 0 {
			if !own {
				own, r.src = true, bytes.Clone(r.src)
			}
			switch {
			case invalid:
				r.invalidByte(i)
			case c == 0xFEFF:
				r.problem("byte-order-mark", i, i+size, "a byte order mark stands inside the text, where it cannot be seen: remove it")
			default:
				r.problem("control-character", i, i+size, "character U+%04X cannot be seen and is not allowed here: remove it", c)
			}
			copy(r.src[i:], [...]string{"", ";", "¿", "\uFFFD"}[size])
		}
		i += size
	}
}

// invalidByte reports a byte that is not UTF-8: only the first one, since the
// whole file is then in another encoding.
func (r *yamlReader) invalidByte(at int) {
	if slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Kind == "invalid-utf8" }) {
		return
	}
	r.problem("invalid-utf8", at, at+1, "the byte 0x%02X is not UTF-8: save the file in UTF-8", r.text.Bytes[at])
}

// cutFirstDocument leaves only the first document to be read.
func (r *yamlReader) cutFirstDocument() {
	if !bytes.Contains(r.src, []byte("\n---")) && !bytes.Contains(r.src, []byte("\n...")) {
		return
	}
	begun := false
	for at := 0; at < len(r.src); at = r.nextLine(at) {
		line := bytes.TrimPrefix(r.line(at), []byte(byteOrderMark))
		if isMarker(line, "...") || begun && isMarker(line, "---") {
			r.laterDocument(at)
			r.src = r.src[:at:at]
			return
		}
		if t := bytes.TrimSpace(line); len(t) > 0 && t[0] != '#' && t[0] != '%' {
			begun = true
		}
	}
}

func isMarker(line []byte, marker string) bool {
	rest, ok := bytes.CutPrefix(line, []byte(marker))
	return ok && (len(rest) == 0 || rest[0] == ' ' || rest[0] == '\t')
}

// laterDocument reports what follows the first document.
func (r *yamlReader) laterDocument(at int) {
	for next := at; next < len(r.src); next = r.nextLine(next) {
		if t := bytes.TrimSpace(r.line(next)); len(t) > 0 && t[0] != '#' && string(t) != "---" && string(t) != "..." {
			r.problem("second-document", at, at+3, "a second document begins here and is not read: remove this line, or move the rest to a file of its own")
			return
		}
	}
}
