package preview_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const eventsPage = "/docs/elements/hubspot/events.html"

func testSearch(b *tab) {
	b.open(eventsPage)
	b.press("/")
	b.wait(`document.activeElement.matches(".search[open] input")`)
	b.wait(`document.activeElement.value === ""`)
	b.press("polling parameters")
	b.wait(`document.querySelectorAll(".search [role=option]").length > 1`)
	b.wait(`document.querySelector(".search-snippet mark")`)
	chosen := `document.querySelector(".search [aria-selected=true]")`
	b.wait(chosen + ` === document.querySelectorAll(".search [role=option]")[0]`)
	b.press(kb.ArrowDown)
	b.wait(chosen + ` === document.querySelectorAll(".search [role=option]")[1]`)
	b.wait(chosen + `.id === document.activeElement.getAttribute("aria-activedescendant")`)
	to := eval[string](b, chosen+".href")
	b.press(kb.Enter)
	b.wait(`location.href === ` + quoted(to))
	b.wait(`document.readyState === "complete"`)
	b.wait(`!location.hash || document.querySelector(location.hash)`)

	for query, name := range map[string]string{
		"hubspot events":            "HubSpot",
		"hubspto":                   "HubSpot",
		"autentication":             "Authenticat",
		"acuity oauth.callback.url": "Acuity Scheduling",
	} {
		b.press("k", chromedp.KeyModifiers(chromedp.ModifierCtrl))
		b.wait(`document.activeElement.matches(".search[open] input")`)
		b.press(query) // in place of the query before, which is selected
		b.wait(`document.activeElement.value === ` + quoted(query))
		b.wait(`document.querySelector(".search [role=option]")`)
		if got := b.text(".search-results"); !strings.Contains(got, name) {
			b.Errorf("%s: found %q", query, got)
		}
		b.press(kb.Escape)
		b.wait(`!document.querySelector(".search[open]")`)
	}
	// The browser takes the focus from the hidden field with its next frame.
	b.wait(`document.activeElement === document.body`)
	b.press("/")
	b.wait(`document.activeElement.matches(".search[open] input")`)
	b.press("qqqqzzzz")
	b.wait(`document.querySelector(".search-status").textContent.startsWith("Nothing found")`)
	b.wait(`document.querySelector(".search-results").hidden && document.querySelector(".search-near").hidden`)
	// What is far from all words may be near to one.
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".search input").select()`))
	b.press("wbhokz")
	b.wait(`document.querySelector(".search-near button")?.textContent === "webhooks"`)
	b.press(kb.Enter)
	b.wait(`document.querySelector(".search input").value === "webhooks" && document.querySelector(".search [role=option]")`)
	// A result on the page itself jumps to its heading.
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".search input").select()`))
	b.press("hubspot webhook parameters")
	b.wait(`document.querySelector(".search [aria-selected=true]")?.hash === "#webhook-parameters"`)
	b.press(kb.Enter)
	b.wait(`location.hash === "#webhook-parameters" && !document.querySelector(".search[open]")`)
	b.wait(`Math.abs(document.querySelector("#webhook-parameters").getBoundingClientRect().top) < 200`)
}

// The theme is light, dark, or that of the system, and kept.
func testTheme(b *tab) {
	page := `getComputedStyle(document.body).backgroundColor`
	choose := func(theme string) {
		b.Helper()
		b.do(chromedp.Evaluate[chromedp.Void](`(() => { const s = document.querySelector(".theme-switch select"); s.value = ` + quoted(theme) + `; s.dispatchEvent(new Event("change")); })()`))
	}
	b.open(eventsPage)
	light := eval[string](b, page)
	choose("dark")
	dark := eval[string](b, page)
	if dark == light {
		b.Errorf("both themes are %s", light)
	}
	b.open("/")
	if got := eval[string](b, page); got != dark {
		b.Errorf("the next page is %s, want %s", got, dark)
	}
	b.wait(`document.querySelector(".theme-switch select").value === "dark"`)
	b.look(1280, 800, "dark")
	choose("light")
	b.wait(page + ` === ` + quoted(light))
	choose("")
	b.wait(`localStorage.getItem("theme") === null`)
	b.wait(page + ` === ` + quoted(dark))
	b.look(1280, 800, "light")
	b.wait(page + ` === ` + quoted(light))
}

