package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"docgen/internal/content"
)

// stringFilters cut, join and change strings.
var stringFilters = map[string]filter{
	"append":               text1((*meter).appendText),
	"prepend":              text1(func(_ *meter, s, prefix string) string { return prefix + s }),
	"downcase":             slowly(10, text(content.Downcase)),
	"upcase":               slowly(10, text(content.Upcase)),
	"capitalize":           slowly(10, text(content.Capitalize)),
	"strip":                text(func(s string) string { return trimLeft(trimRight(s)) }),
	"lstrip":               text(trimLeft),
	"rstrip":               text(trimRight),
	"strip_newlines":       slowly(5, text(func(s string) string { return newlines.Replace(s) })),
	"newline_to_br":        slowly(10, rewriting(breakAt)),
	"normalize_whitespace": slowly(10, text(func(s string) string { return trimLeft(trimRight(collapse(s))) })),
	"remove":               replacing(-1, strings.ReplaceAll),
	"remove_first":         replacing(1, replaceFirst),
	"remove_last":          replacing(1, replaceLast),
	"replace":              replacing(-1, strings.ReplaceAll),
	"replace_first":        replacing(1, replaceFirst),
	"replace_last":         withBoth(replacing(1, replaceLast)),
	"split":                {min: 1, max: 1, run: split},
	"truncate":             {max: 2, run: truncate},
	"truncatewords":        slowly(10, filter{max: 2, run: truncateWords}),
	"number_of_words":      slowly(50, wantsText(false, filter{max: 1, run: numberOfWords})),
	"slugify":              slowly(50, wantsText(true, filter{max: 1, run: slugify})),
	"smartify":             slowly(40, text(smartify)),
}

var newlines = strings.NewReplacer("\r\n", "", "\n", "")

// breakAt replaces a line end by a line break in HTML and \n.
func breakAt(s string, i int) (with string, n int) {
	switch {
	case s[i] == '\n':
		return "<br />\n", 1
	case strings.HasPrefix(s[i:], "\r\n"):
		return "<br />\n", 2
	}
	return "", 0
}

func trimLeft(s string) string  { return strings.TrimLeft(s, "\x00\t\n\v\f\r ") }
func trimRight(s string) string { return strings.TrimRight(s, "\x00\t\n\v\f\r ") }

// withBoth makes a filter that needs its second argument.
func withBoth(f filter) filter {
	f.min = 2
	return f
}

func replaceFirst(s, old, with string) string { return strings.Replace(s, old, with, 1) }

func replaceLast(s, old, with string) string {
	i := strings.LastIndex(s, old)
	if i < 0 {
		return s
	}
	return splice(s, i, i+len(old), with)
}

// collapse writes each run of white space as one space.
func collapse(s string) string {
	return replaceRuns(s, " ", func(r rune) bool { return r == ' ' || r >= '\t' && r <= '\r' })
}

// replaceRuns replaces each run of some characters by a text.
func replaceRuns(s, with string, replaced func(rune) bool) string {
	var b strings.Builder
	from := 0 // what is not in b yet
	for {
		i := strings.IndexFunc(s[from:], replaced)
		if i < 0 {
			break
		}
		b.WriteString(s[from : from+i])
		b.WriteString(with)
		if n := strings.IndexFunc(s[from+i:], func(r rune) bool { return !replaced(r) }); n >= 0 {
			from += i + n
			continue
		}
		from = len(s)
	}
	if b.Len() == 0 {
		return s[from:]
	}
	b.WriteString(s[from:])
	return b.String()
}

// split cuts a string as Ruby does: empty pieces at the end are dropped, a
// single space stands for any run of white space, and the empty separator
// cuts between characters.
func split(m *meter, in any, args []any) (any, error) {
	s, sep := m.text(in), m.text(args[0])
	n := 0
	switch sep {
	case " ":
		n = countFields(s, isSpace)
	default: // also for the empty one
		n = strings.Count(s, sep) + 1
	}
	if m.makeList(n) != nil || m.take(32*n) != nil { // each is a string with a header
		return nil, m.err
	}
	var pieces []string
	if sep == " " {
		pieces = strings.FieldsFunc(s, isSpace)
	} else {
		pieces = strings.Split(s, sep)
	}
	for len(pieces) > 0 && pieces[len(pieces)-1] == "" {
		pieces = pieces[:len(pieces)-1]
	}
	out := make([]any, len(pieces))
	for i, piece := range pieces {
		out[i] = piece
	}
	return out, nil
}

// countFields returns the number of words between separators.
func countFields(s string, separates func(rune) bool) (n int) {
	inside := false
	for _, r := range s {
		outside := separates(r)
		if !outside && !inside {
			n++
		}
		inside = !outside
	}
	return n
}

func isSpace(r rune) bool { return r == ' ' || r >= '\t' && r <= '\r' || r == 0 }

// cutRunes returns the first n characters of s and the rest.
func cutRunes(s string, n int) (head, tail string) {
	end := 0
	for ; n > 0 && end < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return s[:end], s[end:]
}

func truncate(m *meter, in any, args []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	length, err := m.toInt(arg(args, 0, 50))
	if err != nil {
		return nil, err
	}
	s, ellipsis := m.text(in), m.text(arg(args, 1, "..."))
	if utf8.RuneCountInString(s) <= length {
		return s, nil
	}
	head, _ := cutRunes(s, length-utf8.RuneCountInString(ellipsis))
	return head + ellipsis, nil
}

