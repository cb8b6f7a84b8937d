package rules

import (
	"slices"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/example"
	"docgen/internal/lint"
)

// analysis has the parameters in the examples and tables of a page. It is made
// once for all rules, which must not change it.
type analysis struct {
	docs   []document
	bodies []*paramBody
	tables []*paramTable
	// params are the parameters in the examples, in their order.
	params []string
	// used are all keys in the examples, documented those in the tables; both
	// are empty where there are no tables.
	used, documented map[string]bool
}

// document is a JSON document in an example.
type document struct {
	*data.Node
	body     *example.Body
	response bool
}

type (
	analysisKey struct{}
	problemsKey struct{}
)

func analysisOf(page *lint.Page) *analysis {
	return page.Once(analysisKey{}, func() any { return analyse(page) }).(*analysis)
}

// paramTables returns the parameter tables of a page.
func paramTables(page *lint.Page) []*paramTable { return analysisOf(page).tables }

// paramBodies returns the bodies with a configuration on a page.
func paramBodies(page *lint.Page) []*paramBody { return analysisOf(page).bodies }

// paramProblems returns the disagreements about the parameters of a page.
func paramProblems(site *content.Site, page *lint.Page) []paramProblem {
	return page.Once(problemsKey{}, func() any { return judgeParams(site, page) }).([]paramProblem)
}

// documents returns the documents in the examples of a page.
func documents(page *lint.Page) (out []document) {
	for _, e := range page.Examples() {
		for _, b := range e.Bodies {
			for _, doc := range b.Docs {
				out = append(out, document{doc, b, isResponse(page, b, doc)})
			}
		}
	}
	return out
}

func analyse(page *lint.Page) *analysis {
	docs := documents(page)
	a := &analysis{docs: docs, bodies: readParamBodies(docs), tables: readParamTables(page)}
	seen := map[string]bool{}
	for _, b := range a.bodies {
		for _, k := range b.keys {
			if !seen[k.Str()] {
				seen[k.Str()] = true
				a.params = append(a.params, k.Str())
			}
		}
	}
	if len(a.tables) == 0 {
		return a // the other names are not used
	}
	a.used, a.documented = map[string]bool{}, map[string]bool{}
	for _, b := range a.bodies {
		if b.resources {
			a.used[pollerConfiguration] = true
		}
	}
	for _, d := range docs {
		if !d.response {
			a.use(d.Node)
		}
	}
	for _, t := range a.tables {
		for _, row := range t.rows {
			if row.key != "" {
				a.documented[row.key] = true
			}
		}
	}
	return a
}

// use marks all keys in a document as used.
func (a *analysis) use(doc *data.Node) {
	for _, m := range doc.Members {
		a.used[m.Key.Str()] = true
		a.use(m.Value)
	}
	for _, item := range doc.Items {
		a.use(item)
	}
}

// labelled returns the parameter of the examples that a label describes and that
// no row documents, or "".
func (a *analysis) labelled(label string) string {
	for _, name := range append(slices.Clip(a.params), "tags", "name") {
		if a.used[name] && !a.documented[name] && labels(label, name) {
			return name
		}
	}
	return ""
}
