package preview_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/chromedp/chromedp"
)

// testAccessible holds one page of each kind against the rules of axe-core, in
// both themes and at two widths.
func testAccessible(b *tab) {
	if os.Getenv(axeVariable) == "" {
		b.Skipf("no axe-core: set %s to its axe.min.js", axeVariable)
	}
	for _, c := range []struct {
		name, path string
		prepare    func()
	}{
		{"home", "/", nil},
		{"elements", "/docs/elements.html", nil},
		{"overview", "/docs/elements/hubspot/index.html", nil},
		{"events", eventsPage, nil},
		{"nothing found", "/docs/elements.html", func() {
			b.press("/")
			b.wait(`document.querySelector(".search[open]")`)
			b.press("wbhokz")
			b.wait(`document.querySelector(".search-near button")`)
		}},
		{"setup", "/docs/elements/hubspot/setup.html", nil},
		{"guide", "/docs/reference/look.html", nil},
		{"authenticate", "/docs/elements/acuityscheduling/authenticate.html", nil},
		{"not found, searching", "/404.html", func() {
			b.press("/")
			b.wait(`document.querySelector(".search[open]")`)
			b.press("events")
			b.wait(`document.querySelector(".search-snippet mark")`)
		}},
	} {
		for _, theme := range []string{"light", "dark"} {
			for _, width := range []int64{1280, 390} {
				b.look(width, 800, theme)
				b.open(c.path)
				if c.prepare != nil {
					c.prepare()
				}
				b.wait(`document.documentElement.scrollWidth <= innerWidth`)
				axe(b, fmt.Sprintf("%s, %s, %d", c.name, theme, width))
			}
		}
	}
}

// axeVariable names the variable with the path of axe.min.js.
const axeVariable = "DOCGEN_AXE"

// axe reports what axe-core, if there is one, finds on the page that is shown.
func axe(b *tab, name string) {
	b.Helper()
	file := os.Getenv(axeVariable)
	if file == "" {
		return
	}
	script, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	b.do(chromedp.Evaluate[chromedp.Void](string(script)))
	for _, v := range eval[[]struct {
		ID, Help string
		Nodes    []struct {
			HTML           string
			FailureSummary string
		}
	}](b, `axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations)`) {
		for _, n := range v.Nodes[:min(3, len(v.Nodes))] {
			b.Errorf("%s: %s: %s (%d times): %.200s\n%s", name, v.ID, v.Help, len(v.Nodes), n.HTML, strings.TrimSpace(n.FailureSummary))
		}
	}
}
