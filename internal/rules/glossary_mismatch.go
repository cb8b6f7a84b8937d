package rules

import (
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var glossaryMismatch = &lint.Rule{
	Name:     diag.RuleGlossaryMismatch,
	Severity: diag.Warning,
	Platform: true,
	Page: func(p *lint.Pass, page *lint.Page) {
		if tables := paramTables(page); len(tables) > 0 {
			glossary, _ := p.Site.Data.Get("glossary").(data.Map)
			names := splitNames(glossary.SortedKeys())
			for _, t := range tables {
				describedWrong(p, page, t, glossary, names)
			}
		}
		for _, b := range paramBodies(page) {
			filledWrong(p, page, b)
		}
	},
}

// oauthParams are the parameters whose texts are confused most often.
var oauthParams = splitNames([]string{"oauth.api.key", "oauth.api.secret", "oauth.callback.url"})

// describedWrong reports rows with the text of another parameter's term.
func describedWrong(p *lint.Pass, page *lint.Page, t *paramTable, glossary data.Map, names []splitName) {
	keys := slices.Clone(oauthParams)
	for _, row := range t.rows {
		keys = append(keys, splitName{row.key, splitWords(row.key)})
	}
	for _, row := range t.rows {
		if row.key == "" || t.description >= len(row.Cells) {
			continue
		}
		cell := row.Cells[t.description]
		text := page.Text.Slice(cell.Start, cell.End)
		term, length := termOf(text.String(), glossary, names)
		right := exchanged(row.key, term, names, keys)
		if right == "" {
			continue
		}
		at, via, _ := text.Origin(0, length)
		if len(via) > 0 {
			at = via[0] // the tag that prints the term
		}
		d := p.Reportf(at, []*lint.Page{page}, "`%s` is described with the text of another parameter (%s): did you mean %s?", row.key, term, right)
		d.Kind = "description"
		if text := p.Site.Term(term); text != nil {
			from, _, _ := text.Origin()
			d.Note(from, "the text stands here")
		}
	}
}

// termOf returns the term whose text a description begins with, printed or
// copied, and the length of the text.
func termOf(description string, glossary data.Map, names []splitName) (term string, length int) {
	for _, name := range names {
		text := strings.TrimSpace(glossary.Text(name.name))
		if len(text) > length && strings.HasPrefix(description, text) {
			term, length = name.name, len(text)
		}
	}
	return term, length
}

// exchanged returns the name that fits a key better than its current one, if
// that fits another key better; else "".
func exchanged(key, name string, names, keys []splitName) string {
	if name == "" || best(name, keys, key) == "" {
		return ""
	}
	return best(key, names, name)
}

// best returns the candidate that has more words in common with a name than
// the one that it has now, or "". Of equally good ones it is the one that is
// most like the present one.
func best(name string, candidates []splitName, now string) string {
	own, present := splitWords(name), splitWords(now)
	most, found := alike(own, present), splitName{}
	for _, c := range candidates {
		if n := alike(own, c.words); n > most || n == most && found.name != "" && alike(c.words, present) > alike(found.words, present) {
			most, found = n, c
		}
	}
	return found.name
}

// splitName is a name with its words.
type splitName struct {
	name  string
	words []string
}

func splitNames(list []string) []splitName {
	out := make([]splitName, len(list))
	for i, name := range list {
		out[i] = splitName{name, splitWords(name)}
	}
	return out
}

// alike counts the words that two names have in common.
func alike(a, b []string) int {
	n := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			n++
		}
	}
	return n
}

// providerNames are the front matter keys with the API provider's terms for the
// parameters of OAuth.
var providerNames = splitNames([]string{"apiKey", "apiSecret", "callbackURL"})

// filledWrong reports placeholders with the provider's term for another
// parameter.
func filledWrong(p *lint.Pass, page *lint.Page, b *paramBody) {
	configuration := b.doc.Get("configuration")
	for _, m := range configuration.Members {
		if m.Value.Kind != data.Placeholder && m.Value.Kind != data.String {
			continue
		}
		for _, provider := range providerNames {
			name := provider.name
			front := page.Front.Get(name)
			if front == nil || front.Text.Len() == 0 {
				continue
			}
			value := m.Value.Text
			i := strings.Index(value.String(), front.Str())
			if i < 0 {
				continue
			}
			from, via, _ := value.Origin(i, i+front.Text.Len())
			want, _, _ := front.Text.Origin(0, front.Text.Len())
			if len(via) == 0 || from != want {
				continue // the same words, written by hand
			}
			if right := exchanged(m.Key.Str(), name, providerNames, oauthParams); right != "" {
				d := p.Reportf(via[0], []*lint.Page{page}, "%q has the placeholder of another parameter (page.%s): did you mean page.%s?", m.Key.Str(), name, right)
				d.Kind = "placeholder"
			}
		}
	}
}
