package rules

import (
	"testing"
	"time"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/lint"
)

// BenchmarkLint reads and lints a large Jekyll tree with all rules.
func BenchmarkLint(b *testing.B) {
	_, dir := realTree(b)
	b.ReportAllocs()
	for b.Loop() {
		site, err := content.Open(dir, content.Options{Defaults: docgen.Defaults})
		if err != nil {
			b.Fatal(err)
		}
		lint.Run(site, lint.Options{Rules: All, Now: time.Unix(0, 0)})
		site.Close()
	}
}
