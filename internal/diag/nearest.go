package diag

import "strings"

// Nearest returns the candidate a writer most likely meant by word, or "" if
// none is near: at most a third of the characters may differ, whatever their
// case. Of equally near ones it is the first.
func Nearest(word string, candidates []string) string {
	best, nearest := len(word)+1, ""
	from := []rune(strings.ToLower(word))
	for _, c := range candidates {
		to := []rune(strings.ToLower(c))
		if d := distance(from, to, best); d < best && 3*d <= max(len(from), len(to)) {
			best, nearest = d, c
		}
	}
	return nearest
}

// distance counts the characters to insert, remove, replace or swap with
// their neighbour (optimal string alignment). It may stop counting at limit.
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
	}
	return row[len(b)]
}
