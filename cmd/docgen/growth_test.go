package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// growing are trees whose build time must grow linearly with their lines. They
// are so large that a quadratic build does not end within the tests' patience.
var growing = []struct {
	name  string
	files func(n int) map[string]string
	n     int
	last  func(n int) string // that the page ends with
}{{
	name: "a loop over the glossary", n: 20_000,
	files: func(n int) map[string]string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "term%d: text %d\n", i, i)
		}
		return map[string]string{
			"_data/glossary.yml": b.String(),
			"a.txt":              "---\n---\n{% for t in site.data.glossary %}{{ t[0] }}: {{ t[1] }}\n{% endfor %}",
		}
	},
	last: func(n int) string { return fmt.Sprintf("term%d: text %d\n", n-1, n-1) },
}, {
	name: "captures in a loop", n: 40_000,
	files: func(n int) map[string]string {
		return map[string]string{
			"a.txt": fmt.Sprintf("---\n---\n{%% for i in (1..%d) %%}{%% capture x %%}{{ i }} of {{ i }}{%% endcapture %%}{%% endfor %%}{{ x }}\n", n),
		}
	},
	last: func(n int) string { return fmt.Sprintf("%d of %d\n", n, n) },
}}

// TestGrowth builds and lints trees that are large in one way.
func TestGrowth(t *testing.T) {
	for _, g := range growing {
		t.Run(g.name, func(t *testing.T) {
			dir := t.TempDir()
			writeFile(t, dir, "_config.yml", "")
			for name, text := range g.files(g.n) {
				writeFile(t, dir, name, text)
			}
			if s := runIn(t, dir, nil, "build", "--out", "_site"); s.code != exitOK {
				t.Fatalf("exit code %d: %s", s.code, s.stdout)
			}
			out, err := os.ReadFile(filepath.Join(dir, "_site", "a.txt"))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(string(out), g.last(g.n)) {
				t.Errorf("the page ends with %q", out[max(0, len(out)-100):])
			}
			if found := lintIn(t, dir, nil); len(found) > 0 {
				t.Errorf("reported: %s", found[0].Message)
			}
		})
	}
}

// BenchmarkAccumulate builds a page whose loop captures a text that grows each
// round. Each round copies all of it, so only the cost of a round is measured,
// not its growth.
func BenchmarkAccumulate(b *testing.B) {
	for _, n := range []int{1_000, 5_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			writeFile(b, dir, "_config.yml", "")
			writeFile(b, dir, "a.md", fmt.Sprintf("---\n---\n{%% for i in (1..%d) %%}{%% capture acc %%}{{ acc }}x{%% endcapture %%}{%% endfor %%}{{ acc }}\n", n))
			for b.Loop() {
				if s := runIn(b, dir, nil, "lint"); s.code != exitOK {
					b.Fatal(s.stdout)
				}
			}
		})
	}
}

// BenchmarkGlossary builds a page that lists all terms.
func BenchmarkGlossary(b *testing.B) {
	const n = 3_000
	dir := b.TempDir()
	writeFile(b, dir, "_config.yml", "")
	for name, text := range growing[0].files(n) {
		writeFile(b, dir, name, text)
	}
	for b.Loop() {
		if s := runIn(b, dir, nil, "lint"); s.code != exitOK {
			b.Fatal(s.stdout)
		}
	}
}
