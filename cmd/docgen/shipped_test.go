package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/example"
	"docgen/internal/markdown"
	"docgen/internal/rules"
)

// TestShippedElements checks the pages of the repository's own elements: the
// JSON body and the payload of the cURL example are valid, fit the schema and
// have the same keys, the table has exactly these keys, and every link to an
// anchor on the page works.
func TestShippedElements(t *testing.T) {
	site, err := content.Open(filepath.Join("..", ".."), content.Options{Defaults: docgen.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	file, err := site.Schema("schema/instance.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := data.CompileSchema(file, site.Schema)
	if err != nil {
		t.Fatal(err)
	}
	if len(site.Elements) == 0 {
		t.Fatal("no elements")
	}
	pipeline := markdown.NewPipeline(site, markdown.Options{Now: time.Unix(0, 0)})
	for _, e := range site.Elements {
		for _, p := range e.Pages {
			page, err := pipeline.Page(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			if page.Doc == nil {
				continue
			}
			t.Run(e.Key+"/"+p.Template, func(t *testing.T) {
				checkAnchors(t, page)
				requests := requestsOf(page)
				if p.Template == "events" && len(requests) != len(e.Delivery()) {
					t.Errorf("%d requests for %q", len(requests), e.Delivery())
				}
				for _, r := range requests {
					checkRequest(t, e, schema, r)
				}
			})
		}
	}
}

// request is one way to create an instance, which a page shows in four forms.
type request struct {
	// body is for readers to fill in; tab is the payload of the cURL example without
	// its command.
	body, payload, tab *example.Body
	table              *markdown.Table
}

// requestsOf pairs the bodies of a page, in their order, with the cURL examples
// and the tables that follow.
func requestsOf(page *markdown.Page) []*request {
	facts := page.Doc.Facts()
	var list []*request
	for _, e := range example.Find(facts) {
		for _, b := range e.Bodies {
			if len(b.Docs) == 0 || b.Docs[0].Get("element").Get("key") == nil || b.Docs[0].Get("token") != nil {
				continue
			}
			if last := len(list) - 1; last >= 0 && list[last].payload != nil && b.Request == nil && bytes.Equal(list[last].payload.Text.Bytes, bytes.TrimSpace(b.Text.Bytes)) {
				list[last].tab = b
			} else if b.Request == nil {
				list = append(list, &request{body: b})
			} else if len(list) > 0 && list[len(list)-1].payload == nil {
				list[len(list)-1].payload = b
			}
		}
	}
	for i := range facts.Tables {
		table := &facts.Tables[i]
		if len(table.Header.Cells) == 0 || table.Header.Cells[0].Text != "Parameter" {
			continue
		}
		before := slices.IndexFunc(list, func(r *request) bool { return r.table == nil })
		if before >= 0 {
			list[before].table = table
		}
	}
	return list
}

func checkRequest(t *testing.T, e *content.Element, schema *data.Schema, r *request) {
	t.Helper()
	if r.payload == nil || r.tab == nil || r.table == nil {
		t.Errorf("a body without a cURL example, its tab or a table: %s", r.body.Text.Bytes)
		return
	}
	var bodies [2][]string
	for i, b := range []*example.Body{r.body, r.payload} {
		if len(b.Docs) != 1 || !json.Valid(b.Text.Bytes) {
			t.Errorf("no JSON: %s", b.Text.Bytes)
			return
		}
		doc := b.Docs[0]
		for _, v := range schema.Check(doc) {
			t.Errorf("%s: %s", strings.Join(v.Path, "."), v.Message)
		}
		if key := doc.Get("element").Get("key").Str(); key != e.Key {
			t.Errorf("the body of the element %q", key)
		}
		bodies[i] = append(keys(doc.Get("configuration")), keys(doc.Get("providerData"))...)
	}
	if !slices.Equal(bodies[0], bodies[1]) {
		t.Errorf("the body has  %q\nthe payload has %q", bodies[0], bodies[1])
	}
	var documented []string
	for _, row := range r.table.Rows {
		code := row.Cells[0].Code
		if len(code) != 1 {
			t.Errorf("a row with %d names: %q", len(code), row.Cells[0].Text)
			continue
		}
		if name := code[0].Text; !slices.Contains([]string{"key", "name", "tags"}, name) {
			documented = append(documented, name)
		}
	}
	slices.Sort(bodies[0])
	slices.Sort(documented)
	if !slices.Equal(bodies[0], documented) {
		t.Errorf("the body has  %q\nthe table has %q", bodies[0], documented)
	}
}

func keys(n *data.Node) []string {
	var names []string
	if n != nil {
		for _, m := range n.Members {
			names = append(names, m.Key.Str())
		}
	}
	return names
}

// checkAnchors reports ids that are given twice, and links to a place on the
// page that is not there.
func checkAnchors(t *testing.T, page *markdown.Page) {
	t.Helper()
	facts := page.Doc.Facts()
	ids := map[string]bool{}
	add := func(id string) {
		if ids[id] {
			t.Errorf("the id %q is given twice", id)
		}
		ids[id] = true
	}
	for _, h := range page.Doc.Headings {
		if !h.Raw {
			add(h.ID)
		}
	}
	for _, a := range facts.Anchors {
		add(a.Value)
	}
	for _, l := range facts.Links {
		if id, ok := strings.CutPrefix(l.Dest, "#"); ok && id != "" && !ids[id] {
			t.Errorf("the link %q leads to #%s, which is not there", l.Text, id)
		}
	}
}

// TestGeneratedRules: the rules that the build checks exist.
func TestGeneratedRules(t *testing.T) {
	for _, name := range generatedRules {
		if rules.Find(name) == nil {
			t.Errorf("no rule is called %q", name)
		}
	}
}
