package rules

import (
	"strings"

	"docgen/internal/lint"
)

// reportDangling reports a reference that leads nowhere at each place where it
// stands, with what was meant.
func reportDangling(p *lint.Pass, d *lint.Dangling, kind, format string, args ...any) {
	s := d.Suggestion
	if s != nil {
		format += "; did you mean %q?"
		args = append(args, s.Dest)
	}
	found := p.Reportf(d.At, d.Pages, format, args...)
	found.Kind, found.Via = kind, d.Via
	if s != nil && !d.Elsewhere && d.Written.String() == d.Dest {
		lint.FixText(found, s.Sure, "change it to "+s.Dest, d.Written, s.Start, s.End, s.With)
	}
}

// onlyCase reports whether a reference is right but for capital letters.
func onlyCase(d *lint.Dangling) bool {
	return d.Suggestion != nil && strings.EqualFold(d.Dest, d.Suggestion.Dest)
}
