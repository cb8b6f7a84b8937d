package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// printGitHub writes workflow commands, which GitHub Actions turns into
// annotations on a pull request.
func printGitHub(w io.Writer, r *Report) error {
	commands := [...]string{Off: "debug", Info: "notice", Warning: "warning", Error: "error"}
	out := bufio.NewWriter(w)
	for _, d := range r.Findings {
		fmt.Fprintf(out, "::%s ", commands[d.Severity])
		if d.Span.File != nil {
			first, last := linesOf(d.Span)
			fmt.Fprintf(out, "file=%s,line=%d,", githubProperty.Replace(visible(r.path(d.Span.File), githubRune)), first)
			// The runner takes columns only where both are on one line.
			if at := placeOf(d.Span); at.line == at.endLine {
				fmt.Fprintf(out, "col=%d,endLine=%d,endColumn=%d,", at.column, last, at.endColumn)
			} else {
				fmt.Fprintf(out, "endLine=%d,", last)
			}
		}
		text := strings.Join(append([]string{Printable(d.Message)}, details(d)...), "\n")
		fmt.Fprintf(out, "title=%s::%s\n", githubProperty.Replace(d.Rule), githubData.Replace(text))
	}
	return out.Flush()
}

// githubRune reports whether a property of a command can hold a character.
func githubRune(r rune) bool { return graphic(r) || r == '\r' || r == '\n' }

// The escapes of the runner's command parser.
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