func truncateWords(m *meter, in any, args []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	n, err := m.toInt(arg(args, 0, 15))
	if err != nil {
		return nil, err
	}
	s := m.text(in)
	n = max(n, 1)
	// Where space follows the last word, Ruby finds an empty one after it.
	if words := countFields(s, isSpace); words < n || words == n && strings.TrimRightFunc(s, isSpace) == s {
		return s, nil
	}
	var b strings.Builder
	rest := s
	for i := range n {
		rest = strings.TrimLeftFunc(rest, isSpace)
		end := strings.IndexFunc(rest, isSpace)
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(rest[:end]) // a word follows
		rest = rest[end:]
	}
	b.WriteString(m.text(arg(args, 1, "...")))
	return b.String(), nil
}

// numberOfWords counts words; in the modes "cjk" and "auto" each Chinese,
// Japanese and Korean character counts as one.
func numberOfWords(m *meter, in any, args []any) (any, error) {
	s := m.text(in)
	fields := countFields(s, isSpace)
	mode := m.text(arg(args, 0, ""))
	if mode != "cjk" && mode != "auto" {
		return fields, nil
	}
	isCJK := func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Katakana, unicode.Hiragana, unicode.Hangul)
	}
	characters := 0
	for _, r := range s {
		if isCJK(r) {
			characters++
		}
	}
	if characters == 0 {
		return fields, nil
	}
	return characters + countFields(s, func(r rune) bool { return isCJK(r) || isSpace(r) }), nil
}

// slugKeeps are the characters that a mode of slugify keeps; runs of the others
// become a hyphen.
var slugKeeps = map[string]func(r rune) bool{
	"raw":     func(r rune) bool { return r != ' ' && (r < '\t' || r > '\r') },
	"default": isSlugLetter,
	"pretty":  func(r rune) bool { return isSlugLetter(r) || strings.ContainsRune("._~!$&'()+,;=@", r) },
	"ascii":   func(r rune) bool { return r < utf8.RuneSelf && isSlugLetter(r) },
	"latin":   isSlugLetter,
}

func isSlugLetter(r rune) bool { return unicode.In(r, unicode.M, unicode.L, unicode.Nd) }

func slugify(m *meter, in any, args []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	s, mode := m.text(in), "default"
	if given := arg(args, 0, nil); truthy(given) {
		mode = m.text(given)
	}
	if mode == "latin" {
		s = transliterate(s)
	}
	if keeps := slugKeeps[mode]; keeps != nil {
		s = replaceRuns(s, "-", func(r rune) bool { return !keeps(r) })
		s = strings.TrimSuffix(strings.TrimPrefix(s, "-"), "-")
	}
	return strings.ToLower(s), nil
}

// latin lists the letters that become each plain spelling.
var latin = map[string]string{
	"A": "ÀÁÂÃÄÅĀĂĄ", "AE": "Æ", "C": "ÇĆĈĊČ", "D": "ÐĎĐ", "E": "ÈÉÊËĒĔĖĘĚ", "G": "ĜĞĠĢ", "H": "ĤĦ",
	"I": "ÌÍÎÏĨĪĬĮİ", "IJ": "Ĳ", "J": "Ĵ", "K": "Ķ", "L": "ĹĻĽĿŁ", "N": "ÑŃŅŇ", "NG": "Ŋ", "O": "ÒÓÔÕÖØŌŎŐ",
	"OE": "Œ", "R": "ŔŖŘ", "S": "ŚŜŞŠ", "T": "ŢŤŦ", "Th": "Þ", "U": "ÙÚÛÜŨŪŬŮŰŲ", "W": "Ŵ", "Y": "ÝŶŸ", "Z": "ŹŻŽ",
	"a": "àáâãäåāăą", "ae": "æ", "c": "çćĉċč", "d": "ðďđ", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ",
	"i": "ìíîïĩīĭįı", "ij": "ĳ", "j": "ĵ", "k": "ķĸ", "l": "ĺļľŀł", "n": "ñńņň", "'n": "ŉ", "ng": "ŋ", "o": "òóôõöøōŏő",
	"oe": "œ", "r": "ŕŗř", "s": "śŝşš", "ss": "ß", "t": "ţťŧ", "th": "þ", "u": "ùúûüũūŭůűų", "w": "ŵ", "x": "×", "y": "ýÿŷ", "z": "źżž",
}

// spellings are those of the letters of latin.
var spellings = func() map[rune]string {
	out := map[rune]string{}
	for spelling, letters := range latin {
		for _, r := range letters {
			out[r] = spelling
		}
	}
	return out
}()

// transliterate writes accented Latin letters without accents and everything
// else that is not ASCII as a question mark.
func transliterate(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else if spelling, ok := spellings[r]; ok {
			b.WriteString(spelling)
		} else {
			b.WriteByte('?')
		}
	}
	return b.String()
}

var typography = strings.NewReplacer("---", "—", "--", "–", "...", "…", "<< ", "«\u00a0", " >>", "\u00a0»", "<<", "«", ">>", "»")

// smartify replaces straight quotes, dashes and dots by typographic ones. A
// quote opens where white space or an opening bracket stands before it. Jekyll reads
// the text as HTML, so that what is none is escaped.
func smartify(s string) string {
	s = typography.Replace(s)
	var b strings.Builder
	before := ' '
	for i, r := range s {
		opens := unicode.IsSpace(before) || strings.ContainsRune("[{(-–—“‘", before)
		switch {
		case r == '&' && !beginsEntity(s[i+1:]):
			b.WriteString("&amp;")
			before = r
			continue
		case r == '>' && !strings.Contains(s, "<"):
			b.WriteString("&gt;")
			before = r
			continue
		case r == '"' && opens:
			r = '“'
		case r == '"':
			r = '”'
		case r == '\'' && opens:
			r = '‘'
		case r == '\'':
			r = '’'
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}
