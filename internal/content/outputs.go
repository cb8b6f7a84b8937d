package content

import (
	"cmp"
	"iter"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// output is a file of the output folder, with what is written there.
type output struct {
	path, name string // name is that of the page or file, for messages
	kind       outputKind
	page       *Page       // that is written, or redirected to
	file       *Static     // that is copied
	place      source.Span // where the path can be changed
	explicit   bool        // the path stands there; else it follows from the name of a file
}

type outputKind string

const (
	pageOutput     outputKind = "page"
	fileOutput     outputKind = "file"
	redirectOutput outputKind = "redirect"
	madeOutput     outputKind = "made" // by docgen, beside pages and files
)

// checkOutputs reports pages, files and redirects that cannot be written where
// they belong. A build and the lint report the same.
func (r *reader) checkOutputs() {
	files, all := map[string]*output{}, []*output{}
	for o := range r.outputs() {
		other := files[o.path]
		if other == nil {
			files[o.path] = o
			all = append(all, o)
			continue
		}
		if o.kind != pageOutput && o.kind != fileOutput {
			continue // a build leaves a redirect out, and what it would make itself
		}
		what := r.leaveOut(o, other)
		r.collision(o, other, string(o.kind), r.Config.Lenient(), "%s to /%s, where %s is written too%s", verbs[o.kind], o.path, other.name, what)
	}
	r.checkFolders(files, all)
	r.checkAlike(files, all)
	r.checkPaths(all)
}

var verbs = map[outputKind]string{pageOutput: "this page is written", fileOutput: "this file is copied"}

// leaveOut decides which of two outputs with one path is written in a Jekyll tree:
// the one that Jekyll writes last. It makes that other, so that o is left out, and
// returns what to add to the message.
func (r *reader) leaveOut(o, other *output) string {
	if !r.Config.Jekyll {
		return ""
	}
	if cmp.Or(cmp.Compare(o.turn(), other.turn()), strings.Compare(path.Base(o.name), path.Base(other.name))) >= 0 {
		*o, *other = *other, *o
	}
	if o.page != nil {
		r.left[o.page] = true
	} else {
		o.file.Left = true
	}
	return " and takes its place, as in Jekyll"
}

// turn is when Jekyll writes an output: pages first, then files, then documents of collections.
func (o *output) turn() int {
	switch {
	case o.kind == fileOutput:
		return 1
	case o.page.Collection != "":
		return 2
	}
	return 0
}

// outputs yields all that a build writes.
func (r *reader) outputs() iter.Seq[*output] {
	return func(yield func(*output) bool) {
		pages := slices.SortedStableFunc(slices.Values(r.AllPages()), func(a, b *Page) int {
			return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.URL, b.URL))
		})
		for _, p := range pages {
			at, explicit := p.AddressPlace()
			if !yield(&output{p.Out(), p.Path, pageOutput, p, nil, at, explicit}) {
				return
			}
		}
		for i := range r.Static {
			f := &r.Static[i]
			if !yield(&output{f.Out(), f.From, fileOutput, nil, f, source.NewFile(f.From, nil).All(), false}) {
				return
			}
		}
		for name, what := range r.made() {
			if !yield(&output{name, what, madeOutput, nil, nil, source.Span{}, false}) {
				return
			}
		}
		if !r.Config.Makes("jekyll-redirect-from") {
			return
		}
		unsure := r.RedirectsUnsure()
		for _, p := range pages {
			for _, from := range p.Redirects {
				at, _, _ := from.Origin()
				if unsure && r.pathProblem(RedirectOut(p.RedirectFrom(from))) == nil {
					continue
				}
				if !yield(&output{RedirectOut(p.RedirectFrom(from)), "the redirect of " + p.Path, redirectOutput, p, nil, at, true}) {
					return
				}
			}
		}
	}
}

// made yields the files that a build adds to the pages and files, unless the site
// has one of its own there, and what they are.
func (s *Site) made() iter.Seq2[string, string] {
	return func(yield func(name, what string) bool) {
		var names []string
		switch {
		case !s.Config.Jekyll:
			names = append(names, "sitemap.xml", "llms.txt", "examples.json", "search/index.json")
		case s.Config.ListsRedirects():
			names = append(names, "redirects.json")
		}
		if s.Config.Jekyll && s.BringsLayout() {
			names = append(names, "search/index.json")
		}
		for _, name := range names {
			if !yield(name, "a file of docgen's own") {
				return
			}
		}
		if s.Config.Jekyll {
			return
		}
		for _, p := range s.AllPages() {
			if out, ok := p.TwinOut(); ok && !yield(out, "the Markdown of "+p.Path) {
				return
			}
		}
	}
}

