package rules

import (
	"bytes"
	"os"
	"path"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestLineEndsAndByteOrderMarks runs the examples of the rules' pages with CRLF
// and a byte order mark: the findings are the same, at the same places.
func TestLineEndsAndByteOrderMarks(t *testing.T) {
	saved := map[string]func([]byte) []byte{
		"CRLF": func(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")) },
		"byte order mark": func(text []byte) []byte {
			if bytes.HasPrefix(text, []byte("---")) {
				return text // with a mark it is no page
			}
			return append([]byte("\xef\xbb\xbf"), text...)
		},
	}
	for _, rule := range All {
		doc, err := os.ReadFile(rule.Name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range exampleFence.FindAllSubmatch(doc, -1) {
			for how, save := range saved {
				archive := txtar.Parse(match[1])
				for i, f := range archive.Files {
					switch path.Ext(f.Name) {
					case ".md", ".html", ".yml":
						archive.Files[i].Data = save(f.Data)
					}
				}
				if got := findings(t, rule, txtar.Format(archive)); got != string(match[3]) {
					t.Errorf("%s, %s:\n%s\ngives\n%s\nin place of\n%s", rule.Name, how, match[1], got, match[3])
				}
			}
		}
	}
}
