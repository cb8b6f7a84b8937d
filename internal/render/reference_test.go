package render

import (
	"flag"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/source"
)

var updateReference = flag.Bool("update", false, "rewrite the results of the examples in the reference")

// referenceRow matches the row of a filter: its name, what it does, an example and the
// result; and that of a tag, which has no example.
var referenceRow = regexp.MustCompile("(?m)^\\| `([a-z_0-9]+|#)` \\| [^|\n]* \\|(?: (?:`(.*)` \\| `(.*)`|\\|) \\|)?$")

// TestReference: the page about Liquid has all tags and filters, and the examples
// have the results that it shows.
func TestReference(t *testing.T) {
	const name = "../../templates/docs/reference/liquid.md"
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(`
-- docgen.yml --
url: https://docs.example.com
baseurl: /portal
-- elements/hubspot.yml --
{key: hubspot, id: 19, name: HubSpot, hub: CRM, auth: {type: oauth2}}
-- elements/box.yml --
{key: box, id: 42, name: Box, hub: Documents, auth: {type: oauth2}}
-- templates/page.md --
---
title: Page
---
`)), dir); err != nil {
		t.Fatal(err)
	}
	site, err := content.Open(dir, content.Options{Defaults: docgen.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	engine := New(site, Options{Now: time.Unix(0, 0)}, nil)

	at := slices.IndexFunc(site.Pages, func(p *content.Page) bool { return p.URL == "/page.html" })

	var names []string
	after := referenceRow.ReplaceAllStringFunc(string(page), func(row string) string {
		m := referenceRow.FindStringSubmatch(row)
		names = append(names, m[1])
		if m[2] == "" {
			return row
		}
		example := strings.NewReplacer(`\|`, "|", `\n`, "\n").Replace(m[2])
		if !strings.Contains(example, m[1]) {
			t.Errorf("the example %s does not have %s", m[2], m[1])
		}
		p := site.Pages[at]
		p.Body = (&source.File{Name: "page.md", Text: []byte(example)}).Content()
		out := rendered(t, engine, p)
		if len(out.Problems) > 0 {
			t.Errorf("%s: %s", m[2], out.Problems[0].Message)
		}
		if got := out.Text.String(); got != m[3] && !*updateReference {
			t.Errorf("%s prints %q, not %q", m[2], got, m[3])
		} else {
			row = strings.TrimSuffix(row, "`"+m[3]+"` |") + "`" + got + "` |"
		}
		return row
	})
	if after != string(page) && *updateReference {
		if err := os.WriteFile(name, []byte(after), 0o644); err != nil {
			t.Fatal(err)
		}
	}

	want := slices.Collect(maps.Keys(filterTable(filterSite{})))
	for _, tag := range append(engine.tagNames(), "liquid", "#") {
		if !strings.HasPrefix(tag, "end") && !clauseTags[tag] && tag != "icon" {
			want = append(want, tag)
		}
	}
	slices.Sort(want)
	want = slices.Compact(want)
	slices.Sort(names)
	if !slices.Equal(names, want) {
		t.Errorf("the page has\n%q\nthe registries\n%q", names, want)
	}
}
