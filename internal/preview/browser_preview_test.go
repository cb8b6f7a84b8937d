package preview_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/preview"
)

// longPage is a page with a mark in its text.
func longPage(mark string) string {
	return "---\ntitle: Long\nlayout: page\n---\n# Long\n\n" + mark + "\n\n" + strings.Repeat("A paragraph of the page.\n\n", 200)
}

// tellsConnected sets window.connected when the page hears of changes: files
// that change before go unnoticed.
const tellsConnected = `const Source = EventSource;
window.EventSource = class extends Source {
  constructor(url) {
    super(url);
    this.addEventListener("open", () => (window.connected = true));
  }
};`

// previewed serves a small source folder until the test ends.
func previewed(b *tab, rules ...*lint.Rule) (dir string) {
	b.Helper()
	dir = b.TempDir()
	put(b.T, dir, "templates/long.md", longPage("first"))
	server, err := preview.New(preview.Options{Dir: dir, Now: time.Unix(0, 0), Content: content.Options{Defaults: docgen.Defaults}, Lint: lint.Options{Rules: rules}, RulePage: func(rule string) string { return "# " + rule + "\n\nA page.\n" }})
	if err != nil {
		b.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx, listener) }()
	b.Cleanup(func() {
		_ = chromedp.Cancel(b.ctx) // before the server, which the page would miss
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	})
	_, err = chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: tellsConnected})
	if err != nil {
		b.Fatal(err)
	}
	b.base = strings.TrimSuffix(preview.URL(listener.Addr()), "/")
	b.open("/long.html")
	return dir
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func testPreviewReloads(b *tab) {
	dir := previewed(b)
	b.do(chromedp.Evaluate[chromedp.Void](`scrollTo({ top: 1500, behavior: "instant" })`))
	put(b.T, dir, "templates/long.md", longPage("second"))
	b.wait(`document.querySelector("#content").innerText.includes("second")`)
	b.wait(`scrollY === 1500 && window.connected`)
	// A style is taken up in place.
	put(b.T, dir, "templates/assets/content.css", ".prose { color: rgb(1, 2, 3) }")
	b.wait(`getComputedStyle(document.querySelector(".prose")).color === "rgb(1, 2, 3)"`)
	b.do(chromedp.Evaluate[chromedp.Void](`window.same = true`))
	put(b.T, dir, "templates/assets/content.css", ".prose { color: rgb(4, 5, 6) }")
	b.wait(`getComputedStyle(document.querySelector(".prose")).color === "rgb(4, 5, 6)"`)
	b.wait(`window.same`)
}

func testPreviewShowsFaults(b *tab) {
	dir := previewed(b)
	b.do(chromedp.Evaluate[chromedp.Void](`scrollTo({ top: 1500, behavior: "instant" })`))
	put(b.T, dir, "templates/long.md", longPage("{% if %"))
	b.wait(`"docgenFault" in document.documentElement.dataset`)
	if got := b.text("main"); !strings.Contains(got, "templates/long.md:7:") {
		b.Errorf("the place is not shown: %s", got)
	}
	b.wait(`document.querySelector("pre .marked").innerText.includes("{% if %")`)
	axe(b, "fault")
	put(b.T, dir, "templates/long.md", longPage("repaired"))
	b.wait(`document.querySelector("#content")?.innerText.includes("repaired")`)
	b.wait(`scrollY === 1500`)
}

// words returns a rule that reports a word wherever it is written, with a severity.
func words(word string, severity diag.Severity) *lint.Rule {
	return &lint.Rule{Name: word, Severity: severity, Page: func(p *lint.Pass, page *lint.Page) {
		text := page.Text.String()
		for at := 0; strings.Contains(text[at:], word); at += len(word) {
			at += strings.Index(text[at:], word)
			p.At(page, markdown.Range{Start: at, End: at + len(word)}, "a <word>")
		}
	}}
}

