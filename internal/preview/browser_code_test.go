package preview_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/markdown"
	"docgen/internal/publish"
)

// shown is the panels of tabs that can be seen, by their labels.
const shown = `[...document.querySelectorAll(".code-tabs > [role=tabpanel]")].filter((e) => e.checkVisibility({ contentVisibilityAuto: true }) && !e.hidden).map((e) => e.dataset.tab).join()`

func testTabs(b *tab) {
	b.open(eventsPage)
	b.wait(shown + ` === "curl,curl"`)
	b.wait(`!document.querySelector(".code-tabs .code-label").checkVisibility()`)
	// A choice holds for all tabs of the page, and what is pressed stays in its place.
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll(".tab-list")[1].scrollIntoView({ behavior: "instant", block: "center" })`))
	const top = `Math.round(document.querySelectorAll(".tab-list")[1].getBoundingClientRect().top)`
	was := eval[int](b, top)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll(".tab-list [aria-selected=true]")[1].focus({ preventScroll: true })`))
	b.press(kb.ArrowRight)
	b.wait(shown + ` === "json,json"`)
	b.wait(`document.activeElement === document.querySelectorAll(".tab-list")[1].lastChild && document.activeElement.tabIndex === 0`)
	if now := eval[int](b, top); now != was {
		b.Errorf("the tabs were at %d, and are at %d", was, now)
	}
	// Other pages have it from the start.
	b.open("/docs/elements/acuityscheduling/authenticate.html")
	b.wait(shown + ` === "json"`)
	if shift := eval[float64](b, layoutShift); shift != 0 {
		b.Errorf("the page moves by %f", shift)
	}
	b.press(kb.Tab) // the keyboard works
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".tab-list [aria-selected=true]").focus()`))
	for key, want := range map[string]string{kb.ArrowRight: "curl", kb.End: "json", kb.Home: "curl", kb.ArrowLeft: "json"} {
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[role=tab][aria-controls=tab-` + map[string]string{"curl": "json", "json": "curl"}[want] + `]").click()`))
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".tab-list [aria-selected=true]").focus()`))
		b.press(key)
		b.wait(shown + ` === ` + quoted(want))
	}
	// A link leads into a panel that is hidden.
	b.click("[role=tab][aria-controls=tab-json]")
	b.wait(shown + ` === "json"`)
	b.do(chromedp.Evaluate[chromedp.Void](`location.hash = "tab-curl"`))
	b.wait(shown + ` === "curl"`)
	b.open(eventsPage + "#tab-curl-1")
	b.wait(shown + ` === "json,curl"`)
}

// layoutShift is how far the text of the page has moved since its first paint.
const layoutShift = `new Promise((done) => {
  let sum = 0;
  const add = (entries) => entries.forEach((entry) => (sum += entry.value));
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => { add(observer.takeRecords()); done(sum); })));
})`

func testWrap(b *tab) {
	b.look(390, 800, "light")
	b.open(eventsPage)
	const pre = `document.querySelector(".highlight:not([hidden]) pre")`
	b.wait(pre + `.scrollWidth > ` + pre + `.clientWidth`)
	b.do(chromedp.ScrollIntoView(chromedp.CSS(".code-tabs")))
	b.click(".highlight:not([hidden]) .wrap")
	b.wait(pre + `.scrollWidth <= ` + pre + `.clientWidth`)
	b.wait(`document.querySelector(".wrap").getAttribute("aria-pressed") === "true"`)
	b.open(eventsPage)
	b.wait(`"wrap" in document.documentElement.dataset`)
	b.do(chromedp.ScrollIntoView(chromedp.CSS(".code-tabs")))
	b.click(".highlight:not([hidden]) .wrap")
	b.wait(`!("wrap" in document.documentElement.dataset) && localStorage.getItem("wrap") === null`)
	// Without long lines, there is nothing to wrap.
	b.wait(`(document.querySelector("pre code").textContent = "short") && document.querySelector(".wrap").hidden`)
}

func testZoom(b *tab) {
	b.open("/docs/elements/hubspot/authenticate.html")
	b.wait(`document.querySelector(".prose .zoomable img")`)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".zoomable").focus()`))
	b.press(kb.Enter)
	b.wait(`document.querySelector(".zoom[open] img").complete`)
	b.wait(`document.querySelector(".zoom img").width > document.querySelector(".zoomable img").width`)
	axe(b, "enlarged image")
	b.press(kb.Escape)
	b.wait(`!document.querySelector(".zoom[open]") && document.activeElement.matches(".zoomable")`)
	b.wait(`!document.querySelector("a .zoomable, button button")`)
}

