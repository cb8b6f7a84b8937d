package render

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// stringFilters cut, join and change strings.
var stringFilters = map[string]filter{
	"append":         text1(func(s, suffix string) string { return s + suffix }),
	"prepend":        text1(func(s, prefix string) string { return prefix + s }),
	"downcase":       text(strings.ToLower),
	"upcase":         text(strings.ToUpper),
	"capitalize":     text(capitalize),
	"strip":          text(func(s string) string { return trimLeft(trimRight(s)) }),
	"lstrip":         text(trimLeft),
	"rstrip":         text(trimRight),
	"strip_newlines": text(func(s string) string { return newlines.Replace(s) }),
	"newline_to_br":  text(func(s string) string { return breaks.Replace(s) }),
	"normalize_whitespace": text(func(s string) string {
		return trimLeft(trimRight(spaceRuns.ReplaceAllLiteralString(s, " ")))
	}),
	"remove":       text1(func(s, old string) string { return strings.ReplaceAll(s, old, "") }),
	"remove_first": text1(func(s, old string) string { return strings.Replace(s, old, "", 1) }),
	"remove_last":  text1(func(s, old string) string { return replaceLast(s, old, "") }),
	"replace":      text2(strings.ReplaceAll),
	"replace_first": text2(func(s, old, with string) string {
		return strings.Replace(s, old, with, 1)
	}),
	"replace_last":    text2(replaceLast),
	"split":           text1(split),
	"truncate":        {0, 2, truncate},
	"truncatewords":   {0, 2, truncateWords},
	"number_of_words": {0, 1, numberOfWords},
	"slugify":         {0, 1, slugify},
	"smartify":        text(smartify),
}

var (
	newlines  = strings.NewReplacer("\r\n", "", "\n", "")
	breaks    = strings.NewReplacer("\r\n", "<br />\n", "\n", "<br />\n")
	spaceRuns = regexp.MustCompile(`[\t\n\v\f\r ]+`)
)

func trimLeft(s string) string  { return strings.TrimLeft(s, "\x00\t\n\v\f\r ") }
func trimRight(s string) string { return strings.TrimRight(s, "\x00\t\n\v\f\r ") }

func capitalize(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + strings.ToLower(s[size:])
}

func replaceLast(s, old, with string) string {
	i := strings.LastIndex(s, old)
	if i < 0 {
		return s
	}
	return splice(s, i, i+len(old), with)
}

// split cuts a string as Ruby does: empty pieces at the end are dropped, a
// single space stands for any run of white space, and the empty separator
// cuts between characters.
func split(s, sep string) []any {
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
	return out
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

func truncate(in any, args []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	length, err := toInt(arg(args, 0, 50))
	if err != nil {
		return nil, err
	}
	s, ellipsis := toString(in), toString(arg(args, 1, "..."))
	if utf8.RuneCountInString(s) <= length {
		return s, nil
	}
	head, _ := cutRunes(s, length-utf8.RuneCountInString(ellipsis))
	return head + ellipsis, nil
}

func truncateWords(in any, args []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	n, err := toInt(arg(args, 0, 15))
	if err != nil {
		return nil, err
	}
	s := toString(in)
	words := strings.FieldsFunc(s, isSpace)
	n = max(n, 1)
	if len(words) <= n {
		return s, nil
	}
	return strings.Join(words[:n], " ") + toString(arg(args, 1, "...")), nil
}

// numberOfWords counts words; in the modes "cjk" and "auto" each Chinese,
// Japanese and Korean character counts as one.
func numberOfWords(in any, args []any) (any, error) {
	s := toString(in)
	fields := len(strings.FieldsFunc(s, isSpace))
	mode := toString(arg(args, 0, ""))
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
	words := strings.FieldsFunc(s, func(r rune) bool { return isCJK(r) || isSpace(r) })
	return characters + len(words), nil
}

// slugBreaks are the runs that a mode of slugify turns into a hyphen.
var slugBreaks = map[string]*regexp.Regexp{
	"raw":     regexp.MustCompile(`[\t\n\v\f\r ]+`),
	"default": regexp.MustCompile(`[^\p{M}\p{L}\p{Nd}]+`),
	"pretty":  regexp.MustCompile(`[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+`),
	"ascii":   regexp.MustCompile(`[^A-Za-z0-9]+`),
	"latin":   regexp.MustCompile(`[^\p{M}\p{L}\p{Nd}]+`),
}

func slugify(in any, args []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	s, mode := toString(in), "default"
	if m := arg(args, 0, nil); m != nil {
		mode = toString(m)
	}
	if mode == "latin" {
		s = transliterate(s)
	}
	if re := slugBreaks[mode]; re != nil {
		s = re.ReplaceAllString(s, "-")
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

// transliterate writes accented Latin letters without accents and everything
// else that is not ASCII as a question mark.
func transliterate(s string) string {
	var b strings.Builder
letters:
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		for spelling, letters := range latin {
			if strings.ContainsRune(letters, r) {
				b.WriteString(spelling)
				continue letters
			}
		}
		b.WriteByte('?')
	}
	return b.String()
}

var typography = strings.NewReplacer("---", "—", "--", "–", "...", "…", "<< ", "«\u00a0", " >>", "\u00a0»", "<<", "«", ">>", "»")

// smartify replaces straight quotes, dashes and dots by typographic ones. A
// quote opens where white space or an opening bracket stands before it.
func smartify(s string) string {
	s = typography.Replace(s)
	var b strings.Builder
	before := ' '
	for _, r := range s {
		opens := unicode.IsSpace(before) || strings.ContainsRune("[{(-–—“‘", before)
		switch {
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
