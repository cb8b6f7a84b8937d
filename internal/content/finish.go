package content

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"docgen/internal/data"
)

// pagination is the index.html that lists the posts, as it was read, with its
// further pages.
type pagination struct {
	list  *Page
	pages []*Page // the first of which replaces list
}

// addPagination makes the pages of the list of posts, as jekyll-paginate does.
func addPagination(r *reader) {
	list := r.postList()
	if list == nil {
		return
	}
	r.kept.paginate = pagination{list: list}
	if r.same && r.older.kept.paginate.list == list && slices.Equal(r.Posts, r.older.Posts) {
		r.kept.paginate = r.older.kept.paginate
	} else {
		r.kept.paginate.pages = r.paginate(list)
	}
	r.Pages[slices.Index(r.Pages, list)] = r.kept.paginate.pages[0]
	r.Pages = append(r.Pages, r.kept.paginate.pages[1:]...)
}

// postList returns the page that lists the posts, or nil.
func (r *reader) postList() *Page {
	if r.Config.Paginate <= 0 {
		return nil
	}
	pattern := strings.TrimPrefix(r.Config.PaginatePath, "/")
	var list *Page
	for _, p := range r.Pages {
		if path.Base(p.Path) != "index.html" || !inside(path.Dir(pattern), path.Dir(p.Path)) {
			continue
		}
		if list == nil || len(p.Path) > len(list.Path) {
			list = p
		}
	}
	return list
}

func (r *reader) paginate(list *Page) (pages []*Page) {
	per := r.Config.Paginate
	pattern := strings.TrimPrefix(r.Config.PaginatePath, "/")
	total := max(1, (len(r.Posts)+per-1)/per)
	// What templates see as the path of another page has no slash at its end.
	link := func(n int) string {
		if n == 1 {
			return list.URL
		}
		return "/" + strings.ReplaceAll(pattern, ":num", strconv.Itoa(n))
	}
	for n := 1; n <= total; n++ {
		p := list.copied()
		if n > 1 {
			p.URL = cleanURL(link(n) + "/")
			p.Vars.Set("url", p.URL)
			p.Redirects = nil
		}
		p.PagerPosts = r.Posts[min((n-1)*per, len(r.Posts)):min(n*per, len(r.Posts))]
		p.Pager = data.MapOf(
			"page", n, "per_page", per, "posts", nil, "total_posts", len(r.Posts), "total_pages", total,
			"previous_page", nil, "previous_page_path", nil, "next_page", nil, "next_page_path", nil,
		)
		if n > 1 {
			p.Pager.Set("previous_page", n-1)
			p.Pager.Set("previous_page_path", link(n-1))
		}
		if n < total {
			p.Pager.Set("next_page", n+1)
			p.Pager.Set("next_page_path", link(n+1))
		}
		pages = append(pages, p)
	}
	return pages
}

// inside reports whether dir is in folder or is it.
func inside(dir, folder string) bool {
	return folder == "." || dir == folder || strings.HasPrefix(dir, folder+"/")
}
