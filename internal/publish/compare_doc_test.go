package publish

import (
	"os"
	"strings"
	"testing"
)

// The page about Jekyll trees describes every class.
func TestClassesAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../templates/docs/jekyll.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range Classes {
		if !strings.Contains(string(page), "`"+string(c.Class)+"`") {
			t.Errorf("templates/docs/jekyll.md says nothing of %s", c.Class)
		}
	}
}
