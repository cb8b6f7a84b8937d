package markdown

import (
	"strings"
	"testing"

	"docgen/internal/source"
)

// TestLimits reads texts beyond a limit: what is before it is read, what is
// after it is there as text, and one problem says so.
func TestLimits(t *testing.T) {
	const before, after = "[x](y)\n\n", "\n\nthe end\n"
	tests := []struct{ name, text, problem string }{
		{"emphasis", strings.Repeat("*a_ ", 50_000), "not closed"},
		{"emphasis in a link", "[" + strings.Repeat("*a_ ", 50_000) + "](y)", "not closed"},
		{"strikethrough", strings.Repeat("~~a ~b ", 30_000), ""},
		{"links", strings.Repeat("[a](", 50_000), "not closed"},
		{"images", strings.Repeat(`![a](b "`, 30_000), "not closed"},
		{"brackets", strings.Repeat("[", 300_000) + strings.Repeat("]", 300_000), "not closed"},
		{"pipes in code", "|a|\n|-|\n" + strings.Repeat("|`\\|`|\n", 20_000), "too many lines"},
		{"definitions", strings.Repeat("[r]: /u\n", 40_000), "too many lines"},
		{"blank lines in a list", strings.Repeat("- ", 45) + "a\n" + strings.Repeat("\n", 300_000), "too many lines"},
		{"a definition", "[r]: /" + strings.Repeat("u", 100_000) + "\n\n" + strings.Repeat("[r] ", 5_000), "MB"},
		{"quotes", strings.Repeat("> ", 100_000) + "a", "deep"},
		{"lists", strings.Repeat("- ", 100_000) + "a", "deep"},
		{"table", "|" + strings.Repeat("a|", 20_000) + "\n|" + strings.Repeat("-|", 20_000) + "\n" + strings.Repeat("|a|\n", 20_000), "cells"},
	}
	r := NewReader(Dialect{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := r.Parse(source.Of(source.NewFile("a.md", []byte(before+test.text+after)).All()))
			if test.problem != "" && (len(d.Problems) != 1 || !strings.Contains(d.Problems[0].Message, test.problem)) {
				t.Fatalf("problems: %v", d.Problems)
			}
			var b strings.Builder
			if err := d.HTML(&b); err != nil {
				t.Fatal(err)
			}
			html := b.String()
			if !strings.HasPrefix(html, `<p><a href="y">x</a></p>`) || !strings.Contains(html, "the end") {
				t.Errorf("%.80s … %s", html, html[max(0, len(html)-80):])
			}
			if len(html) > 8<<20 {
				t.Errorf("%d bytes of HTML", len(html))
			}
		})
	}
}

// TestWithinLimits reads large pages as people write them.
func TestWithinLimits(t *testing.T) {
	tests := map[string]string{
		"paragraphs":  strings.Repeat("Some *emphasis*, `code`, a < b, snake_case_word, a [link](b) and [brackets].\n\n", 15_000),
		"a paragraph": strings.Repeat("Some *emphasis*, `code`, snake_case_word, a [link](b) and [brackets].\n", 1_000),
		"a table":     "|a|b|c|\n|-|-|-|\n" + strings.Repeat("| `a\\|b` | *b* |\n", 5_000),
		"definitions": strings.Repeat("[r]: /u \"title\"\n", 5_000),
		"tags":        strings.Repeat("<div><a href=\"x\">y</a> a < b <https://a.example></div> ", 20_000),
		"a list":      strings.Repeat("- a\n  - b\n    - c\n\n", 20_000),
	}
	r := NewReader(Dialect{})
	for name, text := range tests {
		if d := r.Parse(source.Of(source.NewFile("a.md", []byte(text)).All())); len(d.Problems) > 0 {
			t.Errorf("%s: %v", name, d.Problems)
		}
	}
}
