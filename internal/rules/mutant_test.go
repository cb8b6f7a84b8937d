package rules

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/corpus"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/mutant"
	"docgen/internal/source"
	"docgen/internal/workspace"
)

// TestMutants makes mutants of the files in the examples of the rules' pages:
// configuration, elements, data, includes, pages. The site that has one of them is
// read, linted, fixed and written.
func TestMutants(t *testing.T) {
	var seeds []string
	var wrong []func(text string) string
	for _, files := range examples(t) {
		files = withConfig(files)
		base := sync.OnceValue(func() *workspace.Snapshot { return openMutants(t, files) })
		for _, f := range files {
			switch path.Ext(f.Name) {
			case ".md", ".html", ".yml", ".json", ".csv":
				seeds = append(seeds, string(f.Data))
				wrong = append(wrong, func(text string) string {
					return mutant.Fault(func(t mutant.Reporter) { checkMutant(t, base(), map[string][]byte{f.Name: []byte(text)}) })
				})
			}
		}
	}
	mutant.Run(t, 30, seeds, func(seed int, text string) string { return wrong[seed](text) })
}

// TestPageMutants makes mutants of many pages at a time.
func TestPageMutants(t *testing.T) {
	var files, shared []txtar.File
	for i, example := range examples(t) {
		for _, f := range example {
			switch {
			case strings.HasPrefix(f.Name, "_includes/"), strings.HasPrefix(f.Name, "_layouts/"):
				shared = append(shared, f)
			case path.Ext(f.Name) == ".md" && !strings.HasPrefix(f.Name, "_"):
				files = append(files, txtar.File{Name: fmt.Sprintf("example-%d/%s", i, f.Name), Data: f.Data})
			}
		}
	}
	for i, text := range corpus.Files(t, "../../templates", 6000, ".md") {
		files = append(files, txtar.File{Name: fmt.Sprintf("templates/%d.md", i), Data: []byte(text)})
	}
	mutatePages(t, 100, files, shared)
}

