package lint

import (
	"slices"
	"sort"

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
	type fixed struct {
		*report
		off int // of a byte that the fix changes, or of the one before it
	}
	inFiles := map[*source.File][]fixed{}
	for _, r := range p.found {
		if fix, ok := r.SafeFix(); ok && r.rule == diag.RuleJSONSyntax {
			at := fix.Edits[0].Span
			if at.Start == at.End {
				at.Start = max(at.Start-1, 0)
			}
			inFiles[at.File] = append(inFiles[at.File], fixed{r, at.Start})
		}
	}
	for _, list := range inFiles {
		slices.SortFunc(list, func(a, b fixed) int { return a.off - b.off })
	}
	for _, e := range p.Examples() {
		for _, body := range e.Bodies {
			for from := range body.Text.Copies {
				if from.File != p.File && !slices.Contains(p.kept.json, from.File) {
					p.kept.json = append(p.kept.json, from.File)
				}
				list := inFiles[from.File]
				for i := sort.Search(len(list), func(i int) bool { return list[i].off >= from.Start }); i < len(list) && list[i].off < from.End; i++ {
					list[i].uses++
				}
			}
		}
	}
	for _, list := range inFiles {
		for _, r := range list {
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
