package diag

import (
	"bytes"
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
		// Statistics are there where they are asked for.
		Statistics *jsonStatistics `json:"statistics,omitempty"`
	}
	jsonStatistics struct {
		Findings int         `json:"findings"`
		Fixable  int         `json:"fixable"`
		Rules    []RuleCount `json:"rules"`
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
	if r.Counted {
		doc.Statistics = &jsonStatistics{len(r.Findings), r.CountFixable(), r.Statistics()}
	}
	return EncodeJSON(w, doc, "  ")
}

// printJSONL writes one finding per line, each an object as in the JSON format.
func printJSONL(w io.Writer, r *Report) error {
	for _, d := range r.Findings {
		if err := EncodeJSON(w, toJSON(d), ""); err != nil {
			return err
		}
	}
	return nil
}

// EncodeJSON writes a document that leaves <, > and & alone, with an indentation
// or, where that is empty, on one line. A string that CI servers would take for
// a command has an escape in it.
func EncodeJSON(w io.Writer, doc any, indent string) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(doc); err != nil {
		return err
	}
	_, err := w.Write(command.ReplaceAll(b.Bytes(), []byte(`\u0023$1`)))
	return err
}

func toJSON(d *Diagnostic) jsonFinding {
	at, notes := placeOf(d.Span), allNotes(d)
	f := jsonFinding{
		Rule: d.Rule, Kind: d.Kind, Severity: d.Severity.String(),
		File: jsonName(fileName(d.Span)), Line: at.line, Column: at.column, EndLine: at.endLine, EndColumn: at.endColumn,
		Message: d.Message,
		Via:     make([]jsonPlace, len(d.Via)),
		Pages:   jsonNames(d.Pages),
		Notes:   make([]jsonPlace, len(notes)),
		Fixes:   make([]jsonFix, len(d.Fixes)),
	}
	for i, via := range d.Via {
		f.Via[i] = jsonPlaceOf(via, "")
	}
	for i, note := range notes {
		f.Notes[i] = jsonPlaceOf(note.Span, note.Message)
	}
	for i, fix := range d.Fixes {
		edits := []jsonEdit{}
		for _, e := range fix.printed() {
			edits = append(edits, jsonEdit{jsonName(fileName(e.Span)), e.Span.Start, e.Span.End, e.Text})
		}
		f.Fixes[i] = jsonFix{fix.Message, fix.Safe, edits}
	}
	return f
}

func jsonPlaceOf(s source.Span, message string) jsonPlace {
	line, column := s.Position()
	return jsonPlace{jsonName(fileName(s)), line, column, message}
}

// jsonName returns the name of a file as JSON can hold it: bytes that are not
// UTF-8 are escapes, so that two files do not become one.
func jsonName(name string) string { return visible(name, func(rune) bool { return true }) }

func jsonNames(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = jsonName(name)
	}
	return list
}

// fileName returns the name of a span's file, or "".
func fileName(s source.Span) string {
	if s.File == nil {
		return ""
	}
	return s.File.Name
}
