package publish

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"docgen/internal/content"
	"docgen/internal/example"
)

// gathering collects the shares of the pages for the files about all pages. It
// may be used from many goroutines.
type gathering struct {
	site *content.Site

	mu       sync.Mutex
	search   []searchPage
	listed   []listedPage
	examples []listedExample
}

// listedPage is a page in llms.txt.
type listedPage struct{ url, twin, title, group, description string }

// listedExample is an example in examples.json.
type listedExample struct {
	Page    string          `json:"page"`
	Element string          `json:"element,omitempty"`
	Kind    string          `json:"kind"` // "json", or the language of the request: "curl"
	Method  string          `json:"method,omitempty"`
	Path    string          `json:"path,omitempty"`
	Body    json.RawMessage `json:"body"`
}

// add adds a finished page.
func (g *gathering) add(r *Rendered) {
	twin, ok := r.TwinOut()
	if !ok {
		return
	}
	listed := listedPage{url: r.URL, twin: twin, title: r.title(), description: r.Vars.Text("description")}
	page := searchPage{URL: r.Address(), Title: listed.title}
	if r.Element != nil {
		listed.group, page.Group = r.Element.Name, r.Element.Name
	}
	for i, s := range r.Doc.Sections() {
		// The text under the title belongs to the page as a whole.
		if i > 0 && len(page.Sections) == 1 && page.Sections[0].Text == "" && isTitle(r, s.ID) {
			page.Sections[0].Text = s.Text
			continue
		}
		page.Sections = append(page.Sections, searchSection{ID: s.ID, Heading: s.Title, Text: s.Text})
	}
	examples := g.examplesOf(r)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.search = append(g.search, page)
	g.listed = append(g.listed, listed)
	g.examples = append(g.examples, examples...)
}

// isTitle reports whether an id is that of the page's first heading of level 1.
func isTitle(r *Rendered, id string) bool {
	h := r.Doc.Headings
	return len(h) > 0 && h[0].Level == 1 && h[0].ID == id
}

// title returns the title of a page: its front matter's, or its first heading.
func (r *Rendered) title() string {
	if title := r.Vars.Text("title"); title != "" {
		return title
	}
	if len(r.Doc.Headings) > 0 {
		return r.Doc.Headings[0].Title
	}
	return r.URL
}

// examplesOf lists the valid JSON of a page.
func (g *gathering) examplesOf(r *Rendered) []listedExample {
	var out []listedExample
	api := example.API(g.site.Config.API())
	for _, e := range example.Find(r.Doc.Facts()) {
		for _, body := range e.Bodies {
			if !json.Valid(body.Text.Bytes) {
				continue
			}
			var compact bytes.Buffer
			if err := json.Compact(&compact, body.Text.Bytes); err != nil {
				continue
			}
			listed := listedExample{Page: r.URL, Kind: "json", Body: compact.Bytes()}
			if r.Element != nil {
				listed.Element = r.Element.Key
			}
			if q := body.Request; q != nil {
				path := api.Path(q.URL)
				listed.Kind, listed.Method, listed.Path = q.Language.Name, q.Method, path.String()
			}
			out = append(out, listed)
		}
	}
	return out
}

// files returns the files about all pages, by their path: the search index, and with
// lists those for programs.
func (g *gathering) files(lists bool) map[string][]byte {
	slices.SortFunc(g.search, func(a, b searchPage) int { return strings.Compare(a.URL, b.URL) })
	slices.SortFunc(g.listed, func(a, b listedPage) int { return strings.Compare(a.url, b.url) })
	slices.SortStableFunc(g.examples, func(a, b listedExample) int { return strings.Compare(a.Page, b.Page) })
	files := searchIndex(g.search)
	if !lists {
		return files
	}
	files["llms.txt"] = g.llms()
	files["examples.json"] = g.exampleList()
	return files
}

// llms returns llms.txt, the list of pages for language models (llmstxt.org),
// with links to the Markdown of each page.
func (g *gathering) llms() []byte {
	var b bytes.Buffer
	config := g.site.Config
	title := config.Node.Get("title").Str()
	if title == "" {
		title = "Documentation"
	}
	b.WriteString("# " + oneLine(title) + "\n")
	if d := config.Node.Get("description").Str(); d != "" {
		b.WriteString("\n> " + oneLine(d) + "\n")
	}
	groups := map[string][]listedPage{}
	var names []string
	for _, p := range g.listed {
		if _, ok := groups[p.group]; !ok {
			names = append(names, p.group)
		}
		groups[p.group] = append(groups[p.group], p)
	}
	slices.Sort(names)
	for _, name := range names {
		heading := name
		if heading == "" {
			heading = "Guides"
		}
		b.WriteString("\n## " + oneLine(heading) + "\n\n")
		for _, p := range groups[name] {
			b.WriteString("- [" + oneLine(p.title) + "](" + config.URL + config.BaseURL + "/" + p.twin + ")")
			if p.description != "" {
				b.WriteString(": " + oneLine(p.description))
			}
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

// oneLine returns a text for a line of Markdown in which it can begin no other
// line and no link.
func oneLine(s string) string {
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(strings.Join(strings.Fields(s), " "))
}

func (g *gathering) exampleList() []byte {
	if g.examples == nil {
		g.examples = []listedExample{}
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	_ = encoder.Encode(map[string]any{"version": 1, "examples": g.examples})
	return b.Bytes()
}
