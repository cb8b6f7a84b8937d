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
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/mutant"
	"docgen/internal/source"
	"docgen/internal/workspace"
)

// TestMutants makes mutants of the files in the examples of the rules' pages, and
// reads, lints, fixes and writes the sites that have them.
func TestMutants(t *testing.T) {
	var all mutantSites
	for _, rule := range All {
		doc, err := os.ReadFile(rule.Name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range exampleFence.FindAllSubmatch(doc, -1) {
			all.add(t, txtar.Parse(match[1]).Files)
		}
	}
	all.run(t, 60)
}

// The same with pages of a real tree, with all its includes and data.
func TestMutantsOfTree(t *testing.T) {
	root := mutant.Tree(t)
	var files []txtar.File
	for _, name := range []string{"_config.yml", "_includes", "_data"} {
		err := filepath.WalkDir(filepath.Join(root, name), func(name string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(name)
			short, _ := filepath.Rel(root, name)
			files = append(files, txtar.File{Name: filepath.ToSlash(short), Data: b})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var all mutantSites
	shared := len(files)
	for i, text := range mutant.Files(t, filepath.Join(root, "docs"), 6000, ".md") {
		if i%4 == 0 {
			files = append(files, txtar.File{Name: fmt.Sprintf("docs/page-%d.md", i), Data: []byte(text)})
		}
		if len(files) == shared+20 {
			all.add(t, files)
			files = files[:shared:shared]
		}
	}
	all.run(t, 20)
}

// mutantSites are sites with the files that mutants are made of.
type mutantSites struct {
	seeds []string
	files []mutantFile
}

type mutantFile struct {
	name string
	site *mutantSite
}

// mutantSite is a site in a folder. It is read when it is first needed.
type mutantSite struct {
	files []txtar.File
	open  *workspace.Snapshot
}

func (all *mutantSites) add(t *testing.T, files []txtar.File) {
	site := &mutantSite{files: withConfig(files)}
	t.Cleanup(func() {
		if site.open != nil {
			site.open.Site.Close()
		}
	})
	for _, f := range files {
		switch path.Ext(f.Name) {
		case ".md", ".html", ".yml", ".json", ".csv":
			all.seeds = append(all.seeds, string(f.Data))
			all.files = append(all.files, mutantFile{f.Name, site})
		}
	}
}

func (all *mutantSites) run(t *testing.T, number int) {
	mutant.Run(t, number, all.seeds, func(seed int, text string) string {
		f := all.files[seed]
		if f.site.open == nil {
			opts := workspace.Options{
				Content: content.Options{Defaults: docgen.Defaults}, Now: time.Unix(0, 0), Keep: 64 << 20,
				Lint: lint.Options{Rules: All, External: answerByName},
			}
			work, err := workspace.Open(writeFiles(t, f.site.files), opts)
			if err != nil {
				return err.Error()
			}
			mutant.Fault(func(t mutant.Reporter) { _, f.site.open = checkSite(t, work) })
		}
		return mutant.Fault(func(t mutant.Reporter) { checkMutant(t, f.site.open, map[string][]byte{f.name: []byte(text)}) })
	})
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
			// A variable that was misspelt may not be there on some pages.
			if n := count(after); n > count(before) || n == count(before) && what == "syntax" {
				t.Fatalf("fixes of %s lead to no less\n%s\nthen, in\n%s\n%s", what, list(before), changes[0].After, list(after))
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

// classOf returns the rule of a finding, or that it is one of reading a file: there are
// fewer of those after a fix. What a fix makes readable may have other mistakes.
func classOf(d *diag.Diagnostic) string {
	switch d.Rule {
	case diag.RuleCurlSyntax, diag.RuleJSONSyntax, diag.RuleLiquidSyntax, diag.RuleMalformedLink:
		return "syntax"
	case diag.RuleFrontMatter, diag.RuleElementYAML, diag.RuleConfig, diag.RuleDataSyntax:
		if d.Kind != "schema" && d.Kind != "" {
			return "syntax"
		}
	}
	return d.Rule
}

func list(found []*diag.Diagnostic) string {
	var out []string
	for _, d := range found {
		line, column := d.Span.Position()
		out = append(out, fmt.Sprintf("%d:%d %s: %s", line, column, d.Rule, d.Message))
	}
	return strings.Join(out, "\n")
}

// checkEdited returns the findings of a site with other texts for some files.
func checkEdited(t mutant.Reporter, base *workspace.Snapshot, overlay map[string][]byte) []*diag.Diagnostic {
	work, err := base.Update(slices.Collect(maps.Keys(overlay)), overlay)
	if err != nil {
		return nil // a configuration that cannot be used
	}
	found, _ := checkSite(t, work)
	return found
}

// checkSite returns the findings of a site, and the site with all results in it.
func checkSite(t mutant.Reporter, work *workspace.Snapshot) ([]*diag.Diagnostic, *workspace.Snapshot) {
	result, work := work.Findings(context.Background(), 1)
	inside := func(d *diag.Diagnostic, at source.Span) {
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
		if _, err := work.Frame(p.Out()); err != nil {
			t.Fatalf("%v", err)
		}
	}
	return result.Findings, work
}
