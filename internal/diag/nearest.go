package diag

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Nearest returns the candidate that a writer most likely meant by word, or ""
// if none is near: at most a third of the characters may differ, ignoring case.
// Of equally near candidates it is the first.
func Nearest(word string, candidates []string) string {
	best, nearest := len(word)+1, ""
	from := []rune(strings.ToLower(word))
	for _, c := range candidates {
		if farInLength(word, c) {
			continue
		}
		to := []rune(strings.ToLower(c))
		if d := distance(from, to, min(best, max(len(from), len(to))/3+1)); d < best && 3*d <= max(len(from), len(to)) {
			best, nearest = d, c
		}
	}
	return nearest
}

// Close reports whether at most n characters of two words differ, ignoring case.
func Close(a, b string, n int) bool {
	return !farInLength(a, b) && distance([]rune(strings.ToLower(a)), []rune(strings.ToLower(b)), n+1) <= n
}

// longestName is the longest word that is compared with others, in bytes: the
// time of a comparison grows with the square of the length.
const longestName = 400

// farInLength reports whether the lengths of two words alone part them: a
// character has one to four bytes.
func farInLength(a, b string) bool {
	short, long := min(len(a), len(b)), max(len(a), len(b))
	return long > longestName || long > 8*short+8
}

// DidYouMean returns the end of a message that suggests the nearest known name,
// or "".
func DidYouMean(word string, known []string) string {
	if near := Nearest(word, known); near != "" {
		return fmt.Sprintf(": did you mean %q?", near)
	}
	return ""
}

// distance counts the characters to insert, remove, replace or swap with
// their neighbour (optimal string alignment). It stops counting at limit.
func distance(a, b []rune, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) >= limit {
		return limit
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before, above, row = above, row, before
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(above[j+1]+1, row[j]+1, above[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		// What follows is made of the last two rows.
		if least := min(slices.Min(row), slices.Min(above)); least >= limit {
			return limit
		}
	}
	return row[len(b)]
}

// Slip returns the one candidate that word is a typing error of, or "": it has
// the same letters and digits, or at most two characters differ in a word of
// five or more. If two candidates fit equally well, the result is "".
func Slip(word string, candidates []string) string {
	same := letters(word)
	if near := only(candidates, func(c string) bool { return letters(c) == same }); near != "" {
		return near
	}
	from := []rune(strings.ToLower(word))
	if len(from) < 5 {
		return ""
	}
	return only(candidates, func(c string) bool {
		return !farInLength(word, c) && distance(from, []rune(strings.ToLower(c)), 3) <= 2
	})
}

// only returns the candidate that fits, if no other does.
func only(candidates []string, fits func(string) bool) string {
	found := ""
	for _, c := range candidates {
		if c == found || !fits(c) {
			continue
		}
		if found != "" {
			return ""
		}
		found = c
	}
	return found
}

// letters returns the letters and digits of a word in lower case.
func letters(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, word)
}
