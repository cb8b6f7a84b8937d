package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"

	"github.com/spf13/pflag"

	"docgen/internal/diag"
	"docgen/internal/publish"
	"docgen/internal/workspace"
)

func compareCommand() *command {
	return &command{
		name: "compare", short: "compare the site with an older build of it",
		long: `
Renders every page and compares it with the page of the same name in the folder of an older build, such as the _site
that Jekyll made of the same tree: headings and their ids, addresses of links and images, code, and visible text. Each
difference is printed with its class, which names the cause, followed by a summary. Nothing is written.

Exit codes: 0 no difference, 1 differences, 2 bad usage or pages that cannot be read.

--format json prints one object:
  version   1
  summary   pages (in both builds), same, missing, extra,
            aspects: [{aspect, same, nothing_lost}] as numbers of pages; nothing_lost counts the pages that still have
            everything of the old page,
            classes: [{class, differences, pages, meaning}]
  missing   paths of pages that only the older build has
  extra     paths of pages that the older build does not have
  pages     [{page, source, differences: [{aspect, class, old, new, after}]}] for the pages that differ;
            aspect is headings, links, images, code, text or redirect; after is the text before the difference`,
		setup: func(flags *pflag.FlagSet) func(*environment, []string) error {
			o := &compareOptions{src: sourceFlags(flags)}
			flags.StringVar(&o.against, "against", "", "the `DIR` of the older build")
			flags.StringVar(&o.out, "out", "", "compare the finished build in `DIR` instead of rendering the source")
			flags.StringVar(&o.format, "format", "text", "print as `FORMAT`: text or json")
			flags.StringVar(&o.selector, "selector", "main", "compare the content of this `ELEMENT`, given as name, #id or .class; on pages without it, the body")
			flags.StringSliceVar(&o.classes, "class", nil, "print only differences of this class `NAME`; may be given several times")
			return func(env *environment, args []string) error {
				if err := noArgs(args); err != nil {
					return err
				}
				return compare(env, o)
			}
		},
	}
}

type compareOptions struct {
	src                            *sourceOptions
	against, out, format, selector string
	classes                        []string
}

var selectorForm = regexp.MustCompile(`^[.#]?[A-Za-z][\w-]*$`)

// check validates the flags and returns the classes to print.
func (o *compareOptions) check() ([]publish.Class, error) {
	var known []string
	for _, c := range publish.Classes {
		known = append(known, string(c.Class))
	}
	var classes []publish.Class
	for _, name := range o.classes {
		if !slices.Contains(known, name) {
			return nil, usagef("--class: no class %q%s", name, diag.DidYouMean(name, known))
		}
		classes = append(classes, publish.Class(name))
	}
	switch {
	case o.against == "":
		return nil, usagef("--against is missing: the folder of the build to compare with")
	case !selectorForm.MatchString(o.selector):
		return nil, usagef("--selector: %q is not an element name, #id or .class", o.selector)
	}
	return classes, oneOf("--format", o.format, "text", "json")
}

func compare(env *environment, o *compareOptions) error {
	classes, err := o.check()
	if err != nil {
		return err
	}
	if info, err := os.Stat(o.against); err != nil {
		return fmt.Errorf("--against: %w", err)
	} else if !info.IsDir() {
		return usagef("--against: %s is no folder", o.against)
	}
	old, err := publish.FolderPages(o.against)
	if err != nil {
		return fmt.Errorf("--against: %w", err)
	}
	work, _, err := o.src.open(env, o.against)
	if err != nil {
		return err
	}
	site := work.Site
	defer site.Close()
	pages, err := o.pages(env, work)
	if err != nil {
		return err
	}
	c, err := publish.Compare(old, pages, publish.CompareOptions{Selector: o.selector, BaseURL: site.Config.URL + site.Config.BaseURL})
	if err != nil {
		return err
	}
	if len(c.Pages) == 0 {
		return usagef("--against: none of the pages in %s is a page of this tree", o.against)
	}
	if o.format == "json" {
		err = c.WriteJSON(env.stdout)
	} else {
		err = c.WriteText(env.stdout, classes)
	}
	if err == nil && !c.Equal() {
		err = errFindings
	}
	return err
}

// pages lists the pages to compare: those of a finished build, or of the site.
func (o *compareOptions) pages(env *environment, work *workspace.Snapshot) (map[string]publish.BuiltPage, error) {
	if o.out != "" {
		pages, err := publish.FolderPages(o.out)
		if err != nil {
			return nil, fmt.Errorf("--out: %w", err)
		}
		return pages, nil
	}
	if diag.Count(work.Site.Problems, diag.Error) > 0 {
		if err := printFindings(env.stdout, env, work.Site.Problems); err != nil {
			return nil, err
		}
		return nil, errors.New("the site cannot be built")
	}
	return work.Builder.BuiltPages(env.ctx), nil
}