// The same with pages of a real tree, with all its includes and data.
func TestPageMutantsOfTree(t *testing.T) {
	root := corpus.Tree(t)
	var files, shared []txtar.File
	for _, name := range []string{"_config.yml", "_includes", "_data"} {
		err := filepath.WalkDir(filepath.Join(root, name), func(name string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(name)
			short, _ := filepath.Rel(root, name)
			shared = append(shared, txtar.File{Name: filepath.ToSlash(short), Data: b})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	each := 60
	if mutant.Long() {
		each = 20
	}
	for i, text := range corpus.Files(t, filepath.Join(root, "docs"), 6000, ".md") {
		if i%each == 0 && len(files) < 60 {
			files = append(files, txtar.File{Name: fmt.Sprintf("docs/page-%d.md", i), Data: []byte(text)})
		}
	}
	mutatePages(t, 40, files, shared)
}

// examples returns the sites in the rules' pages: in a short run one of each.
func examples(t *testing.T) (out [][]txtar.File) {
	most := 1
	if mutant.Long() {
		most = -1
	}
	for _, rule := range All {
		doc, err := os.ReadFile(rule.Name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range exampleFence.FindAllSubmatch(doc, most) {
			out = append(out, txtar.Parse(match[1]).Files)
		}
	}
	return out
}

func mutatePages(t *testing.T, number int, pages, shared []txtar.File) {
	base := openMutants(t, withConfig(slices.Concat(shared, pages)))
	seeds := make([]string, len(pages))
	for i, p := range pages {
		seeds[i] = string(p.Data)
	}
	mutant.RunBatches(t, number, 50, seeds, func(texts map[int]string) string {
		overlay := map[string][]byte{}
		for i, text := range texts {
			overlay[pages[i].Name] = []byte(text)
		}
		return mutant.Fault(func(t mutant.Reporter) { checkMutant(t, base, overlay) })
	})
}

// openMutants returns a site with the given files, and with all its results.
func openMutants(t *testing.T, files []txtar.File) *workspace.Snapshot {
	t.Helper()
	work, err := workspace.Open(writeFiles(t, files), workspace.Options{
		Content: content.Options{Defaults: docgen.Defaults}, Now: time.Unix(0, 0), Keep: 64 << 20,
		Lint: lint.Options{Rules: All, External: answerByName},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { work.Site.Close() })
	found, work := checkSite(t, work, nil)
	changes := diag.Apply(slices.DeleteFunc(found, func(d *diag.Diagnostic) bool { return !ownFixes(work, d) }), false)
	if len(changes) == 0 {
		return work
	}
	// Without the fixes of the seeds, only those of the mutants are made.
	for _, c := range changes {
		for i := range files {
			if files[i].Name == c.File.Name {
				files[i].Data = c.After
			}
		}
	}
	return openMutants(t, files)
}

// checkMutant lints a site with other texts for some of its files, writes its pages
// and applies the safe fixes, which must end and not lead to more findings.
func checkMutant(t mutant.Reporter, base *workspace.Snapshot, overlay map[string][]byte) {
	before := checkEdited(t, base, overlay)
	for round := 0; ; round++ {
		changes := diag.Apply(slices.DeleteFunc(slices.Clone(before), func(d *diag.Diagnostic) bool { return !ownFixes(base, d) }), false)
		if len(changes) == 0 {
			return
		}
		if round == 8 {
			t.Fatalf("the fixes of %s do not end", changes[0].Fixed[0].Rule)
		}
		overlay = maps.Clone(overlay)
		fixed := map[string]int{}
		for _, c := range changes {
			overlay[c.File.Name] = c.After
			for _, d := range c.Fixed {
				fixed[classOf(d)]++
			}
		}
		after := checkEdited(t, base, overlay)
		for what := range fixed {
			count := func(list []*diag.Diagnostic) (n int) {
				for _, d := range list {
					if classOf(d) == what {
						n++
					}
				}
				return n
			}
			// What a fix of another rule makes readable may be wrong in the same way:
			// a variable that was misspelt may not be there on some pages.
			if n := count(after); len(fixed) == 1 && (n > count(before) || n == count(before) && strings.HasPrefix(what, "syntax")) {
				t.Fatalf("fixes of %s lead to no less\n%s\nthen, in\n%s\n%s", what, only(before, after), changes[0].After, only(after, before))
			}
		}
		before = after
	}
}

// ownFixes reports whether the fixes of a finding change files of the site only, and
// none of docgen's.
func ownFixes(site *workspace.Snapshot, d *diag.Diagnostic) bool {
	for _, fix := range d.Fixes {
		for _, e := range fix.Edits {
			if !site.Site.Has(e.Span.File.Name) {
				return false
			}
		}
	}
	return true
}

// classOf returns the rule of a finding, or that it is one of reading a file: there
// are fewer of those after a fix. What a fix makes readable may have other mistakes.
func classOf(d *diag.Diagnostic) string {
	if d.Kind == diag.RuleUndefinedVariable {
		return d.Kind
	}
	switch d.Rule {
	case diag.RuleCurlSyntax, diag.RuleJSONSyntax, diag.RuleLiquidSyntax:
		return "syntax, " + d.Rule + " in " + d.Span.File.Name
	case diag.RuleFrontMatter, diag.RuleElementYAML, diag.RuleConfig, diag.RuleDataSyntax:
		if strings.Contains(yamlKinds, " "+d.Kind+" ") {
			return "syntax of YAML in " + d.Span.File.Name
		}
	}
	return d.Rule
}

// yamlKinds are the kinds of problems that data.ReadYAML finds.
const yamlKinds = " duplicate-key invalid-utf8 control-character second-document unknown-alias recursive-alias too-many-aliases bad-merge" +
	" complex-key bad-tag tab-in-indentation wrong-indentation colon-in-value missing-colon missing-space unclosed-quote text-after-quote" +
	" bad-escape unclosed-bracket unquoted-liquid reserved-character syntax "

// only lists the findings that another list does not have.
func only(found, others []*diag.Diagnostic) string {
	known := map[string]bool{}
	for _, d := range others {
		known[d.Error()] = true
	}
	var out []string
	for _, d := range found {
		if !known[d.Error()] {
			out = append(out, d.Error()+" ["+d.Rule+"]")
		}
	}
	return strings.Join(out, "\n")
}

// checkEdited returns the findings of a site with other texts for some files.
func checkEdited(t mutant.Reporter, base *workspace.Snapshot, overlay map[string][]byte) []*diag.Diagnostic {
	work, err := base.Update(slices.Collect(maps.Keys(overlay)), overlay)
	if err != nil {
		return nil // a configuration that cannot be used
	}
	found, _ := checkSite(t, work, overlay)
	return found
}

// checkSite returns the findings of a site, and the site with all results in it. Of
// its pages those are written that have other texts, or all without any.
func checkSite(t mutant.Reporter, work *workspace.Snapshot, edited map[string][]byte) ([]*diag.Diagnostic, *workspace.Snapshot) {
	result, work := work.Findings(context.Background(), 1)
	inside := func(d *diag.Diagnostic, at source.Span) {
		if d.Rule == diag.RuleInternalFault {
			t.Fatalf("%v\n%s", d, d.Stack)
		}
		if at.File == nil {
			return
		}
		if at.Start < 0 || at.End < at.Start || at.End > len(at.File.Text) {
			t.Fatalf("%s: %s is at %d to %d of %d", d.Rule, d.Message, at.Start, at.End, len(at.File.Text))
		}
		if line, column := at.Position(); line < 1 || line > at.File.Lines() || column < 1 {
			t.Fatalf("%s: %s is at line %d, column %d", d.Rule, d.Message, line, column)
		}
	}
	for _, d := range result.Findings {
		inside(d, d.Span)
		for _, at := range d.Via {
			inside(d, at)
		}
		for _, n := range d.Notes {
			inside(d, n.Span)
		}
		for _, fix := range d.Fixes {
			if len(diag.Apply([]*diag.Diagnostic{{Fixes: []diag.Fix{fix}}}, true)) == 0 {
				t.Fatalf("%s: the fix %q cannot be made: %v", d.Rule, fix.Message, fix.Edits)
			}
			for _, e := range fix.Edits {
				inside(d, e.Span)
			}
		}
	}
	for _, p := range work.Site.AllPages() {
		if edited != nil && edited[p.Path] == nil {
			continue
		}
		if f, err := work.Frame(context.Background(), p.Out()); f != nil && err == nil {
			for _, d := range f.Problems {
				inside(d, d.Span)
			}
		}
	}
	return result.Findings, work
}
