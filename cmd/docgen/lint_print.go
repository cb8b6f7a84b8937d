package main

import (
	"fmt"
	"io"
	"os"

	"docgen/internal/diag"
)

const (
	// mostShown is how many findings a terminal shows of many.
	mostShown = 50
	// manyFindings is from how many on a tree is taken for one with old findings.
	manyFindings = 100
)

// inWorkflow reports whether docgen runs in a GitHub workflow.
func inWorkflow(env *environment) bool { return env.getenv("GITHUB_ACTIONS") == "true" }

// print writes the report, its summary, and what to do next.
func (o *lintOptions) print(l *linter, printer diag.Printer, report *diag.Report) error {
	env, text := l.env, o.format == "text"
	report.Counted = o.statistics
	if text && env.screen && o.output == "" && !o.all {
		report.Most = mostShown
	}
	if err := write(env, o.output, func(w io.Writer) error { return printer(w, report) }); err != nil {
		return err
	}
	if text && env.screen && env.terminal && o.output == "" && len(report.Findings) > 0 {
		fmt.Fprintln(env.stderr) // both are on one screen
	}
	fmt.Fprintln(env.stderr, report.SummaryLine())
	stepSummary(env, report)
	if text {
		o.printHints(l, report)
	}
	return nil
}

// printHints says what the marks in the output mean, and what one can do about many
// findings.
func (o *lintOptions) printHints(l *linter, report *diag.Report) {
	w := l.env.stderr
	if n := report.CountFixable(); n > 0 && !o.fix {
		fmt.Fprintf(w, "[*] --fix fixes %d of them; --diff shows the changes first\n", n)
	}
	if all := len(report.Findings); !o.statistics && report.Most > 0 && all > report.Most {
		fmt.Fprintf(w, "%d findings are not shown, the worst %d are: --all prints all, --statistics counts them by rule\n", all-report.Most, report.Most)
	}
	if len(report.Findings) >= manyFindings && o.baseline == "" && o.since == "" && len(l.rules)+len(l.paths) == 0 {
		fmt.Fprintln(w, "many old findings? `docgen baseline --output known.json` keeps a list, and lint --baseline known.json reports new ones only")
	}
}

// stepSummary appends the report to the page that GitHub shows for a job.
func stepSummary(env *environment, report *diag.Report) {
	name := env.getenv("GITHUB_STEP_SUMMARY")
	if name == "" || !inWorkflow(env) {
		return
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o644)
	if err == nil {
		err = report.StepSummary(f)
		if closed := f.Close(); err == nil {
			err = closed
		}
	}
	if err != nil { // the findings are printed all the same
		fmt.Fprintf(env.stderr, "no summary of the job: %s\n", diag.Printable(err.Error()))
	}
}

// printLine writes a line, unless there is nothing to say.
func printLine(w io.Writer, line string) {
	if line != "" {
		fmt.Fprintln(w, line)
	}
}
