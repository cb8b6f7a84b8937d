package diag

import (
	"fmt"
	"io"
	"strings"
)

// StepSummary writes the report as Markdown, for the page that GitHub shows for a job:
// a table of the rules, and one of the worst findings. What comes from the docs stands
// in code, with every character escaped that could mean something. The size is bounded,
// because GitHub shows nothing of a summary that is too large
// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary).
func (r *Report) StepSummary(w io.Writer) error {
	const (
		mostFindings = 50
		mostRules    = 100
		mostText     = 300 // characters
	)
	var b strings.Builder
	counts := fmt.Sprintf("%s, %s", Plural(r.tally(Error), "error"), Plural(r.tally(Warning), "warning"))
	if n := r.tally(Info); n > 0 {
		counts += ", " + Plural(n, "info")
	}
	fmt.Fprintf(&b, "### docgen lint: %s\n\n%s, %s.", counts, Plural(r.Summary.Pages, "page"), Plural(r.Summary.Examples, "example"))
	if n := r.CountFixable(); n > 0 {
		fmt.Fprintf(&b, " `docgen lint --fix` fixes %s.", Plural(n, "finding"))
	}
	b.WriteString("\n\n")
	if rules := r.Statistics(); len(rules) > 0 {
		b.WriteString("| Rule | Errors | Warnings | Infos | Fixable |\n| --- | ---: | ---: | ---: | ---: |\n")
		for _, c := range rules[:min(mostRules, len(rules))] {
			fmt.Fprintf(&b, "| %s | %d | %d | %d | %d |\n", markdownCode(c.Rule), c.Errors, c.Warnings, c.Infos, c.Fixable)
		}
		worst := *r
		worst.Most = mostFindings
		list := worst.Worst()
		title := "Findings"
		if len(list) < len(r.Findings) {
			title = fmt.Sprintf("The worst %d of %s", len(list), Plural(len(r.Findings), "finding"))
		}
		fmt.Fprintf(&b, "\n<details><summary>%s</summary>\n\n| | Place | Finding | Rule |\n| --- | --- | --- | --- |\n", title)
		for _, d := range list {
			place := "docgen"
			if d.Span.File != nil {
				line, column := d.Span.Position()
				place = fmt.Sprintf("%s:%d:%d", r.path(d.Span.File), line, column)
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", d.Severity, markdownCode(cut(Printable(place), mostText)),
				markdownCode(cut(Printable(d.Message), mostText)), markdownCode(d.Rule))
		}
		b.WriteString("\n</details>\n\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownCode returns a text as code of Markdown that stands in a table. Nothing in
// it is markup: what is no letter, digit or space is an entity, which Markdown and
// GitHub's own marks for people, issues and formulas do not look into.
func markdownCode(s string) string {
	var b strings.Builder
	b.WriteString("<code>")
	for _, r := range Printable(s) {
		switch {
		case '!' <= r && r <= '~' && !isWord(r) && r != '.' && r != ',' && r != '/' && r != '-':
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteString("</code>")
	return b.String()
}

func isWord(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}
