package content

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// Downcase, Upcase and Capitalize change the case of letters as Ruby does, in ids of
// headings, addresses and filters. Package strings maps a letter to one letter; İ in
// lower case and ß in upper case are two.

// Downcase returns a text in lower case. The one letter that becomes two is İ.
func Downcase(s string) string {
	if strings.Contains(s, "İ") {
		s = strings.ReplaceAll(s, "İ", "i\u0307")
	}
	return strings.ToLower(s)
}

// Upcase returns a text in upper case.
func Upcase(s string) string {
	if isASCII(s) {
		return strings.ToUpper(s)
	}
	return cases.Upper(language.Und).String(s)
}

// Capitalize returns a text whose first letter alone is in upper case.
func Capitalize(s string) string {
	if s == "" {
		return s
	}
	_, size := utf8.DecodeRuneInString(s)
	if s[0] < utf8.RuneSelf {
		return strings.ToUpper(s[:size]) + Downcase(s[size:])
	}
	return cases.Title(language.Und, cases.NoLower).String(s[:size]) + Downcase(s[size:])
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
