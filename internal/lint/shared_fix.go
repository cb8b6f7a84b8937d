package lint

import (
	"slices"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// JSON that several pages show, or one page at several places, may be wrong at one
// of them only: `"a": 1` without a comma is right where nothing follows. A fix of it
// is safe only if all of them have the finding; else it would make another one
// there, whose fix undoes it.

// cause is what the reports of one cause have in common.
type cause struct {
	kind string
	at   source.Span
}

func causeOf(d *diag.Diagnostic) cause { return cause{d.Kind, d.Span} }

// countUses notes which files the JSON of the page comes from, and at how many
// places it shows what the safe fixes change.
func (p *Page) countUses() {
	var bodies []source.Text
	for _, e := range p.Examples() {
		for _, body := range e.Bodies {
			bodies = append(bodies, body.Text)
			for _, f := range body.Text.Files() {
				if f != p.File && !slices.Contains(p.kept.json, f) {
					p.kept.json = append(p.kept.json, f)
				}
			}
		}
	}
	for _, r := range p.found {
		if fix, ok := r.SafeFix(); ok && r.rule == diag.RuleJSONSyntax {
			for _, body := range bodies {
				r.uses += body.Uses(fix.Edits[0].Span)
			}
			r.uses = max(1, r.uses)
		}
	}
}

// checkSharedFixes makes the fixes unsafe that do not suit all places that show
// what they change. reports are those of which the findings were made.
func checkSharedFixes(findings []*diag.Diagnostic, reports []*report, users map[*source.File][]*Page) {
	missing := map[cause]map[*Page]int{} // places without the finding, of pages that have it
	for _, r := range reports {
		if r.uses == 0 {
			continue
		}
		c, page := causeOf(r.Diagnostic), r.pages[0]
		if missing[c] == nil {
			missing[c] = map[*Page]int{}
		}
		if _, known := missing[c][page]; !known {
			missing[c][page] = r.uses
		}
		missing[c][page]--
	}
	for i, d := range findings {
		fix, ok := d.SafeFix()
		pages := missing[causeOf(d)]
		if !ok || len(pages) == 0 || d.Rule != diag.RuleJSONSyntax {
			continue
		}
		suits := true
		for _, n := range pages {
			suits = suits && n <= 0
		}
		file := fix.Edits[0].Span.File
		for _, user := range users[file] {
			_, has := pages[user]
			suits = suits && (has || !slices.Contains(user.kept.json, file))
		}
		if !suits {
			unsafe := *d
			unsafe.Fixes = slices.Clone(d.Fixes)
			for j := range unsafe.Fixes {
				unsafe.Fixes[j].Safe = false
			}
			findings[i] = &unsafe
		}
	}
}
