package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"docgen/internal/diag"
)

// Aspect is a part of a page by which two builds are compared.
type Aspect string

// The aspects, in the order in which reports show them.
const (
	Headings Aspect = "headings" // level, text and id
	Links    Aspect = "links"    // addresses, resolved
	Images   Aspect = "images"   // addresses, resolved
	Code     Aspect = "code"     // texts of code blocks and spans
	Text     Aspect = "text"     // visible words
	Redirect Aspect = "redirect" // where a page leads at once
)

// Aspects lists all aspects.
var Aspects = []Aspect{Headings, Links, Images, Code, Text, Redirect}

// Comparison is the differences between the pages of this build and of an older
// one.
type Comparison struct {
	// Missing are the pages that only the older build has, Extra those that
	// only this one has, as paths in the output folder.
	Missing, Extra []string
	// Pages are the pages that both have, in the order of their paths.
	Pages []PageComparison
}

// Equal reports whether the builds have the same pages with the same content.
func (c *Comparison) Equal() bool {
	return len(c.Missing)+len(c.Extra) == 0 && !slices.ContainsFunc(c.Pages, func(p PageComparison) bool { return len(p.Differences) > 0 })
}

// PageComparison is the differences of one page.
type PageComparison struct {
	Page        string // path in the output folder
	Source      string // the file it is made from; "" where that is not known
	Differences []Difference
}

// Difference is one place of a page where two builds differ.
type Difference struct {
	Aspect Aspect
	Class  Class
	// Old and New are the content in the older build and in this one, "" for
	// none. Words are on one line, other elements on one line each.
	Old, New string
	// After are the last elements before it in the older build.
	After string
}

// BuiltPage is one HTML page of a build.
type BuiltPage struct {
	Source string // the file it is made from; "" where that is not known
	HTML   func() ([]byte, error)
}

// BuiltPages lists the HTML pages of the site by their paths in the output
// folder. Each is rendered when its HTML is requested, until ctx is done.
func (b *Builder) BuiltPages(ctx context.Context) map[string]BuiltPage {
	pages := map[string]BuiltPage{}
	for _, p := range b.Site.AllPages() {
		if !p.IsHTML() {
			continue
		}
		pages[p.Out()] = BuiltPage{p.Path, func() ([]byte, error) {
			r, err := b.Render(ctx, p)
			if err != nil {
				return nil, err
			}
			if i := slices.IndexFunc(r.Problems, func(d *diag.Diagnostic) bool { return d.Severity == diag.Error }); i >= 0 {
				return nil, fmt.Errorf("a page cannot be rendered: %w", r.Problems[i])
			}
			return r.HTML, nil
		}}
	}
	for _, f := range b.Site.Static {
		if strings.HasSuffix(f.Out(), ".html") {
			pages[f.Out()] = BuiltPage{f.From, func() ([]byte, error) { return fs.ReadFile(f.FS, f.From) }}
		}
	}
	redirects, _ := b.redirects()
	for name, r := range redirects {
		pages[name] = BuiltPage{r.page.Path, func() ([]byte, error) { return b.redirectPage(r), nil }}
	}
	return pages
}

// largestPage is the size of the largest page that is compared, in bytes.
const largestPage = 64 << 20

// FolderPages lists the HTML pages of a finished build.
func FolderPages(dir string) (map[string]BuiltPage, error) {
	pages := map[string]BuiltPage{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".html" {
			return err
		}
		if info, err := os.Stat(name); err != nil {
			return err
		} else if !info.Mode().IsRegular() {
			return fmt.Errorf("%s is no regular file", name) // reading it might never end
		} else if info.Size() > largestPage {
			return fmt.Errorf("%s is larger than %d MiB", name, largestPage>>20)
		}
		rel, err := filepath.Rel(dir, name)
		pages[filepath.ToSlash(rel)] = BuiltPage{HTML: func() ([]byte, error) { return os.ReadFile(name) }}
		return err
	})
	if err == nil && len(pages) == 0 {
		err = errors.New("no HTML files in " + dir)
	}
	return pages, err
}

// CompareOptions are the options of Compare.
type CompareOptions struct {
	// Selector is the element that is compared: a name, "#id" or ".class". On a
	// page without it, the body is compared.
	Selector string
	// BaseURL is the address of the published site: links that begin with it
	// are the same as those from the root.
	BaseURL string
}

// Compare compares the pages of an older build with those of a new one.
func Compare(old, new map[string]BuiltPage, opts CompareOptions) (*Comparison, error) {
	c := &Comparison{}
	for name := range new {
		if _, ok := old[name]; !ok {
			c.Extra = append(c.Extra, name)
		}
	}
	slices.Sort(c.Extra)
	for _, name := range slices.Sorted(maps.Keys(old)) {
		if p, ok := new[name]; ok {
			c.Pages = append(c.Pages, PageComparison{Page: name, Source: p.Source})
		} else {
			c.Missing = append(c.Missing, name)
		}
	}
	viewer := viewer{opts}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range c.Pages {
		p := &c.Pages[i]
		group.Go(func() (err error) {
			if fault := diag.Guard("comparing", nil, p.Page, func() { err = viewer.compare(p, old[p.Page], new[p.Page]) }); fault != nil {
				return fault // here a panic would end the program
			}
			return err
		})
	}
	return c, group.Wait()
}

func (v *viewer) compare(p *PageComparison, old, new BuiltPage) error {
	before, err := v.view(p.Page, old)
	if err != nil {
		return err
	}
	now, err := v.view(p.Page, new)
	if err != nil {
		return err
	}
	p.Differences = before.compare(now)
	return nil
}

// compare lists the differences of a newer view.
func (v *view) compare(new *view) []Difference {
	if v.redirect != new.redirect {
		return []Difference{{Aspect: Redirect, Class: RedirectTarget, Old: v.redirect, New: new.redirect}}
	}
	hunks := join(differences(v.words, new.words))
	text := list(hunks, Text, v.words, new.words, " ")
	classes := map[Class]bool{}
	for i, h := range hunks {
		d := &text[i]
		d.Class = classifyText(*d, side{v, h.oldStart, h.oldEnd}, side{new, h.newStart, h.newEnd})
		if classes[CodeBlock] && aftermath[d.Class] {
			d.Class = CodeBlock
		}
		classes[d.Class] = true
	}
	var all []Difference
	for _, a := range []Aspect{Headings, Links, Images, Code} {
		was, is := v.parts[a], new.parts[a]
		for _, d := range list(differences(was, is), a, was, is, "\n") {
			d.Class = classify(d, classes)
			all = append(all, d)
		}
	}
	return append(all, text...)
}

// list converts hunks to differences.
func list(hunks []hunk, a Aspect, old, new []string, separator string) []Difference {
	out := make([]Difference, len(hunks))
	for i, h := range hunks {
		out[i] = Difference{
			Aspect: a,
			Old:    strings.Join(old[h.oldStart:h.oldEnd], separator),
			New:    strings.Join(new[h.newStart:h.newEnd], separator),
			After:  strings.Join(old[max(0, h.oldStart-4):h.oldStart], separator),
		}
	}
	return out
}
