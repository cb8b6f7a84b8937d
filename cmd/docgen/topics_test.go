package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"docgen/internal/data"
	"docgen/internal/source"
)

var (
	codeFence  = regexp.MustCompile("(?ms)^ *```(\\w+)[^\n]*\n(.*?)^ *```$")
	docgenCall = regexp.MustCompile(`(?:^|[\s"(;])(?:docgen|\./cmd/docgen|docgen\.exe) ([a-z]+)((?:[^\n#&;|]|\|\w)*)`)
	flagName   = regexp.MustCompile(`(?:^|[\s\[])--([a-z][a-z-]*)`)
	substitute = regexp.MustCompile(`\$\([^)]*\)`)
	codeCall   = regexp.MustCompile("`(docgen [a-z][^`]*)`")
)

// TestCommandsInDocs: the commands in the reference, the README and the samples for CI
// exist, with their flags, and the YAML can be read.
func TestCommandsInDocs(t *testing.T) {
	var pages []string
	for _, pattern := range []string{reference + "/*.md", docsFolder + "/*.md", "../../README.md", "../../CONTRIBUTING.md", "../../action.yml", "../../.pre-commit-hooks.yaml"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, names...)
	}
	calls := 0
	for _, name := range pages {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var parts []string
		for _, m := range codeCall.FindAllSubmatch(text, -1) {
			parts = append(parts, string(m[1]))
		}
		for _, m := range codeFence.FindAllSubmatch(text, -1) {
			lang, code := string(m[1]), string(m[2])
			if slices.Contains([]string{"bash", "yaml", "toml"}, lang) {
				parts = append(parts, strings.ReplaceAll(code, "\\\n", " "))
			}
			if lang != "yaml" {
				continue
			}
			if _, problems := data.ReadYAML(source.Of(source.NewFile(name, []byte(code)).All())); len(problems) > 0 {
				t.Errorf("%s: %v in\n%s", name, problems[0], code)
			}
		}
		for _, part := range parts {
			for _, m := range docgenCall.FindAllStringSubmatch(substitute.ReplaceAllString(part, "…"), -1) {
				calls++
				c := findCommand(m[1])
				if c == nil {
					t.Errorf("%s: there is no command in %q", name, m[0])
					continue
				}
				flags, _, _ := c.flags()
				for _, f := range flagName.FindAllStringSubmatch(m[2], -1) {
					if flags.Lookup(f[1]) == nil {
						t.Errorf("%s: %s has no flag --%s", name, c.name, f[1])
					}
				}
			}
		}
	}
	if calls < 50 {
		t.Errorf("found %d commands only", calls)
	}
}

// TestSamplesForCI: the samples name inputs of the action and arguments of the hook
// that exist.
func TestSamplesForCI(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	yaml := func(text string) *data.Node {
		node, _ := data.ReadYAML(source.Of(source.NewFile("sample.yml", []byte(text)).All()))
		return node
	}
	inputs := yaml(read("../../action.yml")).Get("inputs")
	hook := yaml(read("../../.pre-commit-hooks.yaml")).Items[0].Get("id").Str()
	page := read(reference + "/ci.md")
	for _, m := range inputs.Members {
		if !strings.Contains(page, "| `"+m.Key.Str()+"` |") {
			t.Errorf("the page says nothing of the input %s", m.Key.Str())
		}
	}
	uses, hooks := 0, 0
	var visit func(n *data.Node)
	visit = func(n *data.Node) {
		switch {
		case n == nil:
			return
		case strings.HasPrefix(n.Get("uses").Str(), "ORG/docgen@"):
			uses++
			for _, m := range n.Get("with").Members {
				if inputs.Get(m.Key.Str()) == nil {
					t.Errorf("the action has no input %s", m.Key.Str())
				}
				if m.Key.Str() == "args" {
					flags, _, _ := findCommand("lint").flags()
					if err := flags.Parse(strings.Fields(m.Value.Str())); err != nil {
						t.Error(err)
					}
				}
			}
		case n.Get("id").Str() == hook:
			hooks++
			flags, _, _ := findCommand("lint").flags()
			if err := flags.Parse(stringsOf(n.Get("args"))); err != nil {
				t.Error(err)
			}
		}
		for _, m := range n.Members {
			visit(m.Value)
		}
		for _, item := range n.Items {
			visit(item)
		}
	}
	for _, m := range codeFence.FindAllStringSubmatch(page, -1) {
		if m[1] == "yaml" {
			visit(yaml(m[2]))
		}
	}
	if uses < 2 || hooks != 1 {
		t.Errorf("%d samples use the action, %d the hook", uses, hooks)
	}
}

