package content

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen/internal/data"
)

// outline writes down a list of entries as templates see them, and what is below them in
// brackets.
func outline(list []any) string {
	var out []string
	for _, item := range list {
		v := item.(data.Map)
		line := v.Text("title")
		if below := v.Get("items").([]any); len(below) > 0 {
			line += " [" + outline(below) + "]"
		}
		out = append(out, line)
	}
	return strings.Join(out, ", ")
}

func sidebarOf(t *testing.T, archive string) *Site {
	t.Helper()
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(archive)), dir); err != nil {
		t.Fatal(err)
	}
	site, err := Open(dir, Options{Defaults: os.DirFS("../..")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { site.Close() })
	return site
}

func page(name, front string) string {
	return fmt.Sprintf("-- %s --\n---\n%s\n---\nText\n", name, front)
}

func TestSidebar(t *testing.T) {
	for name, c := range map[string]struct{ archive, want string }{
		"parents by their titles": {
			"-- _config.yml --\n-- docgen.yml --\ntheme: docgen\n" +
				page("a.md", "title: A\nnav_order: 2") + page("z.md", "title: Z\nnav_order: 1\nhas_children: true") +
				page("x/one.md", "title: One\nparent: Z\nnav_order: 2") + page("x/two.md", "title: Two\nparent: Z\nnav_order: 1") +
				page("deep.md", "title: Deep\nparent: One\ngrand_parent: Z") + page("out.md", "title: Out\nnav_exclude: true") +
				page("no.md", "nav_order: 1") + page("lost.md", "title: Lost\nparent: Nobody"),
			"Z [Two, One [Deep]], A, Lost",
		},
		"parents in a circle": {
			"-- _config.yml --\n-- docgen.yml --\ntheme: docgen\n" +
				page("a.md", "title: A\nparent: B\nnav_order: 1") + page("b.md", "title: B\nparent: A") + page("c.md", "title: C\nparent: C"),
			"B [A], C",
		},
		"folders": {
			"-- docgen.yml --\n" +
				page("templates/docs/b.md", "title: B") + page("templates/docs/10-a.md", "x: 1") + page("templates/docs/9-z.md", "x: 1") +
				page("templates/docs/sub/index.md", "title: First\norder: 0") + page("templates/docs/sub/x.md", "title: X\nsidebar: false") +
				page("templates/docs/api-keys/x.md", "title: Key\nlayout: none") + page("templates/docs/api-keys/y_z.md", "description: y"),
			"First, Z, A, B, Api keys [Y z]",
		},
		"index pages with titles that say little": {
			"-- docgen.yml --\n" + page("templates/acme/index.md", "title: Overview\nheading: Acme CRM") + page("templates/acme/x.md", "title: X") +
				page("templates/first-steps/index.md", "title: Overview") + page("templates/first-steps/y.md", "title: Y"),
			"Acme CRM [X], First steps [Y]",
		},
		"folders that are too deep": {
			"-- docgen.yml --\n" + page("templates/a.md", "title: A") + page("templates/1a/2a/3a/4a/5a/6a/7a/8a/x.md", "title: X") + page("templates/1a/2a/3a/4a/5a/6a/y.md", "title: Y"),
			"A, 1a [2a [3a [4a [5a [6a [X, Y]]]]]]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			site := sidebarOf(t, c.archive)
			if got := outline(site.sidebar.list); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestLongSidebar: of a long one, a page shows the sections that it is in.
func TestLongSidebar(t *testing.T) {
	archive := "-- docgen.yml --\n"
	for i := range 50 {
		for j := range 10 {
			archive += page(fmt.Sprintf("templates/s%02d/p%d.md", i, j), "order: 1")
		}
	}
	site := sidebarOf(t, archive)
	p := site.PageAt(filepath.ToSlash("s03/p4.html"))
	list := site.PlaceVars(p, nil).Get("sidebar").([]any)
	if len(list) != 50 || !strings.Contains(outline(list), "S03 [P0, P1, P2, P3, P4, P5, P6, P7, P8, P9], S04, ") {
		t.Errorf("the page shows %s", outline(list))
	}
	if got := list[4].(data.Map).Get("url"); got != "/s04/p0.html" {
		t.Errorf("a section that is not shown leads to %v", got)
	}
}
