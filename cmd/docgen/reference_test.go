package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"docgen/internal/data"
	"docgen/internal/source"
)

const (
	docsFolder = "../../templates/docs"
	reference  = docsFolder + "/reference"
)

// made matches a part of a page that is made from the code: what it is, and the
// text up to <!-- end -->.
var made = regexp.MustCompile(`(?s)(<!-- (\w+) ?([^>]*?) -->\n\n).*?(<!-- end -->\n)`)

// TestReference: the parts of the reference that are made from schemas, commands and
// includes are up to date, and have all there is.
func TestReference(t *testing.T) {
	keys := &keyTables{t: t, shown: map[string]bool{}, schemas: map[string]*data.Node{}}
	commandsShown := false
	makers := map[string]func(args string) string{
		"keys":     keys.table,
		"includes": func(string) string { return includeTable(t) },
		"commands": func(string) string {
			commandsShown = true
			return commandList()
		},
	}
	pages, err := filepath.Glob(reference + "/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(pages, docsFolder+"/configuration.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want := made.ReplaceAllStringFunc(string(text), func(part string) string {
			m := made.FindStringSubmatch(part)
			maker := makers[m[2]]
			if maker == nil {
				t.Errorf("%s: nothing makes %q", name, m[2])
				return part
			}
			return m[1] + strings.TrimSpace(maker(m[3])) + "\n\n" + m[4]
		})
		if want == string(text) {
			continue
		}
		if !*update {
			t.Errorf("%s is out of date: run go test ./cmd/docgen -run Reference -update", name)
		} else if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	keys.missing()
	if !commandsShown {
		t.Error("no page has the commands")
	}
}

// keyTables makes tables of the keys of schemas, and notes which keys they have.
type keyTables struct {
	t       *testing.T
	shown   map[string]bool // schema file # pointer of the key
	schemas map[string]*data.Node
}

func (k *keyTables) schema(name string) *data.Node {
	if k.schemas[name] == nil {
		text, err := os.ReadFile("../../schema/" + name)
		if err != nil {
			k.t.Fatal(err)
		}
		k.schemas[name], _ = data.ReadYAML(source.Of(source.NewFile(name, text).All()))
	}
	return k.schemas[name]
}

// table makes the table of "FILE#/pointer key key": the keys of one object, those that
// are named, or all. Objects in it that other tables do not show follow their key.
func (k *keyTables) table(args string) string {
	words := strings.Fields(args)
	file, pointer, _ := strings.Cut(words[0], "#")
	node := k.schema(file)
	for _, part := range strings.Split(strings.Trim(pointer, "/"), "/") {
		if part != "" {
			node = node.Get(part)
		}
	}
	if node.Get("properties") == nil {
		k.t.Fatalf("%s has no properties", words[0])
	}
	var b strings.Builder
	b.WriteString("| Key | Value | Description |\n| :-- | :---- | :---------- |\n")
	for _, word := range words[1:] {
		if node.Get("properties").Get(word) == nil {
			k.t.Errorf("%s has no key %q", words[0], word)
		}
	}
	k.rows(&b, file, pointer, "", node, words[1:])
	return b.String()
}

func (k *keyTables) rows(b *strings.Builder, file, pointer, prefix string, node *data.Node, only []string) {
	required := stringsOf(node.Get("required"))
	for _, m := range node.Get("properties").Members {
		key := m.Key.Str()
		if len(only) > 0 && !slices.Contains(only, key) {
			continue
		}
		at := pointer + "/properties/" + key
		k.shown[file+"#"+at] = true
		value := k.resolve(file, m.Value)
		var notes []string
		if d := m.Value.Get("description"); d != nil {
			notes = append(notes, coded(d.Str()))
		} else if d := value.Get("description"); d != nil {
			notes = append(notes, coded(d.Str()))
		} else {
			k.t.Errorf("%s#%s has no description", file, at)
		}
		if slices.Contains(required, key) {
			notes = append(notes, "*Required.*")
		}
		if d := value.Get("default"); d != nil {
			notes = append(notes, "Default: `"+d.Text.String()+"`.")
		}
		if e := value.Get("examples"); e != nil {
			notes = append(notes, "Example: `"+bars(inline(e.Items[0]))+"`.")
		}
		fmt.Fprintf(b, "| `%s%s` | %s | %s |\n", prefix, key, k.value(file, value), strings.Join(notes, " "))
		if m.Value.Get("$ref") == nil {
			k.inside(b, file, at, prefix+key+".", value)
		}
	}
}

// inside adds the keys of an object, or of the objects of a list or a mapping.
func (k *keyTables) inside(b *strings.Builder, file, at, prefix string, value *data.Node) {
	if value.Get("properties") != nil {
		k.rows(b, file, at, prefix, value, nil)
	}
	for _, part := range []string{"items", "additionalProperties"} {
		if of := value.Get(part); of != nil && of.Kind == data.Object && of.Get("$ref") == nil {
			k.inside(b, file, at+"/"+part, prefix, of)
		}
	}
}

// resolve follows a $ref.
func (k *keyTables) resolve(file string, n *data.Node) *data.Node {
	for n.Get("$ref") != nil {
		to := k.schema(file)
		for _, part := range strings.Split(strings.TrimPrefix(n.Get("$ref").Str(), "#/"), "/") {
			to = to.Get(part)
		}
		n = to
	}
	return n
}

// value names the values that a key may have.
func (k *keyTables) value(file string, n *data.Node) string {
	n = k.resolve(file, n)
	if list := n.Get("enum"); list != nil {
		return "`" + strings.Join(stringsOf(list), "`, `") + "`"
	}
	of := func(part string) string {
		if inner := n.Get(part); inner != nil && inner.Kind == data.Object {
			return " of " + plural(k.value(file, inner))
		}
		return ""
	}
	var kinds []string
	types := n.Get("type")
	for _, kind := range append(stringsOf(types), types.Str()) {
		switch kind {
		case "string":
			kinds = append(kinds, "text")
		case "integer":
			kinds = append(kinds, "whole number")
		case "number":
			kinds = append(kinds, "number")
		case "boolean":
			kinds = append(kinds, "`true` or `false`")
		case "array":
			kinds = append(kinds, "list"+of("items"))
		case "object":
			kinds = append(kinds, "object"+of("additionalProperties"))
		case "null":
			kinds = append(kinds, "`null`")
		}
	}
	for _, part := range []string{"oneOf", "anyOf"} {
		if list := n.Get(part); list != nil {
			for _, item := range list.Items {
				kinds = append(kinds, k.value(file, item))
			}
		}
	}
	if len(kinds) == 0 {
		return "any"
	}
	return strings.Join(kinds, " or ")
}

func plural(kind string) string {
	switch kind {
	case "text", "any":
		return map[string]string{"text": "texts", "any": "values"}[kind]
	case "object", "whole number", "number":
		return kind + "s"
	}
	return kind
}

// missing reports the keys of the schemas that no table has.
func (k *keyTables) missing() {
	files, _ := filepath.Glob("../../schema/*.json")
	for _, name := range files {
		file := filepath.Base(name)
		var visit func(pointer string, n *data.Node)
		visit = func(pointer string, n *data.Node) {
			if n.Kind != data.Object {
				return
			}
			for _, m := range n.Members {
				if key := m.Key.Str(); key == "properties" {
					for _, p := range m.Value.Members {
						at := pointer + "/properties/" + p.Key.Str()
						if !k.shown[file+"#"+at] {
							k.t.Errorf("no page of the reference has %s#%s", file, at)
						}
						visit(at, p.Value)
					}
				} else if !slices.Contains([]string{"if", "then", "else", "not"}, key) { // they name keys, and have none of their own
					visit(pointer+"/"+key, m.Value)
				}
			}
		}
		visit("", k.schema(file))
	}
}

func stringsOf(n *data.Node) []string {
	var list []string
	if n != nil {
		for _, item := range n.Items {
			list = append(list, item.Str())
		}
	}
	return list
}

// inline writes a value as YAML in one line.
func inline(n *data.Node) string {
	if n.Kind == data.String {
		return n.Str()
	}
	text, _ := json.Marshal(n.Value())
	return strings.ReplaceAll(string(text), `"`, "")
}

// codeWord matches what is code in the description of a key.
var codeWord = regexp.MustCompile(`\{%.*?%\}|\{\w+\}|\b(?:page|site|element|include|event|oauth)\.[\w.]*\w|[\w/.*-]*[<*_][\w/.<>*-]*[\w>*]|/\w[\w/-]*|\b[\w/.-]+\.(?:yml|html|md)\b|\bdocgen new\b|\bdocgen rules\b`)

func coded(description string) string { return codeWord.ReplaceAllString(bars(description), "`$0`") }

// bars escapes what would end a cell of a table.
func bars(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

// commandList describes all commands with their flags.
func commandList() string {
	var b strings.Builder
	for _, c := range commands() {
		flags, _, _ := c.flags()
		fmt.Fprintf(&b, "## docgen %s\n\n`%s`: %s.\n\n", c.name, strings.TrimSpace("docgen "+c.name+" [FLAGS] "+c.args), c.short)
		if c.long != "" {
			fmt.Fprintf(&b, "```text\n%s\n```\n\n", c.long)
		}
		b.WriteString("| Flag | What it does |\n| :--- | :----------- |\n")
		flags.VisitAll(func(f *pflag.Flag) {
			value, usage := pflag.UnquoteUsage(f)
			if f.Value.Type() == "bool" {
				value = ""
			}
			usage = strings.TrimSuffix(coded(usage), ".") + "."
			if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" {
				usage += " Default: `" + f.DefValue + "`."
			}
			fmt.Fprintf(&b, "| `%s` | %s |\n", strings.TrimSpace("--"+f.Name+" "+value), upper(usage))
		})
		b.WriteString("\n")
	}
	return b.String()
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// includeHeader matches the comment at the head of an include: a sentence, and the
// parameters, one in a line.
var (
	includeHeader = regexp.MustCompile(`(?s)^\{%-? comment -?%\}\n(.*?)\n\{%-? endcomment -?%\}`)
	includeParam  = regexp.MustCompile(`(?m)^  (\w+)  +(.*(?:\n {6,}.*)*)`)
	usedParam     = regexp.MustCompile(`\binclude\.(\w+)`)
)

// includeTable describes the includes that docgen brings, from their headers.
func includeTable(t *testing.T) string {
	files := map[string]string{}
	err := filepath.WalkDir("../../includes", func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		files[strings.TrimPrefix(filepath.ToSlash(name), "../../includes/")] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| Include | Parameters | What it prints |\n| :------ | :--------- | :------------- |\n")
	for _, name := range slices.Sorted(maps.Keys(files)) {
		header := includeHeader.FindStringSubmatch(files[name])
		if header == nil {
			t.Errorf("includes/%s has no comment that says what it prints", name)
			continue
		}
		about, _, _ := strings.Cut(header[1], "\n\n")
		var params, named []string
		for _, m := range includeParam.FindAllStringSubmatch(header[1], -1) {
			named = append(named, m[1])
			params = append(params, "`"+m[1]+"`: "+strings.Join(strings.Fields(m[2]), " "))
		}
		var used []string
		for _, m := range usedParam.FindAllStringSubmatch(files[name][len(header[0]):], -1) {
			used = append(used, m[1])
		}
		slices.Sort(used)
		slices.Sort(named)
		if used = slices.Compact(used); !slices.Equal(used, named) {
			t.Errorf("includes/%s reads %q, but its head names %q", name, used, named)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, bars(strings.Join(params, "; ")), bars(strings.Join(strings.Fields(about), " ")))
	}
	return b.String()
}
