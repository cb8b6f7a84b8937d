package diag

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// RuleCount counts the findings of a rule.
type RuleCount struct {
	Rule string `json:"rule"`
	// Severity is the highest of them.
	Severity string `json:"severity"`
	Count    int    `json:"count"`
	Errors   int    `json:"errors"`
	Warnings int    `json:"warnings"`
	Infos    int    `json:"infos"`
	// Fixable are those that --fix fixes.
	Fixable int `json:"fixable"`
}

// Statistics counts the findings by rule: those with errors first, then those with the
// most findings.
func (r *Report) Statistics() []RuleCount {
	counts, worst := map[string]*RuleCount{}, map[string]Severity{}
	for _, d := range r.Findings {
		c := counts[d.Rule]
		if c == nil {
			c = &RuleCount{Rule: d.Rule}
			counts[d.Rule] = c
		}
		c.Count++
		switch d.Severity {
		case Error:
			c.Errors++
		case Warning:
			c.Warnings++
		case Info:
			c.Infos++
		}
		if r.fixes(d) {
			c.Fixable++
		}
		worst[d.Rule] = max(worst[d.Rule], d.Severity)
	}
	list := make([]RuleCount, 0, len(counts))
	for _, c := range counts {
		c.Severity = worst[c.Rule].String()
		list = append(list, *c)
	}
	slices.SortFunc(list, func(a, b RuleCount) int {
		return cmp.Or(cmp.Compare(worst[b.Rule], worst[a.Rule]), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Rule, b.Rule))
	})
	return list
}

// fixes reports whether --fix fixes a finding.
func (r *Report) fixes(d *Diagnostic) bool { return r.Fixable != nil && r.Fixable(d) }

// CountFixable returns how many findings --fix fixes.
func (r *Report) CountFixable() (n int) {
	for _, d := range r.Findings {
		if r.fixes(d) {
			n++
		}
	}
	return n
}

// printStatistics writes the statistics as a table for people, one rule on a line.
func printStatistics(w io.Writer, r *Report) error {
	list := r.Statistics()
	if len(list) == 0 {
		return nil
	}
	var b strings.Builder
	const gap = 2
	table := tabwriter.NewWriter(&b, 0, 0, gap, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "errors\twarnings\tinfos\tfixable\t")
	number := func(n int) string {
		if n == 0 {
			return "-"
		}
		return strconv.Itoa(n)
	}
	for _, c := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t\n", number(c.Errors), number(c.Warnings), number(c.Infos), number(c.Fixable))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	p := textPrinter{color: r.Color}
	for i, line := range strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n") {
		name := "rule"
		if line = line[gap:]; i == 0 {
			line, name = p.paint(dim, line), p.paint(dim, name)
		} else {
			severity, _ := ParseSeverity(list[i-1].Severity)
			name = p.paint(severityStyles[severity], Printable(list[i-1].Rule))
		}
		if _, err := fmt.Fprintf(w, "%s  %s\n", line, name); err != nil {
			return err
		}
	}
	return nil
}
