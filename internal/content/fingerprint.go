package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Fingerprint returns a hash of every byte that the site is made of: two sites
// with the same fingerprint are built into the same files. It is empty where
// that is not certain, because a template prints the time, or a post is left out
// until its date. Files that are read late are not in it, see ReadLate.
func (s *Site) Fingerprint() (string, error) {
	if s.hasFuturePosts {
		return "", nil
	}
	undated := false
	for _, l := range s.All() {
		for _, c := range l.Collections {
			for _, p := range c.Docs {
				if p.timed {
					return "", nil
				}
				undated = undated || p.Date.IsZero()
			}
		}
	}
	h := sha256.New()
	for _, f := range s.besideInputs() {
		addToHash(h, "config", f.Text)
	}
	if s.Config.ownTheme {
		addToHash(h, "theme", []byte(OwnTheme))
	}
	addToHash(h, "url", []byte(s.Config.URL+s.Config.BaseURL))
	for _, name := range slices.Sorted(maps.Keys(s.dates)) {
		addToHash(h, name, s.dates[name].AppendFormat(nil, time.RFC3339))
	}
	for _, name := range slices.Sorted(maps.Keys(s.inputs)) {
		f := s.inputs[name].file
		if f == nil {
			continue
		}
		if readsTime(f.Text, undated) {
			return "", nil
		}
		addToHash(h, name, f.Text)
	}
	for _, f := range s.Static {
		if in := s.inputs[f.From]; in != nil && in.file != nil || f.Left {
			continue
		}
		sum, err := f.sum()
		if err != nil {
			return "", err
		}
		addToHash(h, f.From, []byte(sum))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (f Static) sum() (string, error) {
	file, err := f.FS.Open(f.From)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum, _, err := Sum(file, nil)
	return sum, err
}

// ReadLate reports whether a page includes a file that is not part of the
// fingerprint: include_relative finds excluded files too.
func (s *Site) ReadLate() bool { return len(s.late) > 0 }

// readsTime reports whether Liquid in a text may print the time of the build. It is the
// date of documents that have none: undated says that there are some.
func readsTime(text []byte, undated bool) bool {
	for {
		i := bytes.IndexByte(text, '{')
		if i < 0 || i+1 == len(text) {
			return false
		}
		closing := "}}"
		switch text[i+1] {
		case '%':
			closing = "%}"
		case '{':
		default:
			text = text[i+1:]
			continue
		}
		text = text[i:]
		end := bytes.Index(text, []byte(closing))
		if end < 0 {
			end = len(text)
		}
		if mayNameTime(text[:end]) && timeName.Match(text[:end]) || undated && documentDate.Match(text[:end]) {
			return true
		}
		text = text[end:]
	}
}

// mayNameTime is a quick test that spares most tags the expression: there is the
// word time, or a string that begins like now or today.
func mayNameTime(tag []byte) bool {
	if bytes.Contains(tag, []byte("ime")) || bytes.Contains(tag, []byte("IME")) {
		return true
	}
	for i, c := range tag {
		if c != '"' && c != '\'' {
			continue
		}
		if word := bytes.TrimLeft(tag[i+1:], " \t\r\n"); len(word) > 0 && strings.IndexByte("nNtT", word[0]) >= 0 {
			return true
		}
	}
	return false
}

// timeName finds site.time, and the strings that the date filters read as now.
var timeName = regexp.MustCompile(`(?i)\bsite *(?:\. *time\b|\[ *["']time)|["']\s*(?:now|today)\s*["']`)

// documentDate finds the date of a document, and filters that print all of a
// document.
var documentDate = regexp.MustCompile(`\bdate\b *[^ :]|\bdate *$|["']date["']|\| *(?:jsonify|inspect)\b`)

// addToHash writes a named text so that two different lists of texts never write
// the same bytes.
func addToHash(h hash.Hash, name string, text []byte) {
	var size [16]byte
	binary.LittleEndian.PutUint64(size[:8], uint64(len(name)))
	binary.LittleEndian.PutUint64(size[8:], uint64(len(text)))
	h.Write(size[:])
	h.Write([]byte(name))
	h.Write(text)
}