func testPreviewShowsFindings(b *tab) {
	dir := previewed(b, words("faulty", diag.Warning), words("worse", diag.Error), words("hidden", diag.Info))
	put(b.T, dir, "templates/long.md", longPage("Not here: f&#97;ulty.\n\n```json\n# 名前 🎉\nvery faulty\n```\n\nOne *faulty* and one faulty, [a link](/hidden) and worse &amp; worse.\n\n- an item <a name=\"hidden\"></a>"))
	const panel = `document.querySelector("docgen-findings")?.shadowRoot`
	b.wait(panel + `?.querySelector("summary")?.innerText === "1 error, 2 warnings, 2 infos"`)
	b.do(chromedp.Evaluate[chromedp.Void](panel + `.querySelector("summary").click()`))
	// The worst come first, and each is there once.
	b.wait(`[...` + panel + `.querySelectorAll("li")].map((li) => li.className).join() === "error,warning,warning,info,info"`)
	b.wait(panel + `.querySelector("li").innerText.includes("error: a <word> (2 times)")`)
	b.wait(panel + `.querySelector("li .where").innerText.includes("templates/long.md:14:")`)
	// What they are about is marked, and nothing else.
	marked := func(severity string) string {
		return eval[string](b, `[...CSS.highlights.get("docgen-`+severity+`")].map((r) => r.toString()).join()`)
	}
	b.wait(`CSS.highlights.has("docgen-error") && CSS.highlights.has("docgen-warning") && CSS.highlights.has("docgen-info")`)
	for severity, want := range map[string]string{"error": "worse,worse", "warning": "faulty,faulty,faulty", "info": "a link"} {
		if got := marked(severity); got != want {
			b.Errorf("%s: %q is marked, want %q", severity, got, want)
		}
	}
	b.wait(`[...CSS.highlights.get("docgen-warning")].map((r) => r.startContainer.parentElement.closest("code, em, p").tagName).join() === "CODE,EM,P"`)
	b.do(chromedp.Evaluate[chromedp.Void](`scrollTo({ top: 5000, behavior: "instant" })`), chromedp.Evaluate[chromedp.Void](panel+`.querySelector("li button").click()`))
	b.wait(`scrollY < 1000 && [...CSS.highlights.get("docgen-current") ?? []].every((r) => r.getBoundingClientRect().top < innerHeight / 4) && CSS.highlights.get("docgen-current").size === 1`)
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			b.look(width, 800, theme)
			axe(b, fmt.Sprintf("panel, %s, %d", theme, width))
		}
	}
	put(b.T, dir, "templates/long.md", longPage("fine"))
	b.wait(`document.querySelector("#content")?.innerText.includes("fine") && !document.querySelector("docgen-findings")`)
}

func testPreviewListsFindings(b *tab) {
	dir := previewed(b, words("faulty", diag.Warning), words("worse", diag.Error))
	put(b.T, dir, "templates/more.md", longPage("faulty and worse"))
	put(b.T, dir, "templates/long.md", longPage("very faulty"))
	b.wait(`document.querySelector("#content")?.innerText.includes("very faulty")`) // it does not reload any more
	b.open("/.docgen/findings.html")
	b.wait(`document.querySelector("[role=status]")?.innerText === "3 findings in 2 files"`)
	if got := b.text("section:last-of-type"); !strings.HasPrefix(got, "templates/more.md") || strings.Index(got, "error:") > strings.Index(got, "warning:") {
		b.Errorf("the second file: %s", got)
	}
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			b.look(width, 800, theme)
			b.wait(`document.documentElement.scrollWidth <= innerWidth`)
			axe(b, fmt.Sprintf("findings, %s, %d", theme, width))
		}
	}
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[name=severity]").value = "error"`))
	b.click("form button")
	b.wait(`location.search.includes("severity=error") && document.querySelectorAll(".findings li").length === 1`)
	// It follows the edits.
	put(b.T, dir, "templates/more.md", longPage("worse\n\nworse"))
	b.wait(`document.querySelectorAll(".findings li").length === 2`)
	b.click(".findings a[href='/.docgen/rules/worse']")
	b.wait(`document.querySelector("h1")?.innerText === "worse"`)
	axe(b, "rule")
	b.open("/.docgen/findings.html?rule=worse")
	b.click(".findings a[href='/more.html']")
	b.wait(`document.querySelector("#content")?.innerText.includes("worse")`)
}
