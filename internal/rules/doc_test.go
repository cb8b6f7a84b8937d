package rules

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/workspace"
)

var update = flag.Bool("update", false, "rewrite the outputs in the rules' pages")

// exampleFence matches a txtar fence of a rule's page and the output fence after
// it, which is absent if nothing is reported.
var exampleFence = regexp.MustCompile("(?s)````txtar\n(.*?)````\n(\n```output\n(.*?)```\n)?")

// TestPages runs every example of every rule's page, and compares the page with that
// on docgen's own site.
func TestPages(t *testing.T) {
	fixes := map[string]string{}
	for _, rule := range All {
		t.Run(rule.Name, func(t *testing.T) {
			name := rule.Name + ".md"
			doc, err := os.ReadFile(name)
			if err != nil {
				t.Fatalf("every rule has a page: %v", err)
			}
			if !bytes.HasPrefix(doc, []byte("# "+rule.Name+"\n\n")) {
				t.Errorf("%s does not begin with the name of the rule", name)
			}
			fails, passes := 0, 0
			var all []*diag.Diagnostic
			after := exampleFence.ReplaceAllFunc(doc, func(match []byte) []byte {
				m := exampleFence.FindSubmatch(match)
				found := lintArchive(t, m[1], rule.Name)
				if rule != internalFault && len(diag.Faults(found)) > 0 {
					t.Fatalf("example\n%s\ngives %s", m[1], listed(found)) // -update must not write it into the page
				}
				got := listed(found)
				all = append(all, found...)
				if got == "" {
					passes++
				} else {
					fails++
				}
				if got != string(m[3]) && !*update {
					t.Errorf("example\n%s\ngives\n%s\nbut the page says\n%s", m[1], got, m[3])
				}
				out := "````txtar\n" + string(m[1]) + "````\n"
				if got != "" {
					out += "\n```output\n" + got + "```\n"
				}
				return []byte(out)
			})
			// No page leads to a fault of docgen, and one revision alone has lost nothing.
			if fails == 0 && rule != internalFault && rule != goneAddress || passes == 0 {
				t.Errorf("the page has %d examples that fail and %d that pass; each is needed", fails, passes)
			}
			if *update && !bytes.Equal(doc, after) {
				if err := os.WriteFile(name, after, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			fixes[rule.Name] = fixOf(rule.Name, all)
			checkSitePage(t, name, sitePage(string(after), rule, fixes[rule.Name]))
		})
	}
	if len(fixes) == len(All) {
		checkSitePage(t, "index.md", siteIndex(fixes))
	}
}

// TestEveryPageHasItsRule finds pages whose rule is not in All.
func TestEveryPageHasItsRule(t *testing.T) {
	names, err := fs.Glob(pages, "*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if Find(strings.TrimSuffix(name, ".md")) == nil {
			t.Errorf("%s is of no rule in All", name)
		}
	}
	if !slices.IsSortedFunc(All, func(a, b *lint.Rule) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("All is not sorted by name")
	}
}

// findings runs one rule over a site that is given as a txtar archive.
func findings(t *testing.T, rule *lint.Rule, archive []byte) string {
	t.Helper()
	return listed(lintArchive(t, archive, rule.Name))
}

// listed prints findings, one in a line.
func listed(found []*diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range found {
		line, col := d.Span.Position()
		name := ""
		if d.Span.File != nil {
			name = d.Span.File.Name
		}
		fmt.Fprintf(&b, "%s:%d:%d: %s: %s [%s]\n", name, line, col, d.Severity, d.Message, d.Rule)
	}
	return b.String()
}

// lintArchive runs rules over a site that is given as a txtar archive. An archive
// without a configuration is a Jekyll tree.
func lintArchive(t *testing.T, archive []byte, only ...string) []*diag.Diagnostic {
	t.Helper()
	dir := writeFiles(t, withConfig(txtar.Parse(archive).Files))
	return lintTree(t, dir, lint.Options{Rules: All, Only: only, External: answerByName}).Findings
}

// withConfig returns the files of a site. Without a configuration it is a Jekyll
// tree for which docgen is set up, so that all rules run.
func withConfig(files []txtar.File) []txtar.File {
	if slices.ContainsFunc(files, func(f txtar.File) bool {
		return f.Name == "docgen.yml" || f.Name == "_config.yml" || strings.HasPrefix(f.Name, "elements/")
	}) {
		return files
	}
	return append(slices.Clip(files), txtar.File{Name: "_config.yml"}, txtar.File{Name: "docgen.yml"})
}

// writeFiles returns a new folder with files.
func writeFiles(t testing.TB, files []txtar.File) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// lintTree reads and lints a folder.
func lintTree(t testing.TB, dir string, opts lint.Options) *lint.Result {
	t.Helper()
	work, err := workspace.Open(dir, workspace.Options{Content: content.Options{Defaults: docgen.Defaults}, Now: time.Unix(0, 0), Lint: opts})
	if err != nil {
		t.Fatal(err)
	}
	defer work.Site.Close()
	result, _ := work.Findings(context.Background(), 0)
	return result
}
