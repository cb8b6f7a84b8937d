package data

import (
	"bytes"
	"fmt"
	"sort"
	"strconv"
	"unicode/utf8"

	"docgen/internal/source"
)

// shownText is the number of characters of a value in a message.
const shownText = 40

// show formats text for a message: quoted, on one line, not too long.
func show(b []byte) string {
	b = bytes.Join(bytes.Fields(b), []byte(" "))
	if r := []rune(string(b)); len(r) > shownText {
		b = []byte(string(r[:shownText-1]) + "…")
	}
	return `"` + string(b) + `"`
}

// replacement is a problem with the text from start to end, or with what is
// missing at start where that is end, and its fix.
func replacement(kind string, start, end int, text, message, fix string, safe bool) Problem {
	return Problem{
		Kind: kind, Start: start, End: end, Message: message,
		Fix: &Fix{Message: fix, Safe: safe, Edits: []Edit{{start, end, text}}},
	}
}

func missingQuote(text []byte, at int, side, where string) Problem {
	return replacement("unterminated-string", at, at, `"`,
		"missing "+side+" quote "+where+" "+show(text), "insert the "+side+" quote", false)
}

// gathered is a problem with places of one byte each, fixed by what write makes
// of them.
func gathered(kind string, places []int, message string, fix *Fix, write func(at int) Edit) Problem {
	for _, at := range places {
		fix.Edits = append(fix.Edits, write(at))
	}
	return Problem{Kind: kind, Start: places[0], End: places[0] + 1, Message: message, Fix: fix}
}

func unescapedQuotes(quotes []int) Problem {
	message, fix := `quotes inside of a string must be written \"`, "escape the quotes"
	if len(quotes) == 1 {
		message, fix = `a quote inside of a string must be written \"`, "escape the quote"
	}
	p := gathered("unescaped-quote", quotes, message, &Fix{Message: fix, Safe: true}, func(at int) Edit { return Edit{at, at, `\`} })
	p.End = quotes[len(quotes)-1] + 1
	return p
}

func escapedClosingQuote(at int) Problem {
	return replacement("invalid-escape", at, at+1, `\\`,
		`the backslash makes the closing quote a part of the string: a backslash must be written \\`, "double the backslash", false)
}

// newlineInString is the problem of a string that is broken at several places.
func newlineInString(b []byte, breaks []int) Problem {
	p := replacement("newline-in-string", breaks[0], skipWhile(b, breaks[0], isBlank)+1, "",
		"the string is broken over lines: a line break must be written \\n", "join the lines", false)
	p.Fix.Edits = nil
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

func controlInString(b []byte, kind, what string, places []int) Problem {
	message := fmt.Sprintf("%s inside of a string must be written %s", what, escape(0, b[places[0]]))
	return gathered(kind, places, message, &Fix{Message: "write the escape", Safe: true},
		func(at int) Edit { return Edit{at, at + 1, escape(0, b[at])} })
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
func smartQuotes(b []byte, start, end int) Problem {
	p := requoted(b, start, end)
	p.Kind = "smart-quote"
	p.Message = `typographic quotes do not make a string: use "`
	if b[start] == '"' {
		p.Start = p.Fix.Edits[0].Start
	}
	return p
}

func singleQuotes(b []byte, start, end int) Problem {
	p := requoted(b, start, end)
	p.Kind = "single-quote"
	p.Message = `JSON strings stand in double quotes: use "`
	return p
}

// requoted is the fix that gives a string straight double quotes.
func requoted(b []byte, start, end int) Problem {
	p := Problem{Start: start, End: end, Fix: &Fix{Message: "use straight double quotes", Safe: true}}
	_, open := utf8.DecodeRune(b[start:end])
	_, shut := utf8.DecodeLastRune(b[start:end])
	if b[start] != '"' {
		p.Fix.Add(Edit{start, start + open, `"`})
	}
	for i := start + open; i < end-shut; i++ {
		switch {
		case b[i] == '"':
			p.Fix.Add(Edit{i, i, `\`})
		case b[i] == '\\' && b[i+1] == '\'':
			p.Fix.Add(Edit{i, i + 1, ""})
			i++
		case b[i] == '\\':
			i++
		}
	}
	if b[end-1] != '"' {
		p.Fix.Add(Edit{end - shut, end, `"`})
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
		p.Fix = &Fix{Message: "write the 0", Safe: true, Edits: []Edit{{at, p.End - len(digits), "0"}}}
		if word[0] == '-' {
			p.Fix.Edits[0].Start++
		}
	case digits[len(digits)-1] == '.':
		p.Fix = &Fix{Message: "write the 0", Safe: true, Edits: []Edit{{p.End, p.End, "0"}}}
	case word[0] == '+' && isNumber(digits):
		p.Fix = &Fix{Message: "remove the +", Safe: true, Edits: []Edit{{at, at + 1, ""}}}
	}
	return p
}

// duplicateKey is the problem of a key that is given a second time.
func duplicateKey(t source.Text, key []byte, first *jsonToken, start, end int) Problem {
	line := 1 + first.line
	if at, _, _ := t.Origin(first.start, first.start+1); at.File != nil {
		// Position counts columns too, which is slow on a long line.
		line = 1 + sort.Search(at.File.Lines(), func(i int) bool { return at.File.Offset(i+2, 1) > at.Start })
	}
	return Problem{
		Kind: "duplicate-key", Start: start, End: end,
		Message: show(key) + " is given twice in one object, first on line " + strconv.Itoa(line) + ": only the last one counts",
	}
}
