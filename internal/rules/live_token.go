package rules

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// shortestToken is the least length of a credential in bytes.
const shortestToken = 20

// liveToken matches the formats of credentials of known issuers.
var liveToken = regexp.MustCompile(`^(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,}|glpat-[\w-]{20}|xox[abprs]-[\w-]{20,}|[sr]k_live_\w{20,}|AIza[\w-]{35}|SG\.[\w-]{20,}\.[\w-]{20,}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})$`)

// madeUp are parts of invented credentials, in lower or upper case.
var madeUp = []string{
	"xxx", "***", "...", "0000", "1111", "1234", "4321", "abcd", "fake", "f4ke", "fak3", "example", "sample", "dummy",
	"your", "insert", "replace", "here", "random", "rand0m", "secret", "s3cr3t", "token", "password", "foo", "test",
	"placeholder", "client", "some",
}

// looksLive reports whether a word looks like a generated credential: long and
// random.
func looksLive(word string) bool {
	if len(word) < shortestToken || isSample(word) {
		return false
	}
	if liveToken.MatchString(word) {
		return true
	}
	if repeats(word) || !isToken(word) || switches(word) < len(word)/5 || entropy(word) < 3.2 {
		return false
	}
	plain := strings.ToLower(word)
	return !slices.ContainsFunc(madeUp, func(s string) bool { return strings.Contains(plain, s) })
}

// isToken reports whether a word is written like a hexadecimal or Base64
// number, and has letters and digits.
func isToken(word string) bool {
	letters, digits := false, false
	for i := range len(word) {
		switch class(word[i]) {
		case digit:
			digits = true
		case lower, upper:
			letters = true
		default:
			if strings.IndexByte("+/=_.~-", word[i]) < 0 {
				return false
			}
		}
	}
	return letters && digits
}

// repeats reports whether a character is repeated four times.
func repeats(s string) bool {
	for i := 3; i < len(s); i++ {
		if s[i] == s[i-1] && s[i] == s[i-2] && s[i] == s[i-3] {
			return true
		}
	}
	return false
}

const (
	sign = iota
	digit
	lower
	upper
)

func class(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return digit
	case c >= 'a' && c <= 'z':
		return lower
	case c >= 'A' && c <= 'Z':
		return upper
	}
	return sign
}

// switches counts the changes between letters of either case, digits and
// signs: words and names have few.
func switches(s string) int {
	n := 0
	for i := 1; i < len(s); i++ {
		if class(s[i]) != class(s[i-1]) {
			n++
		}
	}
	return n
}

// entropy returns Shannon's entropy of the characters, in bits for each.
func entropy(s string) float64 {
	var count [256]int
	for i := range len(s) {
		count[s[i]]++
	}
	h := 0.0
	for _, n := range count {
		if n > 0 {
			f := float64(n) / float64(len(s))
			h -= f * math.Log2(f)
		}
	}
	return h
}
