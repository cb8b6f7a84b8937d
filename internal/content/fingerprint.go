package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"io/fs"
	"maps"
	"slices"
)

// Fingerprint returns a hash of every byte that the site is made of: two sites
// with one fingerprint are built into the same files. It is empty where that
// cannot be promised, because a template asks for the time, or a post waits for
// its date. See ReadLate for what it does not know.
func (s *Site) Fingerprint() (string, error) {
	if s.waiting {
		return "", nil
	}
	h := sha256.New()
	add(h, "config", s.Config.fileText())
	add(h, "url", []byte(s.Config.URL+s.Config.BaseURL))
	for _, name := range slices.Sorted(maps.Keys(s.inputs)) {
		f := s.inputs[name].file
		if f == nil {
			continue
		}
		if asksTime(f.Text) {
			return "", nil
		}
		add(h, name, f.Text)
	}
	for _, f := range s.Static {
		if in := s.inputs[f.From]; in != nil && in.file != nil {
			continue
		}
		text, err := fs.ReadFile(f.FS, f.From)
		if err != nil {
			return "", err
		}
		add(h, f.From, text)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// ReadLate reports whether a page has asked for a file that is no part of the
// fingerprint: include_relative finds those that are excluded too.
func (s *Site) ReadLate() bool { return len(s.late) > 0 }

func (c *Config) fileText() []byte {
	if c.File == nil {
		return nil
	}
	return c.File.Text
}

// asksTime tells whether Liquid in a text may print the time of the build.
func asksTime(text []byte) bool {
	if !bytes.Contains(text, []byte("{{")) && !bytes.Contains(text, []byte("{%")) {
		return false
	}
	for _, word := range []string{"site.time", `"now"`, `'now'`, `"today"`, `'today'`} {
		if bytes.Contains(text, []byte(word)) {
			return true
		}
	}
	return false
}

// add writes a named text so that no two lists of texts hash alike.
func add(h hash.Hash, name string, text []byte) {
	var size [16]byte
	binary.LittleEndian.PutUint64(size[:8], uint64(len(name)))
	binary.LittleEndian.PutUint64(size[8:], uint64(len(text)))
	h.Write(size[:])
	h.Write([]byte(name))
	h.Write(text)
}
