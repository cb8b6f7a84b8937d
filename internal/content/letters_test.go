package content

import "testing"

// The expected texts are those of Ruby's downcase, upcase and capitalize.
func TestCaseOfLetters(t *testing.T) {
	for _, test := range []struct{ in, lower, upper, capital string }{
		{"", "", "", ""},
		{"aB c", "ab c", "AB C", "Ab c"},
		{"İletişim", "i̇letişim", "İLETIŞIM", "İletişim"},
		{"IŞIK", "işik", "IŞIK", "Işik"},
		{"straße", "straße", "STRASSE", "Straße"},
		{"ßA", "ßa", "SSA", "Ssa"},
		{"ﬁLE", "ﬁle", "FILE", "File"},
		{"ŉ", "ŉ", "ʼN", "ʼN"},
		{"ǆ", "ǆ", "Ǆ", "ǅ"},
		{"ΟΔΟΣ", "οδοσ", "ΟΔΟΣ", "Οδοσ"},
		{"ᾳ", "ᾳ", "ΑΙ", "ᾼ"},
		{"éÀ", "éà", "ÉÀ", "Éà"},
	} {
		if got := Downcase(test.in); got != test.lower {
			t.Errorf("Downcase(%q) = %q, want %q", test.in, got, test.lower)
		}
		if got := Upcase(test.in); got != test.upper {
			t.Errorf("Upcase(%q) = %q, want %q", test.in, got, test.upper)
		}
		if got := Capitalize(test.in); got != test.capital {
			t.Errorf("Capitalize(%q) = %q, want %q", test.in, got, test.capital)
		}
	}
}
