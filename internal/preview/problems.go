package preview

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/source"
)

//go:embed assets/fault.html
var problemHTML string

var problemTemplate = template.Must(template.New("problems").Parse(problemHTML))

// problemPage shows what is wrong in the place of a page. It reloads itself when
// that is fixed.
func (s *Server) problemPage(problems []*diag.Diagnostic) answer {
	s.logStacks(problems)
	shown := make([]shownProblem, len(problems))
	for i, d := range problems {
		shown[i] = shownProblem{Message: d.Message, Rule: d.Rule, shownPlace: s.shownPlace(d.Span)}
		if d.Span.File != nil {
			shown[i].Lines = excerpt(d.Span)
		}
		for _, via := range d.Via {
			shown[i].Via = append(shown[i].Via, s.shownPlace(via))
		}
	}
	var b bytes.Buffer
	if err := problemTemplate.Execute(&b, shown); err != nil {
		panic(err) // the template and its data are ours
	}
	return live(http.StatusInternalServerError, "fault.html", b.Bytes())
}

type shownProblem struct {
	Message, Rule string
	shownPlace
	Lines []shownLine
	Via   []shownPlace
}

type shownPlace struct {
	place
	Link template.URL
}

// shownLine is a line of an excerpt in three pieces, the second of which is
// marked.
type shownLine struct {
	Number              int
	Before, Mark, After string
	Marked              bool
}

func (s *Server) shownPlace(at source.Span) shownPlace {
	p := s.place(at)
	// editorLink has refused the addresses that run scripts.
	return shownPlace{p, template.URL(p.Editor)}
}

// excerpt returns the lines of a span, with two around them; of a long span
// the first lines.
func excerpt(at source.Span) []shownLine {
	const around, most = 2, 12
	f := at.File
	first, _ := f.Position(at.Start)
	last, _ := f.Position(max(at.Start, at.End-1))
	last = min(last, first+most)
	var lines []shownLine
	for n := max(1, first-around); n <= min(f.Lines(), last+around); n++ {
		text, start := f.Line(n), f.Offset(n, 1)
		l := shownLine{Number: n, Before: shown(text)}
		if n >= first && n <= last {
			from := max(0, min(at.Start-start, len(text)))
			to := max(from, min(at.End-start, len(text)))
			l.Marked = true
			l.Before, l.Mark, l.After = shown(text[:from]), shown(text[from:to]), shown(text[to:])
		}
		lines = append(lines, l)
	}
	return lines
}

// shown cuts what no screen has room for.
func shown(b []byte) string {
	const most = 2000 // bytes
	if len(b) > most {
		b = append(b[:most:most], "…"...)
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}
