// Package mutant makes mutants for tests: texts with the mistakes that people
// make, and with those that break the structure a reader relies on. What a
// reader does with any of them is held to properties, see [Run].
package mutant

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pieces are what edits insert: the punctuation of the languages on a page, and
// bytes that no text should have.
var pieces = []string{
	"{", "}", "[", "]", "(", ")", "\"", "\"", "'", "`", "```", "~~~", ",", ",", ":", ":", ";", ".", "=", "-", "---", "#", "/", "//", "/*", "*/",
	"\n", "\n", "\n\n", "\r", "\r\n", " ", "  ", "    ", "\t", "\\", "\\\"", "\\\n", "\\u12", "$", "$(", "${", "%", "!", "*", "_", "+", "?",
	"{{", "}}", "{%", "%}", "{%-", "-%}", "{{ x }}", "{% if x %}", "{% endif %}", "{% for a in b %}", "{% raw %}", "{% endraw %}", "{% comment %}",
	"|", "||", "<", ">", "<<", "<!--", "-->", "</", "<A>", "&", "&amp;", "&x", "*x", "![", "](", "[^", "@", "^",
	"\ufeff", "\u00a0", "\u200b", "\u2028", "“", "”", "‘", "’", "–", "…", "...", "é", "日", "\U0001f600", "\x00", "\x01", "\x1b", "\x7f", "\xff", "\xc3", "\xe2\x80",
	"{}", "[]", "},", "],", "}}", "{[", "\"\"", "\"k\"", "\"k\": ", "\"k\": 1,", "1", "-1", "1e9", "007", "null", "true", "t", "x y", "k: ", "- ", "1. ", "> ", "| a |",
	"curl ", "-d ", "-H ", "<<E\n", "\nE\n", "$'", "|-", ">-", "!!str ", "? ", "<<: *x",
}

// Of returns a text with one to three edits. The same numbers give the same
// mutant.
func Of(r *rand.Rand, text string) string {
	for range 1 + r.IntN(3) {
		text = edit(r, text)
	}
	return text
}

func edit(r *rand.Rand, text string) string {
	switch r.IntN(10) {
	case 0, 1, 2, 3:
		return editPart(r, tokens(text))
	case 4:
		return editPart(r, strings.Split(text, "")) // characters
	case 5, 6:
		return editPart(r, lines(text))
	case 7:
		return editLine(r, text)
	case 8:
		return editRange(r, text)
	}
	return editAll(r, text)
}

// editPart deletes, repeats, swaps, inserts or replaces one of the parts.
func editPart(r *rand.Rand, parts []string) string {
	piece := pieces[r.IntN(len(pieces))]
	if len(parts) == 0 {
		return piece
	}
	i, j := r.IntN(len(parts)), r.IntN(len(parts))
	if r.IntN(2) == 0 {
		j = min(i+1, len(parts)-1) // the neighbour
	}
	switch r.IntN(7) {
	case 0, 1:
		parts = slices.Delete(parts, i, i+1)
	case 2:
		parts = slices.Insert(parts, j, parts[i])
	case 3:
		parts[i], parts[j] = parts[j], parts[i]
	case 4:
		moved := parts[i]
		parts = slices.Delete(parts, i, i+1)
		parts = slices.Insert(parts, min(j, len(parts)), moved)
	case 5:
		parts = slices.Insert(parts, i, piece)
	default:
		parts[i] = piece
	}
	return strings.Join(parts, "")
}

// editLine changes the indentation or the end of a line.
func editLine(r *rand.Rand, text string) string {
	list := lines(text)
	if len(list) == 0 {
		return "\n"
	}
	from := r.IntN(len(list))
	to := from + 1
	if r.IntN(3) == 0 {
		to = min(from+1+r.IntN(5), len(list)) // a block
	}
	how, indent := r.IntN(6), []string{" ", "  ", "    ", "\t"}[r.IntN(4)]
	for i := from; i < to; i++ {
		line := list[i]
		switch how {
		case 0:
			line = indent + line
		case 1:
			line = strings.TrimPrefix(line, indent)
		case 2:
			line = strings.TrimLeft(line, " \t")
		case 3: // joined with the next line
			line = strings.TrimRight(line, "\r\n")
		case 4:
			line = strings.TrimRight(line, "\r\n") + indent + "\n"
		default:
			line = strings.TrimRight(line, "\r\n") + "\r\n"
		}
		list[i] = line
	}
	return strings.Join(list, "")
}

// editRange deletes or pastes a range of tokens, or cuts the text off.
func editRange(r *rand.Rand, text string) string {
	parts := tokens(text)
	if len(parts) == 0 {
		return text
	}
	from := r.IntN(len(parts))
	to := min(from+1+r.IntN(12), len(parts))
	switch r.IntN(5) {
	case 0:
		return strings.Join(parts[:from], "")
	case 1:
		return strings.Join(parts[from:], "")
	case 2:
		return strings.Join(slices.Delete(parts, from, to), "")
	}
	return strings.Join(slices.Insert(parts, r.IntN(len(parts)), slices.Clone(parts[from:to])...), "")
}

// editAll changes the text as an editor or another program does.
func editAll(r *rand.Rand, text string) string {
	switch r.IntN(7) {
	case 0:
		return strings.ReplaceAll(text, "\n", "\r\n")
	case 1:
		return "\ufeff" + text
	case 2:
		return strings.TrimRight(text, "\r\n")
	case 3:
		return strings.NewReplacer(`"`, "”", "'", "’").Replace(text)
	case 4:
		return strings.ReplaceAll(text, "  ", "\t")
	case 5: // a byte is lost, perhaps of a character
		if len(text) > 0 {
			i := r.IntN(len(text))
			return text[:i] + text[i+1:]
		}
		return text
	}
	i := r.IntN(len(text) + 1)
	return text[:i] + pieces[r.IntN(len(pieces))] + text[i:]
}

// tokens splits a text into words, blanks, line ends and punctuation; "{{",
// "```" and the like are one token.
func tokens(text string) []string {
	var out []string
	for text != "" {
		n := tokenLen(text)
		out = append(out, text[:n])
		text = text[n:]
	}
	return out
}

func tokenLen(text string) int {
	first, n := utf8.DecodeRuneInString(text)
	same := func(r rune) bool { return r == first }
	switch {
	case first == '\r' && strings.HasPrefix(text, "\r\n"):
		return 2
	case first == '\n' || first == utf8.RuneError:
		return n
	case isWord(first):
		same = isWord
	case strings.HasPrefix(text, "{%"), strings.HasPrefix(text, "%}"), strings.HasPrefix(text, "]("):
		return 2
	case strings.ContainsRune("{}`~-* \t#<>|", first):
	default:
		return n
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return !same(r) }); i >= 0 {
		return i
	}
	return len(text)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// lines splits a text into lines with their ends.
func lines(text string) []string {
	list := strings.SplitAfter(text, "\n")
	if list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	return list
}
