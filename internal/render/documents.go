package render

import (
	"maps"
	"slices"

	"docgen/internal/data"
	"docgen/internal/source"
)

// addDocuments gives the engine the variables of the documents: with their
// neighbours, and what is rendered as drops.
func (e *Engine) addDocuments(drop func(part) any) {
	e.docVars = map[*source.File]data.Map{}
	for _, collection := range e.site.Collections {
		for _, p := range collection.Docs {
			vars := maps.Clone(p.Vars)
			for kind := range partKinds {
				if kind != excerptPart || vars.Get(partNames[kind]) == nil {
					vars.Set(partNames[kind], drop(part{p, kind}))
				}
			}
			if p.Date.IsZero() {
				vars.Set("date", e.now) // as in Jekyll, the time of the build
			}
			e.docVars[p.File] = vars
		}
		for i, p := range collection.Docs {
			vars := e.docVars[p.File]
			vars.Set("next", nil)
			vars.Set("previous", nil)
			if i+1 < len(collection.Docs) {
				vars.Set("next", neighbour{e.docVars[collection.Docs[i+1].File]})
			}
			if i > 0 {
				vars.Set("previous", neighbour{e.docVars[collection.Docs[i-1].File]})
			}
		}
	}
}

// neighbour is the document before or after a document.
type neighbour struct{ vars data.Map }

// ToLiquid makes it a drop of the template language.
func (n neighbour) ToLiquid() any { return n.vars }

// collapsed is the neighbour as a filter prints it inside another document: without
// its own neighbours, which would lead on through all documents, and without texts.
func (n neighbour) collapsed() data.Map {
	out := data.Map{}
	for _, key := range n.vars.Keys() {
		if !slices.Contains(omitted, key) {
			out.Set(key, n.vars.Get(key))
		}
	}
	return out
}

var omitted = []string{"content", "output", "excerpt", "next", "previous"}

// docPath returns the path of a document, and "" for any other object. Documents lead to
// each other, so that their paths distinguish them and never gone through.
func docPath(v data.Map) string {
	if v.Text("collection") == "" || v.Text("id") == "" {
		return ""
	}
	return v.Text("path")
}
