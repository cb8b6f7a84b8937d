package example

import (
	"bytes"
	"regexp"
)

// PastedLink matches a link of Markdown with an address of the web, which some
// editors paste in place of a URL or of a host: in code it stays as it is.
var PastedLink = regexp.MustCompile(`^\[([^\[\]\s]+)\]\((https?://[^()\s'"]+)\)`)

// PastedURL returns the text that was meant where b begins with a link that was
// pasted, and how long the link is. Its text is the address, perhaps with
// escapes of Markdown and without the scheme.
func PastedURL(b []byte) (meant string, n int) {
	m := PastedLink.FindSubmatch(b)
	if m == nil {
		return "", 0
	}
	text := bytes.ReplaceAll(m[1], []byte(`\`), nil)
	_, address, _ := bytes.Cut(m[2], []byte("://"))
	slash := []byte("/")
	if !startsURL(text) && !bytes.Equal(bytes.TrimSuffix(text, slash), bytes.TrimSuffix(address, slash)) {
		return "", 0
	}
	return string(text), len(m[0])
}
