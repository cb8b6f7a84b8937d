package source

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestLongLines compares the columns on lines that have marks with those
// counted from the start of the line.
func TestLongLines(t *testing.T) {
	units := []string{"a", "é", "€", "𝄞", "\x80", "\xe2\x82", "a𝄞\x80\x80\x80\x80\x80é"}
	for _, unit := range units {
		for shift := range utf8.UTFMax {
			line := strings.Repeat("x", shift) + strings.Repeat(unit, 5*markEvery/len(unit))
			f := NewFile("a.md", []byte("\ufeff"+line+"\n"+line+"\nend"))
			starts := []int{len("\ufeff"), len("\ufeff" + line + "\n")}
			for i, start := range starts {
				for off := start; off <= start+len(line); off++ {
					want := utf8.RuneCount(f.Text[start:off]) + 1
					if l, col := f.Position(off); l != i+1 || col != want {
						t.Fatalf("%q: byte %d is at %d:%d, want %d:%d", unit, off, l, col, i+1, want)
					}
					off += off % 97 // not all
				}
			}
		}
	}
}
