package main

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"docgen"
	"docgen/internal/data"
	"docgen/internal/rules"
	"docgen/internal/source"
)

// topic is a page of docgen's reference, which `docgen help` shows too.
type topic struct {
	name, title string
	order       int
	text        string // Markdown
}

// topics lists the pages in the order of the reference.
func topics() []topic {
	var list []topic
	_ = fs.WalkDir(docgen.Reference, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := docgen.Reference.ReadFile(name)
		if err != nil {
			return err
		}
		front, body, _ := strings.Cut(strings.TrimPrefix(string(text), "---\n"), "\n---\n")
		values, _ := data.ReadYAML(source.Of(source.NewFile(name, []byte(front)).All()))
		order, _ := values.Get("order").Value().(int)
		if name := strings.TrimSuffix(path.Base(name), ".md"); name != "index" {
			list = append(list, topic{name, values.Get("title").Str(), order, body})
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b topic) int { return a.order - b.order })
	return list
}

func topicNames() []string {
	var names []string
	for _, t := range topics() {
		names = append(names, t.name)
	}
	return names
}

var (
	// unseen matches a line that readers of the built page do not see.
	unseen = regexp.MustCompile(`^(?:\{%-? (?:end)?raw %\}|<!--.*-->)\n$`)
	// linked matches a link, and a code span, in which there are none.
	linked = regexp.MustCompile("(`+).+?`+|!?\\[([^\\]]*)\\]\\(([^)]*)\\)")
)

// plain returns the Markdown of the page without what only a browser needs: the
// target of a link to another topic becomes the command that shows it.
func (t topic) plain() string {
	names := topicNames()
	lines := strings.SplitAfter(t.text, "\n")
	fence, first := "", true // of what is seen, or after what is not
	for i, line := range lines {
		marker := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence != "":
			if strings.TrimSpace(line) == fence {
				fence = ""
			}
		case unseen.MatchString(line), first && line == "\n":
			lines[i], first = "", true
			continue
		case len(marker) >= 3:
			fence = marker
		default:
			lines[i] = linked.ReplaceAllStringFunc(line, func(s string) string {
				m := linked.FindStringSubmatch(s)
				to, _, _ := strings.Cut(m[3], "#")
				name := strings.TrimSuffix(path.Base(to), ".html")
				switch {
				case m[1] != "":
					return s
				case strings.Contains(to, "//"):
					return m[2] + " (" + to + ")"
				case name != t.name && slices.Contains(names, name):
					return m[2] + " (`docgen help " + name + "`)"
				case rules.Find(name) != nil && m[2] != name:
					return m[2] + " (`docgen explain " + name + "`)"
				}
				return m[2]
			})
		}
		first = false
	}
	return strings.Join(lines, "")
}