func testStackedTables(b *tab) {
	const cell = `document.querySelector(".stacked tbody tr").children`
	b.open(eventsPage)
	b.wait(cell + `[0].getBoundingClientRect().top === ` + cell + `[1].getBoundingClientRect().top`)
	b.look(390, 800, "light")
	b.wait(cell + `[0].getBoundingClientRect().bottom <= ` + cell + `[1].getBoundingClientRect().top`)
	b.wait(`getComputedStyle(` + cell + `[1], "::before").content.includes("Description")`)
	b.wait(`[...document.querySelectorAll(".table-wrap")].every((e) => e.scrollWidth <= e.clientWidth)`)
}

// testSearchRanks: a guide comes before the pages that all elements have, and each
// element is one group of results.
func testSearchRanks(b *tab) {
	dir := b.TempDir()
	put(b.T, dir, "docgen.yml", "title: Many\n")
	put(b.T, dir, "templates/docs/receiving.md", "---\ntitle: Receiving changes\n---\n# Receiving changes\n\nWith webhooks, nobody has to ask.\n\n- [A](#a)\n- [B](#b)\n\n## A\n\nx\n\n## B\n\n<nav>zebra</nav><p>y<br>z</p>\n")
	for i := range 30 {
		put(b.T, dir, fmt.Sprintf("elements/e%d.yml", i), fmt.Sprintf("key: e%d\nname: Provider%d\nauth: {type: basic}\nevents: {delivery: [webhooks]}\n", i, i))
	}
	server := httptest.NewServer(http.FileServer(http.Dir(built(b.T, dir))))
	b.Cleanup(server.Close)
	b.base = server.URL
	b.open("/docs/receiving.html")
	search := func(query string) []string {
		return eval[[]string](b, `Promise.all([import("/assets/search-index.js"), fetch("/search/index.json").then((r) => r.json())]).then(([{ Index }, data]) => {
  const { groups } = new Index(data).search(`+quoted(query)+`);
  return groups.map((g) => g.name + ": " + g.hits.map((h) => h.page.url + "#" + h.id).join(" "));
})`)
	}
	got := search("webhooks")
	guides := slices.IndexFunc(got, func(g string) bool { return strings.HasPrefix(g, "Provider") })
	if !slices.ContainsFunc(got[:max(0, guides)], func(g string) bool { return strings.HasPrefix(g, "Receiving changes: ") }) {
		b.Errorf("webhooks: %q", got)
	}
	if got := search("provider7 webhooks"); !strings.HasPrefix(got[0], "Provider7: /docs/elements/e7/events.html#webhooks ") {
		b.Errorf("of one element: %q", got)
	}
	if got := search("zebra"); len(got) > 0 {
		b.Errorf("what leads around the page is found: %q", got)
	}
	if names := slices.Compact(slices.Sorted(slices.Values(got))); len(names) != len(got) {
		b.Errorf("%q", got)
	}
}

// built returns the folder with the site of a project.
func built(t *testing.T, dir string) string {
	t.Helper()
	site, err := content.Open(dir, content.Options{Defaults: docgen.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	out := t.TempDir()
	result, err := publish.NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: time.Unix(0, 0)})).Build(t.Context(), out, "", nil)
	if err != nil || result.Failed {
		t.Fatal(err, result.Problems)
	}
	return out
}
