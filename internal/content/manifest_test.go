package content

import (
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func sumOf(text string) string {
	sum, _, _ := Sum(strings.NewReader(text), nil)
	return sum
}

// TestManifest: names are read as they were written, and no name is two.
func TestManifest(t *testing.T) {
	m := &Manifest{Stamp: "s", Folder: "f", Files: map[string]string{}}
	for _, name := range []string{"a.html", "b c/d", "line\nbreak", "x\r\n" + sumOf("mine") + " \"mine\"", "nul\x00", "bad\xff", `"quoted"`, `back\slash`, "ü"} {
		m.Files[name] = sumOf(name)
	}
	read, ok, err := ReadManifest(fstest.MapFS{"out/" + ManifestName: {Data: m.Format()}}, "out")
	if err != nil || !ok || !maps.Equal(read.Files, m.Files) || read.Stamp != "s" || read.Folder != "f" {
		t.Errorf("%v, %v: %+v", ok, err, read)
	}
	for _, text := range []string{
		"what is this", "docgen 2\nx", "docgen 2\n00 \"a\"\n", "docgen 2\n" + sumOf("") + " a\n",
		"docgen 2\n" + sumOf("") + " \"../a\"\n", "docgen 2\n" + sumOf("") + " \"/a\"\n", "docgen 2\n" + sumOf("") + " \"a/../../b\"\n",
		"stamp x\n00000000 ../a\n", "stamp x\n0 a\n",
	} {
		if _, ok, err := ReadManifest(fstest.MapFS{ManifestName: {Data: []byte(text)}}, "."); err != nil || ok {
			t.Errorf("%q: ok %v, %v", text, ok, err)
		}
	}
}

// TestFormerManifest: the list of a former version proves what its short sums can.
func TestFormerManifest(t *testing.T) {
	crc := crc32.Checksum([]byte("page"), crc32.MakeTable(crc32.Castagnoli))
	text := fmt.Sprintf("stamp x\n%08x a.html\n%08x b.html\n00000000 empty\n", crc, crc)
	m, ok, err := ReadManifest(fstest.MapFS{ManifestName: {Data: []byte(text)}}, ".")
	if err != nil || !ok || m.Stamp != "" {
		t.Fatalf("%+v, %v, %v", m, ok, err)
	}
	for _, test := range []struct {
		name, text string
		own        bool
	}{{"a.html", "page", true}, {"b.html", "changed", false}, {"empty", "", false}, {"none", "page", false}} {
		sum, own, err := m.Check(test.name, strings.NewReader(test.text))
		if err != nil || own != test.own || sum != sumOf(test.text) {
			t.Errorf("%s: %s, %v, %v", test.name, sum, own, err)
		}
	}
}

// TestStrayManifest: a list in the source folder hides the files with the listed
// content, and never a page.
func TestStrayManifest(t *testing.T) {
	page := "---\ntitle: Page\n---\n"
	list := Manifest{Folder: "f", Files: map[string]string{
		"same.txt": sumOf("same\n"), "deep/same.css": sumOf("same\n"), "changed.txt": sumOf("other"), "page.md": sumOf(page), "gone.txt": sumOf(""),
	}}
	site := open(t, "-- _config.yml --\n-- a.md --\n"+page+
		"-- x/.docgen-files --\n"+string(list.Format())+"-- x/same.txt --\nsame\n-- x/deep/same.css --\nsame\n-- x/changed.txt --\nchanged\n-- x/page.md --\n"+page+
		"-- _includes/.docgen-files --\n"+string((&Manifest{Files: map[string]string{"part.html": sumOf("part\n")}}).Format())+"-- _includes/part.html --\npart\n", Options{})
	var got []string
	for _, p := range site.AllPages() {
		got = append(got, p.URL)
	}
	for _, f := range site.Static {
		got = append(got, f.URL)
	}
	slices.Sort(got)
	if want := []string{"/a.html", "/x/changed.txt", "/x/page.html"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, err := site.Include("part.html", nil); err != nil {
		t.Error(err)
	}
}
