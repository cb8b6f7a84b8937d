package content

import (
	"fmt"
	"strings"
	"testing"
)

// TestCollections compares documents with what Jekyll 4.3.1 makes of the same trees.
func TestCollections(t *testing.T) {
	for name, test := range map[string]struct {
		archive string
		want    string // a line for each document: path, address, output
	}{
		"values of several kinds": {
			"-- _config.yml --\ncollections: {a: {output: true, sort_by: weight}}\n" +
				documents("_a/", "1.md weight: 3", "2.md weight: 1", "3.md x: 1", "4.md weight: '2'", "5.md weight: 1.5", "6.md weight: 1", "7.md x: 1"),
			"_a/2.md /a/2.html a/2.html\n_a/1.md /a/1.html a/1.html\n_a/4.md /a/4.html a/4.html\n_a/6.md /a/6.html a/6.html\n_a/5.md /a/5.html a/5.html\n_a/3.md /a/3.html a/3.html\n_a/7.md /a/7.html a/7.html\n",
		},
		"some with a date": {
			"-- _config.yml --\ncollections: {a: {output: true, permalink: '/:name-:slug'}}\n" +
				documents("_a/", "b.md x: 1", "a.md x: 1", "2020-01-02-d.md x: 1", "c.md date: 2019-01-01", "2019-01-02-The_End.v2.md x: 1"),
			"_a/2019-01-02-The_End.v2.md /2019-01-02-the-end-v2-the-end-v2 2019-01-02-the-end-v2-the-end-v2.html\n_a/2020-01-02-d.md /2020-01-02-d-d 2020-01-02-d-d.html\n_a/a.md /a-a a-a.html\n_a/b.md /b-b b-b.html\n_a/c.md /c-c c-c.html\n",
		},
		"a list, and folders of any name": {
			"-- _config.yml --\npermalink: pretty\ncollections_dir: all\ncollections: {a: {output: true, order: [z.md, none.md, /sub/y.md]}}\n" +
				documents("all/_a/", "a.md x: 1", "z.md x: 1", "sub/y.md x: 1", "sub/_in/1.0.md x: 1", "sub/_x.md x: 1", "_sub/x.md x: 1", "u ü.md permalink: '/:collection/:path.php'") + documents("_a/", "x.md x: 1"),
			"_a/z.md /a/z/ a/z/index.html\n_a/sub/y.md /a/sub/y/ a/sub/y/index.html\n_a/a.md /a/a/ a/a/index.html\n_a/sub/_in/1.0.md /a/sub/_in/1.0/ a/sub/_in/1.0/index.html\n_a/u ü.md /a/u%20%C3%BC.php a/u ü.php\n",
		},
		"posts": {
			"-- _config.yml --\ncollections: {posts: {output: false, permalink: '/:categories/:i_month.:i_day/:title:output_ext'}}\n" +
				documents("", "_posts/2020-01-03-b.md category: Big Cat\ncategories: x y", "cat/_posts/2020-1-4-My Post.md categories: [Zed, cat]\nslug: Own Slug", "_posts/sub/2020-1-2-c.md x: 1", "_posts/none.md x: 1") + "-- _posts/2020-01-01-a.md --\nplain\n",
			"_posts/2020-01-01-a.md /1.1/a.html 1.1/a.html\n_posts/sub/2020-1-2-c.md /1.2/c.html 1.2/c.html\n_posts/2020-01-03-b.md /x/y/big%20cat/1.3/b.html x/y/big cat/1.3/b.html\ncat/_posts/2020-1-4-My Post.md /cat/zed/1.4/Own-Slug.html cat/zed/1.4/Own-Slug.html\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			site := open(t, test.archive, Options{})
			var b strings.Builder
			for _, c := range site.Collections {
				for _, p := range c.Docs {
					fmt.Fprintf(&b, "%s %s %s\n", p.Vars.Text("relative_path"), p.ShownURL(), p.Out())
				}
			}
			if b.String() != test.want {
				t.Errorf("%s\nwant\n%s", b.String(), test.want)
			}
		})
	}
}

// documents makes an archive of files, each given as its path and its front matter.
func documents(folder string, list ...string) string {
	var b strings.Builder
	for _, doc := range list {
		at := strings.Index(doc, ".md ") + len(".md")
		fmt.Fprintf(&b, "-- %s%s --\n---\n%s\n---\n", folder, doc[:at], doc[at+1:])
	}
	return b.String()
}
