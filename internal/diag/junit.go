package diag

import (
	"encoding/xml"
	"io"
	"strings"
)

// printJUnit writes a JUnit report: each finding is a failed test case, and a
// run without findings is one that passed.
func printJUnit(w io.Writer, r *Report) error {
	type failure struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",cdata"`
	}
	type testcase struct {
		Name      string   `xml:"name,attr"`
		Classname string   `xml:"classname,attr"`
		Failure   *failure `xml:"failure"`
	}
	type suite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Time     float64    `xml:"time,attr"` // seconds
		Cases    []testcase `xml:"testcase"`
	}
	s := suite{Name: "docgen", Failures: len(r.Findings), Time: r.Summary.Elapsed.Seconds()}
	for _, d := range r.Findings {
		var text strings.Builder
		if err := printText(&text, &Report{Findings: []*Diagnostic{d}}); err != nil {
			return err
		}
		name := d.Rule
		if d.Span.File != nil {
			name += " at " + where(d.Span)
		}
		s.Cases = append(s.Cases, testcase{
			Name:      name,
			Classname: visible(r.path(d.Span.File), xmlRune),
			Failure:   &failure{d.Severity.String(), visible(d.Message, xmlRune), "\n" + text.String()},
		})
	}
	if len(s.Cases) == 0 {
		s.Cases = []testcase{{Name: "lint", Classname: r.path(nil)}}
	}
	s.Tests = len(s.Cases)
	return encodeXML(w, struct {
		XMLName xml.Name `xml:"testsuites"`
		Suite   suite    `xml:"testsuite"`
	}{Suite: s})
}
