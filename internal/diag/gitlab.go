package diag

import "io"

// printGitLab writes a GitLab code quality report, the subset of the Code
// Climate format that GitLab reads.
func printGitLab(w io.Writer, r *Report) error {
	type lines struct {
		Begin int `json:"begin"`
		End   int `json:"end"`
	}
	type location struct {
		Path  string `json:"path"`
		Lines lines  `json:"lines"`
	}
	type issue struct {
		Description string   `json:"description"`
		CheckName   string   `json:"check_name"`
		Fingerprint string   `json:"fingerprint"`
		Severity    string   `json:"severity"`
		Location    location `json:"location"`
	}
	severities := [...]string{Off: "info", Info: "info", Warning: "minor", Error: "major"}
	prints := fingerprints(r.Findings)
	issues := make([]issue, len(r.Findings))
	for i, d := range r.Findings {
		first, last := 1, 1 // GitLab requires a line, also without a place
		if d.Span.File != nil {
			first, last = linesOf(d.Span)
		}
		issues[i] = issue{
			d.Message, d.Rule, prints[i], severities[d.Severity],
			location{jsonName(r.path(d.Span.File)), lines{first, last}},
		}
	}
	return EncodeJSON(w, issues, "  ")
}
