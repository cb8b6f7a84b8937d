package rules

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

// sitePages is the folder that has the pages of the rules on docgen's own site.
const sitePages = "../../templates/docs/rules"

// A group is a section of the index of rules.
type group struct {
	title, about string
	rules        []string
}

var groups = []group{
	{"Examples", "JSON and cURL examples, as readers copy them.", []string{
		"curl-syntax", "examples-disagree", "json-duplicate-key", "json-syntax", "malformed-value", "schema-violation", "secret-in-example", "wrong-header",
	}},
	{"Parameters", "What tables and texts say about the parameters of an example.", []string{
		"glossary-mismatch", "param-not-code", "param-type", "undocumented-param", "unknown-param", "unused-param",
	}},
	{"Elements", "Elements, and pages that are about one of them.", []string{
		"duplicate-element", "element-key-mismatch", "element-yaml", "foreign-element", "leftover-placeholder",
	}},
	{"Links and Images", "Where links and images lead.", []string{
		"broken-anchor", "broken-external-link", "broken-link", "gone-address", "malformed-link", "missing-alt", "missing-image", "redirect-collision",
	}},
	{"Markup", "Markdown and HTML that readers would not see as intended.", []string{
		"duplicate-id", "fence-not-closed", "heading-skip", "invalid-html", "leaked-markup", "list-numbering", "table-shape",
	}},
	{"Liquid and Includes", "Templates, variables, includes and the glossary.", []string{
		"liquid-syntax", "missing-include", "missing-include-param", "undefined-variable", "unknown-term", "unused-include",
	}},
	{"Files and Settings", "Front matter, the configuration, and files that cannot be read or written.", []string{
		"allow", "config", "data-syntax", "front-matter", "internal-fault", "invalid-path", "unreadable", "unsupported",
	}},
}

// The ways to fix the findings of a rule, as far as its examples show.
const (
	byHand    = "by hand"
	suggested = "suggested"
	automatic = "automatic"
)

var fixSentences = map[string]string{
	byHand:    "Its findings are fixed by hand.",
	suggested: "Some of its findings come with a fix that you decide on.",
	automatic: "Some of its findings have a safe fix: `docgen lint --fix` applies it.",
}

// fixOf returns how the findings of a rule are fixed.
func fixOf(rule string, found []*diag.Diagnostic) string {
	how := byHand
	for _, d := range found {
		for _, fix := range d.Fixes {
			if d.Rule == rule && fix.Safe {
				return automatic
			}
			how = suggested
		}
	}
	return how
}

var endRaw = regexp.MustCompile(`\{%(-?\s*endraw\s*-?%\})`)

// shows are the rules that the examples in the page of a rule break, with the reason.
var shows = map[string]string{
	"malformed-link":     "malformed-link: the examples show links in code",
	"undefined-variable": "leaked-markup: the examples show filters",
}

// sitePage returns the page about a rule on docgen's own site, from its page in this
// folder.
func sitePage(doc string, rule *lint.Rule, fix string) string {
	name := rule.Name
	title, text, _ := strings.Cut(doc, "\n")
	of := ""
	for _, g := range groups {
		if slices.Contains(g.rules, name) {
			of = g.title
		}
	}
	facts := fmt.Sprintf("Severity: **%s**, in the group [%s](index.html#%s). %s", rule.Severity,
		of, strings.ReplaceAll(strings.ToLower(of), " ", "-"), fixSentences[fix])
	text = endRaw.ReplaceAllString(text, `{% endraw %}{{ "{%" }}{% raw %}$1`)
	allow := ""
	if reason := shows[name]; reason != "" {
		allow = "docgen: {allow: {" + reason + "}}\n"
	}
	text = fmt.Sprintf("---\ntitle: %s\ndescription: %q\norder: %d\n%s---\n{%%- raw %%}\n\n%s\n\n%s\n%s{%% endraw %%}\n",
		name, strings.ReplaceAll(Summary(name), "`", ""), slices.Index(All, rule)+1, allow, title, facts, text)
	return strings.ToValidUTF8(text, "\uFFFD")
}

// siteIndex returns the page that lists the rules.
func siteIndex(fixes map[string]string) string {
	var b strings.Builder
	b.WriteString(`---
title: Rules
description: "All checks of docgen lint by group, with their severity and how their findings are fixed."
order: 45
---
{%- raw %}

# Rules

` + "`docgen lint`" + ` runs these checks. Each has a page that says what it reports, why that matters, and what it does not
report; ` + "`docgen explain RULE`" + ` shows the same page in the terminal. ` + "`rules` in [docgen.yml](../configuration.html)" + ` changes
the severity of a rule or turns it off, and [Continuous Integration](../reference/ci.html) shows how to begin with a tree
that has many findings.

*Automatic* means that ` + "`docgen lint --fix`" + ` fixes some of the findings, *suggested* that some come with a fix for you to
decide on.
`)
	for _, g := range groups {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| Rule | Severity | Fix | What it reports |\n| :--- | :------- | :-- | :-------------- |\n", g.title, g.about)
		for _, name := range g.rules {
			fmt.Fprintf(&b, "| [%s](%[1]s.html) | %s | %s | %s |\n", name, Find(name).Severity, fixes[name], Summary(name))
		}
	}
	b.WriteString("{% endraw %}\n")
	return b.String()
}

// TestGroups: each rule is in one group.
func TestGroups(t *testing.T) {
	var grouped, all []string
	for _, g := range groups {
		grouped = append(grouped, g.rules...)
	}
	for _, r := range All {
		all = append(all, r.Name)
	}
	slices.Sort(grouped)
	if !slices.Equal(grouped, all) {
		t.Errorf("groups have the rules\n%q\nbut All has\n%q", grouped, all)
	}
}

// checkSitePage compares a page of docgen's own site with what it should be, or
// rewrites it.
func checkSitePage(t *testing.T, name, want string) {
	t.Helper()
	name = filepath.Join(sitePages, name)
	got, err := os.ReadFile(name)
	if bytes.Equal(got, []byte(want)) {
		return
	}
	if !*update {
		t.Errorf("%s is not made from the page of the rule (%v): run go test ./internal/rules -update", name, err)
	} else if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
