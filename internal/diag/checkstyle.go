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
		name := r.path(d.Span.File)
		if n := len(doc.Files); n == 0 || doc.Files[n-1].Name != name {
			doc.Files = append(doc.Files, &file{Name: name})
		}
		f := doc.Files[len(doc.Files)-1]
		at := placeOf(d.Span)
		f.Problems = append(f.Problems, problem{at.line, at.column, d.Severity.String(), d.Message, "docgen." + d.Rule})
	}
	return encodeXML(w, doc)
}

// encodeXML writes an indented document. Characters that are not allowed in XML
// become U+FFFD.
func encodeXML(w io.Writer, doc any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
