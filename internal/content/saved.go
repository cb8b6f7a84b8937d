package content

import (
	"bytes"
	"path"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// savedWrong reports a file that is saved in an encoding, or with line ends, in
// which its text means nothing. understood: docgen has to understand it even if
// it has no front matter.
func savedWrong(f *source.File, understood bool, severity diag.Severity) *diag.Diagnostic {
	report := func(kind, message string) *diag.Diagnostic {
		d := newDiagnostic(f.Span(0, 0), diag.RuleUnreadable, severity, "%s", message)
		d.Kind = kind
		return d
	}
	text := f.Content().Bytes()
	if inUTF16(text, understood || path.Ext(f.Name) == ".html") {
		return report("encoding", "the file is saved in UTF-16: save it in UTF-8")
	}
	if bytes.IndexByte(text, '\r') < 0 {
		return nil
	}
	_, body, isPage, _ := frontMatter(f)
	if opensWithCR(text) || (understood || isPage) && onlyCR(body.Bytes()) {
		return report("line-ends", "the lines end with CR only: save the file with the line ends LF or CRLF")
	}
	return nil
}

// markedPage reports a file of a Jekyll tree with a byte order mark before its front
// matter. Jekyll does not see that it is a page, unless that follows from its folder, or a
// plugin makes a page of it.
func (r *reader) markedPage(f *source.File) *diag.Diagnostic {
	start := f.Content().Start
	settings, _ := r.Config.collectionOf(f.Name)
	if start == 0 || !r.Config.Jekyll || r.inputPath(f.Name) || r.Config.inTheme(f.Name) || settings != nil && settings.Label == postsLabel || r.needsNoFront(f.Name) {
		return nil
	}
	if _, _, isPage, _ := frontMatter(f); !isPage {
		return nil
	}
	d := newDiagnostic(f.Span(0, start), diag.RuleUnreadable, r.Config.Lenient(), "a byte order mark stands before the front matter, so that this is no page and is copied as it is, as in Jekyll: save the file without it")
	d.Kind = "byte-order-mark"
	d.Fix(false, "remove the byte order mark", d.Span, "")
	return d
}

// savedSeverity is how bad it is that a file is saved so: Jekyll copies a page
// of which it does not see that it is one.
func (r *reader) savedSeverity(name string) diag.Severity {
	if r.inputPath(name) || isElementFile(name) && r.hasElements {
		return diag.Error
	}
	return r.Config.Lenient()
}

// understood reports whether docgen has to understand a file even if it has no
// front matter.
func (r *reader) understood(name string) bool {
	dirs := r.folders()
	for _, dir := range []string{dirs.data, dirs.includes, dirs.layouts, "elements/"} {
		if strings.HasPrefix(name, dir) {
			return true
		}
	}
	ext := path.Ext(name)
	return ext == ".yml" || ext == ".yaml" || r.isMarkdown(name)
}

// inUTF16 reports whether a text opens with front matter in UTF-16 or, where it
// has to be understood, with the byte order mark of that.
func inUTF16(text []byte, understood bool) bool {
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} {
		rest, ok := bytes.CutPrefix(text, []byte(mark))
		if text = rest; ok && understood {
			return true
		}
	}
	return bytes.HasPrefix(text, []byte("-\x00-\x00-\x00")) || bytes.HasPrefix(text, []byte("\x00-\x00-\x00-"))
}

// onlyCR reports whether the lines of a text end as on Macs before 2001.
func onlyCR(text []byte) bool {
	return bytes.IndexByte(text, '\n') < 0 && bytes.IndexByte(bytes.TrimRight(text, "\r"), '\r') >= 0
}

// opensWithCR reports whether a text opens with front matter whose lines end so.
func opensWithCR(text []byte) bool {
	rest, ok := bytes.CutPrefix(text, []byte("---"))
	rest = bytes.TrimLeft(rest, " \t")
	next := bytes.TrimLeft(rest, "\r")
	return ok && len(next) > 0 && len(next) < len(rest) && next[0] != '\n'
}
