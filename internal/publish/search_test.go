package publish

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"docgen/internal/corpus"
)

// searchFile is search/index.json as the script reads it.
type searchFile struct {
	V      int
	Pages  [][]any
	Shards []int
	Words  string
	Posts  string
}

func readIndex(t *testing.T, files map[string][]byte) searchFile {
	t.Helper()
	var f searchFile
	if err := json.Unmarshal(files["search/index.json"], &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// lookup decodes the lists of one word as the script does.
func (f searchFile) lookup(word string) (lists [places][]int) {
	i := slices.Index(strings.Split(f.Words, " "), word)
	if i < 0 {
		return lists
	}
	for place, list := range strings.Split(strings.Split(f.Posts, " ")[i], ",") {
		next, n, shift := 0, 0, 0
		for _, c := range list {
			digit := strings.IndexRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", c)
			n |= digit & 31 << shift
			shift += 5
			if digit < 32 {
				next += n
				lists[place] = append(lists[place], next)
				next, n, shift = next+1, 0, 0
			}
		}
	}
	return lists
}

func TestSearchIndexListsWordsByPlace(t *testing.T) {
	index := readIndex(t, searchIndex([]searchPage{
		{URL: "/a.html", Title: "Events", Group: "Hootsuite", Sections: []searchSection{
			{Text: "Events by webhooks, webhooks and WEBHOOKS."},
			{ID: "webhooks", Heading: "Webhooks", Text: "webhooks need oauth.api.key"},
		}},
		{URL: "/b.html", Title: "Größe"},
		{URL: "/c.html", Title: "C", Sections: []searchSection{{Text: "x 42 aGVsbG8gd29ybGQsIHRoaXMgaXMgYSB0b2tlbg é'été"}}},
	}))
	if index.V != 1 {
		t.Errorf("version %d, want 1", index.V)
	}
	for word, want := range map[string][places][]int{
		"hootsuite":                              {inTitle: {0}},
		"events":                                 {inTitle: {0}, inText: {0}},
		"webhooks":                               {inHeading: {1}, inTextOften: {0}},
		"oauth":                                  {inText: {1}},
		"api":                                    {inText: {1}},
		"größe":                                  {inTitle: {1}},
		"été":                                    {inText: {3}},
		"42":                                     {inText: {3}},
		"x":                                      {}, // too short
		"agvsbg8gd29ybgqsihroaxmgaxmgysb0b2tlbg": {}, // too long
	} {
		if got := index.lookup(word); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: got %v, want %v", word, got, want)
		}
	}
	want := []any{"/a.html", "Events", "Hootsuite", []any{"", "", "webhooks", "Webhooks"}}
	if got := index.Pages[0]; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("page: got %v, want %v", got, want)
	}
}

func TestSearchIndexKeepsTheTextOfEverySection(t *testing.T) {
	var pages []searchPage
	var want []string
	for i := range 40 {
		text := strings.Repeat(fmt.Sprintf("word%d ", i), 100*(i%5))
		pages = append(pages, searchPage{URL: fmt.Sprintf("/%d.html", i), Sections: []searchSection{{Text: text}, {Text: " a\n<b> \t& c "}}})
		want = append(want, strings.TrimSpace(text), "a <b> & c")
	}
	files := searchIndex(pages)
	index := readIndex(t, files)
	if len(index.Shards) < 2 || len(files) != len(index.Shards)+1 {
		t.Fatalf("%d shards in %d files", len(index.Shards), len(files))
	}
	var got []string
	for i, first := range index.Shards {
		if first != len(got) {
			t.Errorf("shard %d begins with section %d, want %d", i, first, len(got))
		}
		var texts []string
		if err := json.Unmarshal(files[fmt.Sprintf("search/text-%d.json", i)], &texts); err != nil {
			t.Fatal(err)
		}
		got = append(got, texts...)
	}
	if !slices.Equal(got, want) {
		t.Errorf("texts differ: %d sections, want %d", len(got), len(want))
	}
}

func TestSearchIndexOfNothing(t *testing.T) {
	files := searchIndex(nil)
	want := `{"v":1,"pages":[],"shards":[],"words":"","posts":""}` + "\n"
	if got := string(files["search/index.json"]); got != want || len(files) != 1 {
		t.Errorf("got %d files, index %s", len(files), got)
	}
}

func TestAppendVLQ(t *testing.T) {
	for n, want := range map[int]string{0: "A", 1: "B", 31: "f", 32: "gB", 1023: "_f", 1024: "ggB"} {
		if got := string(appendVLQ(nil, n)); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestSearchIndexOfTheCorpus(t *testing.T) {
	files := searchIndex(corpusPages(t))
	if !maps.EqualFunc(files, searchIndex(corpusPages(t)), bytes.Equal) {
		t.Error("two runs differ")
	}
	const budget = 1500 << 10
	if size := gzipped(t, files["search/index.json"]); size > budget {
		t.Errorf("index: %d bytes compressed, budget %d", size, budget)
	}
	// For checks of the result in a browser or in node.
	if dir := os.Getenv("DOCGEN_SEARCH_OUT"); dir != "" {
		for name, data := range files {
			name = filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func BenchmarkSearchIndex(b *testing.B) {
	pages := corpusPages(b)
	var files map[string][]byte
	for b.Loop() {
		files = searchIndex(pages)
	}
	b.ReportMetric(float64(len(files["search/index.json"])), "B/index")
	b.ReportMetric(float64(gzipped(b, files["search/index.json"])), "gzB/index")
	b.ReportMetric(float64(len(files)-1), "shards")
}

func gzipped(tb testing.TB, data []byte) int {
	tb.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write(data); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.Len()
}

var (
	heading = regexp.MustCompile(`(?m)^#{2,6} +(.*)$`)
	field   = regexp.MustCompile(`(?m)^(title|heading): *(.*)$`)
	notSlug = regexp.MustCompile(`[^\w -]`)
)

// corpusPages reads the Markdown of a real documentation tree, split at its
// headings; the markup is kept in the text.
func corpusPages(tb testing.TB) []searchPage {
	tb.Helper()
	root := corpus.Tree(tb)
	var pages []searchPage
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), "_"):
			return fs.SkipDir
		case filepath.Ext(name) != ".md":
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		pages = append(pages, corpusPage(strings.TrimPrefix(name, root), string(text)))
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return pages
}

func corpusPage(name, text string) searchPage {
	p := searchPage{URL: strings.TrimSuffix(name, ".md") + ".html"}
	if parts := strings.SplitN(text, "---\n", 3); len(parts) == 3 {
		text = parts[2]
		for _, m := range field.FindAllStringSubmatch(parts[1], -1) {
			switch m[1] {
			case "title":
				p.Title = m[2]
			case "heading":
				p.Group = m[2]
			}
		}
	}
	text = strings.ReplaceAll(text, "{{page.heading}}", p.Group)
	section := searchSection{}
	start := 0
	for _, m := range heading.FindAllStringSubmatchIndex(text, -1) {
		section.Text = text[start:m[0]]
		p.Sections = append(p.Sections, section)
		title := strings.TrimSpace(text[m[2]:m[3]])
		id := strings.ReplaceAll(notSlug.ReplaceAllString(strings.ToLower(title), ""), " ", "-")
		section = searchSection{ID: id, Heading: title}
		start = m[1]
	}
	section.Text = text[start:]
	p.Sections = append(p.Sections, section)
	return p
}
