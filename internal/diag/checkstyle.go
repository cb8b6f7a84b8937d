package diag

import (
	"encoding/xml"
	"io"
)

// printCheckstyle writes the XML of Checkstyle, which many CI servers and
// review tools read.
func printCheckstyle(w io.Writer, r *Report) error {
	type problem struct {
		Line     int    `xml:"line,attr,omitempty"`
		Column   int    `xml:"column,attr,omitempty"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
	type file struct {
		Name     string    `xml:"name,attr"`
		Problems []problem `xml:"error"`
	}
	doc := struct {
		XMLName xml.Name `xml:"checkstyle"`
		Version string   `xml:"version,attr"` // of Checkstyle's format
		Files   []*file  `xml:"file"`
	}{Version: "4.3"}
	for _, d := range r.Findings {
		name := visible(r.path(d.Span.File), xmlRune)
		if n := len(doc.Files); n == 0 || doc.Files[n-1].Name != name {
			doc.Files = append(doc.Files, &file{Name: name})
		}
		f := doc.Files[len(doc.Files)-1]
		at := placeOf(d.Span)
		f.Problems = append(f.Problems, problem{at.line, at.column, d.Severity.String(), visible(d.Message, xmlRune), "docgen." + d.Rule})
	}
	return encodeXML(w, doc)
}

// xmlRune reports whether a character is allowed in XML 1.0 (production Char).
func xmlRune(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || ' ' <= r && r < 0xfffe || r > 0xffff
}

// encodeXML writes an indented document of valid characters. A text that CI
// servers would take for a command has an escape in it.
func encodeXML(w io.Writer, doc any) error {
	text, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return err
	}
	text = command.ReplaceAll(text, []byte("&#35;$1"))
	_, err = io.WriteString(w, xml.Header+string(text)+"\n")
	return err
}
