package internal

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// stations are the packages in the order the bytes pass them. A package may
// import those to its left; publish, workspace and preview stand beside the last
// three.
var stations = []string{"source", "diag", "data", "content", "sass", "render", "markdown", "example", "lint", "rules"}

var beside = map[string][]string{
	"publish":   {"disk", "sass", "source", "diag", "data", "content", "render", "markdown", "example"},
	"workspace": append(slices.Clone(stations[:9]), "publish"),
	"preview":   append(slices.Clone(stations[:9]), "publish", "workspace"),
}

// importers names the one package that may import a library.
var importers = map[string]string{
	"github.com/osteele/liquid":        "render",
	"github.com/yuin/goldmark":         "markdown",
	"gopkg.in/yaml.v3":                 "data",
	"github.com/xeipuuv/gojsonschema":  "data",
	"github.com/spf13/pflag":           "cmd/docgen",
	"github.com/fsnotify/fsnotify":     "preview",
	"mvdan.cc/sh/v3":                   "example",
	"github.com/alecthomas/chroma/v2":  "markdown",
	"github.com/bmatcuk/doublestar/v4": "content",
	"github.com/osteele/tuesday":       "render",
	"github.com/chromedp":              "preview",
	"github.com/rivo/uniseg":           "diag",
	"golang.org/x/net/html":            "publish",
	"golang.org/x/text":                "content",
}

func allowed(from string) []string {
	if list, ok := beside[from]; ok {
		return list
	}
	if i := slices.Index(stations, from); i >= 0 {
		return stations[:i]
	}
	return nil
}

func TestImportsGoOneWay(t *testing.T) {
	imports(t, func(t *testing.T, file, pkg, imported string) {
		own, ok := strings.CutPrefix(imported, "docgen/internal/")
		if !ok || pkg == "cmd/docgen" || strings.HasSuffix(file, "_test.go") {
			return
		}
		if !slices.Contains(allowed(pkg), own) {
			t.Errorf("%s: %s must not import %s", file, pkg, own)
		}
	})
}

func TestOneImporterPerLibrary(t *testing.T) {
	imports(t, func(t *testing.T, file, pkg, imported string) {
		for module, only := range importers {
			if (imported == module || strings.HasPrefix(imported, module+"/")) && pkg != only && !strings.HasSuffix(file, "_test.go") {
				t.Errorf("%s: only %s imports %s", file, only, module)
			}
		}
	})
}

func imports(t *testing.T, check func(t *testing.T, file, pkg, imported string)) {
	t.Helper()
	for _, root := range []string{".", "../cmd"} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(name) != ".go" {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			pkg := strings.TrimPrefix(path.Dir(filepath.ToSlash(name)), "../")
			for _, spec := range f.Imports {
				imported, _ := strconv.Unquote(spec.Path.Value)
				check(t, name, pkg, imported)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
