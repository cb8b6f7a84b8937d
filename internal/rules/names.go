package rules

import (
	"slices"
	"strings"
	"unicode"

	"docgen/internal/diag"
)

// labels reports whether a label describes a parameter: "User Name" describes
// "crm.username", "API Key" "oauth.api.key", "User's Bank Name" "bank_name".
func labels(label, name string) bool {
	labelled := splitWords(label)
	joined := strings.Join(labelled, "")
	for rest, more := name, true; more; _, rest, more = strings.Cut(rest, ".") {
		if joined == strings.Join(splitWords(rest), "") {
			return true
		}
	}
	parts := splitWords(name)
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(w string) bool { return !slices.Contains(labelled, w) })
}

// splitWords splits a name or a label into words: at changes of case, dots and
// other signs.
func splitWords(s string) []string {
	var out []string
	var word []rune
	end := func() {
		if w := string(word); w != "" && w != "s" {
			out = append(out, strings.ToLower(w))
		}
		word = word[:0]
	}
	for _, r := range s {
		if unicode.IsUpper(r) && len(word) > 0 && !unicode.IsUpper(word[len(word)-1]) || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			end()
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			word = append(word, r)
		}
	}
	end()
	return out
}

// meant returns the candidate that a writer most likely meant by key: one with
// nearly the same spelling, one with the same last part, or one that the label
// describes; else "".
func meant(key, label string, candidates []string) string {
	if c := misspelt(key, candidates); c != "" {
		return c
	}
	last := func(s string) string { return s[strings.LastIndexByte(s, '.')+1:] }
	for _, c := range candidates {
		if last(c) == last(key) && (c == last(c) || key == last(key)) {
			return c
		}
	}
	for _, c := range candidates {
		if label != "" && labels(label, c) {
			return c
		}
	}
	return ""
}

// misspelt returns the first candidate that differs from the name by a few
// letters, not counting common parts at the start and end; else "".
func misspelt(name string, candidates []string) string {
	for _, c := range candidates {
		a, b := strings.Split(name, "."), strings.Split(c, ".")
		for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
			a, b = a[1:], b[1:]
		}
		for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
			a, b = a[:len(a)-1], b[:len(b)-1]
		}
		if len(a) > 0 && len(b) > 0 && diag.Nearest(strings.Join(a, "."), []string{strings.Join(b, ".")}) != "" {
			return c
		}
	}
	return ""
}
