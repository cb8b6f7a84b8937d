package data

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"docgen/internal/source"
)

// FuzzYAMLScalars: the span of every scalar, read by itself, has the value that
// the library finds in the whole document, and so does its text.
func FuzzYAMLScalars(f *testing.F) {
	for seed := range uint64(300) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		w := yamlWriter{Rand: rand.New(rand.NewPCG(seed, 0))}
		doc := w.entries(0, 3)
		if w.IntN(4) == 0 {
			doc = strings.ReplaceAll(doc, "\n", "\r\n")
		}
		want, err := parseYAML([]byte(doc))
		if err != nil {
			t.Fatalf("%v in %q", err, doc)
		}
		file := source.NewFile("f.yml", []byte(doc))
		root, problems := ReadYAML(source.Of(file.All()))
		if len(problems) > 0 {
			t.Fatalf("%v in %q", problems, doc)
		}
		checkPlaces(t, root, file.All())
		checkScalars(t, root, want.Content[0])
	})
}

func checkScalars(t *testing.T, n *Node, want *yaml.Node) {
	t.Helper()
	for i, item := range n.Items {
		checkScalars(t, item, want.Content[i])
	}
	for i, m := range n.Members {
		checkScalars(t, m.Key, want.Content[2*i])
		checkScalars(t, m.Value, want.Content[2*i+1])
	}
	if want.Kind != yaml.ScalarNode {
		return
	}
	if n.Kind == String && n.Str() != want.Value {
		t.Fatalf("text %q of %q, want %q", n.Str(), n.Raw.Bytes, want.Value)
	}
	if i := len(n.Str()) - len(strings.TrimLeft(n.Str(), " \t\n")); n.Kind == String && i < n.Text.Len() {
		if at, _, exact := n.Text.Origin(i, i+1); !exact {
			t.Fatalf("%q leads to all of %q", n.Str(), at)
		}
	}
	raw := string(n.Raw.Bytes)
	alone, err := parseYAML([]byte(raw + "\n"))
	if err != nil {
		t.Fatalf("%v in the scalar %q", err, raw)
	}
	got, value := "", want.Value
	if alone != nil {
		got = alone.Content[0].Value
	}
	if strings.HasPrefix(raw, "|") || strings.HasPrefix(raw, ">") {
		// The line breaks that end it belong to what follows.
		got, value = strings.TrimRight(got, "\n"), strings.TrimRight(value, "\n")
	}
	if got != value {
		t.Fatalf("%q stands for %q, want %q", raw, got, value)
	}
}

// yamlWriter writes random documents.
type yamlWriter struct{ *rand.Rand }

func pick[T any](w *yamlWriter, list ...T) T { return list[w.IntN(len(list))] }

// entries writes a mapping or a list indented by some spaces.
func (w *yamlWriter) entries(indent, depth int) string {
	var b strings.Builder
	list := indent > 0 && w.IntN(3) == 0
	for i := range 1 + w.IntN(4) {
		b.WriteString(strings.Repeat(" ", indent))
		if list {
			b.WriteString("-")
		} else {
			fmt.Fprintf(&b, pick(w, "key%d:", "'key %d':", `"k\u00e9y %d":`, "ключ%d :"), i)
		}
		switch {
		case depth > 0 && w.IntN(3) == 0:
			b.WriteString(pick(w, "", " # comment", " &anchor") + "\n" + w.entries(indent+2, depth-1))
		case w.IntN(6) == 0:
			b.WriteString(" [" + w.flow(indent, true) + ", {a: " + w.flow(indent, true) + "}]\n")
		case w.IntN(3) == 0:
			b.WriteString(pick(w, " ", " &anchor ", " !!str ") + w.block(indent))
		default:
			b.WriteString(pick(w, " ", "  ", " !!str ", "\n"+strings.Repeat(" ", indent+1)) + w.flow(indent, false) + pick(w, "", " ", " # comment", "\n") + "\n")
		}
	}
	return b.String()
}

// flow writes a plain scalar or one in quotes.
func (w *yamlWriter) flow(indent int, inBrackets bool) string {
	words, quote := []string{"one", "two2", "é", "a#b", "c:d", "it", "12", "true", "-", "日本"}, ""
	switch w.IntN(3) {
	case 0:
		words, quote = append(words, "''", ": ", " #", "[", `\`, `"`, "''''"), "'"
	case 1:
		words, quote = append(words, `\"`, `\n`, `\t`, `\\`, `\x41`, `\u00e9`, `\U0001F600`, ": ", " #", "{", "'", `\ `, "\\\n  "+strings.Repeat(" ", indent)), `"`
	}
	text := pick(w, "a", "word", "Z9")
	for range w.IntN(6) {
		gap := pick(w, " ", " ", "  ", "\n"+strings.Repeat(" ", indent+1+w.IntN(3)), " \n\n \n"+strings.Repeat(" ", indent+2))
		text += gap + pick(w, words...)
	}
	if quote == "" && inBrackets {
		text += "x"
	}
	return quote + text + quote
}

// block writes a literal or folded scalar.
func (w *yamlWriter) block(indent int) string {
	b := pick(w, "|", ">") + pick(w, "", "-", "+") + pick(w, "", " ", " # comment") + "\n" + pick(w, "", "\n", "  \n"[:indent%3]+"\n")
	inner := strings.Repeat(" ", indent+1+w.IntN(3))
	for i := range 1 + w.IntN(5) {
		if i > 0 {
			b += pick(w, "", "", "\n", inner+"\n", inner+" \n") + inner + pick(w, "", "", "  ", "\t")
		} else {
			b += inner
		}
		b += pick(w, "text", "# no comment", "- x: [", "é è", "\"", "a  b") + pick(w, "", "", " ", "\t") + "\n"
	}
	return b + pick(w, "", "\n", "\n\n")
}
