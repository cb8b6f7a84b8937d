package rules

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/source"
)

// paramProblem is a disagreement about a parameter between the examples, the
// tables and the element. One rule reports it.
type paramProblem struct {
	rule, kind string
	text       source.Text // the parameter is its bytes from start to end
	start, end int
	message    string
}

// reportParams reports the problems of a page that belong to the rule.
func reportParams(p *lint.Pass, page *lint.Page) {
	for _, f := range paramProblems(p.Site, page) {
		if f.rule == p.Rule.Name {
			p.Textf(page, f.text, f.start, f.end, "%s", f.message).Kind = f.kind
		}
	}
}

// judge finds the problems of one page. A parameter that one problem explains is
// settled, so that the same cause is not reported again.
type judge struct {
	*analysis
	page     *lint.Page
	settled  map[string]bool
	problems []paramProblem
}

// maxParams is how many parameters, in all examples and tables of a page, are
// compared with each other: the time grows with their square.
const maxParams = 2000

func judgeParams(site *content.Site, page *lint.Page) []paramProblem {
	j := &judge{analysis: analysisOf(page), page: page, settled: map[string]bool{}}
	if len(j.bodies) == 0 || slices.ContainsFunc(page.Problems, func(d *diag.Diagnostic) bool { return d.Rule == diag.RuleMissingInclude }) {
		return nil // the text of an include is missing
	}
	params := len(j.bodies)
	for _, b := range j.bodies {
		params += len(b.keys)
	}
	for _, t := range j.tables {
		params += len(t.rows)
	}
	if params > maxParams {
		message := fmt.Sprintf("the examples and tables of the page have more than %d parameters: they are not compared", maxParams)
		return []paramProblem{{rule: diag.RuleUnknownParam, kind: "limit", text: j.bodies[0].doc.Raw, end: 1, message: message}}
	}
	if e := elementOf(site, page); e != nil {
		j.againstElement(e)
	}
	for _, pair := range examplePairs(page, j.bodies) {
		j.examples(pair[0], pair[1])
		j.polling(pair[0], pair[1])
	}
	if len(j.tables) > 0 {
		j.againstTables()
	}
	return j.problems
}

// elementOf returns the element that a page documents, or nil.
func elementOf(site *content.Site, page *lint.Page) *content.Element {
	if page.Element != nil {
		return page.Element
	}
	key := elementKey(page)
	for _, e := range site.Elements {
		if e.Key == key && key != "" {
			return e
		}
	}
	return nil
}

func (j *judge) atKey(key *data.Node, rule, kind, format string, args ...any) {
	f := paramProblem{rule: rule, kind: kind, text: key.Text, end: key.Text.Len(), message: fmt.Sprintf(format, args...)}
	j.problems = append(j.problems, f)
}

func (j *judge) atRow(row *paramRow, rule, kind, format string, args ...any) {
	j.problems = append(j.problems, paramProblem{rule, kind, j.page.Text, row.at.Start, row.at.End, fmt.Sprintf(format, args...)})
}

// platformParams are parameters that the platform adds to every element.
var platformParams = map[string]bool{
	"event.notification.enabled": true, "event.notification.callback.url": true,
	"event.notification.signature.key": true, "event.vendor.type": true, "event.objects": true,
	"event.poller.refresh_interval": true, pollerConfiguration: true, "filter.response.nulls": true,
}

// againstElement finds parameters that the element does not have.
func (j *judge) againstElement(e *content.Element) {
	var known []string
	for _, p := range slices.Concat(e.ProviderData, e.Configuration) {
		known = append(known, p.Key)
	}
	if len(known) == 0 {
		return
	}
	unknown := func(name, label string) (message string, ok bool) {
		if slices.Contains(known, name) || platformParams[name] || platformKey(name) {
			return "", false
		}
		message = fmt.Sprintf("%q is not a parameter of %s", name, e.Key)
		if m := meant(name, label, known); m != "" {
			message += fmt.Sprintf(": the element has %q", m)
			j.settled[m] = true
		}
		j.settled[name] = true
		return message, true
	}
	for _, b := range j.bodies {
		for _, key := range b.keys {
			if message, ok := unknown(key.Str(), ""); ok {
				j.atKey(key, diag.RuleUnknownParam, "", "%s", message)
			}
		}
	}
	for _, t := range j.tables {
		for _, row := range t.rows {
			if row.key != "" && !row.option {
				if message, ok := unknown(row.key, row.label); ok {
					j.atRow(row, diag.RuleUnknownParam, "", "%s", message)
				}
			}
		}
	}
}

