package publish

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"docgen/internal/diag"
)

// Limits of the text report for one side of a difference.
const (
	shownLines = 8
	shownWidth = 160 // characters
)

// differs reports whether an aspect of the page has a difference. lost counts
// only those where something of the older page is missing or different.
func (p PageComparison) differs(a Aspect, lost bool) bool {
	return slices.ContainsFunc(p.Differences, func(d Difference) bool {
		return d.Aspect == a && (!lost || d.Old != "" && !d.keepsAll())
	})
}

// keepsAll reports whether the newer page has all that the older one has, in
// another form: a tag that was shown as text is now the tag it was meant to be.
func (d Difference) keepsAll() bool {
	switch d.Class {
	case CodeIndent, Typography:
		return true
	case LineBreakTag, UnquotedAttribute:
		return d.Aspect == Text
	}
	return false
}

// summary counts the differences of a comparison.
type summary struct {
	Pages   int             `json:"pages"` // that both builds have
	Same    int             `json:"same"`
	Missing int             `json:"missing"`
	Extra   int             `json:"extra"`
	Aspects []aspectSummary `json:"aspects"`
	Classes []classSummary  `json:"classes"`
}

type aspectSummary struct {
	Aspect      Aspect `json:"aspect"`
	Same        int    `json:"same"`         // pages without a difference
	NothingLost int    `json:"nothing_lost"` // pages that have all of the older one, but for indentation, kinds of quotes and tags that were shown
}

type classSummary struct {
	Class       Class  `json:"class"`
	Differences int    `json:"differences"`
	Pages       int    `json:"pages"`
	Meaning     string `json:"meaning"`
}

func (c *Comparison) summary() summary {
	s := summary{Pages: len(c.Pages), Missing: len(c.Missing), Extra: len(c.Extra), Classes: []classSummary{}}
	for _, a := range Aspects {
		s.Aspects = append(s.Aspects, aspectSummary{Aspect: a})
	}
	differences, pages := map[Class]int{}, map[Class]int{}
	for _, p := range c.Pages {
		if len(p.Differences) == 0 {
			s.Same++
		}
		for i, a := range Aspects {
			if !p.differs(a, false) {
				s.Aspects[i].Same++
			}
			if !p.differs(a, true) {
				s.Aspects[i].NothingLost++
			}
		}
		seen := map[Class]bool{}
		for _, d := range p.Differences {
			differences[d.Class]++
			if !seen[d.Class] {
				seen[d.Class] = true
				pages[d.Class]++
			}
		}
	}
	for _, known := range Classes {
		if n := differences[known.Class]; n > 0 {
			s.Classes = append(s.Classes, classSummary{known.Class, n, pages[known.Class], known.Meaning})
		}
	}
	return s
}

// WriteText writes the comparison for people: each difference, or only those
// of the given classes, and a summary of all.
func (c *Comparison) WriteText(w io.Writer, only []Class) error {
	out := &printer{w: w}
	for _, name := range c.Missing {
		out.printf("%s: missing: only the older build has it\n", diag.Printable(name))
	}
	for _, name := range c.Extra {
		out.printf("%s: extra: the older build does not have it\n", diag.Printable(name))
	}
	for _, p := range c.Pages {
		for _, d := range p.Differences {
			if len(only) == 0 || slices.Contains(only, d.Class) {
				out.difference(p, d)
			}
		}
	}
	s := c.summary()
	out.printf("%d pages in both builds: %d the same (%s), %d differ; %d missing, %d extra\n", s.Pages, s.Same, share(s.Same, s.Pages), s.Pages-s.Same, s.Missing, s.Extra)
	if s.Same < s.Pages {
		out.printf("\n%-10s %15s %19s\n", "", "pages the same", "with nothing lost")
		for _, a := range s.Aspects {
			out.printf("%-10s %7d %7s %11d %7s\n", a.Aspect, a.Same, share(a.Same, s.Pages), a.NothingLost, share(a.NothingLost, s.Pages))
		}
		out.printf("\n%-19s %11s %6s\n", "class", "differences", "pages")
		for _, class := range s.Classes {
			out.printf("%-19s %11d %6d  %s\n", class.Class, class.Differences, class.Pages, class.Meaning)
		}
	}
	return out.err
}

func share(n, all int) string {
	if all == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", float64(n)/float64(all)*100)
}

// printer writes until the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

func (p *printer) difference(page PageComparison, d Difference) {
	from := ""
	if page.Source != "" {
		from = " (" + diag.Printable(page.Source) + ")"
	}
	after := ""
	if i := strings.LastIndexByte(d.After, '\n'); d.After != "" {
		after = ", after " + shorten(d.After[i+1:])
	}
	p.printf("%s%s: %s [%s]%s\n", diag.Printable(page.Page), from, d.Aspect, d.Class, after)
	p.side("-", d.Old)
	p.side("+", d.New)
	p.printf("\n")
}

func (p *printer) side(mark, text string) {
	if text == "" {
		return
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i == shownLines {
			p.printf("  %s … %d more lines\n", mark, len(lines)-i)
			break
		}
		p.printf("  %s %s\n", mark, shorten(line))
	}
}

func shorten(line string) string {
	if r := []rune(line); len(r) > shownWidth {
		line = string(r[:shownWidth]) + "…"
	}
	return diag.Printable(line)
}

// WriteJSON writes the whole comparison as JSON.
func (c *Comparison) WriteJSON(w io.Writer) error {
	type difference struct {
		Aspect Aspect `json:"aspect"`
		Class  Class  `json:"class"`
		Old    string `json:"old"`
		New    string `json:"new"`
		After  string `json:"after"`
	}
	type page struct {
		Page        string       `json:"page"`
		Source      string       `json:"source,omitempty"`
		Differences []difference `json:"differences"`
	}
	report := struct {
		Version int      `json:"version"`
		Summary summary  `json:"summary"`
		Missing []string `json:"missing"`
		Extra   []string `json:"extra"`
		Pages   []page   `json:"pages"` // those that differ
	}{1, c.summary(), append([]string{}, c.Missing...), append([]string{}, c.Extra...), []page{}}
	for _, p := range c.Pages {
		if len(p.Differences) == 0 {
			continue
		}
		out := page{Page: p.Page, Source: p.Source}
		for _, d := range p.Differences {
			out.Differences = append(out.Differences, difference(d))
		}
		report.Pages = append(report.Pages, out)
	}
	return diag.EncodeJSON(w, report, " ")
}
