package diag

import (
	"fmt"
	"slices"
	"testing"

	"docgen/internal/source"
)

func TestMergeSortsByPlaceThenRule(t *testing.T) {
	a, b := source.NewFile("a.md", []byte("one two")), source.NewFile("b.md", []byte("one"))
	var got []string
	for _, d := range Merge([]*Diagnostic{
		{Rule: "x", Span: b.Span(0, 1)},
		{Rule: "y", Span: a.Span(4, 5)},
		{Rule: "x", Span: a.Span(4, 7)},
		{Rule: "z", Span: a.Span(0, 3), Pages: []string{"q"}},
		{Rule: "z", Span: a.Span(0, 3), Pages: []string{"p"}},
		{Rule: "z"},
	}) {
		got = append(got, fmt.Sprintf("%s %d %s %v", fileName(d.Span), d.Span.Start, d.Rule, d.Pages))
	}
	want := []string{" 0 z []", "a.md 0 z [p q]", "a.md 4 x []", "a.md 4 y []", "b.md 0 x []"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