// examples finds parameters that only one of two examples of the same request
// has.
func (j *judge) examples(first, second *paramBody) {
	only := func(a, b *paramBody) (list []*data.Node) {
		for _, k := range a.keys {
			if b.key(k.Str()) == nil && !j.settled[k.Str()] && !(k.Str() == pollerConfiguration && b.resources) {
				list = append(list, k)
			}
		}
		return list
	}
	left, right := only(first, second), only(second, first)
	one, other := first.title(), second.title()
	if one == other {
		what := strings.TrimPrefix(one, "the ")
		one, other = "the first "+what, "the second "+what
	}
	for _, k := range right {
		if m := meant(k.Str(), "", strs(left)); m != "" {
			wrong, title, right := k, second.title(), m
			if j.documented[k.Str()] && !j.documented[m] {
				wrong, title, right = first.key(m), first.title(), k.Str()
			}
			j.settled[m], j.settled[k.Str()] = true, true
			j.atKey(wrong, diag.RuleUnknownParam, "", "%q is in %s only: the other example has %q", wrong.Str(), title, right)
		}
	}
	for _, k := range left {
		if !j.settled[k.Str()] && (j.documented[k.Str()] || len(j.tables) == 0) {
			j.atKey(k, diag.RuleExamplesDisagree, "", "%q is in %s, but not in %s", k.Str(), one, other)
		}
	}
	for _, k := range right {
		if j.settled[k.Str()] {
			continue
		}
		where := one
		if len(j.tables) > 0 && !j.documented[k.Str()] {
			where += " nor in the table"
			j.settled[k.Str()] = true
		}
		j.atKey(k, diag.RuleExamplesDisagree, "", "%q is in %s, but not in %s", k.Str(), other, where)
	}
}

// polling finds resources that two examples of the same request poll differently.
func (j *judge) polling(first, second *paramBody) {
	one, other := first.doc.Get("configuration").Get(pollerConfiguration), second.doc.Get("configuration").Get(pollerConfiguration)
	if one == nil || other == nil {
		return
	}
	hub := hubOf(one)
	for _, m := range other.Members {
		if h := hubOf(m.Value); hub != "" && h != "" && h != hub {
			j.atKey(m.Key, diag.RuleExamplesDisagree, "hub", "%q is polled in the hub %q, but the resources of the other example in %q", m.Key.Str(), h, hub)
			return
		}
		a, b := one.Get(m.Key.Str()).Get("idField"), m.Value.Get("idField")
		if a != nil && b != nil && a.Kind == data.String && b.Kind == data.String && a.Str() != b.Str() {
			j.atKey(b, diag.RuleExamplesDisagree, "value", "the idField of %q is %q, but %q in the other example", m.Key.Str(), b.Str(), a.Str())
		}
	}
}

// hubOf returns the hub of the first URL in a value; it is empty if the hub is a
// placeholder.
func hubOf(n *data.Node) string {
	if url := n.Get("url").Str(); strings.HasPrefix(url, "/hubs/") {
		if hub, _, _ := strings.Cut(strings.TrimPrefix(url, "/hubs/"), "/"); !strings.ContainsAny(hub, "<{") {
			return hub
		}
	}
	if n != nil {
		for _, m := range n.Members {
			if hub := hubOf(m.Value); hub != "" {
				return hub
			}
		}
	}
	return ""
}

func strs(keys []*data.Node) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = k.Str()
	}
	return out
}

