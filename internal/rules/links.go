package rules

import (
	"slices"
	"strings"

	"docgen/internal/lint"
	"docgen/internal/source"
)

// reportDangling reports a broken reference at each of its places, with a
// suggestion.
func reportDangling(p *lint.Pass, d *lint.Dangling, kind, format string, args ...any) {
	s := d.Suggestion
	if s != nil {
		format += "; did you mean %q?"
		args = append(args, strings.TrimPrefix(s.Dest, d.Base))
	}
	found := p.Reportf(d.At, d.Pages, format, args...)
	found.Kind, found.Via = kind, d.Via
	if len(d.Pages) == 0 {
		// Of the configuration, and nothing shows it.
	} else if page := d.Pages[0].Page.Page; page.Mount != "" { // else it is broken in the default language too
		leads := d.Dest
		if d.Moves {
			leads = p.Site.Localized(page, d.Dest)
		}
		found.Note(source.Span{}, "in the language %q, where it leads to %q", p.Site.In(page).Lang, leads)
	}
	if n := len(d.Others); n > 0 {
		also := "nor at %[2]q, which is made here too"
		if n > 1 {
			also = "nor at %d other addresses that are made here, such as %q"
		}
		found.Note(source.Span{}, also, n, d.Others[0])
	}
	if written := d.Base + d.Written.String(); s != nil && !d.Elsewhere && written == d.Dest {
		with := strings.TrimPrefix(s.With, d.Base)
		lint.FixText(found, s.Sure, "change it to "+strings.TrimPrefix(s.Dest, d.Base), d.Written, max(0, s.Start-len(d.Base)), s.End-len(d.Base), with)
	}
}

// dangling lists the references that lead nowhere, without those with a branch of the page that
// a plugin decides: readers may never see them.
func dangling(p *lint.Pass) []*lint.Dangling {
	return slices.DeleteFunc(slices.Clone(p.Index.Dangling()), func(d *lint.Dangling) bool {
		return len(d.Pages) > 0 && slices.ContainsFunc(d.Pages[0].Mentions.Unsure, func(s source.Span) bool {
			return s.File == d.At.File && s.Start < d.At.End && d.At.Start < s.End
		})
	})
}

// onlyCase reports whether only capital letters are wrong in a reference.
func onlyCase(d *lint.Dangling) bool {
	return d.Suggestion != nil && strings.EqualFold(d.Dest, d.Suggestion.Dest)
}
