package rules

import (
	"testing"

	"docgen/internal/corpus"
	"docgen/internal/lint"
)

// BenchmarkLint reads and lints a large Jekyll tree with all rules.
func BenchmarkLint(b *testing.B) {
	dir := corpus.Tree(b)
	b.ReportAllocs()
	for b.Loop() {
		lintTree(b, dir, lint.Options{Rules: All})
	}
}
