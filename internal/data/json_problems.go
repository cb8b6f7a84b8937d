package data

import (
	"bytes"
	"fmt"
	"sort"
	"strconv"
	"unicode/utf8"

	"docgen/internal/source"
)

// shownText is how many characters of a value a message shows.
const shownText = 40

// show returns text as a message shows it: quoted, on one line, not too long.
func show(b []byte) string {
	b = bytes.Join(bytes.Fields(b), []byte(" "))
	if r := []rune(string(b)); len(r) > shownText {
		b = []byte(string(r[:shownText-1]) + "…")
	}
	return `"` + string(b) + `"`
}

// insertion is a problem where something is missing at a place, with the mend.
func insertion(kind string, at int, text, message, fix string, safe bool) Problem {
	return Problem{
		Kind: kind, Start: at, End: at, Message: message,
		Fix: &Fix{Message: fix, Safe: safe, Edits: []Edit{{at, at, text}}},
	}
}

// replacement is a problem with the text from start to end, with the mend.
func replacement(kind string, start, end int, text, message, fix string, safe bool) Problem {
	return Problem{
		Kind: kind, Start: start, End: end, Message: message,
		Fix: &Fix{Message: fix, Safe: safe, Edits: []Edit{{start, end, text}}},
	}
}

func missingQuote(text []byte, at int, opening bool) *Problem {
	message, fix := "missing closing quote after "+show(text), "insert the closing quote"
	if opening {
		message, fix = "missing opening quote before "+show(text), "insert the opening quote"
	}
	p := insertion("unterminated-string", at, `"`, message, fix, false)
	return &p
}

