package diag

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable makes a text fit for one line of a terminal or of a log: everything
// that is invisible, moves the cursor, ends the line or turns the direction of
// writing becomes a visible escape such as \n, \x1b or \u202e, and so does the
// beginning of what CI servers take for a command. The output for people is made
// of such texts only, so that no file name and no line of a page can forge it.
func Printable(s string) string { return disarm(visible(s, graphic)) }

// visible returns s with the characters that are not allowed, and the bytes that
// are not UTF-8, as escapes.
func visible(s string, allowed func(rune) bool) string {
	i := 0
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || !allowed(r) {
			break
		}
		i += size
	}
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:i])
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case allowed(r):
			b.WriteRune(r)
		default:
			b.WriteString(escape(r))
		}
		i += size
	}
	return b.String()
}

func escape(r rune) string {
	switch {
	case r == '\t':
		return `\t`
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// graphic reports whether a character is visible, or a space. Scripts and emoji
// need the two joiners.
func graphic(r rune) bool {
	return ' ' <= r && r <= '~' || unicode.IsGraphic(r) || joiner(r)
}

func joiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// disarm escapes the first character of what a CI server takes for a command:
// GitHub's runner "::error::" at the start of a line and "##[error]" anywhere,
// Azure's "##vso[…]", TeamCity's "##teamcity[…]".
func disarm(s string) string {
	start := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || joiner(r) })
	if strings.HasPrefix(start, "::") {
		s = s[:len(s)-len(start)] + escape(':') + start[1:]
	}
	return command.ReplaceAllString(s, escape('#')+"$1")
}

var command = regexp.MustCompile(`#(#[A-Za-z]*\[)`)

// commandAt reports whether a line continues with a command that may stand
// anywhere in it.
func commandAt(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("##"))
	return ok && bytes.HasPrefix(bytes.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"), []byte("["))
}
