package example

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"docgen/internal/corpus"
	"docgen/internal/data"
	"docgen/internal/mutant"
	"docgen/internal/source"
)

func TestCurlMutants(t *testing.T) {
	pages := corpus.Files(t, "../..", 1<<20, ".md")
	seeds := slices.Concat(wellFormed, oddCommands, corpus.Fences(pages, "curl", 3000))
	mutant.Run(t, 400, seeds, curlFault)
}

// The same with the examples of a real tree.
func TestCurlMutantsOfTree(t *testing.T) {
	seeds := corpus.Fences(corpus.Files(t, corpus.Tree(t), 1<<20, ".md"), "curl", 3000)
	mutant.Run(t, 400, seeds, curlFault)
}

// Texts whose safe fixes did not end, led to more problems or were never made.
func TestCurlHardTexts(t *testing.T) {
	for _, text := range []string{"curl <USER_SECRET \\  :", "curl -X    \n//", "curl \\\n”", "curl ’"} {
		if fault := curlFault(0, text); fault != "" {
			t.Errorf("%q: %s", text, fault)
		}
	}
}

func curlFault(_ int, text string) string {
	return mutant.Fault(func(t mutant.Reporter) { checkCurl(t, text) })
}

// checkCurl holds the requests in a text, and the JSON that they send, to the text:
// places are within it, and a byte that is mapped exactly equals the byte there.
// The safe fixes end, and lead to fewer problems.
func checkCurl(t mutant.Reporter, text string) {
	for round := 0; ; round++ {
		problems, fixed := checkCurlOnce(t, text)
		if fixed == text {
			return
		}
		if round == 8 {
			t.Fatalf("after 8 rounds of safe fixes there are more")
		}
		if left, _ := checkCurlOnce(t, fixed); len(left) >= len(problems) {
			t.Fatalf("safe fixes lead to no less:\n%q, then %q in\n%s", problems, left, fixed)
		}
		text = fixed
	}
}

// checkCurlOnce returns the problems in the requests of a text, and the text with
// their safe fixes.
func checkCurlOnce(t mutant.Reporter, text string) (problems []string, fixed string) {
	file := source.NewFile("f", []byte(text))
	var edits []data.Edit
	for _, c := range readCurl(source.Of(file.All())) {
		for _, p := range c.Problems {
			problems = append(problems, fmt.Sprintf("%d %s", p.Start, p.Kind))
			if p.Start < 0 || p.End < p.Start || p.End > len(text) {
				t.Fatalf("%s at %d-%d of %d", p.Kind, p.Start, p.End, len(text))
			}
			if p.Fix == nil {
				continue
			}
			if p.Fix.Safe && !slices.ContainsFunc(p.Fix.Edits, func(e data.Edit) bool { return touches(edits, e) }) {
				edits = append(edits, p.Fix.Edits...)
			}
			for i, e := range p.Fix.Edits {
				if e.Start < 0 || e.End < e.Start || e.End > len(text) || touches(p.Fix.Edits[:i], e) {
					t.Fatalf("%s: edits %v of %d", p.Kind, p.Fix.Edits, len(text))
				}
			}
		}
		values := append([]source.Text{c.Text, c.URL}, c.Bodies...)
		for _, h := range c.Headers {
			values = append(values, h.Name, h.Value)
		}
		for _, v := range values {
			for i, b := range v.Bytes {
				if at, _, exact := v.Origin(i, i+1); at.End > len(text) || exact && !bytes.Equal(at.Bytes(), []byte{b}) {
					t.Fatalf("byte %d %q of %q maps to %q", i, b, v.Bytes, at)
				}
			}
		}
		for _, body := range c.Bodies {
			for _, p := range data.ReadJSON(body).Problems {
				if p.Start < 0 || p.End < p.Start || p.End > body.Len() {
					t.Fatalf("%s at %d-%d of %d of a body", p.Kind, p.Start, p.End, body.Len())
				}
			}
		}
		api.Path(c.URL)
		api.ElementKey(c.URL)
	}
	slices.SortStableFunc(edits, func(a, b data.Edit) int { return a.Start - b.Start })
	var out strings.Builder
	from := 0
	for _, e := range edits {
		out.WriteString(text[from:e.Start] + e.Text)
		from = e.End
	}
	return problems, out.String() + text[from:]
}

// touches reports whether an edit cannot be made together with others.
func touches(edits []data.Edit, e data.Edit) bool {
	return slices.ContainsFunc(edits, func(o data.Edit) bool {
		return e.Start < o.End && o.Start < e.End || (e.Start == e.End || o.Start == o.End) && e.Start <= o.End && o.Start <= e.End
	})
}