// leftover matches what only a browser needs.
var leftover = regexp.MustCompile(`\{%-? (?:end)?raw|<!--|\]\(|^---$`)

// TestTopics: help shows every page of the reference, without what only a browser needs.
func TestTopics(t *testing.T) {
	index, err := os.ReadFile(reference + "/index.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range topics() {
		out := runInTest(t, "help", topic.name)
		for _, line := range strings.Split(out, "\n") {
			if text := codeSpan.ReplaceAllString(line, ""); !strings.HasPrefix(line, "    ") && leftover.MatchString(text) {
				t.Errorf("help %s shows %q", topic.name, line)
			}
		}
		if findCommand(topic.name) != nil {
			t.Errorf("the topic %s has the name of a command", topic.name)
		}
		if !strings.Contains(string(index), "["+topic.title+"](") && !strings.HasPrefix(topic.name, "jekyll-") {
			t.Errorf("the index of the reference does not have %q", topic.title)
		}
	}
}

// runInTest runs a command and returns its standard output.
func runInTest(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := &environment{ctx: context.Background(), stdout: &stdout, stderr: &stderr, getenv: func(string) string { return "" }}
	if code := run(args, env); code != exitOK {
		t.Fatalf("docgen %s: %d\n%s", strings.Join(args, " "), code, stderr.String())
	}
	return stdout.String()
}

// TestVariables: the page about variables has what templates see of a page, an element, a
// parameter and the site, and nothing else. The variables are those that a layout finds
// there.
func TestVariables(t *testing.T) {
	dir := t.TempDir()
	dump := `{% for v in page %}page.{{ v[0] }}
{% endfor %}{% for v in element %}element.{{ v[0] }}
{% endfor %}{% for p in element.parameters %}{% for v in p %}{{ v[0] }}
{% endfor %}{% endfor %}{% for v in site %}site.{{ v[0] }}
{% endfor %}{% for v in site.elements[0] %}element.{{ v[0] }}
{% endfor %}{% for p in site.pages %}{% for v in p %}page.{{ v[0] }}
{% endfor %}{% endfor %}`
	write := func(name, text string) {
		t.Helper()
		if err := writeNew(dir, name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	write("docgen.yml", "url: https://docs.example.com\n")
	write("elements/one.yml", "{key: one, id: 7, name: One, hub: CRM, auth: {type: oauth2}, events: {delivery: [webhooks, polling]}}\n")
	write("templates/docs/guides/a.md", "---\ntitle: A\norder: 1\n---\n# A\n")
	write("templates/docs/guides/b.md", "---\ntitle: B\norder: 2\n---\n# B\n")
	for _, layout := range []string{"page", "element"} {
		write("templates/layouts/"+layout+".html", dump)
	}
	runInTest(t, "build", "--source", dir)
	seen := map[string]bool{}
	for _, page := range []string{"docs/guides/a.html", "docs/elements/one/events.html"} {
		text, err := os.ReadFile(filepath.Join(dir, "site", page))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range strings.Fields(string(text)) {
			seen[name] = true
		}
	}

	text, err := os.ReadFile(reference + "/variables.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*`) \\|").FindAllStringSubmatch(string(text), -1) {
		for _, m := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(row[1], -1) {
			listed[m[1]] = true
		}
	}
	keys := &keyTables{t: t, schemas: map[string]*data.Node{}}
	known := func(name string) bool { // from a schema, whose keys are on the page about it
		space, key, _ := strings.Cut(name, ".")
		file := map[string]string{"page": "front-matter.schema.json", "element": "element.schema.json", "site": "config.schema.json"}[space]
		return file != "" && keys.schema(file).Get("properties").Get(key) != nil || name == "element.new"
	}
	for name := range seen {
		if !listed[name] && !known(name) {
			t.Errorf("the page does not have %s", name)
		}
	}
	for name := range listed {
		space, _, dotted := strings.Cut(name, ".")
		if dotted && !slices.Contains([]string{"page", "element", "site"}, space) || name == "content" {
			continue
		}
		if !seen[name] && !known(name) {
			t.Errorf("%s is on the page, but templates do not see it", name)
		}
	}
}
