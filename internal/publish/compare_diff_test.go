package publish

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestDifferences(t *testing.T) {
	for _, c := range []struct {
		old, new string
		want     []hunk
	}{
		{"a b c", "a b c", nil},
		{"a b c", "a x c", []hunk{{1, 2, 1, 2}}},
		{"a b c", "a c", []hunk{{1, 2, 1, 1}}},
		{"", "a", []hunk{{0, 0, 0, 1}}},
		{"x a x b x", "x b x", []hunk{{1, 3, 1, 1}}},
		{"x x", "x x x x", []hunk{{2, 2, 2, 4}}},
	} {
		if got := differences(strings.Fields(c.old), strings.Fields(c.new)); !slices.Equal(got, c.want) {
			t.Errorf("%q, %q: got %v, want %v", c.old, c.new, got, c.want)
		}
	}
}

// Replacing the old parts by the new ones gives the new list.
func TestDifferencesApply(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	list := func() []string {
		out := make([]string, rng.IntN(40))
		for i := range out {
			out[i] = string(rune('a' + rng.IntN(12)))
		}
		return out
	}
	for range 2000 {
		old, new := list(), list()
		var made []string
		at := 0
		for _, h := range differences(old, new) {
			made = append(made, old[at:h.oldStart]...)
			made = append(made, new[h.newStart:h.newEnd]...)
			at = h.oldEnd
		}
		if made = append(made, old[at:]...); !slices.Equal(made, new) {
			t.Fatalf("%q to %q: made %q", old, new, made)
		}
	}
}
