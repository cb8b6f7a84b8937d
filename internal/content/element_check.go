package content

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// checkKeys reports keys that are not the names of their files, but for those that
// another element has too, which has a rule of its own.
func (r *reader) checkKeys() {
	uses := map[string]int{}
	for _, e := range r.Elements {
		uses[e.Key]++
	}
	for _, e := range r.Elements {
		if name := path.Base(e.Dir); e.Key != name && uses[e.Key] == 1 && !e.Broken() {
			r.report(diagnosticAt(e.Node.Get("key"), diag.RuleElementYAML, diag.Warning, "the key is %q, but the name of the file is %q: one of them may be misspelt", e.Key, name))
		}
	}
}

// checkHubs reports hubs that differ from another one by case alone: they would be
// two. The way that most elements write a hub is correct.
func (r *reader) checkHubs() {
	uses := map[string][]*data.Node{}
	spellings := map[string][]string{} // by the hub in lower case
	for _, e := range r.Elements {
		hub := e.Get("hub")
		if name := hub.Str(); name != "" {
			if uses[name] == nil {
				spellings[strings.ToLower(name)] = append(spellings[strings.ToLower(name)], name)
			}
			uses[name] = append(uses[name], hub)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(spellings)) {
		most := slices.MaxFunc(spellings[key], func(a, b string) int { return cmp.Compare(len(uses[a]), len(uses[b])) })
		for _, name := range spellings[key] {
			for _, at := range uses[name] {
				if name != most {
					r.report(diagnosticAt(at, diag.RuleElementYAML, diag.Warning, "the hub %q is %q in other elements: they are two hubs", name, most))
				}
			}
		}
	}
}
