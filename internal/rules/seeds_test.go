package rules

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen/internal/corpus"
)

// TestSeeds puts each of the project's first documents into a separate tree, with
// the overview of one other element beside it.
func TestSeeds(t *testing.T) {
	const front = "---\nheading: ConnectWise\nelementKey: connectwisecrmrest\n---\n"
	const instruction = "<add custom"
	for _, test := range []struct {
		seed, front string
		want        map[string][]string // rule to what it underlines
	}{
		{"000", "", map[string][]string{"leftover-placeholder": {instruction}}},
		{"002", "", map[string][]string{
			"leftover-placeholder": {"Name of Element", "Name of Element", "Element Name", "nn", "fake", instruction},
			"foreign-element":      {"https://www.campaignmonitor.com/api/webhooks/"},
		}},
		{"003", "", map[string][]string{"leftover-placeholder": {"Element Name", instruction}}},
		{"004", front, map[string][]string{"leftover-placeholder": {instruction}, "foreign-element": {"Shopify"}}},
	} {
		text, err := os.ReadFile(corpus.Path(t, "seeds", test.seed+"_*"))
		if err != nil {
			t.Fatal(err)
		}
		archive := txtar.Format(&txtar.Archive{Files: []txtar.File{
			{Name: "docs/elements/shopify/index.md", Data: []byte("---\nheading: Shopify\nelementKey: shopify\n---\n")},
			{Name: "docs/elements/it/events.md", Data: append([]byte(test.front), text...)},
		}})
		got := map[string][]string{}
		for _, d := range lintArchive(t, archive, "leftover-placeholder", "foreign-element") {
			underlined := d.Span.String()
			if strings.HasPrefix(underlined, instruction) {
				underlined = instruction
			}
			got[d.Rule] = append(got[d.Rule], underlined)
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %q, want %q", test.seed, got, test.want)
		}
	}
}
