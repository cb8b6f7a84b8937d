package preview

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// slow is a page that takes all that a page may.
const slow = "---\ntitle: Slow\n---\n{% for i in (1..1000000) %}{% assign a = i | plus: 1 | times: 2 | minus: 3 | modulo: 7 | divided_by: 2 %}{% endfor %}\n"

// slowSite returns the files of a site with slow pages and one that is not.
func slowSite(n int) map[string]string {
	files := map[string]string{"templates/quick.md": "---\ntitle: Quick\n---\nat once\n"}
	for i := range n {
		files[fmt.Sprintf("templates/slow%d.md", i)] = slow
	}
	return files
}

// TestOtherPagesAnswerMeanwhile: a page that is slow keeps no other waiting, and says in
// the end why it is not shown.
func TestOtherPagesAnswerMeanwhile(t *testing.T) {
	s, _ := site(t, slowSite(1))
	started, done := make(chan bool), make(chan string, 1)
	go func() {
		close(started)
		done <- ask(s, "GET", "/slow0.html", nil).Body.String()
	}()
	<-started
	for range 5 {
		if got := ask(s, "GET", "/quick.html", nil).Body.String(); !strings.Contains(got, "at once") {
			t.Errorf("%.200q", got)
		}
	}
	select {
	case <-done:
		t.Error("the slow page was finished first")
	default:
	}
	if got := <-done; !strings.Contains(got, "take too long") {
		t.Errorf("%.500q", got)
	}
}

// TestNobodyWaits: a request that is given up ends its work, and nothing of it is kept.
func TestNobodyWaits(t *testing.T) {
	s, _ := site(t, slowSite(1))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := ask(s, "GET", "/slow0.html", func(r *http.Request) { *r = *r.WithContext(ctx) })
	if r.Body.Len() > 0 {
		t.Errorf("%.200q", r.Body)
	}
	work := s.current.now()
	if f, err := work.Frame(ctx, "slow0.html"); f != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", f, err)
	}
	if n := work.Made.Texts.Load() + work.Made.Frames.Load(); n != 0 {
		t.Errorf("%d results are kept", n)
	}
	if f, err := work.Frame(t.Context(), "quick.html"); f == nil || err != nil {
		t.Errorf("%v, %v", f, err)
	}
}

// TestRunEndsWhilePagesAreMade: neither the check of all pages nor a request holds the
// server up.
func TestRunEndsWhilePagesAreMade(t *testing.T) {
	const pages = 40
	dir := t.TempDir()
	for name, text := range slowSite(pages) {
		put(t, dir, name, text)
	}
	b := run(t, Options{Dir: dir})
	if got := b.get("quick.html"); !strings.Contains(got, "at once") {
		t.Errorf("%.200q", got)
	}
	asked := make(chan bool)
	go func() {
		defer close(asked)
		if response, err := b.client.Get(b.url + "slow0.html"); err == nil {
			response.Body.Close()
		}
	}()
	if err := b.stop(); err != nil {
		t.Error(err)
	}
	<-asked
	if n := b.server.current.now().Made.Checks.Load(); n > pages/2 {
		t.Errorf("%d pages were checked first", n)
	}
}

// TestEditsDoNotWaitForSlowPages: what is made for the site before is given up.
func TestEditsDoNotWaitForSlowPages(t *testing.T) {
	const pages = 40
	dir := t.TempDir()
	for name, text := range slowSite(pages) {
		put(t, dir, name, text)
	}
	b := run(t, Options{Dir: dir})
	defer b.stop()
	before := b.server.current.now()
	put(t, dir, "templates/quick.md", "---\ntitle: Quick\n---\nedited\n")
	b.see("quick.html", "edited")
	if n := before.Made.Checks.Load(); n > pages/2 {
		t.Errorf("%d pages were checked first", n)
	}
}

// TestSourceFolderIsReplaced: of a folder above that is moved, and of a link that leads
// elsewhere, the system tells nothing.
func TestSourceFolderIsReplaced(t *testing.T) {
	page := func(text string) string { return "---\ntitle: A\n---\n" + text + "\n" }
	parent := filepath.Join(t.TempDir(), "parent")
	put(t, parent, "tree/templates/a.md", page("one"))
	b := run(t, Options{Dir: filepath.Join(parent, "tree")})
	defer b.stop()
	b.see("a.html", "one")
	if err := os.Rename(parent, parent+"-moved"); err != nil {
		t.Fatal(err)
	}
	put(t, parent, "tree/templates/a.md", page("two"))
	b.see("a.html", "two")
	put(t, parent, "tree/templates/a.md", page("three"))
	b.see("a.html", "three")

	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(filepath.Join(parent, "tree"), link); err != nil {
		t.Skip(err)
	}
	linked := run(t, Options{Dir: link})
	defer linked.stop()
	linked.see("a.html", "three")
	other := t.TempDir()
	put(t, other, "templates/a.md", page("four"))
	if err := os.Symlink(other, link+"2"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(link+"2", link); err != nil {
		t.Fatal(err)
	}
	linked.see("a.html", "four")
	put(t, other, "templates/a.md", page("five"))
	linked.see("a.html", "five")
}