// The sidebar shows where a page is, opens without a script, and is a drawer on a phone.
func testSidebar(b *tab) {
	b.open("/docs/jekyll.html")
	b.wait(`document.querySelector(".sidebar [aria-current=page]").innerText === "Jekyll Trees"`)
	b.wait(`!document.querySelector(".sidebar details").open`)
	b.click(".sidebar summary")
	b.click(".sidebar details a")
	b.wait(`document.querySelector(".sidebar details").open && document.querySelector(".sidebar details [aria-current=page]")`)
	b.wait(`document.querySelector(".trail").innerText.includes("Home")`)
	b.look(390, 800, "light")
	b.wait(`!document.querySelector(".sidebar").checkVisibility()`)
	b.click(".sidebar-open")
	b.wait(`document.querySelector(".sidebar [aria-current=page]").checkVisibility()`)
}

// testStable holds that nothing moves while a page loads, that it takes little to load,
// and that no other host is asked.
func testStable(b *tab) {
	for _, page := range []string{"/", eventsPage, "/docs/jekyll.html"} {
		b.open(page)
		moved := eval[float64](b, `new Promise((done) => {
			new PerformanceObserver((list) => done(list.getEntries().reduce((sum, e) => sum + e.value, 0))).observe({ type: "layout-shift", buffered: true });
			setTimeout(() => done(0), 300);
		})`)
		if moved > .001 { // what scripts add at the end of a line may take a pixel
			b.Errorf("%s moves by %f while it loads", page, moved)
		}
		b.wait(`performance.getEntriesByType("resource").every((e) => new URL(e.name).origin === location.origin)`)
	}
}

// testCopy runs what is copied in a shell, with a stand-in for curl.
func testCopy(b *tab) {
	_, err := chromedp.CallBrowser(b.ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "clipboard-read"}, Setting: browser.PermissionSettingGranted, Origin: b.base,
		BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID,
	})
	if err != nil {
		b.Fatal(err)
	}
	copied := func(selector string) string {
		b.Helper()
		b.do(chromedp.ScrollIntoView(chromedp.CSS(selector)))
		b.click(selector + " .copy")
		b.wait(`document.querySelector(` + quoted(selector+" .copy") + `).textContent === "Copied"`)
		return eval[string](b, "navigator.clipboard.readText()")
	}
	for _, page := range []string{"/docs/elements/acuityscheduling/authenticate.html", eventsPage} {
		b.open(page)
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[aria-controls=tab-curl]").click()`))
		n := eval[int](b, `[...document.querySelectorAll(".highlight[data-lang=bash]")].map((e, i) => e.id = "shell" + i).length`)
		if n == 0 {
			b.Errorf("%s: no commands", page)
		}
		for i := range n {
			text := copied(fmt.Sprint("#shell", i))
			out, err := exec.Command("bash", "-eu", "-c", "curl() { printf '%s\\0' \"$@\"; }\n"+text).CombinedOutput()
			if err != nil {
				b.Errorf("%s: %v: %s\n%s", page, err, out, text)
				continue
			}
			args := strings.Split(string(out), "\x00")
			if at := slices.Index(args, "-d"); at >= 0 && !json.Valid([]byte(args[at+1])) {
				b.Errorf("%s: no JSON: %s", page, args[at+1])
			}
		}
	}
	// Of a session, the commands are copied.
	b.wait(`(document.querySelector("#shell0 code").textContent = "$ cat <<< 'a\nb'\na\nb\n$ echo c \\\n  d\nc d\n") !== ""`)
	if got, want := copied("#shell0"), "cat <<< 'a\nb'\necho c \\\n  d"; got != want {
		b.Errorf("of a session: copied %q, want %q", got, want)
	}
}

func testFilters(b *tab) {
	for _, c := range []struct {
		page, filter, query string
		want                []string
	}{
		{eventsPage, ".sidebar .filter", "sql", []string{"Microsoft SQL Server", "MySQL", "PostgreSQL"}},
		{"/", ".catalogue .filter", "crm polling connect", []string{"ConnectWise REST"}},
	} {
		b.open(c.page)
		b.click(c.filter)
		b.press(c.query)
		left := eval[[]string](b, `[...document.querySelectorAll("[data-name]")].filter((e) => e.checkVisibility()).map((e) => (e.querySelector(".tile-name") ?? e).innerText.trim())`)
		if !slices.Equal(left, c.want) {
			b.Errorf("%s: %s leaves %q, want %q", c.page, c.query, left, c.want)
		}
		b.wait(`[...document.querySelectorAll("[data-group]")].every((g) => g.checkVisibility() === !!g.querySelector("[data-name]:not([hidden])"))`)
	}
}