// AddressPlace returns the place that decides where a page is written, and
// whether the path stands there.
func (p *Page) AddressPlace() (at source.Span, explicit bool) {
	switch link := p.Front.Get("permalink"); {
	case p.Template != "" && p.Element.Node.Get("key") != nil:
		at, _, _ = p.Element.Node.Get("key").Origin()
		return at, false
	case p.Template != "":
		return p.Element.File.Span(0, 0), false
	case link != nil:
		at, _, _ = link.Origin()
		return at, true
	}
	return p.File.Span(0, 0), false
}

// RedirectOut returns the file of the redirect from an address. It is HTML, whatever
// ending its name has.
func RedirectOut(from string) string { return OutPath(cleanURL(unescape(from))) }

// unescape resolves the percent-encoding of an address that somebody has
// written; the paths of files have none.
func unescape(link string) string {
	if plain, err := url.PathUnescape(link); err == nil {
		return plain
	}
	return link
}

// collision reports an output that collides with another one.
func (r *reader) collision(o, other *output, kind string, severity diag.Severity, format string, args ...any) {
	d := newDiagnostic(o.place, diag.RuleRedirectCollision, severity, format, args...)
	d.Kind = kind
	if other.place.File != nil && len(other.place.File.Text) > 0 {
		d.Note(other.place, "taken here")
	}
	r.report(d)
}

// checkFolders reports files that stand where others need a folder, each once.
func (r *reader) checkFolders(files map[string]*output, all []*output) {
	reported := map[*output]bool{}
	for _, o := range all {
		for dir := range parents(o.path) {
			file := files[dir]
			if file == nil || reported[file] {
				continue
			}
			reported[file] = true
			at, other := o, file
			if o.kind == madeOutput {
				at, other = file, o
			}
			r.collision(at, other, "folder", diag.Error, "%s is written to %s, and %s needs a folder there", file.name, dir, o.name)
		}
	}
}

// checkAlike reports outputs that are one file where upper and lower case are the
// same, or the forms of a character that Unicode calls equivalent.
// What docgen makes of two such pages is not reported again, and a redirect from
// another spelling of a page to the page itself is intended.
func (r *reader) checkAlike(files map[string]*output, all []*output) {
	first := make(map[string]*output, len(all))
	for _, o := range all {
		key := folded(o.path)
		if other := first[key]; other == nil {
			first[key] = o
		} else if o.kind != madeOutput && (o.kind != redirectOutput || o.page != other.page) {
			r.collision(o, other, "alike", diag.Warning, "/%s and /%s (%s) differ only in %s: macOS and Windows keep one of them",
				o.path, other.path, other.name, difference(o.path, other.path))
		}
	}
	reported := map[*output]bool{}
	for _, o := range all {
		exact := slices.Collect(parents(o.path))
		i := 0
		for dir := range parents(folded(o.path)) {
			file := first[dir]
			if file != nil && file.path != exact[i] && files[exact[i]] == nil && !reported[file] && o.kind != madeOutput {
				reported[file] = true
				r.collision(o, file, "alike", diag.Warning, "/%s needs the folder /%s, which differs from /%s (%s) only in %s: macOS and Windows keep one of them",
					o.path, exact[i], file.path, file.name, difference(exact[i], file.path))
			}
			i++
		}
	}
}

// folded returns what two paths have in common that are one file on macOS or
// Windows.
func folded(p string) string { return sameCase(norm.NFC.String(p)) }

func sameCase(p string) string { return strings.ToLower(strings.ToUpper(p)) }

// difference names the difference of two paths that are the same when folded.
func difference(a, b string) string {
	if sameCase(a) == sameCase(b) {
		return "upper and lower case"
	}
	return "the Unicode form of a character"
}

// parents yields the folders of a path, the innermost first.
func parents(p string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := strings.LastIndexByte(p, '/'); i > 0 && yield(p[:i]); i = strings.LastIndexByte(p[:i], '/') {
		}
	}
}
