package preview

import (
	"bytes"
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"sync"
	"testing"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/rules"
)

// syncBuffer is a log.
type syncBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

// TestLivesOnAfterFaults: docgen fails in a rule, and at a page. The preview
// shows both where they are, prints the stacks once, and recovers with the next
// edit.
func TestLivesOnAfterFaults(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "docgen.yml", "title: T\n")
	put(t, dir, "templates/index.md", "---\ntitle: Home\n---\n# Home\n")
	put(t, dir, "templates/other.md", "---\ntitle: Other\n---\n# Other\n\n#### Deep\n\npanic\n")
	faulty := &lint.Rule{Name: "faulty", Severity: diag.Error, Page: func(_ *lint.Pass, page *lint.Page) {
		if bytes.Contains(page.Text.Bytes, []byte("panic")) {
			panic("as asked")
		}
	}}
	var log syncBuffer
	s, err := New(Options{
		Dir: dir, Now: now, Log: &log, Content: content.Options{Defaults: defaults},
		Lint: lint.Options{Rules: append([]*lint.Rule{faulty}, rules.All...)},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		s.stop()
		s.background.Wait()
		s.close()
	}()
	s.current.site().PageAt("index.html").Body.End = math.MaxInt

	found := func(page string) string {
		var answer struct{ Findings []finding }
		r := ask(s, "GET", "/.docgen/findings?page="+page, nil)
		if err := json.Unmarshal(r.Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, f := range answer.Findings {
			list = append(list, f.Rule)
		}
		return strings.Join(list, " ")
	}
	expect := func(when string, index int, onIndex, onOther string) {
		t.Helper()
		s.inBackground(t.Context())
		s.background.Wait()
		if r := ask(s, "GET", "/", nil); r.Code != index || (index != http.StatusOK) != strings.Contains(r.Body.String(), "internal fault in rendering on templates/index.md") {
			t.Errorf("%s: %d %.500s", when, r.Code, r.Body)
		}
		if r := ask(s, "GET", "/other.html", nil); r.Code != http.StatusOK {
			t.Errorf("%s: a page with a faulty rule: %d", when, r.Code)
		}
		if got := found("/"); got != onIndex {
			t.Errorf("%s: on the first page: %s, want %s", when, got, onIndex)
		}
		if got := found("/other.html"); got != onOther {
			t.Errorf("%s: on the other page: %s, want %s", when, got, onOther)
		}
	}
	expect("at first", http.StatusInternalServerError, "internal-fault", "internal-fault heading-skip")
	expect("again", http.StatusInternalServerError, "internal-fault", "internal-fault heading-skip")
	if n := strings.Count(log.String(), "runtime/debug") + strings.Count(log.String(), "fault_test.go"); n != 1 {
		t.Errorf("the stack of the rule is printed %d times:\n%s", n, &log)
	}
	put(t, dir, "templates/index.md", "---\ntitle: Home\n---\n# At home\n")
	put(t, dir, "templates/other.md", "---\ntitle: Other\n---\n# Other\n\n#### Deep\n")
	if err := s.rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	expect("after an edit", http.StatusOK, "", "heading-skip")
}
