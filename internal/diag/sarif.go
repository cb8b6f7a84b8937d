package diag

import (
	"io"
	"net/url"
	"slices"

	"docgen/internal/source"
)

// The parts of SARIF 2.1.0 (OASIS, errata 01) that docgen writes.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool               `json:"tool"`
		BaseIDs    map[string]sarifBaseURI `json:"originalUriBaseIds"`
		ColumnKind string                  `json:"columnKind"`
		Results    []sarifResult           `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID            string       `json:"id"`
		Short         *sarifText   `json:"shortDescription,omitempty"`
		Help          *sarifText   `json:"help,omitempty"`
		HelpURI       string       `json:"helpUri,omitempty"`
		Configuration *sarifConfig `json:"defaultConfiguration,omitempty"`
	}
	sarifConfig struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifBaseURI struct {
		Description sarifText `json:"description"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Related      []sarifLocation   `json:"relatedLocations,omitempty"`
		Fixes        []sarifFix        `json:"fixes,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Properties   sarifProperties   `json:"properties"`
	}
	sarifProperties struct {
		Kind  string   `json:"kind"`
		Pages []string `json:"pages"`
	}
	sarifLocation struct {
		ID       int            `json:"id,omitempty"`
		Physical *sarifPhysical `json:"physicalLocation,omitempty"`
		Message  *sarifText     `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI    string `json:"uri"`
		BaseID string `json:"uriBaseId,omitempty"`
	}
	sarifRegion struct {
		StartLine   int  `json:"startLine"`
		StartColumn int  `json:"startColumn"`
		EndLine     int  `json:"endLine"`
		EndColumn   int  `json:"endColumn"`
		ByteOffset  *int `json:"byteOffset,omitempty"`
		ByteLength  *int `json:"byteLength,omitempty"`
	}
	sarifFix struct {
		Description sarifText     `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion `json:"deletedRegion"`
		Inserted sarifText   `json:"insertedContent"`
	}
)

var sarifLevels = [...]string{Off: "none", Info: "note", Warning: "warning", Error: "error"}

// sarifRoot is the name for the folder that all file names start from.
const sarifRoot = "SRCROOT"

// printSARIF writes a SARIF log with one run, for code scanning.
func printSARIF(w io.Writer, r *Report) error {
	rules, index := sarifRules(r)
	prints := fingerprints(r.Findings)
	results := make([]sarifResult, len(r.Findings))
	for i, d := range r.Findings {
		results[i] = sarifResult{
			RuleID: d.Rule, RuleIndex: index[d.Rule], Level: sarifLevels[d.Severity],
			Message:      sarifText{Text: d.Message},
			Locations:    []sarifLocation{{Physical: r.sarifPhysical(d.Span)}},
			Related:      r.sarifRelated(d),
			Fixes:        r.sarifFixes(d.Fixes),
			Fingerprints: map[string]string{"docgen/v1": prints[i]},
			Properties:   sarifProperties{d.Kind, jsonNames(d.Pages)},
		}
	}
	return EncodeJSON(w, sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs: []sarifRun{{
			Tool:       sarifTool{sarifDriver{"docgen", r.Version, rules}},
			BaseIDs:    map[string]sarifBaseURI{sarifRoot: {sarifText{Text: "the folder docgen was run for"}}},
			ColumnKind: "unicodeCodePoints",
			Results:    results,
		}},
	}, "  ")
}

// sarifRules describes the rules, including those that only findings name, and
// returns the index of each.
func sarifRules(r *Report) ([]sarifRule, map[string]int) {
	rules := make([]sarifRule, 0, len(r.Rules))
	index := map[string]int{}
	add := func(rule sarifRule) {
		if _, known := index[rule.ID]; !known {
			index[rule.ID] = len(rules)
			rules = append(rules, rule)
		}
	}
	for _, info := range r.Rules {
		rule := sarifRule{ID: info.Name, HelpURI: info.URL, Configuration: &sarifConfig{sarifLevels[info.Severity]}}
		if info.Short != "" {
			rule.Short = &sarifText{Text: info.Short}
		}
		if info.Help != "" {
			rule.Help = &sarifText{info.Help, info.Help}
		}
		add(rule)
	}
	for _, d := range r.Findings {
		add(sarifRule{ID: d.Rule})
	}
	return rules, index
}

// sarifRelated returns the include chain and the notes.
func (r *Report) sarifRelated(d *Diagnostic) []sarifLocation {
	var list []sarifLocation
	add := func(s source.Span, message string) {
		l := sarifLocation{ID: len(list) + 1, Message: &sarifText{Text: message}}
		if s.File != nil {
			l.Physical = r.sarifPhysical(s)
		}
		list = append(list, l)
	}
	for _, via := range d.Via {
		add(via, "comes to the page here")
	}
	for _, note := range allNotes(d) {
		add(note.Span, note.Message)
	}
	return list
}

func (r *Report) sarifFixes(fixes []Fix) []sarifFix {
	var list []sarifFix
	for _, fix := range fixes {
		f := sarifFix{Description: sarifText{Text: fix.Message}}
		for _, e := range fix.printed() {
			at := r.sarifArtifact(e.Span.File)
			i := slices.IndexFunc(f.Changes, func(c sarifChange) bool { return c.Artifact == at })
			if i < 0 {
				i = len(f.Changes)
				f.Changes = append(f.Changes, sarifChange{Artifact: at})
			}
			region, length := sarifRegionOf(e.Span), e.Span.End-e.Span.Start
			region.ByteOffset, region.ByteLength = &e.Span.Start, &length
			f.Changes[i].Replacements = append(f.Changes[i].Replacements,
				sarifReplacement{region, sarifText{Text: e.Text}})
		}
		if len(f.Changes) > 0 {
			list = append(list, f)
		}
	}
	return list
}

// sarifPhysical returns the place of a span, or the source folder where it has
// no file: code hosts refuse a result without a location.
func (r *Report) sarifPhysical(s source.Span) *sarifPhysical {
	at := &sarifPhysical{Artifact: r.sarifArtifact(s.File)}
	if s.File != nil {
		region := sarifRegionOf(s)
		at.Region = &region
	}
	return at
}

func (r *Report) sarifArtifact(f *source.File) sarifArtifact {
	if f != nil && f.Embedded {
		return sarifArtifact{URI: (&url.URL{Scheme: "docgen", Opaque: f.Path()}).String()}
	}
	name := url.URL{Path: r.path(f)}
	return sarifArtifact{name.String(), sarifRoot}
}

// sarifRegionOf returns the region of a span; a point is an empty region.
func sarifRegionOf(s source.Span) sarifRegion {
	line, column := s.Position()
	endLine, endColumn := s.File.Position(s.End)
	return sarifRegion{StartLine: line, StartColumn: column, EndLine: endLine, EndColumn: endColumn}
}
