package rules

import (
	"encoding/base64"
	"slices"
	"strings"
)

// documented are the credentials of standards and of vendors' documentation,
// which open nothing.
var documented = wordSet(`
	czZCaGRSa3F0MzpnWDFmQmF0M2JW czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3 7Fjfp0ZBr1KtDRbnfVdmIw SplxlOBeZQQYbYS6WxSbIA
	2YotnFZFEjr1zCsicMWpAA tGzv3JOkF0XG5Qx2TlKWIA mF_9.B5f-4.1JqM vF9dft4qmT SlAV32hkKG 8xLOxBtZp8 JvZnLJT0CYAxXI-v4zM
	dBjftJeZ4CVP-mBSr5QlZw dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
	wJalrXUtnFEMI/K7MDENG QWxhZGRpbjpvcGVuIHNlc2FtZQ== QWxhZGRpbjpPcGVuU2VzYW1l dGVzdDoxMjPCow== Y2xpZW50OnNlY3JldA==
	kd94hf93k423kf44 nnch734d00sl2jdk hh5s93j4hdidpola hdhd0244k9j7ao03 pfkkdhi9sl3r4s00 dpf43f3p2l4k3l03 kkk9d7dh3k39sjv7
	tR3+Ty81lMeYAr/Fid0kMTYa/WM= wOJIO9A2W5mFwDgiDvZbTSMK/PY= 5zAOCv8HXH2KPs4aG8Y3tQ1v9ac=
	16C7e42F292c6912E7710c838347Ae178B4a e72e16c7e42f292c6912e7710c838347ae178b4a
	Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==
	C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDy5DwGpb2DnAEOjDCDpwyqyHm9VsVqQgcKzMA==`)

// isSample reports whether a credential is one that documentation shows on
// purpose: that of a standard, or one whose content says so.
func isSample(word string) bool {
	token := word
	if i := strings.LastIndexByte(word, '_'); i >= 0 && i < 5 { // ghp_, gho_
		token = word[i+1:]
	}
	if documented[word] || documented[token] {
		return true
	}
	// "EXAMPLE" within a key of AWS; nothing random has it.
	if plain := strings.ToLower(word); slices.ContainsFunc(longMadeUp, func(s string) bool { return strings.Contains(plain, s) }) {
		return true
	}
	if header, rest, ok := strings.Cut(word, "."); ok && strings.HasPrefix(header, "eyJ") {
		claims, _, _ := strings.Cut(rest, ".")
		return sampleText(claims)
	}
	return sampleText(word)
}

// longMadeUp are the parts of invented credentials that no random one has.
var longMadeUp = []string{"example", "sample", "dummy", "xxxxx", "placeholder", "changeme", "insert", "00000", "abcdef", "12345"}

// sampleText reports whether Base64 holds a text that names itself an example:
// the claims of a token, or a name and a password.
func sampleText(word string) bool {
	text, err := base64.RawURLEncoding.DecodeString(strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(word, "=")))
	if err != nil || slices.ContainsFunc(text, func(c byte) bool { return c < ' ' || c > '~' }) {
		return false
	}
	plain := strings.ToLower(string(text))
	if name, password, ok := strings.Cut(plain, ":"); ok && !strings.HasPrefix(plain, "{") {
		return slices.Contains(sampleNames, name) || slices.Contains(sampleNames, password) || strings.Contains(password, "password") ||
			strings.Contains(password, "secret")
	}
	return slices.ContainsFunc(sampleClaims, func(s string) bool { return strings.Contains(plain, s) })
}

var (
	// sampleNames are names and passwords that are no secret.
	sampleNames = []string{
		"user", "username", "password", "pass", "passwd", "secret", "my-user", "myuser", "my-password", "mypassword", "name", "test",
		"foo", "bar", "demo", "guest", "client", "client_id", "clientid", "client-id", "client_secret", "id", "aladdin", "user1", "alice", "bob",
	}
	// sampleClaims are parts of the claims that only tokens of examples have.
	sampleClaims = []string{`"1234567890"`, "john doe", "jane doe", `"joe"`, "example", "acme", `"foo"`, `"bar"`, `"bob"`, `"alice"`, `"mike"`, "john.doe", "jdoe", `"test`}
)