// againstTables finds parameters that only the tables or only the examples have.
func (j *judge) againstTables() {
	whole := j.whole()
	var open []string // in the examples, but not in the tables
	for _, name := range j.params {
		if !j.documented[name] && !j.settled[name] && (whole || strings.HasPrefix(name, "event.")) && !(name == "code" && j.grantCode()) {
			open = append(open, name)
		}
	}
	settle := func(name string) {
		j.settled[name] = true
		open = slices.DeleteFunc(open, func(s string) bool { return s == name })
	}
	for _, t := range j.tables {
		count := map[string]int{}
		for _, row := range t.rows {
			count[row.key]++
		}
		for _, row := range t.rows {
			j.againstRow(row, count, open, settle)
		}
	}
	for _, b := range j.bodies {
		for _, k := range b.keys {
			if name := k.Str(); slices.Contains(open, name) {
				settle(name)
				j.atKey(k, diag.RuleUndocumentedParam, "", "%q is in %s, but not in the table of parameters", name, b.title())
			}
		}
	}
}

// whole reports whether the tables document whole bodies, not only the parameters
// of events.
func (j *judge) whole() bool {
	for name := range j.documented {
		if name == "key" || j.used[name] && !strings.HasPrefix(name, "event.") && !pollerOptions[name] && name != "tags" {
			return true
		}
	}
	return false
}

// grantCode reports whether the page explains the grant code in its text and
// has parameters of OAuth: "code" then needs no row.
func (j *judge) grantCode() bool {
	return slices.ContainsFunc(j.params, func(name string) bool { return strings.HasPrefix(name, "oauth.") }) &&
		bytes.Contains(bytes.ToLower(j.page.Text.Bytes), []byte("grant code"))
}

// againstRow checks a row of a table. count has the number of rows for each
// parameter of the table.
func (j *judge) againstRow(row *paramRow, count map[string]int, open []string, settle func(string)) {
	switch {
	case row.key == "":
		if m := j.labelled(row.label); m != "" && !row.option {
			settle(m) // the row lacks its parameter: see param-not-code
		}
	case row.option:
		// A table with only options is a reference of all options.
		if count[pollerConfiguration] > 0 && pollerOptions[row.key] && !j.used[row.key] && j.used[pollerConfiguration] {
			j.atRow(row, diag.RuleUnusedParam, "poller-option", "no example uses %q", row.key)
		}
	case j.settled[row.key] || platformKey(row.key):
	case j.used[row.key]:
		for _, m := range open {
			if count[row.key] > 1 && labels(row.label, m) {
				settle(m)
				j.atRow(row, diag.RuleUnknownParam, "wrong-row", "%q has another row: the row %q must give %q", row.key, row.label, m)
				return
			}
		}
	default:
		m := meant(row.key, row.label, open)
		if m == "" {
			m = misspelt(row.key, j.params)
		}
		if m != "" {
			settle(m)
			j.atRow(row, diag.RuleUnknownParam, "", "%q is not a parameter of this element: %s uses %q", row.key, j.user(m), m)
			return
		}
		j.unused(row)
	}
}

// unused reports a row whose parameter no example has. Where no example is
// about events, all their rows have one cause.
func (j *judge) unused(row *paramRow) {
	isEvent := func(name string) bool { return strings.HasPrefix(name, "event.") }
	if !isEvent(row.key) || slices.ContainsFunc(j.params, isEvent) {
		j.atRow(row, diag.RuleUnusedParam, "", "no example uses %q", row.key)
		return
	}
	others := 0
	for name := range j.documented {
		if isEvent(name) && name != row.key {
			others++
			j.settled[name] = true
		}
	}
	if others == 0 {
		j.atRow(row, diag.RuleUnusedParam, "", "no example uses %q", row.key)
		return
	}
	j.atRow(row, diag.RuleUnusedParam, "events", "no example uses %q and %s of events", row.key, diag.Plural(others, "other parameter"))
}

// user returns the title of the example that has a parameter.
func (j *judge) user(name string) string {
	for _, b := range j.bodies {
		if b.key(name) != nil {
			return b.title()
		}
	}
	return "the example"
}
