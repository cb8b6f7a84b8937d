package content

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The page about plugins names exactly those of the table, and those that docgen has
// in its first part.
func TestPluginsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../templates/docs/jekyll-plugins.md")
	if err != nil {
		t.Fatal(err)
	}
	has, others, _ := strings.Cut(string(text), "## Other Plugins")
	for _, p := range gemTable {
		if in := strings.Contains(has, "`"+p.Name+"`"); in != p.Has() {
			t.Errorf("%s: docgen has it: %t; the page says so: %t", p.Name, p.Has(), in)
		}
		if !p.Has() && !strings.Contains(others, "`"+p.Name+"`") {
			t.Errorf("the page does not name %s", p.Name)
		}
		for _, name := range append(slices.Clip(p.Tags), p.Filters...) {
			if p.Has() && !strings.Contains(has, name) {
				t.Errorf("the page does not name %s of %s", name, p.Name)
			}
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(has, -1) {
		if FindGem(m[1]) == nil {
			t.Errorf("the page has %s, which is no plugin", m[1])
		}
	}
}

func TestPlainText(t *testing.T) {
	for in, want := range map[string]string{
		"Set `a_b*` **up**":              "Set a_b* up",
		"_Very_ *important* [link](x)":   "Very important link",
		"snake_case and 2 * 3":           "snake_case and 2 * 3",
		"A &amp; B <b>c</b> {#id}":       "A & B c",
		`\*stars\* ![alt](i.png)[^note]`: "*stars* alt",
	} {
		if got := PlainText(in); got != want {
			t.Errorf("PlainText(%q) = %q, want %q", in, got, want)
		}
	}
}
