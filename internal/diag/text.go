package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"docgen/internal/source"
)

// printText writes findings for people: a line that editors and grep
// understand, the source with the place underlined, and the details.
func printText(w io.Writer, r *Report) error {
	if r.Counted {
		return printStatistics(w, r)
	}
	p := textPrinter{bufio.NewWriter(w), r.Color}
	for i, d := range r.Worst() {
		if i > 0 {
			fmt.Fprintln(p.w)
		}
		p.finding(d, r.fixes(d))
	}
	return p.w.Flush()
}

// style is the parameter of an SGR escape sequence (ECMA-48, 8.3.117).
type style string

const (
	bold   style = "1"
	dim    style = "2"
	red    style = "1;31"
	green  style = "32"
	yellow style = "1;33"
	blue   style = "1;34"
)

var severityStyles = [...]style{Off: dim, Info: blue, Warning: yellow, Error: red}

type textPrinter struct {
	w     *bufio.Writer
	color bool
}

func (p textPrinter) paint(s style, text string) string {
	if !p.color || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// finding writes a finding; fixable ones are marked with [*], before the rule, which
// tools look for at the end of the line.
func (p textPrinter) finding(d *Diagnostic, fixable bool) {
	mark, star := severityStyles[d.Severity], ""
	if fixable {
		star = " " + p.paint(green, "[*]")
	}
	fmt.Fprintf(p.w, "%s %s %s%s %s\n", p.paint(bold, where(d.Span)+":"), p.paint(mark, d.Severity.String()+":"),
		p.paint(bold, Printable(d.Message)), star, p.paint(dim, "["+d.Rule+"]"))
	if d.Span.File != nil {
		p.excerpt("", d.Span, mark, suggestion(d))
	} else if s := suggestion(d); s != "" {
		fmt.Fprintf(p.w, "  fix: %s\n", p.paint(green, s))
	}
	for _, via := range d.Via {
		fmt.Fprintf(p.w, "  %s\n", p.paint(dim, viaLine(via)))
	}
	if len(d.Pages) > 1 {
		fmt.Fprintf(p.w, "  %s\n", p.paint(dim, pagesLine(d.Pages)))
	}
	if len(d.Repeats) > 0 {
		fmt.Fprintf(p.w, "  %s\n", p.paint(dim, repeatsLine(d.Repeats)))
	}
	for _, note := range d.Notes {
		fmt.Fprintf(p.w, "  %s\n", noteLine(note))
		if note.Span.File != nil && note.Span != d.Span && !blank(note.Span) {
			p.excerpt("  ", note.Span, blue, "")
		}
	}
}

// blank reports whether the line a span starts on is blank.
func blank(s source.Span) bool {
	line, _ := s.Position()
	return strings.TrimSpace(string(s.File.Line(line))) == ""
}

// suggestion returns the text to print beside the mark: the replacement if it is
// short and replaces exactly the marked text, else the message of the first fix.
func suggestion(d *Diagnostic) string {
	const short = 60 // bytes
	if len(d.Fixes) == 0 {
		return ""
	}
	fix := d.Fixes[0]
	if len(fix.Edits) == 1+len(d.Repeats) && fix.Edits[0].Span == d.Span && d.Span.File != nil {
		text := fix.Edits[0].Text
		if strings.TrimSpace(text) != "" && !strings.Contains(text, "\n") && len(text) <= short {
			return Printable(text)
		}
	}
	return Printable(fix.Message)
}

// excerpt writes the lines of a span, each with its number in a gutter and the
// marks under it.
func (p textPrinter) excerpt(indent string, s source.Span, mark style, beside string) {
	first, last := linesOf(s)
	width := len(fmt.Sprint(last))
	gutter := func(number any, text string) {
		line := indent + p.paint(dim, fmt.Sprintf("%*v |", width, number))
		if text != "" {
			line += " " + text
		}
		fmt.Fprintln(p.w, line)
	}
	gutter("", "")
	for n := first; n <= last; n++ {
		if n == first+1 && last > first+2 {
			gutter("⋮", "")
			n = last
		}
		text, indentation, marks := excerptRow(s, n)
		gutter(n, text)
		under := p.paint(mark, marks)
		if n == last && beside != "" {
			under = strings.TrimLeft(under+" "+p.paint(green, beside), " ")
		}
		if under != "" {
			gutter("", strings.Repeat(" ", indentation)+under)
		}
	}
}
