package preview_test

import (
	"context"
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
	server, err := preview.New(preview.Options{Dir: dir, Now: time.Unix(0, 0), Content: content.Options{Defaults: docgen.Defaults}, Lint: lint.Options{Rules: rules}})
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

func testPreviewShowsFindings(b *tab) {
	dir := previewed(b, &lint.Rule{Name: "word", Severity: diag.Warning, Page: func(p *lint.Pass, page *lint.Page) {
		if i := strings.Index(page.Text.String(), "faulty"); i >= 0 {
			p.At(page, markdown.Range{Start: i, End: i + 6}, "a <word>")
		}
	}})
	put(b.T, dir, "templates/long.md", longPage("```json\nfaulty\n```"))
	const panel = `document.querySelector("docgen-findings")?.shadowRoot`
	b.wait(panel + `?.querySelector("summary")?.innerText === "1 warning"`)
	b.do(chromedp.Evaluate[chromedp.Void](panel + `.querySelector("summary").click()`))
	b.wait(panel + `.querySelector("li").innerText.includes("warning: a <word>")`)
	b.wait(panel + `.querySelector(".where").innerText.includes("templates/long.md:8:1")`)
	b.wait(`CSS.highlights.has("docgen-warning")`)
	axe(b, "findings")
	put(b.T, dir, "templates/long.md", longPage("fine"))
	b.wait(`document.querySelector("#content")?.innerText.includes("fine") && !document.querySelector("docgen-findings")`)
}