// The list of elements is a drawer where there is no room for it.
func testDrawer(b *tab) {
	b.look(390, 800, "light")
	b.open(eventsPage)
	b.wait(`!document.querySelector(".sidebar").checkVisibility()`)
	b.click(".sidebar-open")
	b.wait(`document.querySelector(".sidebar").checkVisibility()`)
	b.press(kb.Escape)
	b.wait(`!document.querySelector(".sidebar").checkVisibility()`)
	b.wait(`document.activeElement.matches(".sidebar-open")`)
}

func testHeadings(b *tab) {
	b.open(eventsPage)
	b.do(chromedp.ScrollIntoView(chromedp.CSS("#polling-parameters")))
	b.click("#polling-parameters .anchor")
	b.wait(`location.hash === "#polling-parameters"`)
	b.wait(`document.querySelector("#polling-parameters").getBoundingClientRect().top >= document.querySelector(".site-header").getBoundingClientRect().bottom`)
	b.wait(`document.querySelector(".toc [aria-current]")?.hash === "#polling-parameters"`)
	// Tabs lead to the other pages of the element.
	b.wait(`document.querySelector(".tabs [aria-current=page]").innerText === "Events"`)
	b.do(chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`))
	b.click(".tabs li:nth-child(3) a")
	b.wait(`document.title.startsWith("Authenticate")`)
}

func testWideTables(b *tab) {
	b.look(390, 800, "light")
	b.open(eventsPage)
	b.wait(`document.documentElement.scrollWidth <= innerWidth`)
	const table = `document.querySelector(".table-wrap")`
	b.wait(`!` + table + `.hasAttribute("tabindex")`) // it does not scroll
	b.do(chromedp.Evaluate[chromedp.Void](table + `.querySelector("table").className = ""`))
	b.wait(table + `.tabIndex === 0`)
	b.do(chromedp.Evaluate[chromedp.Void](table + `.focus()`))
	b.press(kb.ArrowRight)
	b.wait(table + `.scrollLeft > 0`)
}

func testSkipLink(b *tab) {
	b.open(eventsPage)
	b.press(kb.Tab)
	b.wait(`document.activeElement.matches(".skip") && document.activeElement.getBoundingClientRect().top >= 0`)
	b.press(kb.Enter)
	b.wait(`document.activeElement.id === "content"`)
	b.press(kb.Tab)
	b.wait(`document.activeElement.closest("#content")`)
}

func testWithoutScript(b *tab) {
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	if err != nil {
		b.Fatal(err)
	}
	b.open(eventsPage)
	b.wait(`!document.querySelector(".copy, .anchor")`) // no script has run
	b.wait(`[...document.querySelectorAll(".code-tabs > .highlight, .code-tabs .code-label")].every((e) => e.checkVisibility())`)
	b.wait(`!document.querySelector(".tab-list").checkVisibility()`)
	b.wait(`[...document.querySelectorAll("[data-needs-script]")].every((e) => !e.checkVisibility())`)
	b.wait(`document.querySelector(".toc a").checkVisibility({ contentVisibilityAuto: true })`)
	b.click(".tabs li:nth-child(3) a")
	b.wait(`document.title.startsWith("Authenticate")`)
	b.look(390, 800, "light")
	b.click(".sidebar-open")
	b.wait(`document.querySelector(".sidebar").checkVisibility()`)
	b.press(kb.Escape)
	b.wait(`!document.querySelector(".sidebar").checkVisibility()`)
	b.click(".toc summary")
	b.wait(`document.querySelector(".toc details").open`)
	b.click(".toc a")
	b.wait(`location.hash !== ""`)
}

// quoted returns a string of JavaScript.
func quoted(s string) string {
	text, _ := json.Marshal(s) // strings have no errors
	return string(text)
}
