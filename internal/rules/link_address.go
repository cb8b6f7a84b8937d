package rules

import (
	"bytes"
	"strings"

	"docgen/internal/lint"
)

// noAddress reports "[text])", where the "(" and the address are missing. Without
// a "(" before it in the block, the ")" closes nothing.
func (s *linkScan) noAddress(start, end int) bool {
	before := s.text[max(s.begin, start-longestTag):start]
	if bytes.Count(before, []byte("(")) > bytes.Count(before, []byte(")")) || !isProse(s.text, start, end) {
		return false
	}
	s.report(start, end+2, "no-address", "no link: the address is missing")
	return true
}

// dotsAtEnd reports addresses of other sites that end with the dot of a sentence:
// their host does, or nothing follows that goes on with the sentence.
func dotsAtEnd(p *lint.Pass, page *lint.Page) {
	for _, l := range page.Facts.Links {
		host, ok := webHost(l.Dest)
		if !ok || !strings.HasSuffix(l.Dest, ".") || strings.HasSuffix(l.Dest, "..") || l.To.End > page.Text.Len() {
			continue
		}
		next := bytes.TrimLeft(page.Text.Bytes[min(l.End, page.Text.Len()):], " \t")
		if host != l.Dest[len(l.Dest)-len(host):] && len(next) > 0 && strings.IndexByte("\r\n<", next[0]) < 0 && !('A' <= next[0] && next[0] <= 'Z') {
			continue
		}
		d := p.At(page, l.To, "the address ends with a dot")
		d.Kind = "dot-at-end"
		if page.Text.Bytes[l.To.End-1] == '.' {
			lint.FixText(d, false, "remove the dot", page.Text, l.To.End-1, l.To.End, "")
		}
	}
}

// webHost returns the host of an address of the web.
func webHost(dest string) (host string, ok bool) {
	scheme, rest, ok := strings.Cut(dest, "://")
	if !ok || !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return "", false
	}
	host, _, _ = strings.Cut(rest, "/")
	return host, host != ""
}
