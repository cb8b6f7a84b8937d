package main

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// terminalText lays out the pages of rules, which are Markdown with headings,
// paragraphs, lists, tables and fences.
type terminalText struct {
	width  int // characters
	colour bool
}

func (t terminalText) bold(s string) string { return t.style("1", s) }

func (t terminalText) style(sgr, s string) string {
	if !t.colour {
		return s
	}
	return "\x1b[" + sgr + "m" + s + "\x1b[0m"
}

var (
	codeSpan = regexp.MustCompile("(`+)(.+?)(`+)")
	item     = regexp.MustCompile(`^(?:[-*]|[0-9]+\.) `)
)

// markdown lays out a page.
func (t terminalText) markdown(page string) string {
	var b strings.Builder
	lines := strings.Split(strings.TrimRight(page, "\n"), "\n")
	for i := 0; i < len(lines); {
		line := lines[i]
		switch {
		case strings.HasPrefix(line, "#"):
			b.WriteString(t.bold(strings.TrimLeft(line, "# ")) + "\n")
			i++
		case strings.HasPrefix(line, "```"):
			i = t.fence(&b, lines, i)
		case strings.HasPrefix(line, "|"):
			i = t.table(&b, lines, i)
		case line == "":
			b.WriteByte('\n')
			i++
		default:
			i = t.paragraph(&b, lines, i)
		}
	}
	return b.String()
}

// fence writes a code block indented, without the lines around it.
func (t terminalText) fence(b *strings.Builder, lines []string, i int) int {
	marker := lines[i][:len(lines[i])-len(strings.TrimLeft(lines[i], "`"))]
	for i++; i < len(lines) && lines[i] != marker; i++ {
		b.WriteString(strings.TrimRight("    "+t.style("2", lines[i]), " ") + "\n")
	}
	return i + 1
}

// table writes the rows of a table: the last column is wrapped.
func (t terminalText) table(b *strings.Builder, lines []string, i int) int {
	var rows [][]string
	var widths []int
	for ; i < len(lines) && strings.HasPrefix(lines[i], "|"); i++ {
		if strings.Trim(lines[i], "|-: ") == "" {
			continue
		}
		const pipe = "\x00"
		cells := strings.Split(strings.Trim(strings.ReplaceAll(lines[i], `\|`, pipe), "| "), "|")
		for n := range cells {
			cells[n] = strings.ReplaceAll(strings.TrimSpace(cells[n]), pipe, "|")
			if n == len(widths) {
				widths = append(widths, 0)
			}
			widths[n] = min(max(widths[n], utf8.RuneCountInString(cells[n])), t.width/2)
		}
		rows = append(rows, cells)
	}
	for _, cells := range rows {
		t.row(b, cells, widths)
	}
	return i
}

func (t terminalText) row(b *strings.Builder, cells []string, widths []int) {
	columns := make([][]string, len(cells))
	height, left := 0, 2
	for n, cell := range cells {
		right := t.width - left - widths[n]
		if n == len(cells)-1 {
			right = 0
		}
		columns[n] = t.wrap(cell, left+right)
		height = max(height, len(columns[n]))
		left += widths[n] + 2
	}
	for line := range height {
		row := " "
		for n, column := range columns {
			text := ""
			if line < len(column) {
				text = column[line]
			}
			row += " " + t.inline(text) + strings.Repeat(" ", max(0, widths[n]-utf8.RuneCountInString(text))) + " "
		}
		b.WriteString(strings.TrimRight(row, " ") + "\n")
	}
}

// paragraph writes a paragraph or an item of a list.
func (t terminalText) paragraph(b *strings.Builder, lines []string, i int) int {
	text := lines[i]
	for i++; i < len(lines) && lines[i] != "" && !strings.HasPrefix(lines[i], "```") && !item.MatchString(lines[i]); i++ {
		text += " " + strings.TrimSpace(lines[i])
	}
	indent := len(item.FindString(text))
	for n, line := range t.wrap(text, indent) {
		if n > 0 {
			line = strings.Repeat(" ", indent) + line
		}
		b.WriteString(t.inline(line) + "\n")
	}
	return i
}

// inline colours code spans; without colours their backticks are kept.
func (t terminalText) inline(s string) string {
	if !t.colour {
		return s
	}
	return codeSpan.ReplaceAllStringFunc(s, func(code string) string {
		m := codeSpan.FindStringSubmatch(code)
		return t.style("36", strings.TrimSpace(m[2]))
	})
}

// wrap breaks a text into lines that leave room for an indentation. Code spans
// stay whole.
func (t terminalText) wrap(text string, indent int) []string {
	const narrow = 20 // the least width; a longer word overflows
	room := max(t.width-indent, narrow)
	var lines []string
	line := ""
	for _, word := range splitWords(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > room {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// splitWords splits a text at its blanks, except for those in code spans.
func splitWords(text string) []string {
	var out []string
	open := false
	for _, field := range strings.Fields(text) {
		if open {
			out[len(out)-1] += " " + field
		} else {
			out = append(out, field)
		}
		open = open != (strings.Count(field, "`")%2 == 1)
	}
	return out
}
