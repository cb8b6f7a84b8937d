package content

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestKeysOfDocgenYML: the schema, the page about docgen.yml and the code know the
// same keys.
func TestKeysOfDocgenYML(t *testing.T) {
	text, err := os.ReadFile("../../schema/config.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct{ Properties map[string]any }
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../templates/docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	shared, rest, _ := strings.Cut(string(page), "## In a Project Only")
	rows := func(text string) (keys []string) {
		for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|").FindAllStringSubmatch(text, -1) {
			keys = append(keys, m[1])
		}
		slices.Sort(keys)
		return keys
	}
	if got, want := rows(shared), slices.Sorted(slices.Values(ownSettings)); !slices.Equal(got, want) {
		t.Errorf("the page has %q for a docgen.yml beside _config.yml\nthe code %q", got, want)
	}
	want := slices.Sorted(maps.Keys(schema.Properties))
	if got := rows(shared + rest); !slices.Equal(got, want) {
		t.Errorf("the page has %q\nthe schema %q", got, want)
	}

	code := readAll(t, "../../internal", ".go") + readAll(t, "../../templates", ".html", ".md") + readAll(t, "../../includes", ".html", ".md")
	for _, key := range want {
		if !strings.Contains(code, `Get("`+key+`")`) && !strings.Contains(code, `"`+key+`"`) && !strings.Contains(code, "site."+key) {
			t.Errorf("nothing reads %s", key)
		}
	}
	for _, m := range regexp.MustCompile(`\bOwn\.Get\("(\w+)"\)`).FindAllStringSubmatch(code, -1) {
		if !slices.Contains(ownSettings, m[1]) {
			t.Errorf("%s is read from a docgen.yml beside _config.yml, and is none of its keys", m[1])
		}
	}
}

// readAll returns the texts of the files below a folder whose names end so, without
// those of tests.
func readAll(t *testing.T, dir string, ends ...string) string {
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || !slices.Contains(ends, filepath.Ext(path)) {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
