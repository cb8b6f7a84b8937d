package content

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// finish puts pages and posts in their order and makes the pages of the
// pagination.
func (s *Site) finish() {
	slices.SortStableFunc(s.Posts, func(a, b *Page) int {
		if c := b.Date.Compare(a.Date); c != 0 {
			return c
		}
		return strings.Compare(b.Path, a.Path)
	})
	for i, p := range s.Posts {
		if i > 0 {
			p.Vars["next"] = s.Posts[i-1].Vars
		}
		if i+1 < len(s.Posts) {
			p.Vars["previous"] = s.Posts[i+1].Vars
		}
	}
	s.paginate()
	sortPages(s.Pages)
	s.findCollisions()
	s.Memory.Ready()
}

// findCollisions reports pages and files that claim one address, or one that
// another needs for a folder.
func (s *Site) findCollisions() {
	type claim struct {
		name string
		file *source.File
	}
	first := map[string]claim{}
	report := func(c claim, format string, args ...any) {
		d := newDiagnostic(source.Span{File: c.file}, "redirect-collision", diag.Error, format, args...)
		d.Kind = "page"
		s.Problems = append(s.Problems, d)
	}
	take := func(out string, c claim) {
		if other, ok := first[out]; ok {
			report(c, "%s and %s are both written to %s", other.name, c.name, out)
			return
		}
		first[out] = c
	}
	for _, p := range s.AllPages() {
		take(p.Out(), claim{p.Path, p.File})
	}
	for _, f := range s.Static {
		take(f.Out(), claim{f.From, source.NewFile(f.From, nil)})
	}
	for out, c := range first {
		for dir := path.Dir(out); dir != "."; dir = path.Dir(dir) {
			if other, ok := first[dir]; ok {
				report(c, "%s is written to %s, and %s needs a folder there", other.name, dir, c.name)
			}
		}
	}
}

// paginate makes the further pages of the index.html that lists the posts, as
// jekyll-paginate does.
func (s *Site) paginate() {
	per := s.Config.Paginate
	if !s.Config.Jekyll || per <= 0 {
		return
	}
	pattern := strings.TrimPrefix(s.Config.PaginatePath, "/")
	var list *Page
	for _, p := range s.Pages {
		if path.Base(p.Path) != "index.html" || !inside(path.Dir(pattern), path.Dir(p.Path)) {
			continue
		}
		if list == nil || len(p.Path) > len(list.Path) {
			list = p
		}
	}
	if list == nil {
		return
	}
	total := max(1, (len(s.Posts)+per-1)/per)
	// What templates see as the path of another page has no slash at its end.
	link := func(n int) string {
		if n == 1 {
			return list.URL
		}
		return "/" + strings.ReplaceAll(pattern, ":num", strconv.Itoa(n))
	}
	for n := 1; n <= total; n++ {
		p := list
		if n > 1 {
			c := *list
			p = &c
			p.URL = cleanURL(link(n) + "/")
			p.Vars = data.Map{}
			for k, v := range list.Vars {
				p.Vars[k] = v
			}
			p.Vars["url"] = p.URL
			p.Redirects = nil
			s.Pages = append(s.Pages, p)
		}
		posts := s.Posts[min((n-1)*per, len(s.Posts)):min(n*per, len(s.Posts))]
		vars := make([]any, len(posts))
		for i, post := range posts {
			vars[i] = post.Vars
		}
		p.Pager = data.Map{
			"page": n, "per_page": per, "posts": vars, "total_posts": len(s.Posts), "total_pages": total,
			"previous_page": nil, "previous_page_path": nil, "next_page": nil, "next_page_path": nil,
		}
		if n > 1 {
			p.Pager["previous_page"], p.Pager["previous_page_path"] = n-1, link(n-1)
		}
		if n < total {
			p.Pager["next_page"], p.Pager["next_page_path"] = n+1, link(n+1)
		}
	}
}

// inside reports whether dir is in folder or is it.
func inside(dir, folder string) bool {
	return folder == "." || dir == folder || strings.HasPrefix(dir, folder+"/")
}
