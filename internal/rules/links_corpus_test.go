package rules

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"docgen/internal/corpus"
	"docgen/internal/diag"
	"docgen/internal/lint"
)

// TestLinksOfARealTree measures the link rules against an answer key of a real
// tree: nearly every problem is found at its line, and no trap is reported.
func TestLinksOfARealTree(t *testing.T) {
	tree := corpus.Tree(t)
	truth := filepath.Join(tree, "..", "..", "truth")
	rules := []*lint.Rule{brokenAnchor, brokenLink, malformedLink, missingImage}
	type place struct{ file, line string }
	found := map[place][]*diag.Diagnostic{}
	for _, d := range lintTree(t, tree, lint.Options{Rules: rules}).Findings {
		line, _ := d.Span.Position()
		at := place{d.Span.File.Name, strconv.Itoa(line)}
		found[at] = append(found[at], d)
	}
	all, missed := 0, 0
	for _, name := range []string{"links.tsv", "links_other_pages.tsv", "malformed.tsv"} {
		for _, row := range readKey(t, filepath.Join(truth, name)) {
			switch {
			case strings.Contains(row["note"], "KRAMDOWN-ONLY"), strings.Contains(row["category"], "swallowed"):
				continue // correct by the rules of CommonMark
			case row["category"] == "wrong-provider-link", row["target"] == "https://nsightly.com":
				continue // cannot be derived from the address
			}
			all++
			at := place{row["source_file"] + row["file"], row["line"]}
			if len(found[at]) == 0 {
				missed++
				t.Logf("missed: %s:%s %s %s", at.file, at.line, row["category"], row["target"]+row["text"])
			}
		}
	}
	if all == 0 || missed*25 > all {
		t.Errorf("%d of %d problems missed", missed, all)
	}
	for _, row := range readKey(t, filepath.Join(truth, "links_traps.tsv")) {
		for _, d := range found[place{row["source_file"], row["line"]}] {
			for _, page := range d.Pages {
				if page == row["page"] && strings.Contains(d.Message, `"`+row["target"]+`"`) {
					t.Errorf("false alarm on %s: %s", page, d.Error())
				}
			}
		}
	}
}

// readKey reads a table of tab-separated values whose first row has the names.
func readKey(t *testing.T, name string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	names := strings.Split(lines[0], "\t")
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, value := range strings.Split(line, "\t") {
			row[names[i]] = value
		}
		rows = append(rows, row)
	}
	return rows
}
