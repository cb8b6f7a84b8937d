package publish

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"docgen/internal/source"
)

// Aspect is a part of a page by which two builds are compared.
type Aspect string

// The aspects, in the order in which reports show them.
const (
	Headings Aspect = "headings" // level, text and id
	Links    Aspect = "links"    // resolved addresses
	Images   Aspect = "images"   // resolved addresses
	Code     Aspect = "code"     // texts of code blocks and spans
	Text     Aspect = "text"     // visible words
	Redirect Aspect = "redirect" // where a page leads at once
)

// Aspects lists all aspects.
var Aspects = []Aspect{Headings, Links, Images, Code, Text, Redirect}

// Comparison tells what the pages of this build and of an older one have
// otherwise.
type Comparison struct {
	// Missing are the pages that only the older build has, Extra those that
	// only this one has, as paths in the output folder.
	Missing, Extra []string
	// Pages are the pages that both have, in the order of their paths.
	Pages []PageComparison
}

// PageComparison is what one page has otherwise.
type PageComparison struct {
	Page   string // path in the output folder
	Source string // the file it is made from, or ""
	// Differences are in the order of the aspects, and of the page.
	Differences []Difference
}

// Differs reports whether an aspect of the page has a difference.
func (p PageComparison) Differs(a Aspect) bool {
	return slices.ContainsFunc(p.Differences, func(d Difference) bool { return d.Aspect == a })
}

// Difference is one place of a page that two builds have otherwise.
type Difference struct {
	Aspect Aspect
	// Class names the cause.
	Class Class
	// Old and New are what the older build and this one have there, "" for
	// nothing. Several elements are on lines of their own, words on one line.
	Old, New string
	// After is what both have before it.
	After string
}

// Equal reports whether the builds have the same pages with the same content.
func (c *Comparison) Equal() bool {
	return len(c.Missing)+len(c.Extra) == 0 && !slices.ContainsFunc(c.Pages, func(p PageComparison) bool { return len(p.Differences) > 0 })
}

// CompareOptions say how two builds are compared.
type CompareOptions struct {
	// Selector is the element that is compared: its name, "#id" or ".class".
	// On a page without it all of the body is. Empty means main.
	Selector string
}

// made is a page of this build.
type made struct {
	source string
	render func() (html []byte, markdown source.Text, err error)
}

// Compare compares the pages of the site, rendered one by one, with those of
// an older build in the folder dir.
func (b *Builder) Compare(dir string, opts CompareOptions) (*Comparison, error) {
	old, err := htmlFiles(dir)
	if err != nil {
		return nil, err
	}
	pages := b.made()
	c := &Comparison{}
	for name := range pages {
		if !old[name] {
			c.Extra = append(c.Extra, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(old)) {
		if p, ok := pages[name]; ok {
			c.Pages = append(c.Pages, PageComparison{Page: name, Source: p.source})
		} else {
			c.Missing = append(c.Missing, name)
		}
	}
	slices.Sort(c.Extra)
	vw := viewer{selector: opts.Selector, base: b.Site.Config.URL + b.Site.Config.BaseURL}
	if vw.selector == "" {
		vw.selector = "main"
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range c.Pages {
		group.Go(func() error {
			p := &c.Pages[i]
			before, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(p.Page)))
			if err != nil {
				return err
			}
			now, markdown, err := pages[p.Page].render()
			if err != nil {
				return err
			}
			p.Differences, err = vw.compare(p.Page, before, now, markdown.Bytes)
			return err
		})
	}
	return c, group.Wait()
}

// made lists the HTML pages of this build by their paths.
func (b *Builder) made() map[string]made {
	pages := map[string]made{}
	for _, p := range slices.Concat(b.Site.Pages, b.Site.Posts) {
		if !p.IsHTML() {
			continue
		}
		pages[p.Out()] = made{p.Path, func() ([]byte, source.Text, error) {
			r, err := b.Render(p)
			if err != nil {
				return nil, source.Text{}, err
			}
			return r.HTML, r.Text, nil
		}}
	}
	for _, f := range b.Site.Static {
		if name := f.Out(); strings.HasSuffix(name, ".html") {
			pages[name] = made{f.From, func() ([]byte, source.Text, error) {
				text, err := fs.ReadFile(f.FS, f.From)
				return text, source.Text{}, err
			}}
		}
	}
	table, _ := b.redirects(nil)
	for name, r := range table {
		pages[name] = made{r.page.Path, func() ([]byte, source.Text, error) {
			return redirectPage(r.to), source.Text{}, nil
		}}
	}
	return pages
}

// htmlFiles lists the HTML files below a folder, with "/".
func htmlFiles(dir string) (map[string]bool, error) {
	files := map[string]bool{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".html" {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		files[filepath.ToSlash(rel)] = true
		return err
	})
	if err == nil && len(files) == 0 {
		err = errors.New("no HTML files in " + dir)
	}
	return files, err
}

// compare lists the differences of a page.
func (vw viewer) compare(name string, before, now, markdown []byte) ([]Difference, error) {
	old, err := vw.view(name, before)
	if err != nil {
		return nil, err
	}
	new, err := vw.view(name, now)
	if err != nil {
		return nil, err
	}
	var list []Difference
	if old.redirect != new.redirect {
		return append(list, Difference{Aspect: Redirect, Old: old.redirect, New: new.redirect}), nil
	}
	for _, a := range Aspects[:5] {
		separator := "\n"
		if a == Text {
			separator = " "
		}
		was, is := old.parts(a), new.parts(a)
		for _, h := range differences(was, is) {
			list = append(list, Difference{
				Aspect: a,
				Old:    strings.Join(was[h.oldStart:h.oldEnd], separator),
				New:    strings.Join(is[h.newStart:h.newEnd], separator),
				After:  strings.Join(was[max(0, h.oldStart-4):h.oldStart], separator),
			})
		}
	}
	return list, nil
}
