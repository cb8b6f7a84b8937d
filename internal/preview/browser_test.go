package preview_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds what tests wait for; they wait for events, not for time.
const patience = 30 * time.Second

// TestBrowser looks at the site of this repository, and at a preview, in a
// browser: one for all tests, because starting it takes longer than they do.
func TestBrowser(t *testing.T) {
	chromium := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			chromium = path
			break
		}
	}
	if chromium == "" {
		t.Skip("no chromium on this machine")
	}
	allocator, stop := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(chromium), chromedp.UserDataDir(t.TempDir()),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-extensions", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true), chromedp.Flag("disable-renderer-backgrounding", true),
	)
	defer stop()
	browser, closeBrowser := chromedp.NewContext(allocator)
	defer closeBrowser()
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(built(t, filepath.Join("..", "..")))))
	defer server.Close()

	for _, c := range []struct {
		name string
		test func(*tab)
	}{
		{"search", testSearch},
		{"search ranks", testSearchRanks},
		{"tabs", testTabs},
		{"wrapped lines", testWrap},
		{"enlarged images", testZoom},
		{"stacked tables", testStackedTables},
		{"theme", testTheme},
		{"sidebar", testSidebar},
		{"stable", testStable},
		{"copy", testCopy},
		{"filters", testFilters},
		{"drawer", testDrawer},
		{"headings", testHeadings},
		{"wide tables", testWideTables},
		{"skip link", testSkipLink},
		{"without script", testWithoutScript},
		{"accessible", testAccessible},
		{"preview reloads", testPreviewReloads},
		{"preview shows problems", testPreviewShowsFaults},
		{"preview shows findings", testPreviewShowsFindings},
		{"preview lists findings", testPreviewListsFindings},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(newTab(t, browser, server.URL)) })
	}
}

// tab is a page in the browser, with storage of its own.
type tab struct {
	*testing.T
	ctx  context.Context
	base string // the address of the site
}

// newTab opens an empty page. What goes wrong in any page it shows fails the
// test.
func newTab(t *testing.T, browser context.Context, base string) *tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	b := &tab{t, ctx, base}
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("exception: %v", e.ExceptionDetails)
		case *log.EventEntryAdded:
			problemPage := strings.Contains(e.Entry.Text, "status of 500")
			if e.Entry.Level == log.EntryLevelError && !problemPage {
				t.Errorf("console: %s %s", e.Entry.Text, e.Entry.URL)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	b.look(1280, 800, "light")
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// look sets the size of the page, and the theme that the system prefers.
func (b *tab) look(width, height int64, theme string) {
	b.Helper()
	b.do(chromedp.EmulateViewport(width, height))
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		b.Fatal(err)
	}
}

// open goes to a page of the site and waits until its scripts have run.
func (b *tab) open(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.base + path))
	b.wait(`document.readyState === "complete"`)
}

// click presses the first element that a CSS selector finds.
func (b *tab) click(selector string) {
	b.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

func (b *tab) press(keys string, opts ...chromedp.KeyOption) {
	b.Helper()
	b.do(chromedp.KeyEvent(keys, opts...))
}

// wait waits until an expression holds, on this page or the one it leads to.
func (b *tab) wait(expression string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	var err error
	for ctx.Err() == nil {
		var held bool
		held, err = chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if held {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.Fatalf("never: %s (%v)", expression, err)
}

// eval returns the value of an expression, a promise's when it is there.
func eval[T any](b *tab, expression string) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil && !errors.Is(err, chromedp.ErrJSUndefined) {
		b.Fatalf("%.200s: %v", expression, err)
	}
	return value
}

// text returns what can be read in the first element that a selector finds.
func (b *tab) text(selector string) string {
	b.Helper()
	return strings.TrimSpace(eval[string](b, fmt.Sprintf("document.querySelector(%q).innerText", selector)))
}
