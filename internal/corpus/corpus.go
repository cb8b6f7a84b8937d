// Package corpus finds the real documentation that tests read. It is no part of the
// project.
package corpus

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// Path returns a file or folder of the real documentation: the first one that
// matches a pattern below its folder, which DOCGEN_SHARED names. The test is skipped
// where there is none.
func Path(tb testing.TB, pattern ...string) string {
	tb.Helper()
	shared := os.Getenv("DOCGEN_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	name := filepath.Join(append([]string{shared}, pattern...)...)
	found, err := filepath.Glob(name)
	if err != nil {
		tb.Fatal(err)
	}
	if len(found) == 0 {
		tb.Skipf("there is no %s: set DOCGEN_SHARED to a folder that has it", name)
	}
	return found[0]
}

// Tree returns the folder of a large Jekyll tree.
func Tree(tb testing.TB) string {
	tb.Helper()
	return Path(tb, "corpus", "devportal")
}

// Files returns the texts of the files below a folder that have one of the
// extensions and are no longer than most, in the order of their names. A text
// that several files have is there once.
func Files(tb testing.TB, root string, most int, extensions ...string) []string {
	var out []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains(extensions, filepath.Ext(name)) {
			return err
		}
		b, err := os.ReadFile(name)
		if len(b) <= most {
			out = append(out, string(b))
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var fence = regexp.MustCompile("(?ms)^[ \t]*(?:```|~~~)[^`\n]*\n(.*?)^[ \t]*(?:```|~~~)")

// Fences returns the code blocks of Markdown files that a pattern matches.
func Fences(pages []string, pattern string, most int) []string {
	var out []string
	holds := regexp.MustCompile(pattern)
	for _, page := range pages {
		for _, m := range fence.FindAllStringSubmatch(page, -1) {
			if len(m[1]) <= most && holds.MatchString(m[1]) {
				out = append(out, m[1])
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
