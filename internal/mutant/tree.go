package mutant

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// Tree returns the folder of a real documentation tree, to take seeds from; the
// test is skipped where there is none.
func Tree(tb testing.TB) string {
	root := os.Getenv("DOCGEN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	root = filepath.Join(root, "corpus", "devportal")
	if _, err := os.Stat(root); err != nil {
		tb.Skip("no tree to read: set DOCGEN_SHARED")
	}
	return root
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