// unescapedQuotes is nil where there are none.
func unescapedQuotes(b []byte, quotes []int) *Problem {
	if len(quotes) == 0 {
		return nil
	}
	p := Problem{
		Kind: "unescaped-quote", Start: quotes[0], End: quotes[len(quotes)-1] + 1,
		Message: `quotes inside of a string must be written \"`,
		Fix:     &Fix{Message: "escape the quotes", Safe: true},
	}
	if len(quotes) == 1 {
		p.Message = `a quote inside of a string must be written \"`
		p.Fix.Message = "escape the quote"
	}
	for _, q := range quotes {
		p.Fix.Edits = append(p.Fix.Edits, Edit{q, q, `\`})
	}
	return &p
}

func escapedClosingQuote(at int) *Problem {
	p := replacement("invalid-escape", at, at+1, `\\`,
		`the backslash makes the closing quote a part of the string: a backslash must be written \\`, "double the backslash", false)
	return &p
}

// newlineInString is the problem of a string that is broken at several places.
func newlineInString(b []byte, breaks []int) *Problem {
	p := &Problem{
		Kind: "newline-in-string", Start: breaks[0], End: skipWhile(b, breaks[0], isBlank) + 1,
		Message: "the string is broken over lines: a line break must be written \\n",
		Fix:     &Fix{Message: "join the lines"},
	}
	for _, at := range breaks {
		from, to := at, skipWhile(b, at, isSpace)
		for isBlank(b[from-1]) {
			from--
		}
		if n := len(p.Fix.Edits); n == 0 || p.Fix.Edits[n-1].End < from {
			p.Fix.Edits = append(p.Fix.Edits, Edit{from, to, " "})
		}
	}
	return p
}

func controlInString(b []byte, kind string, places []int) Problem {
	what := "a tab"
	if kind != "tab-in-string" {
		what = fmt.Sprintf("the control character U+%04X", b[places[0]])
	}
	p := Problem{
		Kind: kind, Start: places[0], End: places[0] + 1,
		Message: fmt.Sprintf("%s inside of a string must be written %s", what, escape(0, b[places[0]])),
		Fix:     &Fix{Message: "write the escape", Safe: true},
	}
	for _, at := range places {
		p.Fix.Edits = append(p.Fix.Edits, Edit{at, at + 1, escape(0, b[at])})
	}
	return p
}

func invalidEscape(b []byte, at int) Problem {
	if b[at+1] == '\'' {
		return replacement("invalid-escape", at, at+2, "'",
			`"\'" is no escape of JSON: a single quote stands for itself`, "remove the backslash", true)
	}
	end := at + 2
	for end < len(b) && b[end]&0xc0 == 0x80 {
		end++
	}
	return replacement("invalid-escape", at, end, `\`+string(b[at:end]),
		fmt.Sprintf(`"%s" is no escape of JSON: a backslash must be written \\`, b[at:end]), "double the backslash", false)
}

// smartQuotes is the problem of a string from start to end whose quotes, one
// of them or both, are typographic.
func smartQuotes(b []byte, start, end int) *Problem {
	p := requoted(b, start, end)
	p.Kind = "smart-quote"
	p.Message = `typographic quotes do not make a string: use "`
	if b[start] == '"' {
		p.Start = p.Fix.Edits[0].Start
	}
	return &p
}

func singleQuotes(b []byte, start, end int) Problem {
	p := requoted(b, start, end)
	p.Kind = "single-quote"
	p.Message = `JSON strings stand in double quotes: use "`
	return p
}

// requoted is the mend that gives a string straight double quotes.
func requoted(b []byte, start, end int) Problem {
	p := Problem{Start: start, End: end, Fix: &Fix{Message: "use straight double quotes", Safe: true}}
	_, open := utf8.DecodeRune(b[start:end])
	_, shut := utf8.DecodeLastRune(b[start:end])
	if b[start] != '"' {
		p.Fix.Edits = append(p.Fix.Edits, Edit{start, start + open, `"`})
	}
	for i := start + open; i < end-shut; i++ {
		switch {
		case b[i] == '"':
			p.Fix.Edits = append(p.Fix.Edits, Edit{i, i, `\`})
		case b[i] == '\\' && b[i+1] == '\'':
			p.Fix.Edits = append(p.Fix.Edits, Edit{i, i + 1, ""})
			i++
		case b[i] == '\\':
			i++
		}
	}
	if b[end-1] != '"' {
		p.Fix.Edits = append(p.Fix.Edits, Edit{end - shut, end, `"`})
	}
	return p
}

// unquoted is the problem of a key or value without quotes.
func unquoted(b []byte, kind string, start, end int) Problem {
	text := b[start:end]
	what := "the key"
	if kind == "unquoted-value" {
		what = "the value"
		switch word := string(bytes.ToLower(text)); word {
		case "true", "false", "null", "none", "nil", "undefined":
			if word != "true" && word != "false" {
				word = "null"
			}
			return replacement(kind, start, end, word, show(text)+" is no value of JSON: use "+word, "write "+word, false)
		}
	}
	p := replacement(kind, start, end, quote(text), what+" "+show(text)+" must stand in quotes", "put it in quotes", kind == "unquoted-key")
	if quoted := p.Fix.Edits[0].Text; len(quoted) == len(text)+2 {
		p.Fix.Edits = []Edit{{start, start, `"`}, {end, end, `"`}}
	}
	return p
}

// quote writes text as a JSON string.
func quote(text []byte) string {
	out := []byte{'"'}
	for _, c := range text {
		if c == '"' || c == '\\' || c < ' ' {
			out = append(out, escape(0, c)...)
		} else {
			out = append(out, c)
		}
	}
	return string(append(out, '"'))
}

func invalidNumber(word []byte, at int) Problem {
	p := Problem{Kind: "invalid-number", Start: at, End: at + len(word), Message: show(word) + " is no number of JSON"}
	digits := bytes.TrimLeft(word, "+-")
	switch {
	case len(digits) > 1 && digits[0] == '0' && isDigit(digits[1]):
		p.Message += ": a number must not begin with 0"
	case digits[0] == '.':
		p.Fix = &Fix{Message: "write the 0", Safe: true, Edits: []Edit{{at, at + len(word) - len(digits), ""}, {p.End - len(digits), p.End - len(digits), "0"}}}
		if word[0] == '-' {
			p.Fix.Edits = p.Fix.Edits[1:]
		}
	case digits[len(digits)-1] == '.':
		p.Fix = &Fix{Message: "write the 0", Safe: true, Edits: []Edit{{p.End, p.End, "0"}}}
	case word[0] == '+' && isNumber(digits):
		p.Fix = &Fix{Message: "remove the +", Safe: true, Edits: []Edit{{at, at + 1, ""}}}
	}
	return p
}

func invalidWhitespace(start, end int, name string) *Problem {
	return &Problem{
		Kind: "invalid-whitespace", Start: start, End: end, Message: name + " outside of a string",
		Fix: &Fix{Message: "use ordinary spaces", Safe: true},
	}
}

func backslashInPayload(at int) *Problem {
	return &Problem{
		Kind: "backslash-in-payload", Start: at, End: at + 1,
		Message: "a backslash at the end of a line does not continue it here: JSON needs none, and quotes of the shell keep it",
		Fix:     &Fix{Message: "remove the backslashes", Safe: true},
	}
}

// duplicateKey is the problem of a key that is given a second time.
func duplicateKey(t source.Text, key []byte, first *jsonToken, start, end int) Problem {
	line := 1 + first.line
	if at, _, _ := t.Origin(first.start, first.start+1); at.File != nil {
		// Position counts columns too, which takes its time on a long line.
		line = 1 + sort.Search(at.File.Lines(), func(i int) bool { return at.File.Offset(i+2, 1) > at.Start })
	}
	return Problem{
		Kind: "duplicate-key", Start: start, End: end,
		Message: show(key) + " is given twice in one object, first on line " + strconv.Itoa(line) + ": only the last one counts",
	}
}
