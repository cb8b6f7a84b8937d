package content

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// How long paths are at most: the name of a file or folder on all usual systems,
// and a path on macOS. Both count bytes.
const (
	longestName = 255
	longestPath = 1024
)

// checkPaths reports the outputs whose paths cannot be written, or not on every
// system. What follows from the name of one folder is reported once.
func (r *reader) checkPaths(all []*output) {
	folders, places := map[string]bool{}, map[source.Span]bool{}
	for _, o := range all {
		p := r.pathProblem(o.path)
		if p == nil || o.kind == madeOutput || places[o.place] || !o.explicit && folders[o.path[:p.end]] || r.hasError(o.place) {
			continue
		}
		places[o.place] = true
		if !o.explicit {
			folders[o.path[:p.end]] = true
		}
		verb := "is written"
		if o.kind == fileOutput {
			verb = "is copied"
		}
		d := newDiagnostic(o.place, diag.RuleInvalidPath, p.severity, "%s %s to %s: %s", o.name, verb, shown("/"+o.path), p.why)
		d.Kind = p.kind
		r.report(d)
	}
}

// hasError reports whether a place is known to be wrong.
func (r *reader) hasError(at source.Span) bool {
	return slices.ContainsFunc(r.Problems, func(d *diag.Diagnostic) bool {
		return d.Severity == diag.Error && d.Span.File == at.File && d.Span == at && at.Start < at.End
	})
}

// pathProblem is what is wrong with a path of the output folder: end is where the
// name ends that is to blame.
type pathProblem struct {
	end      int
	severity diag.Severity
	kind     string
	why      string
}

// ownName matches what only docgen may write: its lists of files, and in its own
// layout the texts of the search.
var ownName = regexp.MustCompile(`(?i)^\.docgen|^search/text-[0-9]+\.json(?:/|$)`)

func (r *reader) pathProblem(out string) *pathProblem {
	if len(out) > longestPath {
		return &pathProblem{len(out), diag.Error, "too-long", fmt.Sprintf("a path has at most %d bytes, and this one has %d", longestPath, len(out))}
	}
	if own := ownName.FindString(out); own != "" && (own[0] == '.' || !r.Config.Jekyll) {
		return &pathProblem{len(out), diag.Error, "reserved", "docgen keeps files of its own there"}
	}
	var first *pathProblem // errors count more
	start := 0
	for name := range strings.SplitSeq(out, "/") {
		end := start + len(name)
		severity, kind, why := nameProblem(name)
		if why != "" && (first == nil || severity > first.severity) {
			first = &pathProblem{end, severity, kind, why}
		}
		start = end + 1
	}
	return first
}

// nameProblem says why no file or folder can have a name, or not on every system.
func nameProblem(name string) (severity diag.Severity, kind, why string) {
	switch i := strings.IndexFunc(name, unicode.IsControl); {
	case i >= 0:
		c, _ := utf8.DecodeRuneInString(name[i:])
		return diag.Error, "control-character", fmt.Sprintf("a path cannot have the character %U", c)
	case name == "" || name == "." || name == "..":
		return diag.Error, "relative", "it leads out of the site"
	case len(name) > longestName:
		return diag.Error, "too-long", fmt.Sprintf("the name of a file or folder has at most %d bytes, and this one has %d", longestName, len(name))
	}
	if why := Unportable(name); why != "" {
		return diag.Warning, "not-portable", why
	}
	return 0, "", ""
}

// deviceName matches the names that Windows keeps for devices, with any ending.
var deviceName = regexp.MustCompile(`(?i)^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)`)

// Unportable says why some systems have no file or folder of a name, or "".
func Unportable(name string) string {
	switch i := strings.IndexAny(name, `<>:"\|?*`); {
	case i >= 0:
		return fmt.Sprintf("Windows has no %q in names", name[i])
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
		return "Windows drops a dot or a space at the end of a name"
	case deviceName.MatchString(name):
		device, _, _ := strings.Cut(name, ".")
		return fmt.Sprintf("%q is a device on Windows", device)
	case !utf8.ValidString(name):
		return "the name is not UTF-8, and macOS has no such names"
	}
	return ""
}

// shown returns a path as messages quote it.
func shown(p string) string {
	const most = 80
	if len(p) > most {
		p = strings.ToValidUTF8(p[:most], "") + "…"
	}
	return fmt.Sprintf("%q", p)
}
