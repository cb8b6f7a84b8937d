package diag

import (
	"encoding/json"
	"io"

	"docgen/internal/source"
)

// The JSON format, version 1. Lists are never null; numbers of what has no
// place are 0.
type (
	jsonReport struct {
		Version  int           `json:"version"`
		Summary  jsonSummary   `json:"summary"`
		Findings []jsonFinding `json:"findings"`
	}
	jsonSummary struct {
		Pages     int   `json:"pages"`
		Examples  int   `json:"examples"`
		Errors    int   `json:"errors"`
		Warnings  int   `json:"warnings"`
		Infos     int   `json:"infos"`
		ElapsedMS int64 `json:"elapsed_ms"`
	}
	jsonFinding struct {
		Rule      string      `json:"rule"`
		Kind      string      `json:"kind"`
		Severity  string      `json:"severity"`
		File      string      `json:"file"`
		Line      int         `json:"line"`
		Column    int         `json:"column"`
		EndLine   int         `json:"end_line"`
		EndColumn int         `json:"end_column"`
		Message   string      `json:"message"`
		Via       []jsonPlace `json:"via"`
		Pages     []string    `json:"pages"`
		Notes     []jsonPlace `json:"notes"`
		Fixes     []jsonFix   `json:"fixes"`
	}
	jsonPlace struct {
		File    string `json:"file"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
		Message string `json:"message,omitempty"`
	}
	jsonFix struct {
		Message string     `json:"message"`
		Safe    bool       `json:"safe"`
		Edits   []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		File  string `json:"file"`
		Start int    `json:"start"` // bytes
		End   int    `json:"end"`
		Text  string `json:"text"`
	}
)

// printJSON writes the report as one JSON document.
func printJSON(w io.Writer, r *Report) error {
	doc := jsonReport{
		Version: 1,
		Summary: jsonSummary{
			Pages: r.Summary.Pages, Examples: r.Summary.Examples,
			Errors: r.tally(Error), Warnings: r.tally(Warning), Infos: r.tally(Info),
			ElapsedMS: r.Summary.Elapsed.Milliseconds(),
		},
		Findings: make([]jsonFinding, len(r.Findings)),
	}
	for i, d := range r.Findings {
		doc.Findings[i] = toJSON(d)
	}
	return encodeJSON(w, doc)
}

// printJSONL writes one finding per line, each an object as in the JSON format.
func printJSONL(w io.Writer, r *Report) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, d := range r.Findings {
		if err := enc.Encode(toJSON(d)); err != nil {
			return err
		}
	}
	return nil
}

// encodeJSON writes an indented document that leaves <, > and & alone.
func encodeJSON(w io.Writer, doc any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(doc)
}

func toJSON(d *Diagnostic) jsonFinding {
	at := placeOf(d.Span)
	f := jsonFinding{
		Rule: d.Rule, Kind: d.Kind, Severity: d.Severity.String(),
		File: fileName(d.Span), Line: at.line, Column: at.column, EndLine: at.endLine, EndColumn: at.endColumn,
		Message: d.Message,
		Via:     make([]jsonPlace, len(d.Via)),
		Pages:   append([]string{}, d.Pages...),
		Notes:   make([]jsonPlace, len(d.Notes)),
		Fixes:   make([]jsonFix, len(d.Fixes)),
	}
	for i, via := range d.Via {
		f.Via[i] = jsonPlaceOf(via, "")
	}
	for i, note := range d.Notes {
		f.Notes[i] = jsonPlaceOf(note.Span, note.Message)
	}
	for i, fix := range d.Fixes {
		edits := make([]jsonEdit, len(fix.Edits))
		for j, e := range fix.Edits {
			edits[j] = jsonEdit{fileName(e.Span), e.Span.Start, e.Span.End, e.text()}
		}
		f.Fixes[i] = jsonFix{fix.Message, fix.Safe, edits}
	}
	return f
}

func jsonPlaceOf(s source.Span, message string) jsonPlace {
	line, column := s.Position()
	return jsonPlace{fileName(s), line, column, message}
}

// fileName returns the name of a span's file, or "".
func fileName(s source.Span) string {
	if s.File == nil {
		return ""
	}
	return s.File.Name
}
