package content

import (
	"slices"
	"testing"
	"testing/fstest"
)

// TestReadPresets: a source folder's presets go before docgen's, value by
// value, and those that are for authentication have an order.
func TestReadPresets(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	own := fstest.MapFS{
		"elements/_presets/jwt.yaml":  file("auth: {type: jwt, label: JWT}\r\nnew: {order: 2}\r\n"),
		"elements/_presets/basic.yml": file("auth: {label: Own}\n"),
		"elements/_presets/later.yml": file("auth: {type: later}\n"),
		"elements/_presets/cert.yml":  file("auth: {type: cert}\n"),
		"elements/_presets/other.yml": file("auth: {type: basic}\n"),
		"elements/_presets/empty.yml": file(""),
		"elements/_presets/jwt.md":    file("no preset"),
	}
	brought := fstest.MapFS{
		"elements/_presets/basic.yml":    file("auth: {type: basic, label: Basic}\nnew: {order: 3}\n"),
		"elements/_presets/oauth2.yml":   file("auth: {type: oauth2}\nnew: {order: 1}\n"),
		"elements/_presets/webhooks.yml": file("configuration: []\n"),
	}
	presets, err := readPresets(own, fstest.MapFS{}, brought)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := presets.Auth(), []string{"oauth2", "jwt", "basic", "cert", "later"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := presets.Get("basic", "auth", "label").Str(); got != "Own" {
		t.Errorf("label %q", got)
	}
	if got := presets.Get("basic", "new", "order").Str(); got != "3" {
		t.Errorf("order %q", got)
	}
}
