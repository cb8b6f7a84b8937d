package markdown

import (
	"fmt"
	"testing"

	"docgen/internal/source"
)

// TestSearchedText: what is searched is the text of a page, word by word, without what
// leads around it.
func TestSearchedText(t *testing.T) {
	for text, want := range map[string]string{
		"| a | b |\n|-|-|\n| c<br>d | `e` |\n":                          "[{  a b c d e}]",
		"- a\n- b\n  - c\n\n1. d\n2. e\n":                               "[{  a b c d e}]",
		"<table><tr><td>a</td><td>b</td></tr></table>\n":                "[{  a b}]",
		"x <span>a</span><i>b</i> <td>c</td><td>d</td>\n":               "[{  x ab c d}]",
		"- [A](#a)\n- [B](#b)\n  - [C](#c)\n\n# A\n\nx\n":               "[{a A x}]",
		"- [A](#a)\n- [B](#b) is text\n":                                "[{  A B is text}]",
		"- [A](#a)\n":                                                   "[{  A}]",
		"- [A](a.html)\n- [B](b.html)\n":                                "[{  A B}]",
		"<nav>a <a href=\"#b\">b</a></nav>\n\nc\n":                      "[{  c}]",
		"<nav>\n\n- [A](a.html)\n\n</nav>\n\nb\n\n<nav>\n\n## C\n\nd\n": "[{  b} {c C d}]",
	} {
		if got := fmt.Sprint(NewReader(Dialect{}).Parse(source.Text{Bytes: []byte(text)}).Sections()); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
