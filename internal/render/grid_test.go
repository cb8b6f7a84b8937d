package render

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// TestGrid: what filters, operators and tags make of values of all kinds is what Jekyll
// makes of them.
func TestGrid(t *testing.T) {
	const file = "testdata/grid.txtar"
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	part := map[string][]string{}
	tree := &txtar.Archive{}
	for _, f := range archive.Files {
		if strings.Contains(f.Name, ".") {
			tree.Files = append(tree.Files, f)
		} else {
			part[f.Name] = strings.Split(strings.TrimSuffix(string(f.Data), "\n"), "\n")
		}
	}
	g := newGrid(t, tree)
	for _, line := range part["filters"] {
		filter, results, _ := strings.Cut(line, "\t")
		for i, want := range strings.Split(results, "\t") {
			g.check("{{ "+part["inputs"][i]+" | "+filter+" | jsonify }}", want)
		}
	}
	operands := part["operands"]
	for _, line := range part["operators"] {
		operator, rows, _ := strings.Cut(line, "\t")
		for i, row := range strings.Fields(rows) {
			for k := range row {
				g.check("{% if "+operands[i]+" "+operator+" "+operands[k]+" %}T{% else %}F{% endif %}", row[k:k+1])
			}
		}
	}
	for i := 0; i+1 < len(part["templates"]); i += 2 {
		var want string
		if err := json.Unmarshal([]byte(strings.TrimPrefix(part["templates"][i+1], "= ")), &want); err != nil {
			t.Fatal(err)
		}
		g.check(part["templates"][i], want)
	}
	if g.checked < 3_000 {
		t.Errorf("%d cells in %s", g.checked, file)
	}
}

// grid renders texts as page.md of a tree.
type grid struct {
	*testing.T
	engine  *Engine
	page    content.Page
	checked int
}

func newGrid(t *testing.T, tree *txtar.Archive) *grid {
	dir := t.TempDir()
	if err := txtar.Write(tree, dir); err != nil {
		t.Fatal(err)
	}
	site, err := content.Open(dir, content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { site.Close() })
	g := &grid{T: t, engine: New(site, Options{Now: time.Unix(0, 0)}, nil)}
	for _, p := range site.Pages {
		if p.Path == "page.md" {
			g.page = *p
		}
	}
	g.engine.pageVars[&g.page] = maps.Clone(g.engine.Vars(site.PageAt(g.page.Out())))
	return g
}

// check renders a text. "!" stands for an error, "?" for a difference that is known.
func (g *grid) check(text, want string) {
	g.Helper()
	if want == "?" {
		return
	}
	g.checked++
	g.page.Body = (&source.File{Name: "page.md", Text: []byte(text)}).Content()
	out := rendered(g.T, g.engine, &g.page)
	got := out.Text.String()
	for _, d := range out.Problems {
		if d.Severity == diag.Error {
			got = "!"
		}
	}
	if got != want {
		g.Errorf("%s\n got %q\nwant %q", text, got, want)
	}
}
