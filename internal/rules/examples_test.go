package rules

import "testing"

// TestFixesForWriters: a fix that may change more than the example is not safe.
func TestFixesForWriters(t *testing.T) {
	const front = "-- a.md --\n---\ntitle: A\n---\n"
	for name, test := range map[string]struct {
		archive string
		safe    bool
	}{
		"text of the page":          {front + "~~~json\n{, \"a\": 1}\n~~~\n", true},
		"it would open Liquid":      {front + "~~~json\n{,{\"a\": 1}}\n~~~\n", false},
		"a value of front matter":   {"-- a.md --\n---\nlist: '[1 2]'\n---\n~~~json\n{\"a\": {{ page.list }}}\n~~~\n", false},
		"a parameter of an include": {"-- _includes/b.md --\n{\"a\": {{ include.a }}}\n" + front + "~~~json\n{% include b.md a=\"{'b': 1}\" %}\n~~~\n", false},
		"a literal":                 {front + "~~~json\n{\"a\": {{ '[1 2]' }}}\n~~~\n", true},
	} {
		found := lintArchive(t, []byte(test.archive), "json-syntax")
		safe := false
		for _, d := range found {
			_, ok := d.SafeFix()
			safe = safe || ok
		}
		if len(found) == 0 || safe != test.safe {
			t.Errorf("%s: safe is %v, want %v, in %d findings", name, safe, test.safe, len(found))
			for _, d := range found {
				t.Log(d, d.Fixes)
			}
		}
	}
}
