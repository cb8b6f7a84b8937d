package example

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"docgen/internal/corpus"
	"docgen/internal/source"
)

// notOurs are the categories of the answer key that other rules report; those of
// notWrong only look wrong.
var (
	notOurs  = []string{"secret-like", "foreign-element-key"}
	notWrong = []string{"template:unquoted-url", "empty-placeholder", "http-url"}
)

// TestAnswerKey reads the commands of a real tree and compares what is found
// with what is known to be wrong there. Pages are read as written: tags are
// replaced by text of the same length.
func TestAnswerKey(t *testing.T) {
	key, err := os.ReadFile(corpus.Path(t, "truth", "curl.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{} // "file:line kind"
	root := corpus.Tree(t)
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		file := source.NewFile(filepath.ToSlash(name), withoutTags(text))
		for _, block := range codeBlocks(file) {
			for _, c := range readCurl(block) {
				for _, p := range c.Problems {
					at, _, _ := block.Origin(p.Start, p.End)
					line, _ := at.Position()
					got[fmt.Sprintf("%s:%d %s", file.Name, line, p.Kind)] = true
				}
			}
			checkFixes(t, file.Name, block)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(string(key)), "\n")
	for _, row := range rows[1:] {
		cells := strings.Split(row, "\t")
		category := cells[5]
		place := cells[1] + ":" + cells[2] + " "
		switch {
		case slices.Contains(notWrong, category):
			for found := range got {
				if strings.HasPrefix(found, place) && !strings.HasSuffix(found, " missing-continuation") {
					t.Errorf("%s: only looks wrong (%s)", found, category)
				}
			}
		case slices.Contains(notOurs, category), strings.HasPrefix(category, "payload-json:"), category == "duplicate-query-param":
		case !got[place+category]:
			t.Errorf("%s%s: not found", place, category)
		}
	}
}

// checkFixes reports whether a text whose problems are fixed has none left
// that could be.
func checkFixes(t *testing.T, name string, block source.Text) {
	for _, c := range readText(fixAll(block.String())) {
		for _, p := range c.Problems {
			if p.Fix != nil {
				t.Errorf("%s: still %s after the fix: %s\n%s", name, p.Kind, p.Message, c.Text.Bytes)
			}
		}
	}
}

var (
	outputTag = regexp.MustCompile(`\{\{.*?\}\}`)
	otherTag  = regexp.MustCompile(`\{%.*?%\}`)
	fence     = regexp.MustCompile("^[ \t]*(```+|~~~+)")
)

// withoutTags replaces {{ }} by word characters and {% %} by a JSON member,
// as they are replaced when a page is rendered.
func withoutTags(text []byte) []byte {
	text = outputTag.ReplaceAllFunc(text, func(b []byte) []byte { return bytes.Repeat([]byte("w"), len(b)) })
	return otherTag.ReplaceAllFunc(text, func(b []byte) []byte { return fmt.Appendf(nil, "%-*s", len(b), `"":1`) })
}

// codeBlocks returns the fences, and the indented blocks that begin with a
// command.
func codeBlocks(file *source.File) []source.Text {
	var blocks []source.Text
	var block source.Text
	in, indent := "", ""
	for start := 0; start < len(file.Text); {
		end := start + indexOr(file.Text[start:], '\n', len(file.Text)-start-1) + 1
		line := string(file.Text[start:end])
		mark := fence.FindStringSubmatch(line)
		switch {
		case in == "" && mark != nil:
			in, indent = mark[1], line[:strings.Index(line, mark[1])]
		case in == "" && (strings.HasPrefix(line, "    ") && strings.HasPrefix(line[4:], "curl ")):
			in, indent = "indented", "    "
			block.Copy(file.Span(start+4, end), nil)
		case in == "indented" && strings.TrimSpace(line) != "" && line[0] != ' ' && line[0] != '\t',
			in != "" && mark != nil && mark[1] == in:
			blocks = append(blocks, block)
			block, in = source.Text{}, ""
		case in != "":
			block.Copy(file.Span(end-len(strings.TrimPrefix(line, indent)), end), nil)
		}
		start = end
	}
	return append(blocks, block)
}
