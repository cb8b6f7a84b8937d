package content

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestAccent: whatever the colour, what is made of it can be read in both themes, and one
// that can be read stays as it is.
func TestAccent(t *testing.T) {
	for r := 0; r < 256; r += 17 {
		for g := 0; g < 256; g += 17 {
			for b := 0; b < 256; b += 17 {
				c := hexColour(fmt.Sprintf("#%02x%02x%02x", r, g, b))
				for theme, out := range map[string]colour{"light": c.onLight(), "dark": c.onDark()} {
					ground := map[string][2]colour{"light": lightGround, "dark": darkGround}[theme]
					if out = hexColour(out.String()); out.legible(ground) < minContrast {
						t.Errorf("%s: %s has a contrast of %.2f in the %s theme", c, out, out.legible(ground), theme)
					}
					if c.legible(ground) >= minContrast && out != c {
						t.Errorf("%s becomes %s in the %s theme", c, out, theme)
					}
				}
			}
		}
	}
	for c, want := range map[string]float64{"#000": 21, "#fff": 1, "#777777": 4.478, "#0000ff": 8.592} {
		if got := contrast(hexColour(c), colour{1, 1, 1}); got < want-.001 || got > want+.001 {
			t.Errorf("%s on white: %.3f, want %.3f", c, got, want)
		}
	}
}

// TestGrounds: the backgrounds are those of the style sheet.
func TestGrounds(t *testing.T) {
	css, err := os.ReadFile("../../templates/assets/docgen.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		fmt.Sprintf("--page: light-dark(%s, %s);", lightGround[0], darkGround[0]),
		fmt.Sprintf("--raised: light-dark(%s, %s);", lightGround[1], hexColour("#1a1e23")),
		fmt.Sprintf("--overlay: light-dark(%s, %s);", lightGround[0], darkGround[1]),
		fmt.Sprintf("color-mix(in srgb, var(--accent) %.0f%%, var(--page))", 100*softShare),
	} {
		if !strings.Contains(string(css), line) {
			t.Errorf("docgen.css lacks %q", line)
		}
	}
}
